"""An alarm when outcomes or previews shift, and none on an ordinary night."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reports_world import cases, run

from robots.casework.words import Outcome
from robots.determination import RunRecord
from robots.determination.record import FeeSpread
from robots.determination.spread import FEWEST_CASES, FEWEST_IN_BAND, LARGEST_SHARE, spread_of
from robots.reports.shift import by_chance, fee_shift, outcome_shifts

USUAL = {"ready": 55, "questions": 30, "incomplete": 6, "no_permit": 5, "failed": 4}


def night(chance: random.Random, size: int, weights: dict[str, int], days_ago: int) -> RunRecord:
    drawn = Counter(chance.choices(list(weights), list(weights.values()), k=size))
    return run(cases(**drawn), days_ago=days_ago)


@given(st.integers(0, 12), st.integers(1, 12), st.integers(0, 20), st.integers(1, 20))
def test_the_chance_is_the_sum_of_all_divisions_as_rare(
    count: int, rest: int, count_before: int, rest_before: int
) -> None:
    of, of_before = count + rest, count_before + rest_before
    both = count + count_before
    exact = {
        one: Fraction(
            comb(both, one) * comb(rest + rest_before, of - one), comb(of + of_before, of)
        )
        for one in range(max(0, both - of_before), min(both, of) + 1)
    }
    wanted = sum(chance for chance in exact.values() if chance <= exact[count])
    assert by_chance(count, of, count_before, of_before) == pytest.approx(float(wanted), rel=1e-6)


def test_ordinary_nights_of_every_size_raise_no_alarm() -> None:
    chance = random.Random(20260316)
    nights = [night(chance, chance.randint(10, 80), USUAL, 401 - one) for one in range(400)]
    alarms = [one for one in range(30, 400) if outcome_shifts(nights[one], nights[one - 30 : one])]
    assert len(alarms) <= 1


@pytest.mark.parametrize(
    ("changed", "shifted"),
    [
        ({"ready": 5, "questions": 80}, Outcome.QUESTIONS),
        ({"ready": 20, "no_permit": 60}, Outcome.NO_PERMIT),
        ({"ready": 100, "questions": 0}, Outcome.READY),
    ],
)
def test_a_night_that_ends_otherwise_is_told_with_both_shares(
    changed: dict[str, int], shifted: Outcome
) -> None:
    chance = random.Random(7)
    before = [night(chance, 40, USUAL, 31 - one) for one in range(30)]
    found = outcome_shifts(night(chance, 40, USUAL | changed, 0), before)
    assert shifted in {one.outcome for one in found}
    assert all(abs(one.now - one.usual) >= Fraction(15, 100) for one in found)


def test_a_handful_of_cases_or_of_runs_tells_nothing() -> None:
    chance = random.Random(7)
    before = [night(chance, 40, USUAL, 31 - one) for one in range(30)]
    odd = run(cases(failed=9))
    assert outcome_shifts(odd, before) == ()
    assert outcome_shifts(run(cases(failed=40)), before[:4]) == ()


def with_fees(days_ago: int, *counts: int) -> RunRecord:
    return run(cases(ready=sum(counts)), days_ago=days_ago, fees=FeeSpread((200, 700), counts))


def fees_before(nights: int = 10) -> Sequence[RunRecord]:
    return [with_fees(nights - one, 10 + one % 3, 14, 9) for one in range(nights)]


def test_previews_that_fall_are_told_at_the_edge_where_they_moved_most() -> None:
    shift = fee_shift(with_fees(0, 40, 6, 5), fees_before())
    assert shift is not None
    assert (shift.edge, shift.now) == (200, Fraction(40, 51))


def test_previews_as_usual_or_without_a_past_are_not_told() -> None:
    assert fee_shift(with_fees(0, 12, 13, 9), fees_before()) is None
    assert fee_shift(with_fees(0, 40, 6, 5), fees_before(4)) is None
    assert fee_shift(run(cases(ready=40)), fees_before()) is None


@given(st.lists(st.integers(0, 400_000), max_size=120))
def test_a_spread_never_tells_of_a_few(cents: list[int]) -> None:
    spread = spread_of(Decimal(one) / 100 for one in cents)
    if spread is None:
        return
    total = sum(spread.counts)
    assert total == len(cents) >= FEWEST_CASES
    assert min(spread.counts) >= FEWEST_IN_BAND
    assert max(spread.counts) <= LARGEST_SHARE * total
    assert len(spread.counts) == len(spread.edges) + 1
    assert list(spread.edges) == sorted(spread.edges)


def test_fees_that_all_lie_in_one_band_are_not_told() -> None:
    assert spread_of([Decimal(120)] * 60) is None
    assert spread_of([Decimal(0)] * 10 + [Decimal(120)] * 9) is None


def test_a_fee_on_the_edge_lies_below_it() -> None:
    spread = spread_of([Decimal(200)] * 10 + [Decimal("200.01")] * 10)
    assert spread == FeeSpread((200,), (10, 10))
