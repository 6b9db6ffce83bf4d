"""A clock that somebody sets, forwards or back, while a source is paused or a run is on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from test_traffic_pauses import SOURCE, call, fail
from town import NOON, Town

from robots.traffic import Call, Limit, NotNow, Traffic

HOUR = 3600.0


def is_asked(worker: Traffic) -> bool:
    return call(worker) is None


def test_a_pause_grows_no_longer_when_the_clock_is_set_back(any_town: Town) -> None:
    """It was begun by a clock that was a day ahead: the source is not held back for a day."""
    worker = any_town.worker()
    any_town.pass_time(24 * HOUR)
    fail(worker, "T-0001", "T-0002", "T-0003")
    assert not is_asked(worker)
    any_town.at = NOON
    assert is_asked(worker), "one call tries it"
    assert worker.paused() == []


def test_machines_whose_clocks_differ_by_seconds_agree_on_a_pause(town: Town) -> None:
    worker = town.worker()
    fail(worker, "T-0001", "T-0002", "T-0003")
    town.pass_time(-30)
    assert not is_asked(worker)


def test_a_clock_set_forwards_lets_the_source_be_tried_and_no_more(town: Town) -> None:
    worker = town.worker()
    fail(worker, "T-0001", "T-0002", "T-0003")
    town.pass_time(24 * HOUR)
    trying = worker.begin(SOURCE, "T-0004", urgent=False)
    assert isinstance(trying, Call)
    assert isinstance(worker.begin(SOURCE, "T-0005", urgent=False), NotNow)


def test_a_try_that_a_clock_ahead_began_holds_nobody_up_when_it_is_set_back(town: Town) -> None:
    worker = town.worker()
    town.pass_time(24 * HOUR)
    fail(worker, "T-0001", "T-0002", "T-0003")
    town.pass_time(61)
    assert isinstance(worker.begin(SOURCE, "T-0004", urgent=False), Call)  # and dies
    town.at = NOON
    assert is_asked(worker)


@pytest.mark.parametrize("jump", [-30 * HOUR, -HOUR, HOUR, 30 * HOUR])
def test_the_limit_of_a_minute_knows_no_clock_that_is_set(town: Town, jump: float) -> None:
    """Slots are counted by a clock that nobody sets."""
    seconds = 0.0
    worker = Traffic(
        town.database,
        {SOURCE: Limit(at_once=4, a_minute=2)},
        clock=lambda: town.at,
        now=lambda: seconds,
        sleep=_pass,
        new_id=iter("abcdef").__next__,
    )
    for _ in range(2):
        assert isinstance(worker.begin(SOURCE, "T-0001", urgent=True), Call)
    town.pass_time(jump)
    with pytest.raises(WouldWait):
        worker.begin(SOURCE, "T-0001", urgent=True)
    worker.close()


class WouldWait(Exception):
    """Instead of a sleep."""


def _pass(seconds: float) -> None:
    raise WouldWait


def test_a_run_is_over_when_its_time_is_whatever_the_clock_says(any_town: Town) -> None:
    """Its length was measured by a clock that nobody sets; that of the wall was set back."""
    worker = any_town.worker()
    assert not worker.is_run_over(), "no run is on"
    worker.run_begins(NOON + timedelta(hours=2))
    any_town.pass_time(-3 * HOUR)
    assert not worker.is_run_over()
    worker.run_ended(is_done=False)
    assert worker.is_run_over()
    refused = worker.begin(SOURCE, "T-0001", urgent=False)
    assert isinstance(refused, NotNow)
    assert refused.is_run_over
    assert isinstance(worker.begin(SOURCE, "T-0001", urgent=True), Call)
    worker.run_begins(None)
    assert not worker.is_run_over(), "the next one has begun"


def test_a_clock_that_was_ahead_for_a_moment_ends_no_run(town: Town) -> None:
    worker = town.worker()
    worker.run_begins(NOON + timedelta(hours=2))
    town.pass_time(30 * HOUR)
    assert worker.is_run_over()
    town.at = NOON
    assert not worker.is_run_over()
    assert is_asked(worker)


def test_the_end_of_a_run_that_was_killed_by_a_clock_ahead_is_not_the_next_nights(
    any_town: Town,
) -> None:
    any_town.pass_time(1000 * 24 * HOUR)
    any_town.worker().run_begins(any_town.at + timedelta(hours=2))
    any_town.at = NOON
    worker, ends_at = any_town.worker(), NOON + timedelta(hours=2)
    assert worker.run_begins(ends_at) == ends_at
    any_town.pass_time(3 * HOUR)
    assert worker.is_run_over()
