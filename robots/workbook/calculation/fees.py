"""The Act's fee on the calculation's sheet: 7 c § and 10 e §, step by step as in
:mod:`robots.feelaw.institutional` and :mod:`robots.feelaw.home_service`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from robots.casework.words import CostKind, Role
from robots.feelaw.home_service import LARGEST_FAMILY_IN_TABLE
from robots.feelaw.institutional import joint_fee_is_capped
from robots.feelaw.law import law
from robots.feelaw.model import FeeCase
from robots.workbook.calculation.dated import SIZES
from robots.workbook.calculation.deductions import Deductions
from robots.workbook.calculation.expressions import (
    NONE,
    Area,
    At,
    Expression,
    Text,
    When,
    all_of,
    exceeds,
    greatest,
    is_text,
    least,
    nearest,
    never_below_zero,
    number,
    picked,
    picked_of_table,
    total,
    total_where,
)
from robots.workbook.calculation.incomes import Incomes
from robots.workbook.calculation.plan import Choices, Steps
from robots.workbook.wording import Wording

_HUNDRED = number(100)


@dataclass(frozen=True, slots=True)
class Person:
    """One person's sums, euros a month."""

    incomes: Incomes
    deductions: Deductions
    acquiring: Expression
    income: Expression
    """Less what acquiring it cost, never below zero (10 b § and 10 f § 1 mom.)."""
    deducted: Expression


People = Mapping[Role, Person]


@dataclass(frozen=True, slots=True)
class ActFee:
    """The Act's fee before rounding, and what the county's own decisions go on with."""

    amount: At
    basis: Mapping[Role, Expression]
    """Each person's income after deductions."""
    is_joint: Expression | None = None
    """Whether the fee follows both incomes; None where that cannot be."""


def person_of(incomes: Incomes, deductions: Deductions, words: Wording) -> Person:
    """The sums of what stands on the sheet."""
    acquiring_kind = Text(words.word("cost_kind", CostKind.ACQUISITION_COST))
    acquiring = total_where(deductions.kinds, acquiring_kind, deductions.counted)
    return Person(
        incomes=incomes,
        deductions=deductions,
        acquiring=acquiring,
        income=never_below_zero(total(incomes.counted) - acquiring),
        deducted=total(deductions.counted) - acquiring,
    )


def may_be_joint(choices: Choices) -> Expression:
    """7 c § 2 mom.: the two conditions that the circumstances tell."""
    shared, in_care = At("shared_home"), At("spouse_in_care")
    return all_of(is_text(shared, choices.yes), is_text(in_care, choices.no))


def institutional_fee(case: FeeCase, people: People, steps: Steps, choices: Choices) -> ActFee:
    """7 c §: the client's own fee, the joint one and its conditions, the allowance."""
    client, spouse = people[Role.CLIENT], people.get(Role.SPOUSE)
    _person_steps(Role.CLIENT, client, steps, ("10 b §", "10 c §; 10 d §"), None)
    own = steps.add("client_basis", At("client_income") - At("client_deductions"), "7 c § 1 mom.")
    spouse_basis: Expression = NONE
    is_joint = None
    if spouse is not None:
        may = may_be_joint(choices)
        _person_steps(Role.SPOUSE, spouse, steps, ("10 b § 1 mom.", "10 c § 1 mom."), may)
        # Of cells that may show nothing, the conditions come first.
        richer = exceeds(At("client_income"), At("spouse_income"))
        is_joint = When(may, richer, number(0))
        spouse_basis = At("spouse_income") - At("spouse_deductions")
    share = At("share_of_own_income")
    own_share = steps.add("own_share", never_below_zero(share * own), "7 c § 1 mom.")
    fee: Expression = own_share
    if is_joint is not None:
        joint = steps.add("joint_basis", own + spouse_basis, "7 c § 2 mom.", when=is_joint)
        joint_share = steps.add(
            "joint_share",
            never_below_zero(At("share_of_joint_income") * joint),
            "7 c § 2 mom.",
            when=is_joint,
        )
        then: Expression = joint_share
        if joint_fee_is_capped(case):
            is_capped = When(is_joint, exceeds(joint_share, own_share), number(0))
            steps.add("joint_fee_capped", own_share, "7 c § 5 mom.", when=is_capped)
            then = least(joint_share, own_share)
        fee = When(is_joint, then, own_share)
    left = never_below_zero(own - At("personal_allowance"))
    allowance = steps.add(
        "allowance",
        least(fee, left),
        "7 c § 3 mom.",
        codes=("allowance_lowers", "allowance_is_left"),
    )
    basis = {Role.CLIENT: own, Role.SPOUSE: spouse_basis}
    return ActFee(allowance, basis, is_joint)


