"""The law's data: complete, cited, and an error where something is not known."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest

from robots.casework.texts import Language, has_text, text
from robots.casework.words import CostKind, IncomeKind, Mark, Role, Service
from robots.feelaw.errors import (
    DayOutsideLaw,
    ForestYieldNotKnown,
    LawDataRefused,
    LawNotInForce,
    LawNotKnown,
    LawNotPublished,
    LawSourceNotFound,
    MunicipalityMerged,
)
from robots.feelaw.law import FOLDER, every_dated, law, read_law
from robots.feelaw.model import Counts
from robots.feelaw.municipalities import folded
from robots.feelaw.treatment import treatment_of_cost, treatment_of_income, without_excepted

FIRST_DAY = date(2021, 7, 1)
STATUTES = Path(__file__).parents[2].parent / "shared" / "domain" / "statutes"


def change_days() -> list[date]:
    """The first and the last day, and both sides of every day on which a value or rule changes."""
    known = law().covered
    changes = {known.first_day, known.last_day + timedelta(days=1)}
    for _, dated in every_dated(law()):
        changes.add(dated.first_day)
        if dated.last_day is not None:
            changes.add(dated.last_day + timedelta(days=1))
    around = changes | {day - timedelta(days=1) for day in changes}
    return sorted(day for day in around if known.first_day <= day <= known.last_day)


@pytest.mark.parametrize("day", change_days())
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


@pytest.mark.parametrize("day", change_days())
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


def test_the_index_chain_equals_the_data() -> None:
    """Worked example C1: the rounded amount before, times the index, half up to the full euro."""
    index = law().index
    for name in index.bound:
        for by_day in bound_amounts(name):
            first_day = min(by_day)
            assert first_day == law().covered.first_day
            computed = {first_day: by_day[first_day], **index.chain(by_day[first_day])}
            assert computed == by_day, name


def bound_amounts(name: str) -> list[dict[date, Decimal]]:
    """The amounts by their first day; of the income limits, for each size of the family."""
    if name != "income_limits":
        return [{value.first_day: value.value for value in law().amounts[name].values}]
    states = law().tables.income_limits.values
    sizes = range(len(states[0].rows[0]))
    return [{state.first_day: state.rows[0][size] for state in states} for size in sizes]


def test_worked_example_c1() -> None:
    index = law().index
    chains = {
        588: [598, 653, 699], 1084: [1103, 1205, 1290], 1701: [1731, 1891, 2025],
        2103: [2140, 2338, 2503], 2546: [2591, 2830, 3030], 2924: [2976, 3251, 3481],
        350: [356, 389, 416], 164: [167, 182, 195], 110: [112, 122, 131],
    }  # fmt: skip
    for first, expected in chains.items():
        assert list(index.chain(Decimal(first)).values()) == expected


def test_a_half_euro_is_rounded_up() -> None:
    twice = law().index.model_copy(
        update={
            "points": {
                year: points.model_copy(update={"points": 1000 + (year > 2019)})
                for year, points in law().index.points.items()
            }
        }
    )
    assert twice.reviewed(Decimal(500), 2021) == 501
    assert twice.reviewed(Decimal(499), 2021) == 499


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
    with pytest.raises(LawSourceNotFound):
        law().forest_yield("Espoo", date(2021, 12, 31))
    with pytest.raises(LawNotPublished):
        law().forest_yield("Espoo", date(2027, 1, 1))
    with pytest.raises(ForestYieldNotKnown):
        law().forest_yield("Atlantis", date(2026, 1, 1))


def test_a_merged_municipality_is_named_with_the_one_it_became_part_of() -> None:
    assert law().forest_yield("Pertunmaa", date(2025, 12, 31))[0] == 2024
    with pytest.raises(MunicipalityMerged) as merged:
        law().forest_yield("pertunmaa", date(2026, 1, 1))
    for language in Language:
        assert "Mäntyharju" in merged.value.in_words(language)
        assert "1.1.2025" in merged.value.in_words(language)
    into = law().municipalities.merged["Pertunmaa"].into
    assert law().forest_yield(into, date(2026, 1, 1))[0] == 2025


def test_every_vanished_municipality_is_known() -> None:
    by_year: dict[int, set[str]] = {}
    for year, municipality in law().forest_yields:
        by_year.setdefault(year, set()).add(municipality)
    years = sorted(by_year)
    for earlier, later in pairwise(years):
        for name in by_year[earlier] - by_year[later]:
            merger = law().municipalities.merger(name)
            assert merger is not None, name
            assert folded(merger.into) in by_year[later]


def test_swedish_names_are_taken_as_the_finnish_ones() -> None:
    finnish = {name for _, name in law().forest_yields}
    names = law().municipalities.swedish.names
    assert {folded(name) for name in names} <= finnish
    assert not {folded(name) for name in names.values()} & finnish
    assert len(set(names.values())) == len(names)
    day = date(2026, 3, 16)
    for fi, sv in (("Espoo", "Esbo"), ("Kirkkonummi", "Kyrkslätt"), ("Mikkeli", "S:t  michel")):
        assert law().forest_yield(sv, day) == law().forest_yield(fi, day)


@pytest.mark.parametrize("day", [date(2021, 6, 30), date(2028, 1, 1)])
def test_a_day_outside_is_an_error_for_every_parameter(day: date) -> None:
    questions = [
        *(partial(law().amount, name) for name in law().amounts),
        law().income_limits,
        law().payment_percentages,
        partial(law().forest_yield, "Espoo"),
        partial(treatment_of_income, IncomeKind.WAGE, Service.HOME_CARE),
        partial(treatment_of_cost, CostKind.HOUSING_COST, Service.HOME_CARE),
    ]
    for question in questions:
        with pytest.raises(DayOutsideLaw) as outside:
            question(day)
        for language in Language:
            assert f"{day.day}.{day.month}.{day.year}" in outside.value.in_words(language)


@pytest.mark.parametrize(
    ("name", "day", "error"),
    [
        ("medicine_ceiling", date(2021, 12, 31), LawSourceNotFound),
        ("medicine_ceiling", date(2027, 1, 1), LawNotPublished),
        ("guardian_fee_ceiling", date(2023, 12, 31), LawSourceNotFound),
        ("guardian_fee_lower", date(2023, 12, 31), LawSourceNotFound),
        ("joint_fee_cap", date(2022, 9, 30), LawNotInForce),
    ],
)
def test_a_missing_value_says_why(name: str, day: date, error: type[LawNotKnown]) -> None:
    with pytest.raises(error) as missing:
        law().amount(name, day)
    why = str(missing.value.context["why"])
    for language in Language:
        said = missing.value.in_words(language)
        assert text(why, language) in said
        assert text(f"parameters.{name}", language) in said
    next_to_it = day + timedelta(days=-1 if error is LawNotPublished else 1)
    assert law().amount(name, next_to_it).holds_on(next_to_it)


def test_the_lower_basic_fee_of_a_guardian_stands_with_its_condition() -> None:
    day = date(2026, 3, 16)
    assert law().amount("guardian_fee_lower", day).value == 330
    assert law().amount("guardian_fee_lower_income", day).value == 15000


def test_every_act_and_reason_has_its_words() -> None:
    services = law().services
    names = [f"acts.{act}" for act in law().acts]
    names += [f"services.{entry.why}" for entry in services.not_by_income]
    names += [f"services.{other.why}" for other in services.other_services.values()]
    names += [
        f"services.{ground.called}"
        for charged in services.services.values()
        for ground in charged.grounds
        if ground.called
    ]
    names += [f"missing.{gap.why}" for amount in law().amounts.values() for gap in amount.missing]
    names += [f"missing.{gap.why}" for gap in law().forest_years.missing]
    names += [f"missing.{law().covered.why_not_before}", f"missing.{law().covered.why_not_after}"]
    names += [f"sources.{dated.source}" for _, dated in every_dated(law()) if dated.source]
    assert [name for name in names if not has_text(name)] == []


def test_no_act_confirms_a_day_before_it_was_given() -> None:
    for file, dated in every_dated(law()):
        if dated.confirmed_by in ("law_text", "ministry_notice"):
            assert int(dated.act.partition("/")[2]) <= dated.first_day.year, (file, dated)


def test_what_was_not_read_in_an_act_says_where_it_comes_from() -> None:
    for amount in (*law().amounts.values(), law().tables.income_limits):
        for value in amount.values:
            assert (value.source != "") == (value.confirmed_by in ("derived", "secondary"))


def published(act: str) -> str | None:
    """The act's text as published, one space between words; None where it is not here."""
    number, _, year = act.partition("/")
    file = STATUTES / f"asd{year}{int(number):04d}.txt"
    return " ".join(file.read_text("utf-8").split()) if file.exists() else None


