"""What the officer is asked or told about an answer, in the register's own matters."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Final, TypeAlias

from robots.casework.answer import Finding, Income
from robots.casework.period import day_in_finnish
from robots.casework.words import Mark, Role
from robots.incomes_register.income_types import IncomeType, Use
from robots.incomes_register.names import name_of
from robots.incomes_register.notes import Notes
from robots.incomes_register.reports import Report, Row
from robots.incomes_register.tax import sharers

_TOLD_OF: Final = {
    Use.DEDUCTION: "incomes_register_deducted",
    Use.CHARGE: "incomes_register_charged",
    Use.OFFICER: "incomes_register_deduction_unknown",
}
_SPECIAL: Final = ("Recourse", "PaymentReallocation", "UnpromptedRefund", "DelayIncrease")
"""Money between payers, sent back unasked, or added for a delay: whether it is new income to the
earner, only a person can say."""


#: What each code of a report means, as far as anybody knows.
Types: TypeAlias = Mapping[int | None, IncomeType | None]


def is_unsettled(known: IncomeType | None) -> bool:
    """Whether nobody has said yet if a deduction with the code is tax."""
    return known is None or known.use is Use.OFFICER


def special_flags(row: Row) -> list[str]:
    """The row's flags by which it may be no new income to the earner."""
    return [flag for flag in _SPECIAL if flag in row.flags] if row.flags else []


class Doubts:
    """Collects what is doubtful in one answer."""

    def __init__(self, role: Role) -> None:
        self._notes = Notes(role)
        self.left_something_out = False
        """Whether a report had to be left out that may hold income."""

    def findings(self) -> tuple[Finding, ...]:
        """All that was noted, in the order in which it was first seen."""
        return self._notes.findings()

    def status_unknown(self, report: Report) -> None:
        """Nobody has said what this status means, so the report is not used."""
        self.left_something_out = True
        self._notes.ask(
            "incomes_register_status_unknown", payer=report.payer, status=str(report.status)
        )

    def report_empty(self, report: Report) -> None:
        """The permission's profile may have cut its rows away."""
        self.left_something_out = True
        self._notes.ask("incomes_register_report_empty", payer=report.payer)

    def outside_period(self, report: Report) -> None:
        """The register sent what was not asked for."""
        self._notes.warn("incomes_register_outside_period", payer=report.payer)

    def total_differs(self, report: Report) -> None:
        """A total and its items in one report do not come to the same."""
        self._notes.ask("incomes_register_total_differs", payer=report.payer)

    def about_twins(self, reports: Sequence[Report]) -> None:
        """Reports of their own with the same payer, day and rows: perhaps one payment, told twice.

        Both stay: a payer may pay the same sum twice.
        """
        seen: dict[tuple[str, date | None], list[tuple[Row, ...]]] = {}
        for report in reports:
            others = seen.setdefault((report.payer_id or report.payer, report.paid_on), [])
            if report.rows in others:
                day = report.paid_on
                written = day_in_finnish(day) if day else "-"
                self._notes.ask("incomes_register_twice", payer=report.payer, day=written)
            others.append(report.rows)

    def about_tax(
        self,
        report: Report,
        types: Types,
        incomes: Sequence[Row],
        tax_free: Collection[int],
    ) -> None:
        """A tax without an amount, or without a row that bears it."""
        bearing = [one for one in incomes if one.number not in tax_free]
        for row in report.rows:
            known = types[row.code]
            if known is None or known.use is not Use.WITHHELD_TAX:
                continue
            if row.amount is None or not sharers(row, bearing):
                self._notes.ask("incomes_register_tax_unclear", payer=report.payer)

    def about_income(self, income: Income, row: Row, known: IncomeType | None) -> None:
        """What of one figure is missing, or is not as usual."""
        if row.code is None:
            self._notes.tell("incomes_register_code_missing", income.id, payer=income.payer)
        elif known is None or not known.confirmation.is_settled:
            self._notes.tell(
                "incomes_register_code_unknown",
                income.id,
                payer=income.payer,
                income_type=str(row.code),
            )
        if row.amount is None:
            self._notes.tell("incomes_register_amount_missing", income.id, **income.about)
        if row.changed_to is not None:
            self._notes.tell(
                "incomes_register_code_changed",
                income.id,
                **income.about,
                income_type=str(row.changed_to),
            )
        if special := special_flags(row):
            flags = ", ".join(special)
            self._notes.tell(
                "incomes_register_special_payment", income.id, **income.about, flag=flags
            )
        if income.paid_on is None and not (Mark.RECOVERY in income.marks and income.period):
            undated = "recovery" if Mark.RECOVERY in income.marks else "payment"
            self._notes.tell(f"incomes_register_{undated}_undated", income.id, **income.about)
        if known is not None and known.use is Use.IN_KIND:
            self._notes.tell("incomes_register_in_kind", income.id, **income.about)

    def about_deductions(self, report: Report, types: Types, earned: Sequence[Row]) -> None:
        """The earner's income is the gross all the same; what went elsewhere is told beside it."""
        for row in report.rows:
            for code, _ in row.deductions:
                self._about_deduction(report, code, types[code])
        if len(earned) == len(report.rows):
            return
        others = [row for row in report.rows if row not in earned]
        for row in others:
            self._about_deduction(report, row.code, types[row.code])
        uses = [known.use for row in others if (known := types[row.code]) is not None]
        if earned:
            return
        # The profile may have cut the pay itself away: what was taken from it tells that it was.
        if Use.BESIDE in uses:
            self.left_something_out = True
            self._notes.ask("incomes_register_pay_missing", payer=report.payer)
        else:
            self.report_empty(report)

    def _about_deduction(self, report: Report, code: int | None, known: IncomeType | None) -> None:
        use = Use.OFFICER if known is None else known.use
        if use is Use.CONTRIBUTION:
            self._notes.tell("incomes_register_contributions", payer=report.payer)
        if use not in _TOLD_OF:
            return
        tell = self._notes.tell if use is Use.DEDUCTION else self._notes.ask
        name = name_of(code, known)
        tell(_TOLD_OF[use], payer=report.payer, name=name.fi, name_sv=name.sv)
