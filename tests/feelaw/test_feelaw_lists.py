"""Which kinds count and which costs are deducted, service by service, against lists written here
from the act: each kind is given a power of two of cents, and the sum tells which were counted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from robots.casework.words import CostKind, IncomeKind, Role, Service
from robots.feelaw.calculation import preview
from robots.feelaw.law import law
from robots.feelaw.model import (
    Counts,
    DeductionItem,
    FeeCase,
    IncomeItem,
    Means,
    Preview,
    Recipient,
)
from robots.feelaw.treatment import the_one, treatment_of_cost, treatment_of_income

DAYS = [
    date(2021, 7, 1),
    date(2022, 9, 30),
    date(2022, 10, 1),
    date(2022, 12, 31),
    date(2023, 1, 1),
    date(2024, 12, 31),
    date(2025, 1, 1),
    date(2027, 12, 31),
]
HOUSING, INSTITUTION, FAMILY_CARE, HOME_CARE = (
    Service.ROUND_THE_CLOCK_HOUSING,
    Service.INSTITUTION,
    Service.FAMILY_CARE,
    Service.HOME_CARE,
)
#: Continuous or yearly recurring and taxable (10 b § 1 mom., 10 f § 1 mom.).
TAXABLE = {
    "wage", "business_income", "family_care_fee", "earnings_pension", "national_pension",
    "guarantee_pension", "survivors_pension", "foreign_pension", "unemployment_benefit",
    "sickness_allowance", "parental_allowance", "rehabilitation_allowance", "study_grant",
    "child_home_care_allowance", "rent_income", "dividend", "interest", "other_taxable",
}  # fmt: skip
#: Of the Income Tax Act's section 92, what the two sections count all the same.
NET = TAXABLE | {"disability_allowance", "pensioner_care_allowance"}  # 10 b § 2 mom.
GROSS = TAXABLE | {"maintenance_support", "pensioner_care_allowance"}  # 10 f § 3 mom.
COUNTED = {HOUSING: NET, INSTITUTION: NET, FAMILY_CARE: NET, HOME_CARE: GROSS}
#: Tax-free outside section 92 or not known to be in it, partly taxable grants, unknown kinds; in
#: home care a child's maintenance too, which 10 b § 2 mom. names and 10 f § does not.
NET_OPEN = {"military_injury_annuity", "other_tax_free", "grant", "unknown"}
GROSS_OPEN = NET_OPEN | {"child_maintenance"}
OPEN = {HOUSING: NET_OPEN, INSTITUTION: NET_OPEN, FAMILY_CARE: NET_OPEN, HOME_CARE: GROSS_OPEN}
#: 10 c § 1 mom., of both spouses.
ORDERED = {"maintenance_paid", "cohabitation_compensation", "life_annuity", "guardian_fee"}
#: 10 c § 3 mom.
HOMES = {"previous_home_owned", "previous_home_rented", "previous_home_right_of_occupancy"}
#: 10 d § 2-3 mom.
MEDICINES = {"reimbursable_medicine", "non_reimbursable_medicine"}
#: What acquiring the income cost is off in the income itself (10 b § 1 mom., 10 f § 1 mom.).
DEDUCTED = {
    (HOUSING, Role.CLIENT): ORDERED | HOMES | MEDICINES | {"housing_cost"},
    (FAMILY_CARE, Role.CLIENT): ORDERED | HOMES | MEDICINES,
    (INSTITUTION, Role.CLIENT): ORDERED | HOMES,
    (HOME_CARE, Role.CLIENT): ORDERED,
    **{(service, Role.SPOUSE): ORDERED for service in Service},
}
EACH = pytest.mark.parametrize("service", Service)


def powers(kinds: Iterable[str]) -> dict[str, Decimal]:
    """Each kind's amount: one cent, two, four, …"""
    return {kind: Decimal(2**power) / 100 for power, kind in enumerate(sorted(kinds))}


def told_by(total: Decimal | None, amounts: dict[str, Decimal]) -> set[str]:
    """The kinds whose powers make up the sum."""
    assert total is not None
    cents = int(total * 100)
    return {kind for kind, amount in amounts.items() if cents & int(amount * 100)}