def test_every_quotation_stands_in_the_published_act() -> None:
    if not STATUTES.exists():
        pytest.skip("the outside copy of the acts is not here")
    looked = 0
    for file, dated in every_dated(law()):
        statute = published(dated.act)
        if statute is None or dated.confirmed_by not in ("law_text", "ministry_notice"):
            continue
        for part in dated.quote.split(" ... "):
            assert " ".join(part.split()) in statute, (file, dated.act, part)
        looked += 1
    assert looked > 60


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
        ("amounts.yaml", "section: 7 c § 2 mom.,", "section: 7 c 2 mom,", "share_of_joint_income"),
        ("amounts.yaml", "; 696/2012 3 § 1 mom.", "; 1/1900 3 § 1 mom.", "1/1900"),
        ("amounts.yaml", "until: 2022-09-30", "until: 2022-09-29", "joint_fee_cap 2022-09-30"),
        (
            "amounts.yaml",
            "until: 2026-12-31, value: 636.12",
            "until: 2026-12-30, value: 636.12",
            "medicine_ceiling 2026-12-31",
        ),
        ("home-service.yaml", "until: 2027-12-31", "until: 2027-11-30", "income_limits 2027-12-01"),
        ("forests.yaml", "until: 2021-12-31", "until: 2021-12-30", "years 2021-12-31"),
        (
            "services.yaml",
            "service_sections: [22 §]",
            "service_sections: [22]",
            "services.institution",
        ),
        ("services.yaml", "service_act: 263/2015", "service_act: 263/2016", "263/2016"),
        ("index.yaml", "- personal_allowance\n", "- pocket_money\n", "bound.pocket_money"),
    ],
)
def test_a_file_that_is_not_in_its_form_is_refused_with_file_and_key(
    tmp_path: Path, file: str, was: str, becomes: str, key: str
) -> None:
    folder = tmp_path / "law"
    shutil.copytree(FOLDER, folder)
    written = (folder / file).read_text("utf-8")
    assert was in written
    (folder / file).write_text(written.replace(was, becomes, 1), "utf-8")
    with pytest.raises(LawDataRefused) as refused:
        read_law(folder)
    assert refused.value.context["file"] == file
    assert str(refused.value.context["key"]).startswith(key)


def test_a_later_last_day_asks_for_the_values_until_then(tmp_path: Path) -> None:
    folder = tmp_path / "law"
    shutil.copytree(FOLDER, folder)
    days = (folder / "days.yaml").read_text("utf-8")
    (folder / "days.yaml").write_text(days.replace("last_day: 2027", "last_day: 2028"), "utf-8")
    with pytest.raises(LawDataRefused) as refused:
        read_law(folder)
    assert refused.value.context == {"file": "amounts.yaml", "key": "personal_allowance 2028-01-01"}
