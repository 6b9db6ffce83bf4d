"""``kill -9`` at any moment: no case lost, none done twice, nobody asked twice but for what was in
flight; another worker goes on with what a dead one had in work."""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from light_county import LightCounty, kill, light_county

from robots.workbook import comparable

pytestmark = pytest.mark.skipif(not hasattr(os, "killpg"), reason="kills process groups: POSIX")

Standins = tuple[dict[str, Any], Path]

CASES = 3
KILLS = 2


@pytest.fixture(scope="module")
def undisturbed(
    tmp_path_factory: pytest.TempPathFactory, standins: Standins
) -> tuple[LightCounty, int]:
    """A run that nobody kills, and how many requests there were before it."""
    before = len(light_county(tmp_path_factory.mktemp("x") / "x", standins).requests())
    county = light_county(tmp_path_factory.mktemp("undisturbed") / "county", standins)
    county.start("nightly", str(CASES), wait=True)
    return county, before


def after_requests(county: LightCounty, run: subprocess.Popen[str], count: int) -> None:
    """Wait for what the run does, not for time to pass."""
    while len(county.requests()) < count and run.poll() is None:
        time.sleep(0.02)


def test_cases_of_a_run_that_is_killed_again_and_again_end_once(
    undisturbed: tuple[LightCounty, int], tmp_path: Path, standins: Standins, folder: Path
) -> None:
    calm, before = undisturbed
    once = calm.counted(before)
    moments = random.Random(8).sample(range(1, once.total()), KILLS)
    county = light_county(tmp_path / "light", standins, only=calm.outcomes())
    begun = len(county.requests())
    in_flight: list[tuple[str, str]] = []
    for moment in sorted(moments):
        run = county.start("nightly", str(CASES))
        after_requests(county, run, begun + moment)
        kill(run)
        in_flight += county.in_flight()
    county.night(CASES)

    assert county.outcomes() == calm.outcomes()
    assert len(county.outcomes()) == CASES
    delivered, expected = county.versions(), calm.versions()
    assert delivered.keys() == expected.keys()
    for name, twin in delivered.items():
        assert comparable(twin) == comparable(expected[name]), name
    for request, count in (county.counted(begun) - once).items():
        source, _, person = request
        assert count <= in_flight.count((source, person)), request


def test_another_worker_goes_on_with_the_cases_of_one_that_never_comes_back(
    undisturbed: tuple[LightCounty, int], tmp_path: Path, standins: Standins, folder: Path
) -> None:
    calm, before = undisturbed
    requests = len(calm.counted(before))
    county = light_county(tmp_path / "light", standins)
    begun = len(county.requests())
    night = county.start("nightly", str(CASES))
    helper = county.start("worker")
    after_requests(county, night, begun + requests // 3)
    kill(night)
    # The worker has no list of its own, yet finishes every case that was begun.
    while len(county.versions()) < len(calm.versions()) and helper.poll() is None:
        time.sleep(0.2)
    assert helper.poll() is None, county.told()
    kill(helper)
    county.tell()
    assert county.outcomes() == calm.outcomes()
    assert set(county.versions()) == set(calm.versions())


def test_what_lies_in_the_database_is_encrypted(undisturbed: tuple[LightCounty, int]) -> None:
    county, _ = undisturbed
    with sqlite3.connect(county.folder / "worker" / "queue.sqlite") as database:
        rows = database.execute("select inputs, output, error from workflow_status").fetchall()
        steps = "select output, error, null from operation_outputs"
        steps += " where function_name != 'DBOS.sleep'"  # which leaves a time, and nothing else
        rows += database.execute(steps).fetchall()
        rows += database.execute("select message, null, null from notifications").fetchall()
    stored = [value for row in rows for value in row if value is not None]
    assert len(stored) > 50
    key = stored[0].split(":")[0]
    for value in stored:
        name, _, text = value.partition(":")
        assert name == key
        assert not any(word in text for word in ("{", "T-0", "incomplete", "kela"))
