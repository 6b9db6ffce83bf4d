"""The fee preview: the most that the Act allows in one case on one day, step by step.

What is free or charged otherwise is refused first. A row that the officer must settle, or whose
amount is not known, makes the preview incomplete: then it gives no amount of its own, and says what
would come out without and with such rows (:mod:`robots.feelaw.open_rows`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from robots.casework.money import ZERO, as_text, in_finnish
from robots.casework.words import Purpose, Role, Service
from robots.feelaw import home_service, institutional
from robots.feelaw.errors import ValueRefused
from robots.feelaw.exact import rounded
from robots.feelaw.institutional import BOTH, CLIENT, Fee, joint_rule_may_apply
from robots.feelaw.ledger import Ledger, ledger_of
from robots.feelaw.model import Counts, FeeCase, Preview, Step
from robots.feelaw.open_rows import waiting_for_officer
from robots.feelaw.services import refuse_service_not_charged_by_income


def preview(case: FeeCase) -> Preview:
    """The preview of one case; the same case always gives the same.

    Raises:
        ServiceIsFree, ActNotKnown: the service is not charged by income under its act.
        HoursMissing, FamilySizeMissing, ValueRefused: the case lacks what its rule needs.
        LawNotKnown, ForestYieldNotKnown: a value that is needed is not known for the day.
    """
    refuse_service_not_charged_by_income(case.service, case.act, case.day)
    ledger = ledger_of(case)
    open_lines = ledger.open_lines(roles_looked_at(case))
    if open_lines:
        return waiting_for_officer(case, open_lines, incomplete(case, ledger), preview)
    if case.purpose is Purpose.VOUCHER:
        return _voucher(case, ledger)
    home_care = case.service is Service.HOME_CARE
    rule = home_service.home_service_fee if home_care else institutional.institutional_fee
    return _with_fee(case, ledger, rule(case, ledger))


def incomplete(case: FeeCase, ledger: Ledger, steps: tuple[Step, ...] = ()) -> Preview:
    """A preview that shows its lines and no amount, because something is missing or open."""
    return Preview(
        complete=False,
        service=case.service,
        day=case.day,
        rule=_rule_by_circumstances(case),
        income=None,
        deductions=None,
        basis=None,
        fee=None,
        steps=steps,
        incomes=ledger.incomes,
        deductions_made=ledger.deductions,
    )


def roles_looked_at(case: FeeCase) -> tuple[Role, ...]:
    """Whose figures the preview depends on: both spouses' in home care (10 f § 1 mom.), and where
    the joint rule may apply (7 c § 2 mom.)."""
    if case.service is Service.HOME_CARE:
        return BOTH
    return CLIENT if case.purpose is Purpose.VOUCHER else institutional.roles_looked_at(case)


def _with_fee(case: FeeCase, ledger: Ledger, fee: Fee) -> Preview:
    steps, amount = list(fee.steps), fee.amount
    if case.cost_of_service is not None:
        amount = min(amount, case.cost_of_service)
        steps.append(cost_step(case.cost_of_service, fee.amount))
    result = rounded(amount)
    steps.append(Step("fee", "7 c §" if fee.rule != "home_service" else "10 e §", result))
    if result == ZERO:
        steps.append(Step("no_fee", "11 §"))
    return replace(
        incomplete(case, ledger, tuple(steps)),
        complete=True,
        rule=fee.rule,
        income=fee.income,
        deductions=fee.deductions,
        basis=fee.basis,
        fee=result,
        parameters=_parameters(case, ledger, steps),
    )


def cost_step(cost: Decimal, fee: Decimal) -> Step:
    """2 §: a fee is at most what the service costs.

    Raises:
        ValueRefused: the cost is negative.
    """
    if cost < ZERO:
        raise ValueRefused(key="cost_of_service")
    code = "cost_of_service_lowers" if cost < fee else "cost_of_service_not_reached"
    used = {"cost_of_service": as_text(cost)}
    return Step(code, "2 §", min(fee, cost), {"cost": in_finnish(cost)}, used)


def _voucher(case: FeeCase, ledger: Ledger) -> Preview:
    """569/2009 § 3 point 3: the income by 10 b-10 d, 10 f, 10 g or 10 i §; no client fee
    (12 § of the Client Fees Act), and the voucher's value is the county's own rule."""
    roles = roles_looked_at(case)
    income, deductions = ledger.income(roles), ledger.deducted(roles)
    sections = ("10 f §", "10 g §") if roles == BOTH else ("10 b §", "10 c §; 10 d §")
    steps = (
        Step("voucher_income", sections[0], income),
        Step("voucher_deductions", sections[1], deductions),
        Step("voucher_basis", "569/2009 3 § 3 kohta", income - deductions),
    )
    return replace(
        incomplete(case, ledger, steps),
        complete=True,
        income=income,
        deductions=deductions,
        basis=income - deductions,
        parameters=_parameters(case, ledger, steps),
    )


def _parameters(case: FeeCase, ledger: Ledger, steps: Iterable[Step]) -> Mapping[str, str]:
    """Everything that the steps used, those of the counted lines too."""
    roles = roles_looked_at(case)
    used: dict[str, str] = {}
    for line in (*ledger.incomes, *ledger.deductions):
        if line.role in roles and line.treatment.counts is Counts.COUNTED:
            for step in line.steps:
                used.update(step.parameters)
    for step in steps:
        used.update(step.parameters)
    return used


def _rule_by_circumstances(case: FeeCase) -> str:
    if case.purpose is Purpose.VOUCHER:
        return "voucher_income"
    if case.service is Service.HOME_CARE:
        return "home_service"
    return "undecided" if joint_rule_may_apply(case) else "own_income"