def _person_steps(
    role: Role, person: Person, steps: Steps, grounds: tuple[str, str], when: Expression | None
) -> None:
    """A person's income and deductions; first what acquiring the income cost, where it did."""
    has_cost = exceeds(person.acquiring, NONE)
    steps.add(
        f"{role}_acquisition_costs",
        person.acquiring,
        "10 b § 1 mom.",
        when=has_cost if when is None else all_of(when, has_cost),
        codes=("acquisition_costs",),
    )
    steps.add(f"{role}_income", person.income, grounds[0], when=when)
    steps.add(f"{role}_deductions", person.deducted, grounds[1], when=when)


def home_service_fee(case: FeeCase, people: People, steps: Steps) -> ActFee:
    """10 e §: a percentage by hours and family of what lies above the income limit."""
    family_income(people, steps)
    basis = steps.add(
        "family_basis", At("family_income") - At("family_deductions"), "10 e § 2 mom."
    )
    hours_steps(case, steps)
    limit = income_limit()
    above = steps.add("income_above_limit", never_below_zero(basis - limit), "10 e § 3 mom.")
    percentage = steps.add(
        "payment_percentage", _percentage(case), "10 e § 5 mom.", shape="quantity"
    )
    amount = steps.add("percentage_of_income", above * percentage / _HUNDRED, "10 e § 5 mom.")
    return ActFee(amount, {Role.CLIENT: basis})


def family_income(people: People, steps: Steps) -> None:
    """10 f § and 10 g §: both persons' together."""

    def both(what: str) -> Expression:
        parts: Sequence[Expression] = [getattr(person, what) for person in people.values()]
        return parts[0] if len(parts) == 1 else parts[0] + parts[1]

    steps.add(
        "family_acquisition_costs",
        both("acquiring"),
        "10 f § 1 mom.",
        when=exceeds(both("acquiring"), NONE),
        codes=("acquisition_costs",),
    )
    steps.add("family_income", both("income"), "10 f § 1 mom.")
    steps.add("family_deductions", both("deducted"), "10 g §")


def hours_steps(case: FeeCase, steps: Steps) -> None:
    """10 e § 6 mom.: whole hours."""
    steps.add("hours_rounded", nearest(At("hours_a_month"), 0), "10 e § 6 mom.", shape="quantity")


def income_limit() -> Expression:
    """10 e § 3-4 mom.: by the size of the family; above six an amount for each more."""
    size = At("family_size")
    largest = number(LARGEST_FAMILY_IN_TABLE)
    limits = Area(tuple(f"income_limit_{one}" for one in SIZES))
    more = never_below_zero(size - largest) * At("income_limit_extra_person")
    return picked(limits, least(size, largest)) + more


def _percentage(case: FeeCase) -> Expression:
    """10 e § 5 mom.: few hours use the table's first row, many its last."""
    table = law().payment_percentages(case.day).rows
    first = law().tables.payment_percentages.first_row
    rows = [
        Area(tuple(f"percent_{first + at}_{size}" for size in SIZES)) for at in range(len(table))
    ]
    row = least(greatest(At("hours_rounded") - number(first - 1), number(1)), number(len(table)))
    return picked_of_table(rows, row, least(At("family_size"), number(LARGEST_FAMILY_IN_TABLE)))
