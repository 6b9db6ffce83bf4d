"""What is deducted a month, cost by cost: kinds, recipients, times and ceilings of 10 c, 10 d and
10 g §.

Costs are taken in the order of their ids, so that the order in which they came does not matter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Final

from robots.casework.money import ZERO, in_finnish
from robots.casework.words import CostKind, IncomeKind, Per, Role
from robots.feelaw.errors import NegativeAmount
from robots.feelaw.exact import a_month
from robots.feelaw.law import law
from robots.feelaw.lines import as_settled
from robots.feelaw.maintenance import without_maintenance_to_spouse
from robots.feelaw.model import Counts, DeductionItem, FeeCase, Line, Means, Step, Treatment
from robots.feelaw.previous_home import PREVIOUS_HOMES, only_in_its_time
from robots.feelaw.treatment import treatment_of_cost

#: Yearly ceilings by kind of cost; names in ``amounts.yaml``. Each holds for one person's costs of
#: the kind together (10 c § 1 mom. 4 kohta, 10 d § 2 mom.).
CEILINGS: Final[Mapping[CostKind, str]] = {
    CostKind.REIMBURSABLE_MEDICINE: "medicine_ceiling",
    CostKind.GUARDIAN_FEE: "guardian_fee_ceiling",
}
#: Housing allowances paid from the state's funds: they lower the housing costs (10 d § 1 mom.).
HOUSING_ALLOWANCES: Final = frozenset(
    {IncomeKind.HOUSING_ALLOWANCE, IncomeKind.PENSIONER_HOUSING_ALLOWANCE}
)


def deduction_lines(means: Means, role: Role, case: FeeCase) -> tuple[Line, ...]:
    """One person's costs and what each takes off the income a month.

    Raises:
        LawNotKnown: a rule, ceiling or time that is needed has no value on the day.
        NegativeAmount: a cost is negative.
    """
    items = sorted(means.deductions, key=lambda item: item.id)
    lines = [as_settled(_line(item, role, case), case) for item in items]
    for kind, ceiling in CEILINGS.items():
        if any(_deducts(line, kind) for line in lines):
            lines = _under_ceiling(lines, kind, ceiling, case)
    lines = _less_housing_allowance(lines, housing_allowance(means))
    return tuple(as_settled(line, case) for line in lines)


def housing_allowance(means: Means) -> Decimal | None:
    """The person's housing allowances a month; None where one of them has no known amount, or may
    have ended."""
    total = ZERO
    for income in means.incomes:
        if income.kind in HOUSING_ALLOWANCES:
            amount = income.net if income.gross is None else income.gross
            if amount is None or income.is_open:
                return None
            total += a_month(amount, income.per)
    return total


def _line(item: DeductionItem, role: Role, case: FeeCase) -> Line:
    """The cost as the law treats its kind, and then its own facts."""
    if item.amount is not None and item.amount < ZERO:
        raise NegativeAmount(key=item.kind.value)
    treatment = treatment_of_cost(item.kind, case.service, case.day, role)
    line = Line(item.id, role, item.kind.value, treatment, None)
    if item.amount is not None:
        line = replace(line, monthly=a_month(item.amount, item.per))
        if item.per is Per.YEAR:
            year = Step("year_to_month", treatment.section, line.monthly, _euros(year=item.amount))
            line = replace(line, steps=(year,))
    if treatment.counts is Counts.NOT_COUNTED:
        return line
    if item.kind is CostKind.NON_REIMBURSABLE_MEDICINE:
        return _only_if_asked_for(line, item)
    if item.kind is CostKind.MAINTENANCE_PAID:
        return without_maintenance_to_spouse(line, item, case)
    if item.kind in PREVIOUS_HOMES:
        return only_in_its_time(line, item, case)
    return line


def _only_if_asked_for(line: Line, item: DeductionItem) -> Line:
    """10 d § 2 mom.: only on application, and as far as the prescriber holds it necessary."""
    if item.applied and item.prescribed:
        return line
    reason = "medicine_not_prescribed" if item.applied else "medicine_not_applied_for"
    treatment = Treatment(Counts.NOT_COUNTED, line.treatment.section, reason)
    return replace(line, treatment=treatment)


def _under_ceiling(lines: list[Line], kind: CostKind, ceiling: str, case: FeeCase) -> list[Line]:
    """10 c § 1 mom. 4 kohta, 10 d § 2 mom.: the person's costs of the kind up to the ceiling."""
    value = law().amount(ceiling, case.day)
    left = a_month(value.value, Per.YEAR)
    written = _euros(year=value.value, month=left)
    capped = []
    for line in lines:
        if _deducts(line, kind) and line.monthly is not None:
            if line.monthly > left:
                used = {ceiling: f"{value.value:f}"}
                step = Step("ceiling_applied", value.section, left, written, used)
                line = replace(line, monthly=left, steps=(*line.steps, step))
            left -= line.monthly or ZERO
        capped.append(line)
    return capped


def _less_housing_allowance(lines: list[Line], allowance: Decimal | None) -> list[Line]:
    """10 d § 1 mom.: the housing allowance is taken off the housing costs, never below zero."""
    left, lowered = allowance, []
    for line in lines:
        if _deducts(line, CostKind.HOUSING_COST):
            if left is None:
                line = _of_unknown_allowance(line)
            elif left > ZERO and line.monthly is not None:
                taken = min(left, line.monthly)
                left -= taken
                line = _less(line, taken)
        lowered.append(line)
    return lowered


def _less(line: Line, allowance: Decimal) -> Line:
    rest = (line.monthly or ZERO) - allowance
    section, written = line.treatment.section, _euros(allowance=allowance)
    step = Step("housing_allowance_off", section, rest, written)
    return replace(line, monthly=rest, steps=(*line.steps, step))


def _of_unknown_allowance(line: Line) -> Line:
    section = line.treatment.section
    treatment = Treatment(Counts.OFFICER, section, "housing_allowance_not_known")
    return replace(line, monthly=None, treatment=treatment)


def _deducts(line: Line, kind: CostKind) -> bool:
    return line.kind == kind.value and line.treatment.counts is Counts.COUNTED


def _euros(**amounts: Decimal) -> dict[str, str]:
    return {name: in_finnish(amount) for name, amount in amounts.items()}
