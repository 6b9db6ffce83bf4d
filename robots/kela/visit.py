"""One visit: everything that the permit covers about one person, page after page.

Each look at a page about a person is written into the access log before anything on it is used. A
query is never repeated blindly: only a page whose opening failed on the way is opened once more.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import date
from typing import Final, TypeVar

from robots.casework.errors import WorkerError
from robots.casework.identity_code import IdentityCode
from robots.casework.period import Period, day_in_finnish
from robots.casework.permit import Permit
from robots.casework.protocols import AccessLog, Clock
from robots.kela.decisions import ReadDocument, is_about
from robots.kela.errors import NoAnswer, PersonNotFound
from robots.kela.page_map import PageMap
from robots.kela.pages import PersonPage, SearchPage
from robots.kela.person_pages import (
    BenefitPage,
    BenefitsPage,
    MedicinePage,
    PaymentsAskPage,
    PaymentsPage,
    PendingPage,
    RecoveriesPage,
)
from robots.kela.rows import (
    BenefitRow,
    DecisionRow,
    PaymentRow,
)
from robots.kela.snapshot import Snapshot
from robots.kela.tab import Shown, Tab
from robots.kela.visited import Decision, Line, SeenPage, Visited
from robots.transport.attempts import INTERRUPTED, recorder

#: Groups of data in a permit.
PAYMENTS: Final = "payments"
DECISIONS: Final = "decisions"
MEDICINE: Final = "medicine_ceiling"

AnyPersonPage = TypeVar("AnyPersonPage", bound=PersonPage)
Value = TypeVar("Value")


class Visit:
    """Walks through one person's pages."""

    def __init__(
        self,
        tab: Tab,
        page_map: PageMap,
        permit: Permit,
        code: IdentityCode,
        *,
        read: ReadDocument,
        access_log: AccessLog,
        clock: Clock,
        new_id: Callable[[], str],
        pictures: bool = True,
    ) -> None:
        self._tab = tab
        self._map = page_map
        self._permit = permit
        self._code = code
        self._read = read
        self._access_log = access_log
        self._clock = clock
        self._new_id = new_id
        self._takes_pictures = pictures
        self._visited = Visited()

    async def walk(self, period: Period) -> Visited:
        """Look at everything.

        Raises:
            SourceUnusable, TryAgain, ReplyRefused: nothing of the visit may be used.
        """
        try:
            benefits = await self._search()
        except PersonNotFound:
            self._visited.is_known = False
            self._keep("search", self._map.states.not_found, self._tab.html, self._tab.snapshot)
            return self._visited
        words, groups = self._map, self._permit.data_groups
        pending = benefits.read.link(words.pending.link)
        payments = benefits.read.link(words.payments.ask.link)
        recoveries = benefits.read.link(words.recoveries.link)
        medicine = benefits.read.link(words.medicine.link)
        for place, line in enumerate(self._visited.benefits):
            await self._look_at_benefit(place, line.value)
        if PAYMENTS in groups:
            await self._look_at_payments(payments, period)
            await self._look_at_recoveries(recoveries)
        await self._look_at_pending(pending)
        if MEDICINE in groups:
            await self._look_at_medicine(medicine)
        return self._visited

    async def _search(self) -> BenefitsPage:
        words = self._map.search
        await self._tab.open(words.path, SearchPage)
        await self._tab.fill(words.identity_code, self._code.reveal())
        await self._tab.choose(words.purpose, words.purposes[self._permit.purpose])
        await self._tab.fill(words.case_id, self._permit.case_id)
        shown = await self._look(words.heading, lambda: self._tab.press(words.button, BenefitsPage))
        page = self._remember("benefits", shown)
        self._visited.benefits = _lines(shown.page.benefits(), page)
        await self._photograph(page, self._map.benefits.table.name, self._visited.benefits)
        return shown.page

    async def _look_at_benefit(self, place: int, benefit: BenefitRow) -> None:
        shown = await self._open(self._map.benefit.heading, benefit.link, BenefitPage)
        page = self._remember(f"benefit-{place + 1}", shown)
        shown.page.check_benefit(benefit.name)
        components = self._visited.components[place] = _lines(shown.page.components(), page)
        await self._photograph(page, self._map.benefit.components.name, components)
        for decision in shown.page.decisions():
            if decision.link is not None and DECISIONS in self._permit.data_groups:
                await self._fetch(decision, decision.link)

    async def _fetch(self, decision: DecisionRow, link: str) -> None:
        service = self._map.benefit.decisions.name

        async def fetch() -> Decision:
            content = await self._tab.download(link)
            # Reading waits for another process; the other visits go on meanwhile.
            reading = await asyncio.to_thread(self._read, content)
            return Decision(decision, self._clock(), is_about(reading, self._code), content)

        fetched = await self._logged(service, fetch, lambda one: len(one.content), again=True)
        self._visited.decisions.append(fetched)

    async def _look_at_payments(self, link: str, period: Period) -> None:
        """Ask for the period, or for each of its years, and keep what was paid in the period."""
        if period.end is None:
            raise ValueError("payments are asked for up to a day")
        ask = self._map.payments.ask
        paid: list[Line[PaymentRow]] = []
        for asked in _years(period) if ask.year else (period,):
            await self._open(ask.heading, link, PaymentsAskPage)
            if ask.year:
                await self._tab.choose(ask.year, str(asked.start.year))
            else:
                await self._tab.fill(ask.from_day, day_in_finnish(asked.start))
                await self._tab.fill(ask.to_day, day_in_finnish(asked.end or period.end))
            paid += await self._list_payments(asked)
        self._visited.payments = [one for one in paid if period.contains(one.value.paid_on)]

    async def _list_payments(self, asked: Period) -> list[Line[PaymentRow]]:
        """All pages of the payments that have been filled in."""
        words = self._map.payments
        seen = sum(page.name.startswith("payments-") for page in self._visited.pages)
        pages: list[PaymentsPage] = []
        lines: list[Line[PaymentRow]] = []
        while not pages or pages[-1].has_next:
            if pages:
                shown = await self._open(words.heading, pages[-1].next_link, PaymentsPage)
            else:
                shown = await self._look(
                    words.heading, lambda: self._tab.press(words.ask.button, PaymentsPage)
                )
            pages.append(shown.page)
            if shown.page.number[0] != len(pages):
                raise shown.page.read.contradiction("pages")
            page = self._remember(f"payments-{seen + len(pages)}", shown)
            here = _lines(shown.page.payments(), page)
            needed = [one for one in here if self._permit.period.contains(one.value.paid_on)]
            await self._photograph(page, words.table.name, needed)
            lines += here
        _check_paging(pages, asked, lines, by_year=bool(words.ask.year))
        return lines

    async def _look_at_recoveries(self, link: str) -> None:
        shown = await self._open(self._map.recoveries.heading, link, RecoveriesPage)
        page = self._remember("recoveries", shown)
        rows = self._visited.recoveries = _lines(shown.page.recoveries(), page)
        await self._photograph(page, self._map.recoveries.table.name, rows)

    async def _look_at_medicine(self, link: str) -> None:
        shown = await self._open(self._map.medicine.heading, link, MedicinePage)
        page = self._remember("medicine", shown)
        (self._visited.medicine,) = _lines((shown.page.costs(),), page)

    async def _look_at_pending(self, link: str) -> None:
        shown = await self._open(self._map.pending.heading, link, PendingPage)
        page = self._remember("pending", shown)
        self._visited.pending = _lines(shown.page.pending(), page)

    async def _open(
        self, service: str, link: str, kind: type[AnyPersonPage]
    ) -> Shown[AnyPersonPage]:
        return await self._look(service, lambda: self._tab.open(link, kind), again=True)

    async def _look(
        self,
        service: str,
        step: Callable[[], Awaitable[Shown[AnyPersonPage]]],
        *,
        again: bool = False,
    ) -> Shown[AnyPersonPage]:
        """A step to a page about the person, who must be the one asked about."""

        async def look() -> Shown[AnyPersonPage]:
            shown = await step()
            shown.page.check_person(self._code)
            return shown

        return await self._logged(service, look, lambda shown: len(shown.html), again=again)

    async def _logged(
        self,
        service: str,
        step: Callable[[], Awaitable[Value]],
        size: Callable[[Value], int],
        *,
        again: bool,
    ) -> Value:
        request_id = self._new_id()
        self._visited.request_ids.append(request_id)
        rows = recorder(
            self._access_log,
            self._clock,
            self._permit,
            self._code,
            service=service,
            request_id=request_id,
        )
        attempt = 1
        while True:
            rows.before(attempt)
            try:
                value = await step()
            except WorkerError as error:
                rows.after(attempt, "none" if isinstance(error, PersonNotFound) else error.code, 0)
                if not (again and attempt == 1 and isinstance(error, NoAnswer)):
                    raise
            except BaseException:
                rows.after(attempt, INTERRUPTED, 0)
                raise
            else:
                rows.after(attempt, "found", size(value))
                return value
            attempt += 1

    async def _photograph(self, page: SeenPage, table: str, lines: Sequence[Line[object]]) -> None:
        if not self._takes_pictures or not lines:
            return
        picture = await self._tab.picture(table, [line.row for line in lines])
        if picture is not None:
            self._visited.pictures[page.name] = picture

    def _remember(self, name: str, shown: Shown[AnyPersonPage]) -> SeenPage:
        heading = self._map.page(shown.page.name).heading
        return self._keep(name, heading, shown.html, shown.page.snapshot)

    def _keep(self, name: str, heading: str, html: str, snapshot: Snapshot) -> SeenPage:
        page = SeenPage(name, heading, self._clock(), html, snapshot)
        self._visited.pages.append(page)
        return page


