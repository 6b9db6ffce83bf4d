"""The fee preview: the most that the Act allows in one case on one day, step by step.

What is free or charged otherwise is refused first. A row that the officer must settle, or whose
amount is not known, makes the preview incomplete: then it gives no amount of its own, and says what
would come out without and with such rows (:mod:`robots.feelaw.open_rows`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import partial

from robots.casework.money import ZERO, as_text, in_finnish
from robots.casework.words import Purpose, Role, Service
from robots.feelaw import home_service, institutional
from robots.feelaw.county_fee import county_fee, with_hours_a_month
from robots.feelaw.county_rules import ACT_ALONE, CountyRules
from robots.feelaw.errors import NegativeAmount
from robots.feelaw.exact import rounded
from robots.feelaw.institutional import BOTH, Fee, joint_rule_may_apply
from robots.feelaw.ledger import Ledger, ledger_of
from robots.feelaw.model import Counts, FeeCase, Preview, Step
from robots.feelaw.open_rows import waiting_for_officer
from robots.feelaw.policy import Policy
from robots.feelaw.services import refuse_service_not_charged_by_income
from robots.feelaw.voucher import income_steps, roles_counted, voucher_ledger, with_voucher


def preview(case: FeeCase, rules: CountyRules = ACT_ALONE) -> Preview:
    """The preview of one case; the same case and rules always give the same.

    Args:
        case: everything that the Act looks at.
        rules: the county's own, which lower the Act's fee and give a voucher its value.

    Raises:
        ServiceIsFree, ActNotKnown, SectionNotReadable: the service is not charged by income under
            its act and section.
        HoursMissing, FamilySizeMissing, ValueRefused: the case lacks what its rule needs.
        LawNotKnown, ForestYieldNotKnown: a value that is needed is not known for the day.
    """
    refuse_service_not_charged_by_income(case.service, case.act, case.day, case.act_section)
    policy = rules.fees.on(case.day)
    case, first_steps = with_hours_a_month(case, policy)
    ledger = ledger_for(case, rules)
    open_lines = ledger.open_lines(roles_looked_at(case, rules))
    if open_lines:
        again = partial(preview, rules=rules)
        return waiting_for_officer(case, open_lines, incomplete(case, ledger), again)
    if case.purpose is Purpose.VOUCHER:
        return _voucher(case, ledger, rules)
    home_care = case.service is Service.HOME_CARE
    rule = home_service.home_service_fee if home_care else institutional.institutional_fee
    fee = rule(case, ledger)
    return _with_fee(case, ledger, replace(fee, steps=(*first_steps, *fee.steps)), policy)


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


def roles_looked_at(case: FeeCase, rules: CountyRules = ACT_ALONE) -> tuple[Role, ...]:
    """Whose figures the preview depends on: both spouses' in home care (10 f § 1 mom.), and where
    the joint rule may apply (7 c § 2 mom.); a voucher's as the county's rule says."""
    if case.purpose is Purpose.VOUCHER:
        return roles_counted(case.service, rules.voucher.on(case.service, case.day))
    if case.service is Service.HOME_CARE:
        return BOTH
    return institutional.roles_looked_at(case)


def ledger_for(case: FeeCase, rules: CountyRules = ACT_ALONE) -> Ledger:
    """The case's figures as what is asked for counts them: the fee, or the voucher by its rule.

    Raises:
        LawNotKnown, ForestYieldNotKnown: a value that is needed is not known for the day.
        NegativeAmount: an amount is negative.
    """
    if case.purpose is Purpose.VOUCHER:
        rule = rules.voucher.on(case.service, case.day)
        if rule is not None:
            return voucher_ledger(case, rule)
    return ledger_of(case)


def _with_fee(case: FeeCase, ledger: Ledger, fee: Fee, policy: Policy) -> Preview:
    steps, amount = list(fee.steps), fee.amount
    if case.cost_of_service is not None:
        amount = min(amount, case.cost_of_service)
        steps.append(cost_step(case.cost_of_service, fee.amount))
    section = "7 c §" if fee.rule != "home_service" else "10 e §"
    by_county = county_fee(case, ledger, replace(fee, amount=amount), policy)
    if by_county.steps:
        steps += [Step("act_maximum", section, rounded(amount)), *by_county.steps]
    result = by_county.amount
    steps.append(Step("fee", section, result))
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
        act_fee=rounded(amount),
        parameters=_parameters(ledger, roles_looked_at(case), steps),
    )


def cost_step(cost: Decimal, fee: Decimal) -> Step:
    """2 §: a fee is at most what the service costs.

    Raises:
        NegativeAmount: the cost is negative.
    """
    if cost < ZERO:
        raise NegativeAmount(key="cost_of_service")
    code = "cost_of_service_lowers" if cost < fee else "cost_of_service_not_reached"
    used = {"cost_of_service": as_text(cost)}
    return Step(code, "2 §", min(fee, cost), {"cost": in_finnish(cost)}, used)


def _voucher(case: FeeCase, ledger: Ledger, rules: CountyRules) -> Preview:
    """569/2009 § 3 point 3: the income by 10 b-10 d, 10 f, 10 g or 10 i §, or as the county's own
    rule defines it, and the value by that rule; no client fee (12 § of the Client Fees Act)."""
    rule = rules.voucher.on(case.service, case.day)
    roles = roles_looked_at(case, rules)
    income, deductions = ledger.income(roles), ledger.deducted(roles)
    steps = income_steps(case.service, rule, income, deductions)
    result = replace(
        incomplete(case, ledger, steps),
        complete=True,
        income=income,
        deductions=deductions,
        basis=income - deductions,
        parameters=_parameters(ledger, roles, steps),
    )
    return (
        result if rule is None else with_voucher(result, case, rule, partial(preview, rules=rules))
    )


def _parameters(
    ledger: Ledger, roles: tuple[Role, ...], steps: Iterable[Step]
) -> Mapping[str, str]:
    """Everything that the steps used, those of the counted lines too."""
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
