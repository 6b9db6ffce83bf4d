"""What a county's own decisions make of the Act's fee: each a step of its own, after the Act's.

Every step keeps or lowers the amount, so that no decision can lead above the Act's fee. Some let
the formula be computed again with the county's values: its deductions, its shares, its allowance;
the Act's value stands wherever the county has set none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal
from typing import Final

from robots.casework.money import CENT, ZERO, as_text, in_finnish
from robots.casework.words import CostKind, Role, Service
from robots.feelaw.exact import a_month, rounded, settled
from robots.feelaw.home_service import (
    family_size_of,
    hours_of,
    income_limit,
    payment_percentage,
    whole_hours,
)
from robots.feelaw.institutional import (
    BOTH,
    CLIENT,
    Fee,
    allowance_name,
    joint_fee_is_capped,
)
from robots.feelaw.law import law
from robots.feelaw.ledger import Ledger
from robots.feelaw.model import Counts, FeeCase, Step
from robots.feelaw.policy import Policy

Said = Mapping[str, str]
_ROUNDINGS: Final[Mapping[str, str]] = {"half_up": ROUND_HALF_UP, "down": ROUND_DOWN}


@dataclass(slots=True)
class _Course:
    """The amount on its way down, with the steps and what they used."""

    amount: Decimal
    steps: list[Step] = field(default_factory=list)

    def lower(self, code: str, decision: str, to: Decimal, **said: Said) -> None:
        """One step of the county's: the amount is at most ``to`` from here on."""
        self.amount = max(ZERO, min(self.amount, to))
        self.note(code, decision, self.amount, **said)

    def note(self, code: str, decision: str, value: Decimal | None, **said: Said) -> None:
        """One step of the county's that shows a figure and lowers nothing itself."""
        step = Step(f"county_{code}", "", value, decision=decision, **said)
        self.steps.append(step)


@dataclass(frozen=True, slots=True)
class CountyFee:
    """The fee by the county's decisions, rounded to the cent, with the steps that led to it."""

    amount: Decimal
    steps: tuple[Step, ...]


def county_fee(case: FeeCase, ledger: Ledger, fee: Fee, policy: Policy) -> CountyFee:
    """The county's fee; no steps where its decisions say nothing of this case.

    Args:
        fee: the Act's, before rounding, its own ceilings done.

    Raises:
        LawNotKnown: a value of the Act that is needed anew is not known on the day.
    """
    course = _Course(fee.amount)
    off = {role: _deduct(case, ledger, role, policy, course) for role in _roles(fee)}
    if case.service is Service.HOME_CARE:
        _home_service(case, fee, policy, sum(off.values(), ZERO), course)
    else:
        _institutional(case, ledger, fee, policy, off, course)
    _cost_of_service(case, policy, course)
    least = policy.of("fees_under_not_charged")
    if least is not None and ZERO < rounded(course.amount) < least.value:
        said = {"least": in_finnish(least.value)}
        course.lower("fee_floor", least.decision, ZERO, values=said)
    return CountyFee(_round(course, policy), tuple(course.steps))


def _roles(fee: Fee) -> tuple[Role, ...]:
    return CLIENT if fee.rule == "own_income" else BOTH


def _deduct(case: FeeCase, ledger: Ledger, role: Role, policy: Policy, course: _Course) -> Decimal:
    """What the county deducts beside the Act, euros a month."""
    return _debt_recovery(case, role, policy, course) + _guardian_fee(ledger, role, policy, course)


def _debt_recovery(case: FeeCase, role: Role, policy: Policy, course: _Course) -> Decimal:
    """Recovery of debts, which is not in the Act: the county's own practice."""
    practice = policy.of("debt_recovery_deducted")
    means = case.client if role is Role.CLIENT else case.spouse
    if practice is None or not practice.value or means is None:
        return ZERO
    amounts = [
        a_month(item.amount, item.per)
        for item in means.deductions
        if item.kind is CostKind.DEBT_RECOVERY and item.amount is not None
    ]
    off = sum(amounts, ZERO)
    if off:
        said = {"person": f"words.role_{role}"}
        course.note("debt_recovery", practice.decision, off, values=said)
    return off


def _guardian_fee(ledger: Ledger, role: Role, policy: Policy, course: _Course) -> Decimal:
    """What the guardian's twelfth lacks of the next cent, where the county rounds it up."""
    rounding = policy.of("guardian_fee_rounding")
    off = ZERO
    if rounding is None or rounding.value != "up":
        return off
    for line in ledger.deductions:
        is_counted = line.role is role and line.treatment.counts is Counts.COUNTED
        if is_counted and line.kind == CostKind.GUARDIAN_FEE and line.monthly is not None:
            up = settled(line.monthly).quantize(CENT, ROUND_UP)
            if up > line.monthly:
                off += up - line.monthly
                course.note("guardian_fee", rounding.decision, up)
    return off


