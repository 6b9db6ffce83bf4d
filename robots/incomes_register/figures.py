"""From reports to incomes: which reports may be used, and what each of their rows is.

The rules are those of the register's calculation rules (Tulotiedot, laskentasäännöt): a payment
belongs to its payment date, money taken back to the payment it was taken back from; deductions and
withheld tax are no income; a total is left out where the same report itemises it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from robots.casework.answer import Evidence, Finding, Income
from robots.casework.identifiers import stable_id
from robots.casework.money import ZERO
from robots.casework.period import Period, day_in_finnish
from robots.casework.words import IncomeKind, Mark, Per, Role, Source
from robots.feelaw.treatment import is_tax_free
from robots.incomes_register.doubts import Doubts, Types, is_unsettled, special_flags
from robots.incomes_register.extract import place_of
from robots.incomes_register.income_types import IncomeType, IncomeTypes, Use
from robots.incomes_register.kinds import Kind
from robots.incomes_register.names import Name, name_of
from robots.incomes_register.reports import Report, Row
from robots.incomes_register.settings import IncomesRegisterSettings
from robots.incomes_register.tax import standing, taxes

_ITEMISED: Final = range(200, 300)
"""Wages that itemise the total of the same report."""
_DEDUCTED: Final = range(400, 500)
"""Wages' deductions: never income, also where no table of ours knows the code yet."""
_MARKS: Final = {
    "OneOff": Mark.ONE_OFF,
    "Recovery": Mark.RECOVERY,
    "UnjustEnrichment": Mark.UNJUST_ENRICHMENT,
    "NoMoney": Mark.IN_KIND,
}
_TAX_FREE: Final = frozenset({7, 8})
"""``TaxTreatment`` of a benefit that is not taxed: the register's code set 1.16 (2021), as
Statistics Finland's catalogue tells it (TAX_BENEFIT, 11.11.2025)."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What the reports of one answer come to."""

    incomes: tuple[Income, ...]
    evidence: tuple[Evidence, ...]
    findings: tuple[Finding, ...]
    used: tuple[Report, ...]
    is_complete: bool
    """False when a report had to be left out that may hold income."""


