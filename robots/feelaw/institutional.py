"""7 c §: round-the-clock housing, family care and institutional care.

    own income      min(85 % of the basis, basis - personal allowance)
    joint income    42.5 % of both bases together, under three conditions (2 mom.)
    5 mom.          from 1.10.2022 a joint fee is at most the own one
    2 §             never more than the service costs

The basis is income less deductions. The allowance is measured against the client's whole counted
income, computed forest income too (KHO:2014:102).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from robots.casework.money import ZERO, in_finnish
from robots.casework.words import Role, Service
from robots.feelaw.law import law
from robots.feelaw.ledger import Ledger
from robots.feelaw.model import FeeCase, Step
from robots.feelaw.values import Value

CLIENT = (Role.CLIENT,)
SPOUSE = (Role.SPOUSE,)
BOTH = (Role.CLIENT, Role.SPOUSE)


@dataclass(frozen=True, slots=True)
class Fee:
    """A fee before rounding, with how it came about."""

    rule: str
    income: Decimal
    deductions: Decimal
    basis: Decimal
    amount: Decimal
    steps: tuple[Step, ...]
    parameters: dict[str, str]


def joint_rule_may_apply(case: FeeCase) -> bool:
    """Whether the spouse's income is looked at: a shared home before the care, and a spouse who is
    not in long-term care too (7 c § 2 mom.). Whether it is then used, the incomes tell."""
    return (
        case.spouse is not None
        and case.shared_home_before_care
        and not case.spouse_in_long_term_care
    )


def roles_looked_at(case: FeeCase) -> tuple[Role, ...]:
    """Whose figures the fee depends on."""
    return BOTH if joint_rule_may_apply(case) else CLIENT


def institutional_fee(case: FeeCase, ledger: Ledger) -> Fee:
    """The fee of 7 c §, before rounding; the ledger has no open lines of those looked at.

    Raises:
        LawNotKnown: a share or the allowance has no value on the day.
    """
    day = case.day
    used: dict[str, Value] = {}

    def amount(name: str) -> Decimal:
        used[name] = law().amount(name, day)
        return used[name].value

    own_basis = ledger.income(CLIENT) - ledger.deducted(CLIENT)
    steps = [
        Step("client_income", "10 b §", ledger.income(CLIENT)),
        Step("client_deductions", "10 c §; 10 d §", ledger.deducted(CLIENT)),
        Step("client_basis", "7 c § 1 mom.", own_basis),
    ]
    joint = False
    if joint_rule_may_apply(case):
        joint = ledger.income(CLIENT) > ledger.income(SPOUSE)
        compared = {
            "client": in_finnish(ledger.income(CLIENT)),
            "spouse": in_finnish(ledger.income(SPOUSE)),
        }
        code = "client_is_richer" if joint else "client_is_not_richer"
        steps.append(Step(code, "7 c § 2 mom.", None, compared))
    elif case.spouse is not None:
        code = "spouse_in_care" if case.spouse_in_long_term_care else "no_shared_home"
        steps.append(Step(code, "7 c § 2 mom."))

    own_share = max(ZERO, amount("share_of_own_income") * own_basis)
    steps.append(
        Step("own_share", "7 c § 1 mom.", own_share, _percent(used["share_of_own_income"].value))
    )
    roles: tuple[Role, ...] = CLIENT
    result, basis = own_share, own_basis
    if joint:
        roles = BOTH
        basis = ledger.income(BOTH) - ledger.deducted(BOTH)
        share = amount("share_of_joint_income")
        result = max(ZERO, share * basis)
        steps += [
            Step("spouse_deductions", "10 c §", ledger.deducted(SPOUSE)),
            Step("joint_basis", "7 c § 2 mom.", basis),
            Step("joint_share", "7 c § 2 mom.", result, _percent(share)),
        ]
        if result > own_share and _joint_fee_is_capped(case):
            amount("joint_fee_cap")
            result = own_share
            steps.append(Step("joint_fee_capped", "7 c § 5 mom.", result))

    allowance = amount(allowance_name(case.service))
    at_most = max(ZERO, own_basis - allowance)
    code = "allowance_lowers" if at_most < result else "allowance_is_left"
    result = min(result, at_most)
    steps.append(Step(code, "7 c § 3 mom.", result, {"allowance": in_finnish(allowance)}))
    return Fee(
        rule="joint_income" if joint else "own_income",
        income=ledger.income(roles),
        deductions=ledger.deducted(roles),
        basis=basis,
        amount=result,
        steps=tuple(steps),
        parameters={name: f"{value.value:f}" for name, value in used.items()},
    )


def allowance_name(service: Service) -> str:
    """The personal allowance of the service, as ``amounts.yaml`` names it (7 c § 3 mom.)."""
    institution = service is Service.INSTITUTION
    return "personal_allowance_institution" if institution else "personal_allowance"


def _joint_fee_is_capped(case: FeeCase) -> bool:
    """Whether 7 c § 5 mom. is in force; before its first day there was no such rule."""
    return any(value.holds_on(case.day) for value in law().amounts["joint_fee_cap"].values)


def _percent(share: Decimal) -> dict[str, str]:
    return {"percent": f"{(share * 100).normalize():f}".replace(".", ",")}
