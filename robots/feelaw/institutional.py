"""7 c §: round-the-clock housing, family care and institutional care.

    own income      min(85 % of the basis, basis - personal allowance)
    joint income    42.5 % of both bases together, under three conditions (2 mom.)
    5 mom.          from 1.10.2022 a joint fee is at most the own one

The basis is income less deductions. The allowance is measured against the client's whole counted
income, computed forest income too (KHO:2014:102).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from robots.casework.money import ZERO, in_finnish
from robots.casework.words import Role, Service
from robots.feelaw.law import law
from robots.feelaw.ledger import Ledger
from robots.feelaw.model import FeeCase, Step

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


def joint_rule_may_apply(case: FeeCase) -> bool:
    """7 c § 2 mom.: whether the spouse's income is looked at, which two of its three conditions
    tell: a shared home right before the care, and a spouse who is not in long-term care too."""
    return (
        case.spouse is not None
        and case.shared_home_before_care
        and not case.spouse_in_long_term_care
    )


def joint_rule_applies(case: FeeCase, ledger: Ledger) -> bool:
    """7 c § 2 mom.: the third condition too, a client with the greater income. Incomes are compared
    as 10 b § counts them, before deductions."""
    return joint_rule_may_apply(case) and ledger.income(CLIENT) > ledger.income(SPOUSE)


def roles_looked_at(case: FeeCase) -> tuple[Role, ...]:
    """Whose figures the fee depends on."""
    return BOTH if joint_rule_may_apply(case) else CLIENT


def institutional_fee(case: FeeCase, ledger: Ledger) -> Fee:
    """The fee of 7 c §, before rounding; the ledger has no open lines of those looked at.

    Raises:
        LawNotKnown: a share or the allowance has no value on the day.
    """
    own = basis_step(ledger, CLIENT, "client_basis", "7 c § 1 mom.")
    own_share = own_share_step(_amount(own), case)
    steps = [*_income_steps(ledger), own, *_rule_steps(case, ledger), own_share]
    roles: tuple[Role, ...] = CLIENT
    basis, fee = own, own_share
    if joint_rule_applies(case, ledger):
        roles = BOTH
        basis = basis_step(ledger, BOTH, "joint_basis", "7 c § 2 mom.")
        fee = joint_share_step(_amount(basis), case)
        steps += [*_spouse_steps(ledger), basis, fee]
        if joint_fee_is_capped(case) and _amount(fee) > _amount(own_share):
            fee = Step("joint_fee_capped", "7 c § 5 mom.", own_share.value)
            steps.append(fee)
    left = allowance_step(_amount(fee), _amount(own), case)
    return Fee(
        rule="joint_income" if roles == BOTH else "own_income",
        income=ledger.income(roles),
        deductions=ledger.deducted(roles),
        basis=_amount(basis),
        amount=_amount(left),
        steps=(*steps, left),
    )


def basis_step(ledger: Ledger, roles: tuple[Role, ...], code: str, section: str) -> Step:
    """7 c § 1 and 2 mom.: the monthly income from which the deductions have been made."""
    return Step(code, section, ledger.income(roles) - ledger.deducted(roles))


def own_share_step(basis: Decimal, case: FeeCase) -> Step:
    """7 c § 1 mom.: at most 85 per cent of the client's income after deductions."""
    return _share_step("own_share", "share_of_own_income", basis, case)


def joint_share_step(basis: Decimal, case: FeeCase) -> Step:
    """7 c § 2 mom.: at most 42.5 per cent of the spouses' incomes together after deductions."""
    return _share_step("joint_share", "share_of_joint_income", basis, case)


def allowance_step(fee: Decimal, own_basis: Decimal, case: FeeCase) -> Step:
    """7 c § 3 mom.: the client must be left the personal allowance."""
    name = allowance_name(case.service)
    allowance = law().amount(name, case.day)
    at_most = max(ZERO, own_basis - allowance.value)
    code = "allowance_lowers" if at_most < fee else "allowance_is_left"
    used, written = {name: f"{allowance.value:f}"}, {"allowance": in_finnish(allowance.value)}
    return Step(code, allowance.section, min(fee, at_most), written, used)


def allowance_name(service: Service) -> str:
    """The personal allowance of the service, as ``amounts.yaml`` names it (7 c § 3 mom.)."""
    institution = service is Service.INSTITUTION
    return "personal_allowance_institution" if institution else "personal_allowance"


def joint_fee_is_capped(case: FeeCase) -> bool:
    """Whether 7 c § 5 mom. is in force; before its first day there was no such rule."""
    return any(value.holds_on(case.day) for value in law().amounts["joint_fee_cap"].values)


def _income_steps(ledger: Ledger) -> list[Step]:
    """10 b § and 10 c-10 d §: the client's income and deductions."""
    return [
        *acquiring_step(ledger, CLIENT, "10 b § 1 mom."),
        Step("client_income", "10 b §", ledger.income(CLIENT)),
        Step("client_deductions", "10 c §; 10 d §", ledger.deducted(CLIENT)),
    ]


def _spouse_steps(ledger: Ledger) -> list[Step]:
    """10 b § 1 mom. and 10 c § 1 mom.: the spouse's corresponding income and deductions."""
    return [
        *acquiring_step(ledger, SPOUSE, "10 b § 1 mom."),
        Step("spouse_income", "10 b § 1 mom.", ledger.income(SPOUSE)),
        Step("spouse_deductions", "10 c § 1 mom.", ledger.deducted(SPOUSE)),
    ]


def acquiring_step(ledger: Ledger, roles: tuple[Role, ...], section: str) -> tuple[Step, ...]:
    """10 b § 1 mom., 10 f § 1 mom.: what was taken off the income, where there is anything."""
    cost = ledger.acquiring(roles)
    return (Step("acquisition_costs", section, cost),) if cost else ()


def _rule_steps(case: FeeCase, ledger: Ledger) -> tuple[Step, ...]:
    """7 c § 2 mom.: why the fee follows the client's own or the spouses' joint income."""
    if case.spouse is None:
        return ()
    if not joint_rule_may_apply(case):
        code = "spouse_in_care" if case.spouse_in_long_term_care else "no_shared_home"
        return (Step(code, "7 c § 2 mom."),)
    compared = {
        "client": in_finnish(ledger.income(CLIENT)),
        "spouse": in_finnish(ledger.income(SPOUSE)),
    }
    code = "client_is_richer" if joint_rule_applies(case, ledger) else "client_is_not_richer"
    return (Step(code, "7 c § 2 mom.", None, compared),)


def _share_step(code: str, name: str, basis: Decimal, case: FeeCase) -> Step:
    share = law().amount(name, case.day)
    used = {name: f"{share.value:f}"}
    amount = max(ZERO, share.value * basis)
    return Step(code, share.section, amount, _percent(share.value), used)


def _amount(step: Step) -> Decimal:
    return step.value if step.value is not None else ZERO


def _percent(share: Decimal) -> Mapping[str, str]:
    return {"percent": f"{(share * 100).normalize():f}".replace(".", ",")}
