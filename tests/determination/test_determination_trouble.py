"""A case folder that cannot be written, a queue that cannot be reached: told, and nothing else is
lost. A clock that jumps: ``test_determination_clock.py``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from light_county import LightCounty, light_county
from light_runs import ASKED, silently
from psycopg import errors
from sqlalchemy.exc import DBAPIError

from robots.casework.words import Outcome
from robots.county import County
from robots.determination import (
    CaseInRun,
    RunRecord,
    cancel,
    run_nightly,
    run_one,
    stop,
)
from robots.determination.presence import DatabaseUnreachable
from robots.determination.queue_trouble import QueueNotWritable, trouble_of

Standins = tuple[dict[str, Any], Path]
#: The two cases that are due first.
FIRST, SECOND = "T-0014", "T-0036"


def cases(run: RunRecord) -> dict[str, CaseInRun]:
    return {case.case_id: case for case in run.cases if case.row is None}


def test_a_case_folder_that_cannot_be_written_fails_alone_and_is_tried_the_next_night(
    light: LightCounty, county: County
) -> None:
    """As on a share that is full, read-only or away; what can be asked for is not lost."""
    in_the_way = light.folder / "cases" / FIRST / "tuloselvitys"
    in_the_way.touch()
    night = cases(run_nightly(county, 2, silently))
    assert night[FIRST].outcome is Outcome.FAILED
    reason = night[FIRST].reason
    assert reason is not None
    assert reason.code == "case_folder_unavailable", "in words for the officer, not a fault of ours"
    others = [case for case in night.values() if case.case_id != FIRST]
    assert others
    assert all(case.outcome is Outcome.INCOMPLETE for case in others)
    in_the_way.unlink()
    assert cases(run_nightly(county, 1, silently))[FIRST].outcome is Outcome.INCOMPLETE


def test_a_folder_that_vanishes_in_the_middle_fails_its_case_alone(
    light: LightCounty, county: County
) -> None:
    def take_away(case: CaseInRun, count: int, total: int) -> None:
        folder = light.folder / "cases" / SECOND
        if folder.exists() and case.row is not None:
            folder.rename(light.folder / "away")  # after the attempts were begun

    night = cases(run_nightly(county, 2, take_away))
    assert night[SECOND].outcome is Outcome.FAILED
    assert night[SECOND].reason is not None
    assert night[SECOND].reason.code.startswith("case_folder")
    assert [one.outcome for one in night.values()].count(Outcome.INCOMPLETE) == 1
    (light.folder / "away").rename(light.folder / "cases" / SECOND)
    assert cases(run_nightly(county, 1, silently))[SECOND].outcome is Outcome.INCOMPLETE


def test_a_database_that_does_not_answer_is_told_before_anything_is_begun(
    tmp_path: Path, standins: Standins, folder: Path
) -> None:
    nowhere = "postgresql://tuloselvitys@127.0.0.1:1/x"
    light = light_county(tmp_path / "light", standins, database=nowhere)
    with light.open() as county:
        with pytest.raises(DatabaseUnreachable) as night:
            run_nightly(county, 1, silently)
        with pytest.raises(DatabaseUnreachable) as now:
            run_one(county, "T-0001", ASKED, silently)
        with pytest.raises(DatabaseUnreachable):
            cancel(county, "T-0001", ASKED)
        with pytest.raises(DatabaseUnreachable):
            stop(county, ASKED)
    assert "127.0.0.1" not in f"{night.value}{now.value}"
    assert not list((light.folder / "cases").glob("*/tuloselvitys"))


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (errors.DiskFull(), QueueNotWritable),
        (errors.ReadOnlySqlTransaction(), QueueNotWritable),
        (errors.IoError(), QueueNotWritable),
        (errors.TooManyConnections(), DatabaseUnreachable),
        (errors.AdminShutdown(), DatabaseUnreachable),
    ],
)
def test_a_full_disk_does_not_pass_and_a_server_that_is_started_again_does(
    error: Exception, trouble: type[Exception]
) -> None:
    assert type(trouble_of(DBAPIError("", {}, error))) is trouble
