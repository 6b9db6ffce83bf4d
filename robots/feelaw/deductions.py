"""What is deducted a month, cost by cost: kinds, ceilings and times of 10 c, 10 d and 10 g §.

A ceiling holds for one person's costs of the kind together; it is used up in the order of the
costs' ids, so that the order in which they came does not matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

from robots.casework.money import ZERO, in_finnish
from robots.casework.words import CostKind, IncomeKind, Per, Role, Service
from robots.feelaw.errors import ValueRefused
from robots.feelaw.exact import a_month
from robots.feelaw.law import law
from robots.feelaw.model import Counts, DeductionItem, Line, Means, Step, Treatment
from robots.feelaw.previous_home import PREVIOUS_HOMES, deducted_until
from robots.feelaw.treatment import treatment_of_cost

#: Yearly ceilings by kind of cost; names in ``amounts.yaml``.
CEILINGS: Final[Mapping[CostKind, str]] = {
    CostKind.REIMBURSABLE_MEDICINE: "medicine_ceiling",
    CostKind.GUARDIAN_FEE: "guardian_fee_ceiling",
}
#: Housing allowances paid from the state's funds: they lower the housing costs (10 d § 1 mom.).
HOUSING_ALLOWANCES: Final = frozenset(
    {IncomeKind.HOUSING_ALLOWANCE, IncomeKind.PENSIONER_HOUSING_ALLOWANCE}
)


def deduction_lines(means: Means, role: Role, service: Service, day: date) -> tuple[Line, ...]:
    """One person's costs and what each takes off the income a month.

    Raises:
        LawNotKnown: a rule, ceiling or time that is needed has no value on the day.
        ValueRefused: a cost is negative.
    """
    items = sorted(means.deductions, key=lambda item: item.id)
    lines = [_line(item, role, service, day) for item in items]
    for kind, ceiling in CEILINGS.items():
        if any(_deducts(line, kind) for line in lines):
            value = law().amount(ceiling, day)
            lines = _capped(lines, kind, value.value, value.section)
    if service is Service.ROUND_THE_CLOCK_HOUSING and role is Role.CLIENT:
        lines = _less_housing_allowance(lines, housing_allowance(means))
    return tuple(lines)


def housing_allowance(means: Means) -> Decimal | None:
    """The person's housing allowances a month; None where one of them has no known amount."""
    total = ZERO
    for income in means.incomes:
        if income.kind in HOUSING_ALLOWANCES:
            amount = income.net if income.gross is None else income.gross
            if amount is None:
                return None
            total += a_month(amount, income.per)
    return total


def _line(item: DeductionItem, role: Role, service: Service, day: date) -> Line:
    if item.amount < ZERO:
        raise ValueRefused(key=item.kind.value)
    treatment = treatment_of_cost(item.kind, service, day, role)
    line = Line(item.id, role, item.kind.value, treatment, a_month(item.amount, item.per))
    if item.per is Per.YEAR:
        year = {"year": in_finnish(item.amount)}
        line = _with_step(line, "year_to_month", treatment.section, line.monthly, year)
    if treatment.counts is not Counts.COUNTED:
        return line
    if item.kind is CostKind.NON_REIMBURSABLE_MEDICINE:
        return _if_asked_for(line, item)
    if item.kind in PREVIOUS_HOMES:
        return _in_time(line, item, day)
    return line


def _if_asked_for(line: Line, item: DeductionItem) -> Line:
    """10 d § 2 mom.: only on application, and as far as the prescriber holds it necessary."""
    if item.applied and item.prescribed:
        return line
    reason = "medicine_not_prescribed" if item.applied else "medicine_not_applied_for"
    return _treated(line, Counts.NOT_COUNTED, reason)


def _in_time(line: Line, item: DeductionItem, day: date) -> Line:
    """10 c § 3 mom.: from leaving the home until its time is over."""
    until = deducted_until(item, day)
    if until is None or item.left_on is None:
        return _treated(line, Counts.OFFICER, "previous_home_days_missing")
    if not item.left_on <= day <= until:
        return _treated(line, Counts.NOT_COUNTED, "previous_home_out_of_time")
    written = f"{until.day}.{until.month}.{until.year}"
    return _with_step(
        line, item.kind.value, line.treatment.section, line.monthly, {"until": written}
    )


def _capped(lines: list[Line], kind: CostKind, yearly: Decimal, section: str) -> list[Line]:
    left = a_month(yearly, Per.YEAR)
    capped = []
    for line in lines:
        if _deducts(line, kind) and line.monthly is not None:
            if line.monthly > left:
                values = {"year": in_finnish(yearly), "month": in_finnish(yearly / 12)}
                line = _with_step(
                    replace(line, monthly=left), "ceiling_applied", section, left, values
                )
            left -= line.monthly or ZERO
        capped.append(line)
    return capped


def _less_housing_allowance(lines: list[Line], allowance: Decimal | None) -> list[Line]:
    """10 d § 1 mom.: the housing allowance is taken off the housing costs, never below zero."""
    if allowance is None:
        return [
            _treated(replace(line, monthly=None), Counts.OFFICER, "housing_allowance_not_known")
            if _deducts(line, CostKind.HOUSING_COST)
            else line
            for line in lines
        ]
    left = allowance
    lowered = []
    for line in lines:
        if left > ZERO and _deducts(line, CostKind.HOUSING_COST) and line.monthly is not None:
            taken = min(left, line.monthly)
            left -= taken
            rest = line.monthly - taken
            section = line.treatment.section
            values = {"allowance": in_finnish(taken)}
            line = _with_step(
                replace(line, monthly=rest), "housing_allowance_off", section, rest, values
            )
        lowered.append(line)
    return lowered


def _deducts(line: Line, kind: CostKind) -> bool:
    return line.kind == kind.value and line.treatment.counts is Counts.COUNTED


def _treated(line: Line, counts: Counts, reason: str) -> Line:
    return replace(line, treatment=Treatment(counts, line.treatment.section, reason))


def _with_step(
    line: Line, code: str, section: str, value: Decimal | None, values: Mapping[str, str]
) -> Line:
    return replace(line, steps=(*line.steps, Step(code, section, value, values)))


def total(lines: Iterable[Line], role: Role) -> Decimal:
    """What the person's counted lines come to a month."""
    return sum(
        (
            line.monthly
            for line in lines
            if line.role is role
            and line.treatment.counts is Counts.COUNTED
            and line.monthly is not None
        ),
        ZERO,
    )