def _lines(values: tuple[Value, ...], page: SeenPage) -> list[Line[Value]]:
    return [Line(value, page, row) for row, value in enumerate(values, start=1)]


def _years(period: Period) -> Iterator[Period]:
    """Its calendar years, the last one up to its last day."""
    end = period.end or date.max
    for year in range(period.start.year, end.year + 1):
        yield Period(date(year, 1, 1), min(date(year, 12, 31), end))


def _check_paging(
    pages: list[PaymentsPage], asked: Period, lines: list[Line[PaymentRow]], *, by_year: bool
) -> None:
    """That all pages were seen, each once, of the asked days, and that they add up.

    The page of a year may tell of more days than those asked for, never of fewer.
    """
    listed = pages[0].period
    is_asked = listed.start == asked.start and listed.contains(asked.end or date.max)
    if listed != asked and not (by_year and is_asked):
        raise pages[0].read.contradiction("period")
    for number, page in enumerate(pages, start=1):
        if page.number != (number, len(pages)):
            raise page.read.contradiction("pages")
        if page.period != listed or page.totals != pages[0].totals:
            raise page.read.contradiction("totals")
    if any(not listed.contains(line.value.paid_on) for line in lines):
        raise pages[0].read.contradiction("paid_on")
    pages[0].read.check_totals(pages[0].totals, [line.value.money for line in lines])
