"""A clock that jumps while a case is in work: a machine whose time is set, forwards or back.

Limits a minute and the length of a run are counted by clocks that nobody sets; opening hours,
pauses and a run's end are the wall's (tests/traffic/test_traffic_clock.py). A signature is judged
by the wall's clock, too: by one that is wrong by days no answer can be trusted, and none is.
"""

from __future__ import annotations

import random
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from light_county import LightCounty, light_county
from light_runs import ASKED, outcomes, silently

from robots.attending.attend import is_time
from robots.attending.daily import Daily
from robots.casework.words import Outcome
from robots.county import County, open_county
from robots.county.county import helsinki_now
from robots.determination import run_nightly, run_one
from robots.determination.record import RunKind, RunUnknown, latest_record, run_record
from robots.reports import alerts

Standins = tuple[dict[str, Any], Path]
#: Minutes; the stand-ins' certificates are valid from an hour before they were made.
VALID_BACK, AHEAD = 50, 30 * 60


@pytest.fixture
def light(tmp_path: Path, standins: Standins, folder: Path) -> LightCounty:
    """With a vault of its own, as ``folder`` sees to it."""
    return light_county(tmp_path / "light", standins, only={"T-0001"})


class Clock:
    """Real time, as far off as the test sets it."""

    def __init__(self) -> None:
        self.off = timedelta()

    def __call__(self) -> datetime:
        return helsinki_now() + self.off


def opened(light: LightCounty, clock: Any) -> County:
    return open_county(light.folder, standins=light.standins, clock=clock)


def test_a_clock_that_jumps_keeps_no_case_from_its_end(light: LightCounty) -> None:
    jumps = random.Random(3)
    before = len(light.requests())

    def clock() -> datetime:
        return helsinki_now() + timedelta(minutes=jumps.randint(-VALID_BACK, AHEAD))

    with opened(light, clock) as county:
        run = run_one(county, "T-0001", ASKED, silently)
    assert outcomes(run) == {"T-0001": Outcome.INCOMPLETE}
    assert max(light.counted(before).values()) == 1


@pytest.mark.parametrize("days", [-3, 3650], ids=["days behind", "years ahead"])
def test_by_a_clock_that_is_wrong_no_signed_answer_is_used_and_the_case_waits(
    light: LightCounty, days: int
) -> None:
    """The certificate that signed the answer is not valid by it; when the clock is right again,
    the next night asks that source alone, at once, though the pause was begun by the wrong one."""
    clock, before = Clock(), len(light.requests())
    with opened(light, clock) as county:
        clock.off = timedelta(days=days)
        wrong = run_one(county, "T-0001", ASKED, silently)
        (case,) = wrong.cases
        assert case.outcome is Outcome.WAITING_FOR_SOURCE
        assert case.reason is not None
        assert case.reason.code == "signature_refused"
        assert county.case_folder("T-0001").delivered_versions() == ()
        clock.off = timedelta()
        right = run_nightly(county, None, silently)
        assert county.traffic.paused() == []
    assert outcomes(right) == {"T-0001": Outcome.INCOMPLETE}
    again = {source for (source, _, _), count in light.counted(before).items() if count > 1}
    assert again == {"incomes_register"}


def test_a_run_by_a_clock_that_was_years_ahead_is_nobodys_last_run_when_it_is_right_again(
    light: LightCounty,
) -> None:
    clock = Clock()
    with opened(light, clock) as county:
        nightly = Daily("nightly", time(0), county.state)
        clock.off = timedelta(days=1000)
        assert is_time(county, nightly)
        nightly.begin(county.clock())
        ahead = run_nightly(county, 0, silently)
        assert not is_time(county, nightly), "by that clock it has been done"
        assert latest_record(county, RunKind.NIGHTLY) == ahead
        clock.off = timedelta()
        assert latest_record(county, RunKind.NIGHTLY) is None
        assert is_time(county, nightly)
        assert [one.code for one in alerts(county, county.clock())] == ["no_run_ever"]
        with pytest.raises(RunUnknown):
            run_record(county, None)
        right = run_nightly(county, 0, silently)
        assert latest_record(county, RunKind.NIGHTLY) == run_record(county, None) == right
        assert run_record(county, ahead.id) == ahead, "it is there for whoever asks for it"
        assert not is_time(county, nightly)