class Reader:
    """Reads the reports of one answer; made anew for each.

    Args:
        origin: the evidence of the whole answer, of which each figure's own is made.
    """

    def __init__(
        self,
        kind: Kind,
        role: Role,
        period: Period,
        *,
        types: IncomeTypes,
        settings: IncomesRegisterSettings,
        origin: Evidence,
    ) -> None:
        self._kind = kind
        self._role = role
        self._period = period
        self._types = types
        self._settings = settings
        self._origin = origin
        self._place = f"{Source.INCOMES_REGISTER}/{role}/{kind}"
        self._doubts = Doubts(role)
        self._known: dict[date | None, dict[int | None, IncomeType | None]] = {}
        self._incomes: list[Income] = []
        self._evidence: list[Evidence] = []

    def read(self, reports: Sequence[Report]) -> Figures:
        """The incomes of the reports that may be used, in the reports' order."""
        used = tuple(report for report in reports if self._may_be_used(report))
        self._doubts.about_twins(used)
        for report in used:
            self._read_report(report)
        return Figures(
            tuple(self._incomes),
            tuple(self._evidence),
            self._doubts.findings(),
            used,
            not self._doubts.left_something_out,
        )

    def _may_be_used(self, report: Report) -> bool:
        if report.status in self._settings.cancelled_report_statuses:
            return False
        if report.status not in self._settings.usable_report_statuses:
            self._doubts.status_unknown(report)
            return False
        if report.paid_on is not None and not self._period.contains(report.paid_on):
            # Outside the permit: not ours to use, though the register sent it.
            self._doubts.outside_period(report)
            return False
        if not report.rows:
            self._doubts.report_empty(report)
            return False
        return True

    def _read_report(self, report: Report) -> None:
        types = self._types_on(report)
        earned = [row for row in report.rows if self._is_income(row.code, types[row.code])]
        incomes = self._without_itemised_totals(report, earned, types)
        withheld = self._withheld(report, types) if len(earned) < len(report.rows) else []
        tax_free = {row.number for row in incomes if _is_tax_free(row, types[row.code])}
        found = taxes(
            incomes,
            withheld,
            uses={code: known.use for code, known in types.items() if known is not None},
            absent_is_zero=self._settings.withheld_tax_in_profile,
            tax_free=tax_free,
        )
        for row in incomes:
            is_tax_free = row.number in tax_free
            self._add_income(report, row, types[row.code], found[row.number], is_tax_free)
        if withheld:
            self._doubts.about_tax(report, types, incomes, tax_free)
        self._doubts.about_deductions(report, types, earned)

    def _withheld(self, report: Report, types: Types) -> list[Row]:
        """Rows of tax; those of which nobody has settled whether they are, without their amount:
        then how much tax there is, nobody knows."""
        withheld = []
        for row in report.rows:
            known = types[row.code]
            if known is not None and known.use is Use.WITHHELD_TAX:
                withheld.append(row)
            elif is_unsettled(known) and not self._is_income(row.code, known):
                withheld.append(row._replace(amount=None))
        return withheld

    def _types_on(self, report: Report) -> Types:
        """What each code of the report means on the day of payment."""
        day = report.paid_on or self._period.end
        known = self._known.setdefault(day, {None: None})
        codes = [row.code for row in report.rows]
        codes += [one.code for row in report.rows for one in row.deductions]
        for code in codes:
            if code is not None and code not in known:
                known[code] = self._types.find(self._kind, code, day) if day else None
        return known

    def _is_income(self, code: int | None, known: IncomeType | None) -> bool:
        if known is not None:
            return known.use.is_income
        return not (self._kind is Kind.WAGES and code in _DEDUCTED)

    def _without_itemised_totals(
        self, report: Report, incomes: list[Row], types: Types
    ) -> list[Row]:
        """A payer tells a total or its items; where both stand in one report, the items count.
        What was taken back, or paid without ground, has a total of its own."""
        if self._kind is not Kind.WAGES or len(incomes) == 1:
            return incomes
        left = list(incomes)
        for apart in dict.fromkeys(standing(row) for row in incomes):
            own = [row for row in incomes if standing(row) == apart]
            items = [row for row in own if row.code in _ITEMISED]
            totals = [row for row in own if (one := types[row.code]) and one.use is Use.TOTAL]
            if items and totals:
                if _sum(items) != _sum(totals):
                    self._doubts.total_differs(report)
                left = [row for row in left if row not in totals]
        return left

    def _add_income(
        self,
        report: Report,
        row: Row,
        known: IncomeType | None,
        tax: Decimal | None,
        is_tax_free: bool,
    ) -> None:
        key = stable_id("", f"{self._place}/{report.id}/{report.version}/{row.number}")
        name = name_of(row.code, known)
        evidence = self._evidence_of(f"e{key}", report, row, name)
        marks = {_MARKS[flag] for flag in row.flags if flag in _MARKS}
        if known is not None and known.use is Use.IN_KIND:
            marks.add(Mark.IN_KIND)
        if is_tax_free:
            marks.add(Mark.TAX_FREE)
        paid_on, period = _when(report, row)
        income = Income(
            id=f"i{key}",
            role=self._role,
            source=Source.INCOMES_REGISTER,
            kind=_kind_of(row, known),
            name=name.fi,
            name_sv=name.sv,
            payer=report.payer,
            payer_id=report.payer_id,
            per=Per.PAYMENT,
            gross=row.amount,
            tax=tax,
            net=None if row.amount is None or tax is None else row.amount - tax,
            period=period,
            paid_on=paid_on,
            marks=frozenset(marks),
            evidence=(evidence.id,),
        )
        self._evidence.append(evidence)
        self._incomes.append(income)
        self._doubts.about_income(income, row, known)

    def _evidence_of(self, own_id: str, report: Report, row: Row, name: Name) -> Evidence:
        """The row's own evidence, made of the answer's."""
        values = {"payer": report.payer, "name_fi": name.fi, "name_sv": name.sv}
        what = "undated"
        if report.paid_on is not None:
            day = report.paid_on
            values["day"] = day_in_finnish(day)
            what = "recovery" if "Recovery" in row.flags else "payment"
        origin = self._origin
        # Not replace(): it would take longer than all the rest of a row.
        return Evidence(
            own_id,
            origin.role,
            origin.source,
            f"incomes_register_{what}",
            origin.obtained_at,
            origin.requested_by,
            origin.legal_basis,
            origin.purpose,
            origin.file,
            origin.sha256,
            place=place_of(report, row),
            values=values,
        )


def _kind_of(row: Row, known: IncomeType | None) -> IncomeKind:
    """What it is to the fee law; the officer's where the register says that it is something else
    than the code's ordinary payment."""
    if known is None or known.kind is None or special_flags(row) or row.changed_to is not None:
        return IncomeKind.UNKNOWN
    return known.kind


def _is_tax_free(row: Row, known: IncomeType | None) -> bool:
    is_by_kind = known is not None and known.kind is not None and is_tax_free(known.kind)
    return is_by_kind or row.tax_treatment in _TAX_FREE


def _when(report: Report, row: Row) -> tuple[date | None, Period | None]:
    """When it was paid and for what time; of what was taken back, when it had been paid."""
    if "Recovery" not in row.flags:
        return report.paid_on, row.period
    originals = row.recovery.originals if row.recovery else ()
    return originals[0] if len(originals) == 1 else (None, None)


def _sum(rows: Sequence[Row]) -> Decimal:
    return sum((row.amount for row in rows if row.amount is not None), ZERO)
