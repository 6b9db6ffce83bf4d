"""From what a visit saw to incomes and findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from robots.casework.answer import Finding, Income
from robots.casework.identifiers import stable_id
from robots.casework.money import ZERO, in_finnish
from robots.casework.period import HELSINKI, Period, day_in_finnish
from robots.casework.permit import Permit
from robots.casework.words import IncomeKind, Mark, Per, Severity, Source
from robots.kela.catalogue import Benefit, Catalogue
from robots.kela.evidence import EvidenceBook
from robots.kela.levels import Level, unpaid_levels
from robots.kela.page_map import PageMap
from robots.kela.plausibility import Known, implausible
from robots.kela.reading import Money
from robots.kela.rows import BenefitRow, Component, PaymentRow
from robots.kela.visited import Line, Visited

UNKNOWN_BENEFIT: Final = "kela_unknown_benefit"
COMPONENTS_NOT_KNOWN: Final = "kela_components_not_known"
PERSON_NOT_KNOWN: Final = "kela_person_not_found"
PENDING_APPLICATION: Final = "kela_pending_application"
LEVEL_DIFFERS: Final = "kela_level_differs"
RECOVERY: Final = "kela_recovery"
MEDICINE_COSTS: Final = "kela_medicine_costs"
MEDICINE_CEILING: Final = "kela_medicine_ceiling_reached"
DECISION_NOT_READ: Final = "kela_decision_not_read"

_UNKNOWN: Final = Benefit(IncomeKind.UNKNOWN, tax_free=False, parts={})


@dataclass(frozen=True, slots=True)
class _Share:
    """A part of a payment that is one kind of income."""

    name: str
    benefit: Benefit
    money: Money
    evidence: tuple[str, ...] = ()


class Figures:
    """The incomes and findings of one visit.

    A payment of a benefit whose parts the law treats in different ways is split by the parts that
    the benefit's own page shows, where they are exactly that payment; otherwise it stays whole,
    of unknown kind, and the officer is asked.
    """

    def __init__(
        self,
        visited: Visited,
        permit: Permit,
        catalogue: Catalogue,
        page_map: PageMap,
        book: EvidenceBook,
    ) -> None:
        self._visited = visited
        self._permit = permit
        self._catalogue = catalogue
        self._map = page_map
        self._book = book
        self._questions: dict[tuple[str, str], list[str]] = {}
        self._differing: list[Finding] = []
        self._known: list[Known] = []
        self.incomes = (*self._paid(), *self._unpaid())
        self.findings = (
            *self._not_known(),
            *self._asked(),
            *self._differing,
            *implausible(self._known, self._day),
            *self._pending(),
            *self._recoveries(),
            *self._medicine(),
            *self._not_read(),
        )

    @property
    def _day(self) -> date:
        """Of the visit."""
        return self._visited.pages[0].seen_at.astimezone(HELSINKI).date()

    def _paid(self) -> Iterator[Income]:
        """One income a payment, or one for each of its parts."""
        alike: Counter[tuple[object, ...]] = Counter()
        for line in self._visited.payments or ():
            payment = line.value
            key = (payment.name, payment.paid_on, payment.period.start, payment.money.gross)
            alike[key] += 1
            row = self._book.row(
                line.page,
                self._map.payments.table.name,
                line.row,
                *key,
                alike[key],
                what="kela_recovery" if payment.money.gross < ZERO else "kela_payment",
                name=payment.name,
                day=day_in_finnish(payment.paid_on),
            )
            yield from self._incomes(payment, payment.money, ("payment", *key, alike[key]), row)

    def _unpaid(self) -> Iterator[Income]:
        """The benefits in force that are not what was last paid, at their level of today."""
        for level in unpaid_levels(self._visited):
            line, benefit = level.line, level.line.value
            key = (benefit.name, benefit.start, benefit.money.gross)
            row = self._book.row(
                line.page,
                self._map.benefits.table.name,
                line.row,
                *key,
                line.row,
                what="kela_benefit",
                name=benefit.name,
                day=day_in_finnish(benefit.start),
            )
            name = ("month", *key, line.row)
            incomes = list(self._incomes(benefit, benefit.money, name, row))
            if level.last is not None and not (level.is_paid and level.replaces):
                self._differing.append(self._differs(level, level.last, incomes))
            yield from incomes

    def _differs(self, level: Level, last: PaymentRow, incomes: Sequence[Income]) -> Finding:
        """One level of a name is counted before its payments; where they vary, none is."""
        benefit = level.line.value
        return Finding(
            LEVEL_DIFFERS,
            Severity.WARNING if level.replaces else Severity.QUESTION,
            self._permit.role,
            {
                "benefit": benefit.name,
                "level": in_finnish(benefit.money.gross),
                "since": day_in_finnish(benefit.start),
                "paid": in_finnish(last.money.gross),
                "day": day_in_finnish(last.paid_on),
            },
            tuple(income.id for income in incomes),
        )

    def _incomes(
        self, paid: PaymentRow | BenefitRow, money: Money, key: tuple[object, ...], row: str
    ) -> Iterator[Income]:
        shares, question = self._shares(paid.name, money)
        for number, share in enumerate(shares):
            income = Income(
                id=stable_id("i", Source.KELA, self._permit.role, *key, number),
                role=self._permit.role,
                source=Source.KELA,
                kind=share.benefit.kind,
                name=share.name,
                payer=self._catalogue.payer,
                payer_id=self._catalogue.payer_id,
                per=Per.PAYMENT if isinstance(paid, PaymentRow) else Per.MONTH,
                gross=share.money.gross,
                tax=share.money.tax,
                net=share.money.net,
                period=paid.period
                if isinstance(paid, PaymentRow)
                else Period(paid.start, paid.end),
                paid_on=paid.paid_on if isinstance(paid, PaymentRow) else None,
                in_force_until=self._in_force_until(paid.name),
                marks=_marks(share),
                evidence=(row, *share.evidence),
            )
            benefit = self._catalogue.benefit(paid.name)
            paid_on = benefit.payment_day if benefit else None
            self._known.append(Known(income, share.benefit, share.name, paid_on))
            if question:
                self._questions.setdefault((question, paid.name), []).append(income.id)
            yield income

    def _shares(self, name: str, money: Money) -> tuple[Sequence[_Share], str]:
        """What a payment consists of, and the question when that is not known."""
        benefit = self._catalogue.benefit(name)
        if benefit is None:
            return [_Share(name, _UNKNOWN, money)], UNKNOWN_BENEFIT
        in_force = [at for at, line in enumerate(self._visited.benefits) if line.value.name == name]
        parts = [part for at in in_force for part in self._visited.components[at]]
        known = [self._catalogue.part(name, part.value.name) for part in parts]
        kinds = {part.kind if part else None for part in known}
        if kinds == {benefit.kind} or (not parts and (in_force or not benefit.parts)):
            return [_Share(name, benefit, money)], ""
        if len(in_force) == 1 and (split := self._split(name, parts, known, money)):
            return split, ""
        return [_Share(name, _UNKNOWN, money)], COMPONENTS_NOT_KNOWN

    def _split(
        self,
        name: str,
        parts: Sequence[Line[Component]],
        known: Sequence[Benefit | None],
        money: Money,
    ) -> list[_Share] | None:
        """The payment's parts, where they are exactly the payment and the tax has one place."""
        if sum((part.value.gross for part in parts), ZERO) != money.gross:
            return None
        taxed = [at for at, part in enumerate(known) if part is not None and not part.tax_free]
        if money.tax and len(taxed) != 1:
            return None
        shares = []
        for at, (line, part) in enumerate(zip(parts, known, strict=True)):
            if part is None:
                return None
            tax = money.tax if at in taxed else ZERO
            gross = line.value.gross
            table = self._map.benefit.components.name
            row = self._book.row(
                line.page,
                table,
                line.row,
                name,
                line.value.name,
                gross,
                what="kela_component",
                name=name,
                component=line.value.name,
            )
            share = Money(gross, tax, gross - tax)
            shares.append(_Share(line.value.name, part, share, (row,)))
        return shares

    def _in_force_until(self, name: str) -> date | None:
        """The last day of a benefit. The list of those in force is whole: one that has been paid
        and is not on it ended with what was last paid."""
        ends = {line.value.end for line in self._visited.benefits if line.value.name == name}
        if not ends:
            rows = [line.value for line in self._visited.payments or ()]
            paid = [one for one in rows if one.name == name]
            ends = {max((one.period.end or one.paid_on for one in paid), default=None)}
        return ends.pop() if len(ends) == 1 else None

    def _not_known(self) -> Iterator[Finding]:
        if not self._visited.is_known:
            yield Finding(PERSON_NOT_KNOWN, Severity.INFO, self._permit.role)

    def _asked(self) -> Iterator[Finding]:
        for (code, benefit), incomes in self._questions.items():
            yield Finding(
                code,
                Severity.QUESTION,
                self._permit.role,
                {"benefit": benefit},
                tuple(incomes),
            )

    def _pending(self) -> Iterator[Finding]:
        for line in self._visited.pending:
            name, since = line.value.name, line.value.since
            row = self._book.row(
                line.page,
                self._map.pending.table.name,
                line.row,
                name,
                since,
                what="kela_pending",
                name=name,
                day=day_in_finnish(since),
            )
            yield Finding(
                PENDING_APPLICATION,
                Severity.INFO,
                self._permit.role,
                {"benefit": name, "since": day_in_finnish(since)},
                (row,),
            )

    def _recoveries(self) -> Iterator[Finding]:
        """A recovery lowers no income by itself: what was paid may be lower already."""
        for line in self._visited.recoveries:
            recovery = line.value
            if not recovery.left:
                continue
            row = self._book.row(
                line.page,
                self._map.recoveries.table.name,
                line.row,
                recovery.name,
                recovery.decided_on,
                recovery.whole,
                line.row,
                what="kela_recovery_decision",
                name=recovery.name,
                day=day_in_finnish(recovery.decided_on),
            )
            values = {
                "benefit": recovery.name,
                "since": day_in_finnish(recovery.decided_on),
                "left": in_finnish(recovery.left),
                "monthly": in_finnish(recovery.monthly),
            }
            yield Finding(RECOVERY, Severity.QUESTION, self._permit.role, values, (row,))

    def _medicine(self) -> Iterator[Finding]:
        """A hint at medicine costs as a deduction; what they were, is the client's to show."""
        line = self._visited.medicine
        if line is None or not line.value.accumulated:
            return
        costs, region = line.value, self._map.medicine.region
        row = self._book.row(
            line.page, region, line.row, costs.year, what="kela_medicine", year=str(costs.year)
        )
        values = {
            "year": str(costs.year),
            "accumulated": in_finnish(costs.accumulated),
            "ceiling": in_finnish(costs.ceiling),
        }
        code = MEDICINE_COSTS
        if costs.reached_on is not None:
            code = MEDICINE_CEILING
            values["day"] = day_in_finnish(costs.reached_on)
        yield Finding(code, Severity.INFO, self._permit.role, values, (row,))

    def _not_read(self) -> Iterator[Finding]:
        for decision in self._visited.decisions:
            if not decision.is_theirs:
                values = {"number": decision.row.number}
                yield Finding(DECISION_NOT_READ, Severity.INFO, self._permit.role, values)


def _marks(share: _Share) -> frozenset[Mark]:
    marks = {Mark.TAX_FREE} if share.benefit.tax_free else set()
    if share.money.gross < Decimal(0):
        marks.add(Mark.RECOVERY)
    return frozenset(marks)
