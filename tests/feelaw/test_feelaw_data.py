"""The law's data: complete, cited, and an error where something is not known."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from robots.casework.texts import has_text
from robots.casework.words import CostKind, IncomeKind, Mark, Role, Service
from robots.feelaw.errors import LawDataRefused, LawNotKnown
from robots.feelaw.law import FOLDER, every_dated, law, read_law
from robots.feelaw.model import Counts
from robots.feelaw.treatment import treatment_of_cost, treatment_of_income, without_excepted

FIRST_DAY = date(2021, 7, 1)
#: The earnings-related pension index (TyEL) of the review years.
INDEX = {2019: 2585, 2021: 2631, 2023: 2874, 2025: 3077}
CHANGE_DAYS = [date(2022, 1, 1), date(2024, 1, 1), date(2026, 1, 1)]


def some_days() -> list[date]:
    days = {FIRST_DAY, date(2022, 10, 1), date(2023, 1, 1), date(2025, 1, 1), date(2027, 12, 31)}
    days |= {day - timedelta(days=1) for day in days if day > FIRST_DAY}
    return sorted(days)


@pytest.mark.parametrize("day", some_days())
@pytest.mark.parametrize("service", Service)
def test_every_known_kind_of_income_has_exactly_one_rule(service: Service, day: date) -> None:
    basis = law().services.services[service].basis
    for kind in set(IncomeKind) - {IncomeKind.UNKNOWN}:
        rules = {
            name: rule
            for name, rule in law().incomes.rules.items()
            if rule.basis == basis and kind in rule.kinds and rule.holds_on(day)
        }
        assert len(without_excepted(rules)) == 1, kind


@pytest.mark.parametrize("day", some_days())
def test_every_kind_of_cost_is_treated(day: date) -> None:
    for service in Service:
        for role in Role:
            for kind in CostKind:
                treatment = treatment_of_cost(kind, service, day, role)
                assert treatment.section
                assert has_text(f"law.{treatment.reason}")


def test_every_reason_has_its_sentence() -> None:
    for service in Service:
        for kind in IncomeKind:
            for mark in Mark:
                treatment = treatment_of_income(kind, service, date(2026, 3, 16), frozenset({mark}))
                assert has_text(f"law.{treatment.reason}")


def test_an_unknown_kind_is_the_officers_with_both_sections_named() -> None:
    treatment = treatment_of_income(IncomeKind.UNKNOWN, Service.HOME_CARE, date(2026, 3, 16))
    assert treatment.counts is Counts.OFFICER
    assert treatment.section == "10 f § 1 mom.; 10 f § 3 mom."


def test_a_one_off_payment_of_a_counted_kind_is_left_out() -> None:
    marks = frozenset({Mark.ONE_OFF})
    wage = treatment_of_income(IncomeKind.WAGE, Service.INSTITUTION, date(2026, 3, 16), marks)
    assert (wage.counts, wage.section) == (Counts.NOT_COUNTED, "10 b § 1 mom.")


def test_the_spouse_has_no_housing_deduction() -> None:
    housing = treatment_of_cost(
        CostKind.HOUSING_COST, Service.ROUND_THE_CLOCK_HOUSING, date(2026, 3, 16), Role.SPOUSE
    )
    assert housing.counts is Counts.NOT_COUNTED


def test_every_value_is_cited() -> None:
    for _, dated in every_dated(law()):
        assert dated.section
        assert dated.quote
        assert law().acts[dated.act].link.startswith("https://www.finlex.fi/")
        assert dated.checked_on >= FIRST_DAY


def test_every_value_has_a_name_for_the_officer() -> None:
    for name in law().amounts:
        assert has_text(f"parameters.{name}"), name


@pytest.mark.parametrize(
    "name", ["personal_allowance", "personal_allowance_institution", "income_limit_extra_person"]
)
def test_amounts_follow_the_index_chain(name: str) -> None:
    amount = law().amount(name, FIRST_DAY).value
    years = sorted(INDEX)
    for earlier, later, day in zip(years, years[1:], CHANGE_DAYS, strict=False):
        amount = chained(amount, earlier, later)
        assert law().amount(name, day).value == amount


def test_income_limits_follow_the_index_chain() -> None:
    [limits] = law().income_limits(FIRST_DAY).rows
    years = sorted(INDEX)
    for earlier, later, day in zip(years, years[1:], CHANGE_DAYS, strict=False):
        limits = tuple(chained(limit, earlier, later) for limit in limits)  # type: ignore[assignment]
        assert law().income_limits(day).rows == (limits,)


def chained(amount: Decimal, earlier: int, later: int) -> Decimal:
    exact = amount * INDEX[later] / INDEX[earlier]
    return exact.quantize(Decimal(1), rounding=ROUND_HALF_UP)


def test_the_percentage_table_is_the_one_that_its_pattern_gives() -> None:
    starts = [Decimal(value) for value in ("8", "7", "6", "6", "6", "6")]
    caps = [Decimal(value) for value in ("35", "24", "19", "16", "14", "12")]
    until_8, until_16 = ("2.00", "1.75", "1.50"), ("1.00", "0.75", "0.50")
    row, expected = starts, []
    for hour in range(4, 39):
        expected.append(tuple(row))
        following = []
        for column, (value, cap) in enumerate(zip(row, caps, strict=True)):
            growth = Decimal("0.50")
            if hour < 8:
                growth = Decimal(until_8[min(column, 2)])
            elif hour < 16:
                growth = Decimal(until_16[min(column, 2)])
            following.append(min(value + growth, cap))
        row = following
    assert law().payment_percentages(date(2026, 3, 16)).rows == tuple(expected)


def test_forest_yields_are_those_of_the_year_before() -> None:
    assert law().forest_yield("Espoo", date(2026, 1, 1)) == (2025, Decimal("123.71"))
    assert law().forest_yield("espoo ", date(2025, 12, 31)) == (2024, Decimal("123.08"))
    with pytest.raises(LawNotKnown):
        law().forest_yield("Espoo", date(2021, 12, 31))
    with pytest.raises(LawNotKnown):
        law().forest_yield("Espoo", date(2027, 1, 1))


def test_forest_yields_equal_the_published_table() -> None:
    published = Path(__file__).parents[2].parent / "shared" / "data" / "forest-yields.csv"
    if not published.exists():
        pytest.skip("the outside copy of the decisions is not here")
    assert (FOLDER / "forest-yields.csv").read_text("utf-8") == published.read_text("utf-8")


@pytest.mark.parametrize(
    ("file", "was", "becomes", "key"),
    [
        ("amounts.yaml", "value: 164,", "value: many,", "personal_allowance.values.0.value"),
        ("amounts.yaml", "until: 2021-12-31, value: 164", "value: 164", "personal_allowance"),
        ("amounts.yaml", "act: 932/2021", "act: 1/1900", "1/1900"),
        ("incomes.yaml", "exception_to: net_recurring_income", "exception_to: nothing", "-"),
        ("incomes.yaml", "kinds: [child_maintenance]", "kinds: [gold]", "rules.net_child"),
    ],
)
def test_a_file_that_is_not_in_its_form_is_refused_with_file_and_key(
    tmp_path: Path, file: str, was: str, becomes: str, key: str
) -> None:
    folder = tmp_path / "law"
    shutil.copytree(FOLDER, folder)
    text = (folder / file).read_text("utf-8")
    assert was in text
    (folder / file).write_text(text.replace(was, becomes, 1), "utf-8")
    with pytest.raises(LawDataRefused) as refused:
        read_law(folder)
    assert refused.value.context["file"] == file
    assert str(refused.value.context["key"]).startswith(key)
