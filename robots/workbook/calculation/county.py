"""What the county's own decisions make of the Act's fee on the sheet, as in
:mod:`robots.feelaw.county_fee`: each a step that keeps or lowers the amount."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, cast

from robots.casework.words import CostKind, Role, Service
from robots.feelaw.home_service import LARGEST_FAMILY_IN_TABLE
from robots.feelaw.institutional import joint_fee_is_capped
from robots.feelaw.model import FeeCase
from robots.feelaw.policy import Policy
from robots.workbook.calculation.dated import SIZES
from robots.workbook.calculation.expressions import (
    NONE,
    Area,
    At,
    Expression,
    Text,
    Way,
    When,
    all_of,
    exceeds,
    is_empty,
    is_text,
    last_begun,
    least,
    nearest,
    never_below_zero,
    number,
    opposite,
    picked_of_table,
    total_where,
    up_to_the_cent_where,
)
from robots.workbook.calculation.fees import ActFee, People, income_limit
from robots.workbook.calculation.figure_rows import monthly
from robots.workbook.calculation.plan import Choices, Steps, key_of

_HUNDRED = number(100)


@dataclass(slots=True)
class _Course:
    """The amount on its way down: the least of all steps so far."""

    steps: Steps
    parts: list[Expression]
    own_steps: int = 0

    @property
    def amount(self) -> Expression:
        return never_below_zero(least(*self.parts)) if len(self.parts) > 1 else self.parts[0]

    def lower(
        self,
        key: str,
        to: Expression,
        decision: str,
        *,
        when: Expression | None = None,
        codes: Sequence[str] = (),
    ) -> None:
        """The amount is at most ``to`` from here on, where the step applies."""
        lowered = never_below_zero(least(*self.parts, to))
        self.parts.append(self.steps.add(key, lowered, decision, when=when, codes=codes))
        self.own_steps += 1


@dataclass(slots=True)
class County:
    """The county's decisions that hold on the case's day, and the case's figures."""

    case: FeeCase
    policy: Policy
    people: People
    act: ActFee
    steps: Steps
    choices: Choices
    off: dict[Role, Expression] = field(default_factory=dict)

    def fee(self) -> At:
        """The steps, and the fee in the end, rounded to the cent as the county does."""
        at_most: list[Expression] = [self.act.amount]
        cost = At("cost_of_service")
        by_cost = self.steps.add(
            "cost_of_service_limit",
            least(self.act.amount, cost),
            "2 §",
            when=opposite(is_empty(cost)),
            codes=("cost_of_service_lowers", "cost_of_service_not_reached"),
        )
        at_most.append(by_cost)
        self.steps.add(
            "act_maximum", nearest(least(*at_most)), "7 c §" if self._is_7c else "10 e §"
        )
        course = _Course(self.steps, at_most)
        for role in self.people:
            self.off[role] = self._deducts(role)
        if self._is_7c:
            self._institutional(course)
        else:
            self._home_care(course)
        self._cost(course)
        return self._rounded(course)

    @property
    def _is_7c(self) -> bool:
        return self.case.service is not Service.HOME_CARE

    def _decision(self, name: str) -> str:
        decided = self.policy.of(name)
        return decided.decision if decided is not None else ""

    def _deducts(self, role: Role) -> Expression:
        """What the county deducts beside the Act: recovery of debts, the guardian's cents."""
        is_spouse_of_7c = self._is_7c and role is Role.SPOUSE
        when = self.act.is_joint if is_spouse_of_7c else None
        debts, cents = self._debts(role, when), self._cents(role, when)
        if debts is None or cents is None:
            return debts or cents or NONE
        return debts + cents

    def _debts(self, role: Role, when: Expression | None) -> Expression | None:
        practice = self.policy.of("debt_recovery_deducted")
        means = self.case.client if role is Role.CLIENT else self.case.spouse
        rows = [one.id for one in means.deductions if one.kind is CostKind.DEBT_RECOVERY] if (
            means is not None and practice is not None and practice.value
        ) else []  # fmt: skip
        if practice is None or not rows:
            return None
        together: Expression = NONE
        for row in rows:
            amount, counts = (At(key_of(role, row, what)) for what in ("amount", "counts"))
            # What the officer counts among the Act's deductions is not deducted twice.
            left_out = all_of(
                opposite(is_text(counts, self.choices.yes)), opposite(is_empty(amount))
            )
            together = together + When(left_out, monthly(role, row, self.choices), NONE)
        off = together if when is None else When(when, together, NONE)
        self.steps.add(
            f"county_{role}_debt_recovery", off, practice.decision,
            when=exceeds(off, NONE), codes=("county_debt_recovery",),
        )  # fmt: skip
        return off

    def _cents(self, role: Role, when: Expression | None) -> Expression | None:
        rounding = self.policy.of("guardian_fee_rounding")
        if rounding is None or rounding.value != "up":
            return None
        deductions = self.people[role].deductions
        kind = Text(self.steps.words.word("cost_kind", CostKind.GUARDIAN_FEE))
        up = up_to_the_cent_where(deductions.kinds, kind, deductions.counted)
        exact = total_where(deductions.kinds, kind, deductions.counted)
        cents = up - exact
        off = cents if when is None else When(when, cents, NONE)
        self.steps.add(
            f"county_{role}_guardian_fee", up, rounding.decision,
            when=exceeds(off, NONE), codes=("county_guardian_fee",),
        )  # fmt: skip
        return off

    def _all_off(self) -> Expression | None:
        parts = [one for one in self.off.values() if one is not NONE]
        if not parts:
            return None
        return parts[0] if len(parts) == 1 else parts[0] + parts[1]

    def _off_decision(self) -> str:
        names = ("guardian_fee_rounding", "debt_recovery_deducted")
        return next(filter(None, map(self._decision, names)), "")

    def _institutional(self, course: _Course) -> None:
        """7 c § anew, with the county's deductions, then its shares, then its allowance."""
        off, is_joint = self._all_off(), self.act.is_joint
        own = self.act.basis[Role.CLIENT] - self.off[Role.CLIENT]
        joint = self.act.basis[Role.CLIENT] + self.act.basis[Role.SPOUSE]
        if off is not None:
            joint = joint - off
        shares: dict[str, Expression] = {
            "own": At("share_of_own_income"),
            "joint": At("share_of_joint_income"),
            "left": At("personal_allowance"),
        }

        def most() -> Expression:
            by_own, left = shares["own"] * own, own - shares["left"]
            alone = least(by_own, left)
            if is_joint is None:
                return alone
            by_joint = shares["joint"] * joint
            capped = joint_fee_is_capped(self.case)
            together = least(by_joint, by_own, left) if capped else least(by_joint, left)
            return When(is_joint, together, alone)

        if off is not None:
            has_any = exceeds(off, NONE)
            shown = own if is_joint is None else When(is_joint, joint, own)
            self.steps.add("county_basis", shown, self._off_decision(), when=has_any)
            course.lower("county_fee_after_deductions", most(), self._off_decision(), when=has_any)
        if is_joint is not None and self._decision("share_of_joint_income"):
            shares["joint"] = At("county_share_of_joint_income")
            decision = self._decision("share_of_joint_income")
            course.lower("county_joint_share", most(), decision, when=is_joint)
        if self._decision("share_of_own_income"):
            applies = None
            if is_joint is not None and not joint_fee_is_capped(self.case):
                applies = opposite(is_joint)
            shares["own"] = At("county_share_of_own_income")
            course.lower(
                "county_own_share", most(), self._decision("share_of_own_income"), when=applies,
                codes=("county_own_share", "county_own_share_caps_joint"),
            )  # fmt: skip
        allowance = self.policy.personal_allowance(self.case.service)
        if allowance is not None:
            shares["left"] = At("county_personal_allowance")
            course.lower("county_allowance", most(), allowance.decision)

    def _home_care(self, course: _Course) -> None:
        """10 e § anew, with the county's deductions, then its percentage and its own limit."""
        off, basis = self._all_off(), self.act.basis[Role.CLIENT]
        if off is not None:
            has_any = exceeds(off, NONE)
            basis = basis - off
            self.steps.add("county_basis", basis, self._off_decision(), when=has_any)
            above = never_below_zero(basis - income_limit())
            to = above * At("payment_percentage") / _HUNDRED
            course.lower("county_fee_after_deductions", to, self._off_decision(), when=has_any)
        bands = self.policy.of("payment_percentages")
        if bands is not None:
            above = never_below_zero(basis - income_limit())
            begins = [band.from_hours for band in bands.value]
            starts = Area(tuple(f"county_band_{hours}" for hours in begins))
            rows = [
                Area(tuple(f"county_percent_{hours}_{size}" for size in SIZES)) for hours in begins
            ]
            size = least(At("family_size"), number(LARGEST_FAMILY_IN_TABLE))
            own = picked_of_table(rows, last_begun(starts, At("hours_rounded")), size)
            enough = opposite(exceeds(number(begins[0]), At("hours_rounded")))
            course.lower("county_percentage", above * own / _HUNDRED, bands.decision, when=enough)
        limit = self.policy.of("no_home_care_fee_under_income")
        if limit is not None:
            is_under = exceeds(At("county_no_home_care_fee_under_income"), basis)
            course.lower("county_no_fee_under_income", NONE, limit.decision, when=is_under)

    def _cost(self, course: _Course) -> None:
        """2 §: what the county has decided that the service costs, by its unit and its hours."""
        rows = _costs(self.case, self.policy)
        if not rows:
            return
        hours: Expression = NONE
        if not self._is_7c:
            hours = At("hours_rounded")
        elif self.case.hours is not None:
            hours = number(int(self.case.hours.quantize(Decimal(1), "ROUND_HALF_UP")))
        applies: Expression = number(0)
        cost: Expression = NONE
        for from_hours, amount in reversed(rows):
            fits = opposite(exceeds(number(from_hours), hours))
            cost, applies = When(fits, number(amount), cost), When(fits, number(1), applies)
        decision = next(one.decision for one in self.policy.decisions if one.cost_of_service)
        course.lower(
            "county_cost_of_service", cost, decision, when=exceeds(applies, NONE),
            codes=("county_cost_of_service_lowers", "county_cost_of_service_not_reached"),
        )  # fmt: skip

    def _rounded(self, course: _Course) -> At:
        rounding = self.policy.of("rounding")
        way = cast(Way, rounding.value) if rounding is not None else "half_up"
        section = "7 c §" if self._is_7c else "10 e §"
        least_fee = self.policy.of("fees_under_not_charged")
        if least_fee is not None:
            fee = nearest(course.amount)
            is_small = all_of(exceeds(fee, NONE), exceeds(At("county_fees_under_not_charged"), fee))
            course.lower("county_fee_floor", NONE, least_fee.decision, when=is_small)
        result = nearest(course.amount, 2, way)
        if way != "half_up" and rounding is not None:
            differs = exceeds(nearest(course.amount), result)
            self.steps.add("county_rounded_down", result, rounding.decision, when=differs)
        return self.steps.add(
            "fee", result, section, codes=("fee", "fee_without_open", "fee_with_open")
        )


def _costs(case: FeeCase, policy: Policy) -> list[tuple[int, Decimal]]:
    """From how many hours on a cost holds; the first that fits is taken. The latest decision goes
    first, in it the unit's own rows, among them the most hours."""
    rows: list[tuple[int, Decimal]] = []
    for decision in policy.decisions:
        fitting: list[Any] = [
            row
            for row in decision.cost_of_service
            if row.service is case.service
            and row.unit.casefold() in ("", case.unit.strip().casefold())
        ]
        fitting.sort(key=lambda row: (row.unit != "", row.from_hours), reverse=True)
        rows += [(row.from_hours, row.amount) for row in fitting]
    return rows
