"""From reports to incomes: what each row of a report is, and what the officer must be asked.

The rules are those of the register's calculation rules (Tulotiedot, laskentasäännöt): a payment
belongs to its payment date, money taken back to the payment it was taken back from; deductions and
withheld tax are no income; a total is left out where the same report itemises it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from robots.casework.answer import Evidence, Finding, Income
from robots.casework.identifiers import stable_id
from robots.casework.money import ZERO
from robots.casework.period import Period
from robots.casework.words import IncomeKind, Mark, Per, Role, Source
from robots.incomes_register.extract import place_of
from robots.incomes_register.income_types import IncomeType, IncomeTypes, Use
from robots.incomes_register.kinds import Kind
from robots.incomes_register.notes import Notes
from robots.incomes_register.reply import Report, Row
from robots.incomes_register.settings import IncomesRegisterSettings
from robots.incomes_register.tax import sharers, taxes

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
_FOR_THE_OFFICER: Final = ("Recourse", "PaymentReallocation", "UnpromptedRefund", "DelayIncrease")
"""Money between payers, sent back unasked, or added for a delay: whether it is new income to the
earner, only a person can say."""


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
        self._notes = Notes(role)
        self._incomes: list[Income] = []
        self._evidence: list[Evidence] = []
        self._is_complete = True

    def read(self, reports: Sequence[Report]) -> Figures:
        """The incomes of the reports that may be used, in the reports' order."""
        used = tuple(report for report in reports if self._may_be_used(report))
        for report in used:
            self._read_report(report)
        return Figures(
            tuple(self._incomes),
            tuple(self._evidence),
            self._notes.findings(),
            used,
            self._is_complete,
        )

    def _may_be_used(self, report: Report) -> bool:
        if report.status in self._settings.cancelled_report_statuses:
            return False
        if report.status not in self._settings.usable_report_statuses:
            self._is_complete = False
            self._notes.ask(
                "incomes_register_status_unknown", payer=report.payer, status=str(report.status)
            )
            return False
        if report.paid_on is not None and not self._period.contains(report.paid_on):
            # Outside the permit: not ours to use, though the register sent it.
            self._notes.warn("incomes_register_outside_period", payer=report.payer)
            return False
        if not report.rows:
            self._is_complete = False
            self._notes.ask("incomes_register_report_empty", payer=report.payer)
            return False
        return True

    def _read_report(self, report: Report) -> None:
        types = {row.number: self._type(row.code, report) for row in report.rows}
        uses = {number: one.use if one else None for number, one in types.items()}
        incomes = self._without_itemised_totals(
            report, [row for row in report.rows if self._is_income(row, uses[row.number])], uses
        )
        withheld = [row for row in report.rows if uses[row.number] is Use.WITHHELD_TAX]
        # A deduction that no table knows may be tax: then nobody knows how much.
        perhaps = [
            replace(row, amount=None)
            for row in report.rows
            if uses[row.number] is None and not self._is_income(row, None)
        ]
        found = taxes(
            incomes,
            [*withheld, *perhaps],
            use_of=lambda code: one.use if (one := self._type(code, report)) else None,
            absent_is_zero=self._settings.withheld_tax_in_profile,
        )
        for row in incomes:
            self._add_income(report, row, types[row.number], found[row.number])
        for row in withheld:
            if row.amount is None or not sharers(row, incomes):
                self._notes.ask("incomes_register_tax_unclear", payer=report.payer)
        for row in report.rows:
            self._tell_of_deductions(report, row, types[row.number])

    def _type(self, code: int | None, report: Report) -> IncomeType | None:
        day = report.paid_on or self._period.end
        return None if code is None or day is None else self._types.find(self._kind, code, day)

    def _is_income(self, row: Row, use: Use | None) -> bool:
        if use is not None:
            return use.is_income
        return not (self._kind is Kind.WAGES and row.code in _DEDUCTED)

    def _without_itemised_totals(
        self, report: Report, incomes: list[Row], uses: dict[int, Use | None]
    ) -> list[Row]:
        """A payer tells a total or its items; where both stand in one report, the items count."""
        items = [row for row in incomes if row.code in _ITEMISED]
        totals = [row for row in incomes if uses[row.number] is Use.TOTAL]
        if self._kind is not Kind.WAGES or not (items and totals):
            return incomes
        if _sum(items) != _sum(totals):
            self._notes.ask("incomes_register_total_differs", payer=report.payer)
        return [row for row in incomes if row not in totals]

    def _add_income(
        self, report: Report, row: Row, known: IncomeType | None, tax: Decimal | None
    ) -> None:
        natural_key = (Source.INCOMES_REGISTER, self._role, self._kind, report.id, report.version)
        what, values = _in_words(report, row, known)
        evidence = replace(
            self._origin,
            id=stable_id("e", *natural_key, row.number),
            what=what,
            place=place_of(report, row),
            values=values,
        )
        special = [flag for flag in _FOR_THE_OFFICER if flag in row.flags]
        paid_on, period = self._when(report, row)
        income = Income(
            id=stable_id("i", *natural_key, row.number),
            role=self._role,
            source=Source.INCOMES_REGISTER,
            kind=known.kind if known and known.kind and not special else IncomeKind.UNKNOWN,
            name=known.name_fi if known else str(row.code or "-"),
            payer=report.payer,
            payer_id=report.payer_id,
            per=Per.PAYMENT,
            gross=row.amount,
            tax=tax,
            net=None if row.amount is None or tax is None else row.amount - tax,
            period=period,
            paid_on=paid_on,
            marks=frozenset(mark for flag, mark in _MARKS.items() if flag in row.flags),
            evidence=(evidence.id,),
        )
        self._evidence.append(evidence)
        self._incomes.append(income)
        self._tell_what_is_doubtful(income, row, known, special)

    def _when(self, report: Report, row: Row) -> tuple[date | None, Period | None]:
        """When it was paid and for what time; of what was taken back, when it had been paid."""
        if "Recovery" not in row.flags:
            return report.paid_on, row.period
        originals = row.recovery.originals if row.recovery else ()
        return originals[0] if len(originals) == 1 else (None, None)

    def _tell_what_is_doubtful(
        self, income: Income, row: Row, known: IncomeType | None, special: Sequence[str]
    ) -> None:
        tell, payer = self._notes.tell, income.payer
        if row.code is None:
            tell("incomes_register_code_missing", income.id, payer=payer)
        elif known is None:
            tell("incomes_register_code_unknown", income.id, payer=payer, income_type=str(row.code))
        if row.amount is None:
            tell("incomes_register_amount_missing", income.id, payer=payer, name=income.name)
        if special:
            tell(
                "incomes_register_special_payment",
                income.id,
                payer=payer,
                name=income.name,
                flag=", ".join(special),
            )
        if income.paid_on is None and not (Mark.RECOVERY in income.marks and income.period):
            undated = "recovery" if Mark.RECOVERY in income.marks else "payment"
            tell(f"incomes_register_{undated}_undated", income.id, payer=payer, name=income.name)

    def _tell_of_deductions(self, report: Report, row: Row, known: IncomeType | None) -> None:
        """The earner's income is the gross all the same; what went elsewhere is shown beside it."""
        codes = [one.code for one in row.deductions]
        if row.code is not None and not self._is_income(row, known.use if known else None):
            codes.append(row.code)
        for code in codes:
            deducted = self._type(code, report)
            if deducted is None:
                self._notes.ask(
                    "incomes_register_deduction_unknown",
                    payer=report.payer,
                    income_type=str(code or "-"),
                )
            elif deducted.use is Use.DEDUCTION:
                self._notes.tell(
                    "incomes_register_deducted",
                    payer=report.payer,
                    name=deducted.name_fi,
                )


def _in_words(report: Report, row: Row, known: IncomeType | None) -> tuple[str, dict[str, str]]:
    """What a row is, for the officer: a sentence's key and what fills it."""
    values = {"payer": report.payer}
    if known is None:
        return "incomes_register_unknown", values | {"income_type": str(row.code or "-")}
    values |= {"name_fi": known.name_fi, "name_sv": known.name_sv}
    day = report.paid_on
    if day is None:
        return "incomes_register_undated", values
    what = "recovery" if "Recovery" in row.flags else "payment"
    return f"incomes_register_{what}", values | {"day": f"{day.day}.{day.month}.{day.year}"}


def _sum(rows: Sequence[Row]) -> Decimal:
    return sum((row.amount for row in rows if row.amount is not None), ZERO)
