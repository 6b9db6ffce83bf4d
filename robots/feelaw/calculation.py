"""The fee preview: the most that the Act allows in one case on one day, step by step.

What is free or charged otherwise is refused first. A line that the officer must settle, or whose
amount is not known, makes the preview incomplete: then it gives no amount at all.
"""

from __future__ import annotations

from dataclasses import replace

from robots.casework.money import ZERO, as_text, in_finnish
from robots.casework.words import Purpose, Role, Service
from robots.feelaw import home_service, institutional
from robots.feelaw.errors import ValueRefused
from robots.feelaw.exact import rounded
from robots.feelaw.institutional import BOTH, CLIENT, Fee, joint_rule_may_apply
from robots.feelaw.ledger import Ledger, ledger_of
from robots.feelaw.model import FeeCase, Preview, Step
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
    open_lines = ledger.open_lines(_roles_looked_at(case))
    if open_lines:
        step = Step("open_lines", "", None, {"count": str(len(open_lines))})
        return incomplete(case, ledger, (step,))
    if case.purpose is Purpose.VOUCHER:
        return _voucher(case, ledger)
    home_care = case.service is Service.HOME_CARE
    rule = home_service.home_service_fee if home_care else institutional.institutional_fee
    return _with_fee(case, ledger, rule(case, ledger))


def incomplete(case: FeeCase, ledger: Ledger, steps: tuple[Step, ...] = ()) -> Preview:
    """A preview that shows its lines and no amount, because something is missing or open."""
    return Preview(
        complete=False,
        rule=_rule_by_circumstances(case),
        income=None,
        deductions=None,
        basis=None,
        fee=None,
        steps=steps,
        incomes=ledger.incomes,
        deductions_made=ledger.deductions,
    )


def _with_fee(case: FeeCase, ledger: Ledger, fee: Fee) -> Preview:
    amount, steps, parameters = fee.amount, list(fee.steps), dict(fee.parameters)
    if case.cost_of_service is not None:
        if case.cost_of_service < ZERO:
            raise ValueRefused(key="cost_of_service")
        parameters["cost_of_service"] = as_text(case.cost_of_service)
        lowers = case.cost_of_service < amount
        amount = min(amount, case.cost_of_service)
        code = "cost_of_service_lowers" if lowers else "cost_of_service_not_reached"
        cost = {"cost": in_finnish(case.cost_of_service)}
        steps.append(Step(code, "2 §", amount, cost))
    result = rounded(amount)
    steps.append(Step("fee", "7 c §" if fee.rule != "home_service" else "10 e §", result))
    if result == ZERO:
        steps.append(Step("no_fee", "11 §"))
    return Preview(
        complete=True,
        rule=fee.rule,
        income=fee.income,
        deductions=fee.deductions,
        basis=fee.basis,
        fee=result,
        steps=tuple(steps),
        parameters=parameters,
        incomes=ledger.incomes,
        deductions_made=ledger.deductions,
    )


def _voucher(case: FeeCase, ledger: Ledger) -> Preview:
    """569/2009 § 3 point 3: the income by 10 b-10 d, 10 f, 10 g or 10 i §; no client fee
    (12 § of the Client Fees Act), and the voucher's value is the county's own rule."""
    roles = _roles_looked_at(case)
    income, deductions = ledger.income(roles), ledger.deducted(roles)
    sections = ("10 f §", "10 g §") if roles == BOTH else ("10 b §", "10 c §; 10 d §")
    steps = (
        Step("voucher_income", sections[0], income),
        Step("voucher_deductions", sections[1], deductions),
        Step("voucher_basis", "palvelusetelilaki 3 § 3 kohta", income - deductions),
    )
    return replace(
        incomplete(case, ledger, steps),
        complete=True,
        income=income,
        deductions=deductions,
        basis=income - deductions,
    )


def _roles_looked_at(case: FeeCase) -> tuple[Role, ...]:
    if case.service is Service.HOME_CARE:
        return home_service.roles_looked_at(case)
    return CLIENT if case.purpose is Purpose.VOUCHER else institutional.roles_looked_at(case)


def _rule_by_circumstances(case: FeeCase) -> str:
    if case.purpose is Purpose.VOUCHER:
        return "voucher_income"
    if case.service is Service.HOME_CARE:
        return "home_service"
    return "undecided" if joint_rule_may_apply(case) else "own_income"
