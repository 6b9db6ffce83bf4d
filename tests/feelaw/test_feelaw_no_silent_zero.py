"""What is not known goes no further: it never becomes a zero on the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from robots.casework.words import Purpose, Service
from robots.feelaw.calculation import preview
from robots.feelaw.county_rules import read_rules
from robots.feelaw.model import FeeCase, Means, Step
from robots.feelaw.voucher import with_voucher

COUNTY = Path(__file__).parents[2] / "devdata" / "county"
DAY = date(2026, 3, 16)


def test_a_step_without_a_value_is_not_gone_on_with() -> None:
    assert Step("fee", "7 c §", Decimal(5)).amount == 5
    with pytest.raises(ValueError, match="fee"):
        _ = Step("fee", "7 c §").amount


def test_an_income_that_is_not_known_gives_no_voucher_its_value() -> None:
    rules = read_rules(COUNTY)
    rule = rules.voucher.on(Service.ROUND_THE_CLOCK_HOUSING, DAY)
    assert rule is not None
    case = FeeCase(Service.ROUND_THE_CLOCK_HOUSING, DAY, Means(), purpose=Purpose.VOUCHER)
    whole = preview(case, rules)
    assert whole.voucher is not None
    for unknown in (replace(whole, basis=None), replace(whole, complete=False)):
        with pytest.raises(ValueError, match="complete"):
            with_voucher(unknown, case, rule, preview)
