"""Which tax year counts on which day."""

from __future__ import annotations

from datetime import date

import pytest
from tax_administration_world import CODE, MAPPING

from robots.casework.identity_code import IdentityCode
from robots.casework.period import Period
from robots.casework.words import Role
from robots.tax_administration.choosing import chosen, findings_of, newest_ended
from robots.tax_administration.errors import TaxationEndNotKnown, TaxYearTwice, TaxYearWrong
from robots.tax_administration.mapping import read_mapping
from robots.tax_administration.taxation import Contents, Stage, TaxYear

DAY = date(2026, 3, 16)


def a_year(year: int, stage: Stage = Stage.DECIDED, decided_on: date | None = None) -> TaxYear:
    return TaxYear(year, stage, decided_on, lambda groups: Contents())


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2026, 1, 1), 2024),
        (date(2026, 10, 31), 2024),
        (date(2026, 11, 1), 2025),
        (date(2026, 12, 31), 2025),
    ],
)
def test_a_years_taxation_has_ended_for_everybody_by_the_end_of_october(
    day: date, year: int
) -> None:
    assert newest_ended(day) == year


def test_a_day_that_the_table_does_not_cover_is_not_guessed_at() -> None:
    with pytest.raises(TaxationEndNotKnown):
        newest_ended(date(2018, 12, 31))


def test_final_goes_before_newer_and_amended_before_decided() -> None:
    decided, amended = a_year(2024), a_year(2024, Stage.AMENDED)
    filled_in = a_year(2025, Stage.PRE_COMPLETED)

    assert chosen([decided, filled_in, amended, a_year(2023)], DAY) is amended
    assert chosen([filled_in], DAY) is filled_in
    assert chosen([], DAY) is None


def test_a_year_that_ended_early_may_be_newer_than_expected() -> None:
    year = a_year(2025, decided_on=date(2026, 3, 2))

    assert chosen([year], DAY) is year
    assert findings_of(year, [year], DAY, Role.CLIENT) == []


def test_a_year_that_has_not_begun_is_refused_whatever_else_is_told() -> None:
    with pytest.raises(TaxYearWrong):
        chosen([a_year(2024), a_year(2027, Stage.PRE_COMPLETED)], DAY)


def test_a_year_told_twice_is_refused_unless_a_day_tells_the_later_one() -> None:
    later = a_year(2024, decided_on=date(2025, 12, 1))
    first = a_year(2024, decided_on=date(2025, 8, 28))

    assert chosen([later, first], DAY) is later
    with pytest.raises(TaxYearTwice):
        chosen([first, a_year(2024, decided_on=date(2025, 8, 28))], DAY)


def test_a_question_may_name_the_newest_year_that_has_ended() -> None:
    asking = read_mapping(MAPPING).model_copy(
        update={"request": {"who": "{identity_code}", "year": "{tax_year}"}}
    )
    code = IdentityCode.parse(CODE, test_range=True)

    question = asking.question(code, Period(date(2025, 3, 1), DAY), "request-1")

    assert asking.asks_for_tax_year
    assert question == f'{{"who": "{CODE}", "year": "2024"}}'.encode()
