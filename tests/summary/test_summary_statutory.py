"""The amounts carried over from Statistics Finland are those of the sheet, and whole."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from robots.casework.period import Period
from robots.casework.texts import Language, has_text, text
from robots.feelaw.changes import PENSIONS
from robots.summary.statutory import FILE, statutory

SHEET = (
    Path(__file__).parents[2].parent
    / "shared" / "data" / "statistics-finland" / "sisu_benefit_amounts_2022_2026.json"
)  # fmt: skip


def test_every_amount_has_a_name_in_both_languages() -> None:
    for key in statutory():
        assert has_text(f"words.statutory_{key}")
        for language in Language:
            assert text(f"words.statutory_{key}", language)


def test_the_days_before_a_change_have_the_old_amounts_and_the_day_itself_the_new_ones() -> None:
    for one in statutory().values():
        for earlier, later in zip(one.amounts, one.amounts[1:], strict=False):
            eve = later.since - timedelta(days=1)
            assert one.values_within(Period(eve, eve)) == earlier.values
            assert one.values_within(Period(later.since, later.since)) == later.values
            both = one.values_within(Period(eve, later.since))
            assert both == earlier.values + later.values


def test_days_that_are_not_known_have_none() -> None:
    for one in statutory().values():
        after = one.known_until + timedelta(days=1)
        assert one.values_within(Period(after, after)) is None
        before = one.amounts[0].since - timedelta(days=1)
        assert one.values_within(Period(before, before)) is None


def test_pensions_that_follow_an_index_have_an_amount_for_each_year() -> None:
    for one in statutory().values():
        if one.kind in PENSIONS:
            years = {amounts.since.year for amounts in one.amounts}
            assert years == set(range(2022, one.known_until.year + 1)), one.kind


@pytest.mark.skipif(not SHEET.exists(), reason="the published sheet is not beside the project")
def test_single_amounts_are_the_published_ones() -> None:
    sheet = json.loads(SHEET.read_text("utf-8"), parse_float=Decimal)
    published = {
        one["variable"]: one["values"] for module in sheet["modules"].values() for one in module
    }
    compared = 0
    for one in statutory().values():
        if any(each in one.variables for each in ("LeskPerus", "ETukiPros", "RiLi")):
            continue  # sums and twelfths of several
        for amounts in one.amounts:
            months = {name: published[name] for name in one.variables}
            at = amounts.since.strftime("%Y-%m")
            assert amounts.values == tuple(Decimal(months[name][at]) for name in one.variables)
            compared += len(amounts.values)
    assert compared > 60
    assert FILE.parent.joinpath("LICENSE.sisu.md").exists()
    assert date(2026, 12, 31) in {one.known_until for one in statutory().values()}