@EACH
@pytest.mark.parametrize("day", DAYS)
def test_the_counted_kinds_are_the_acts(service: Service, day: date) -> None:
    amounts = powers(kind.value for kind in IncomeKind)
    items = tuple(
        IncomeItem(kind, IncomeKind(kind), amount, amount) for kind, amount in amounts.items()
    )
    case = FeeCase(service, day, Means(items), hours=Decimal(10), family_size=1)
    found = preview(case)
    assert {identifier for _, identifier in found.open_rows} == OPEN[service]
    assert told_by(income_of(found.without_open), amounts) == COUNTED[service]
    assert told_by(income_of(found.with_open), amounts) == COUNTED[service] | OPEN[service]


def income_of(supposed: Preview | None) -> Decimal | None:
    return None if supposed is None else supposed.income


@EACH
@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("day", [day for day in DAYS if day.year in (2024, 2025)])
def test_the_deducted_kinds_are_the_acts(service: Service, role: Role, day: date) -> None:
    amounts = powers(kind.value for kind in CostKind if kind is not CostKind.ACQUISITION_COST)
    costs = tuple(
        DeductionItem(
            kind,
            CostKind(kind),
            amount,
            applied=True,
            prescribed=True,
            left_on=day,
            notice_on=day,
            recipient=Recipient.OTHER,
        )
        for kind, amount in amounts.items()
    )
    pension = IncomeItem("pension", IncomeKind.EARNINGS_PENSION, Decimal(3000), Decimal(3000))
    client, spouse = Means((pension,)), Means()
    if role is Role.CLIENT:
        client = replace(client, deductions=costs)
    else:
        spouse = replace(spouse, deductions=costs)
    case = FeeCase(
        service, day, client, spouse=spouse, shared_home_before_care=True,
        in_supported_housing=False, hours=Decimal(10), family_size=1,
    )  # fmt: skip
    assert told_by(preview(case).deductions, amounts) == DEDUCTED[service, role]


@pytest.mark.parametrize("day", [day for day in DAYS if day.year in (2024, 2025)])
def test_after_a_move_into_communal_housing_home_care_deducts_the_previous_home(day: date) -> None:
    amounts = powers(HOMES)
    costs = tuple(
        DeductionItem(kind, CostKind(kind), amount, left_on=day, notice_on=day)
        for kind, amount in amounts.items()
    )
    case = FeeCase(
        HOME_CARE, day, Means((), costs), in_supported_housing=True, hours=Decimal(10),
        family_size=1,
    )  # fmt: skip
    assert told_by(preview(case).deductions, amounts) == HOMES
    unknown = preview(replace(case, in_supported_housing=None))
    assert {identifier for _, identifier in unknown.open_rows} == HOMES


@EACH
def test_debt_recovery_is_the_countys_own_practice_and_says_so(service: Service) -> None:
    treatment = treatment_of_cost(CostKind.DEBT_RECOVERY, service, DAYS[-1])
    assert (treatment.counts, treatment.reason) == (Counts.NOT_COUNTED, "debt_recovery")


# ------------------------------------------------------------------ exactly one rule


def test_where_two_rules_are_left_the_officer_gets_both_sections() -> None:
    rules = law().incomes.rules
    two = {name: rules[name] for name in ("net_child_maintenance", "gross_other_tax_free")}
    treatment = the_one(two, "-", "income_not_settled")
    assert treatment.counts is Counts.OFFICER
    assert treatment.section == "; ".join(sorted(rule.section for rule in two.values()))


def test_where_no_rule_is_left_the_officer_gets_the_sections_that_could_have_it() -> None:
    treatment = treatment_of_income(IncomeKind.UNKNOWN, INSTITUTION, DAYS[0])
    assert (treatment.counts, treatment.section) == (
        Counts.OFFICER,
        "10 b § 1 mom.; 10 b § 2 mom.",
    )


@EACH
@pytest.mark.parametrize("day", DAYS)
def test_every_kind_has_one_treatment_with_a_section(service: Service, day: date) -> None:
    for kind in IncomeKind:
        treatment = treatment_of_income(kind, service, day)
        is_open = kind.value in OPEN[service]
        expected = Counts.COUNTED if kind.value in COUNTED[service] else Counts.NOT_COUNTED
        assert treatment.counts is (Counts.OFFICER if is_open else expected), kind
        assert treatment.section