def _institutional(
    case: FeeCase,
    ledger: Ledger,
    fee: Fee,
    policy: Policy,
    off: Mapping[Role, Decimal],
    course: _Course,
) -> None:
    """7 c § anew, with the county's deductions, then its shares, then its allowance."""
    is_joint = fee.rule == "joint_income"
    is_capped = is_joint and joint_fee_is_capped(case)
    own = ledger.income(CLIENT) - ledger.deducted(CLIENT) - off[Role.CLIENT]
    basis = fee.basis - sum(off.values(), ZERO)

    def most(own_share: Decimal, joint_share: Decimal, allowance: Decimal) -> Decimal:
        by_own, by_joint = own_share * own, joint_share * basis
        share = by_joint if is_joint else by_own
        return min(share, by_own, own - allowance) if is_capped else min(share, own - allowance)

    own_share = law().amount("share_of_own_income", case.day).value
    joint_share = law().amount("share_of_joint_income", case.day).value
    left = law().amount(allowance_name(case.service), case.day).value
    if any(off.values()):
        decision = course.steps[-1].decision
        course.note("basis", decision, basis)
        course.lower("fee_after_deductions", decision, most(own_share, joint_share, left))
    joint = policy.of("share_of_joint_income")
    if joint is not None and is_joint:
        joint_share = joint.value
        to = most(own_share, joint_share, left)
        used = {"county_share_of_joint_income": f"{joint_share:f}"}
        course.lower(
            "joint_share", joint.decision, to, values=_percent(joint_share), parameters=used
        )
    alone = policy.of("share_of_own_income")
    if alone is not None and (is_capped or not is_joint):
        own_share = alone.value
        to = most(own_share, joint_share, left)
        used = {"county_share_of_own_income": f"{own_share:f}"}
        code = "own_share_caps_joint" if is_joint else "own_share"
        course.lower(code, alone.decision, to, values=_percent(own_share), parameters=used)
    allowance = policy.personal_allowance(case.service)
    if allowance is not None:
        to = most(own_share, joint_share, allowance.value)
        used = {"county_personal_allowance": f"{allowance.value:f}"}
        said = {"allowance": in_finnish(allowance.value)}
        course.lower("allowance", allowance.decision, to, values=said, parameters=used)


def _home_service(case: FeeCase, fee: Fee, policy: Policy, off: Decimal, course: _Course) -> None:
    """10 e § anew, with the county's deductions, then its percentage; then the county's own limit
    below which home care is free."""
    hours, size = whole_hours(hours_of(case)), family_size_of(case)
    basis = fee.basis - off
    above = max(ZERO, basis - income_limit(size, case.day))
    if off:
        decision = course.steps[-1].decision
        course.note("basis", decision, basis)
        percentage = payment_percentage(hours, size, case.day)
        course.lower("fee_after_deductions", decision, above * percentage / 100)
    own = policy.payment_percentage(hours, size)
    if own is not None:
        percent = _number(own.value)
        said = {"percent": percent, "hours": str(hours), "family_size": str(size)}
        used = {"county_payment_percentage": f"{own.value:f}"}
        to = above * own.value / 100
        course.lower("percentage", own.decision, to, values=said, parameters=used)
    limit = policy.of("no_home_care_fee_under_income")
    if limit is not None and basis < limit.value:
        said = {"limit": in_finnish(limit.value)}
        course.lower("no_fee_under_income", limit.decision, ZERO, values=said)


def _cost_of_service(case: FeeCase, policy: Policy, course: _Course) -> None:
    """2 §: the cost that the county has decided for the service, its unit or its hours."""
    hours = None if case.hours is None else whole_hours(case.hours)
    cost = policy.cost_of_service(case.service, case.unit, hours)
    if cost is not None:
        lowers = cost.value < course.amount
        code = "cost_of_service_lowers" if lowers else "cost_of_service_not_reached"
        used = {"county_cost_of_service": as_text(cost.value)}
        said = {"cost": in_finnish(cost.value)}
        course.lower(code, cost.decision, cost.value, values=said, parameters=used)


def _round(course: _Course, policy: Policy) -> Decimal:
    rounding = policy.of("rounding")
    if rounding is None:
        return rounded(course.amount)
    result = rounded(course.amount, _ROUNDINGS[rounding.value])
    if result != rounded(course.amount):
        course.note("rounded_down", rounding.decision, result)
    return result


def with_hours_a_month(case: FeeCase, policy: Policy) -> tuple[FeeCase, tuple[Step, ...]]:
    """The case with hours a month, where its decision has hours a week and the county a rule.

    Returns:
        The case as it is and no step, where it has hours a month, none at all, or no rule.
    """
    weeks = policy.of("weeks_in_month")
    if case.hours is not None or case.weekly_hours is None or weeks is None:
        return case, ()
    ratio = weeks.value
    hours = case.weekly_hours * ratio.numerator / ratio.denominator
    values = {
        "weekly": _number(case.weekly_hours),
        "weeks": f"{ratio.numerator}/{ratio.denominator}",
        "hours": _number(hours.quantize(CENT)),
    }
    step = Step("county_weekly_hours", "", None, values, decision=weeks.decision)
    return replace(case, hours=settled(hours)), (step,)


def _percent(share: Decimal) -> Said:
    return {"percent": _number(share * 100)}


def _number(number: Decimal) -> str:
    return f"{number.normalize():f}".replace(".", ",")
