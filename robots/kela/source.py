"""Kela as a source of income: permit, person, period → answer, read from its pages."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, nullcontext
from dataclasses import replace
from pathlib import Path

from robots.casework.answer import Answer
from robots.casework.case import Person
from robots.casework.checks import InterfaceCheck
from robots.casework.errors import SourceUnusable
from robots.casework.identity_code import IdentityCode
from robots.casework.period import Period
from robots.casework.permit import Permit
from robots.casework.protocols import AccessLog, Clock, Turn
from robots.casework.reason import Reason
from robots.casework.words import Source, State
from robots.kela.beginnings import ByHandover, beginning
from robots.kela.browser import BrowserThread, proxy_of
from robots.kela.catalogue import Catalogue
from robots.kela.contexts import Contexts
from robots.kela.decisions import ReadDocument
from robots.kela.errors import SessionExpired, SignInAwaited
from robots.kela.evidence import EvidenceBook, attachments
from robots.kela.figures import Figures
from robots.kela.handover import SessionFile
from robots.kela.incidents import Incidents
from robots.kela.landing import look_at_landing_page
from robots.kela.page_map import read_page_map
from robots.kela.session import Sessions, UnknownPageKeeper
from robots.kela.settings import KelaSettings
from robots.kela.visit import Visit
from robots.kela.visited import Visited


class Kela:
    """Asks Kela's service through its pages, in one browser that starts when first needed.

    May be asked from many threads; ``pages_at_once`` of the settings limits what is under way.
    """

    source = Source.KELA

    def __init__(
        self,
        settings: KelaSettings,
        *,
        browser: Path,
        sandbox: bool,
        read: ReadDocument,
        access_log: AccessLog,
        clock: Clock,
        new_id: Callable[[], str],
        turn: Turn = nullcontext,
        session_file: SessionFile | None = None,
        keep_unknown_page: UnknownPageKeeper | None = None,
        incidents: Incidents | None = None,
    ) -> None:
        """Read the page map and the catalogue; nothing is started yet.

        Args:
            browser: Chromium's headless shell or Chromium.
            sandbox: whether Chromium may use its own sandbox (not as root on Linux).
            turn: around each visit; it waits until the visit may begin.
            read: reads a decision's PDF, to tell whose it is; from many threads.
            session_file: where an official's session is handed over, when one is needed.
            keep_unknown_page: gets the masked copy of a page that was not recognised.
            incidents: keeps the encrypted picture of a page that stopped a visit.

        Raises:
            PageMapWrong, PackageWrong
        """
        self._settings = settings
        self._map = read_page_map(settings.page_map)
        self._catalogue = Catalogue()
        self._browser = BrowserThread(browser, sandbox=sandbox, proxy=proxy_of(settings))
        self._beginning = beginning(settings, session_file)
        self._sessions = Sessions(
            Contexts(settings, self._map, self._browser),
            self._beginning,
            keep_unknown_page=keep_unknown_page,
            incidents=incidents,
        )
        if incidents is not None:
            incidents.remove_old()
        self._read = read
        self._access_log = access_log
        self._clock = clock
        self._new_id = new_id
        self._turn = turn

    def ask(self, permit: Permit, person: Person, period: Period) -> Answer:
        """Look at everything that the permit covers about the person.

        ``none`` when Kela knows nobody of the identity code (an info finding says so), or the
        person has no benefit, payment or application.

        Raises:
            SourceUnusable, TryAgain, ReplyRefused: no answer; see :mod:`robots.kela.errors`.
            ValueError: the permit is for another question.
        """
        code = permit.code_for(self.source, person, period)
        asked_at = self._clock()
        visited = self._browser.run(self._visit(permit, code, period))
        book = EvidenceBook(permit, visited.pictures)
        figures = Figures(visited, permit, self._catalogue, self._map, book)
        kept = tuple(attachments(visited, book, permit, self._map))
        return Answer(
            source=self.source,
            role=permit.role,
            state=State.FOUND
            if figures.incomes or visited.pending or visited.recoveries
            else State.NONE,
            asked_at=asked_at,
            period=period,
            request_ids=tuple(visited.request_ids),
            permit=permit,
            incomes=figures.incomes,
            findings=figures.findings,
            evidence=book.entries,
            attachments=kept,
        )

    def check(self) -> tuple[InterfaceCheck, ...]:
        """Whether the service's first page is there; nobody signs in and no browser starts.

        Where an official has to sign in before anything can be asked, the row says so.
        """
        row = look_at_landing_page(self._settings, self._map.sign_in.path, self._clock)
        begins = self._beginning
        if row.advice is None and isinstance(begins, ByHandover):
            try:
                if begins.is_awaited(self._settings.address):
                    raise SignInAwaited()
            except SourceUnusable as error:
                row = replace(row, advice=Reason.of(error))
        return (row,)

    def close(self) -> None:
        """End the browser and its thread."""
        self._browser.close()

    async def _visit(self, permit: Permit, code: IdentityCode, period: Period) -> Visited:
        """A visit; when its session ends on the way and needs no person to begin anew, one more in
        a new session, from the start."""
        try:
            return await self._one_visit(permit, code, period)
        except SessionExpired:
            if not self._sessions.can_renew:
                raise
            return await self._one_visit(permit, code, period)

    async def _one_visit(self, permit: Permit, code: IdentityCode, period: Period) -> Visited:
        async with self._sessions.tab() as tab, _off_the_loop(self._turn):
            visit = Visit(
                tab,
                self._map,
                permit,
                code,
                read=self._read,
                access_log=self._access_log,
                clock=self._clock,
                new_id=self._new_id,
                pictures=self._settings.pictures,
            )
            return await visit.walk(period)


@asynccontextmanager
async def _off_the_loop(turn: Turn) -> AsyncIterator[None]:
    """The turn, waited for in another thread: the other visits go on meanwhile."""
    waiting = turn()
    await asyncio.to_thread(waiting.__enter__)
    try:
        yield
    finally:
        await asyncio.to_thread(waiting.__exit__, None, None, None)
