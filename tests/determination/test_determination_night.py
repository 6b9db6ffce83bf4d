"""After the end of the night nothing of it begins, in whatever worker; what is left goes on in the
next run. And what could not be written down after a case's end is seen, and done again."""

from __future__ import annotations

import asyncio
import json
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from light_county import LightCounty, light_county
from light_runs import ASKED, made_ready, outcomes, queued, silently

from robots.casework.words import Outcome, Source
from robots.county import County, open_county
from robots.county.county import helsinki_now
from robots.determination import run_nightly, run_one, work_along
from robots.determination.attempt import Last
from robots.determination.case_queue import CaseQueue
from robots.determination.figures import OVER
from robots.determination.leave import TimeOfRun
from robots.determination.night import LOOK_EVERY_SECONDS, Night
from robots.determination.presence import presence_at
from robots.determination.way import Asked, next_time
from robots.journal import kept_in
from robots.traffic import TrafficUnreachable

Standins = tuple[dict[str, Any], Path]
NOON = datetime(2026, 3, 16, 10, 0, tzinfo=UTC)


def asked_about(light: LightCounty, since: int) -> set[str]:
    return {one["person"].split("/")[0] for one in light.requests(since)}


def test_a_worker_begins_nothing_of_the_night_after_its_end_but_an_officers_case(
    light: LightCounty, county: County
) -> None:
    made_ready(county)
    left, before = queued(county, "T-0001"), len(light.requests())
    county.traffic.run_begins(county.clock() - timedelta(seconds=1))
    ending = threading.Event()
    with light.open() as beside:
        worker = threading.Thread(
            target=work_along, args=(county, lambda engine: ending.is_set()), daemon=True
        )
        worker.start()
        try:
            while not presence_at(beside.database, beside.state).alive():
                ending.wait(0.05)
            assert outcomes(run_one(beside, "T-0002", ASKED, silently)) == {
                "T-0002": Outcome.INCOMPLETE
            }
            # The worker has taken it up by now, and holds it back: it has not ended.
            with CaseQueue(beside) as queue:
                while queue._list(workflow_ids=[left])[0].status != "PENDING":
                    ending.wait(0.05)
            assert asked_about(light, before) == {"T-0002"}
            now = run_one(beside, "T-0001", ASKED, silently)
        finally:
            ending.set()
            worker.join(timeout=60)
    assert outcomes(now) == {"T-0001": Outcome.INCOMPLETE}, "an officer asked for it: it goes on"


def test_a_case_that_the_end_meets_in_the_middle_goes_on_in_the_next_run(
    light: LightCounty,
) -> None:
    """The end comes when the population register has been asked."""
    before = len(light.requests())
    is_next = threading.Event()

    def clock() -> datetime:
        is_late = len(light.requests()) > before and not is_next.is_set()
        return helsinki_now() + timedelta(hours=2 if is_late else 0)

    toml = light.folder / "county.toml"
    toml.write_text(toml.read_text("utf-8").replace("[run]\n", "[run]\nlongest_minutes = 60\n"))
    with open_county(light.folder, standins=light.standins, clock=clock) as county:
        first = run_nightly(county, 1, silently)
        assert outcomes(first) == {}
        assert first.left_in_queue == 1
        asked = light.requests(before)
        assert {one["source"] for one in asked} == {"population_register"}
        assert county.traffic.is_run_over()
        is_next.set()
        second = run_nightly(county, 0, silently)
    assert list(outcomes(second).values()) == [Outcome.INCOMPLETE]
    assert max(light.counted(before).values()) == 1, "nobody is asked twice"


def test_the_nights_attempt_waits_for_the_next_run_and_the_officers_does_not() -> None:
    over, slept = [True], list[float]()

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        over[0] = len(slept) < 3

    night = Night(
        lambda: over[0],
        lambda attempt: attempt == "officer's",
        seconds=lambda: 2.0 * len(slept),
        sleep=sleep,
    )
    asyncio.run(night.is_on_for("officer's"))
    assert slept == []
    asyncio.run(night.is_on_for("night's"))
    assert slept == [LOOK_EVERY_SECONDS] * 3


def test_however_many_wait_each_reads_its_folder_once_and_one_look_serves_all() -> None:
    """Also the one that an officer asks for while it waits."""
    waiting, asked_at, next_run_at = [f"T-{number:04}" for number in range(200)], 61.0, 600.0
    now, looks, read = 0.0, list[float](), list[str]()
    gone_on, asleep = dict[str, float](), list[asyncio.Event]()

    def is_run_over() -> bool:
        looks.append(now)
        return now < next_run_at

    def is_urgent(attempt: str) -> bool:
        read.append(attempt)
        return False

    def let_time_pass_if_all_sleep(seconds: float) -> None:
        nonlocal now
        if len(asleep) == len(waiting) - len(gone_on):
            now += seconds
            while asleep:
                asleep.pop().set()

    async def sleep(seconds: float) -> None:
        asleep.append(woken := asyncio.Event())
        let_time_pass_if_all_sleep(seconds)
        await woken.wait()

    night = Night(
        is_run_over,
        is_urgent,
        lambda: {"T-0007"} if now > asked_at else frozenset(),
        seconds=lambda: now,
        sleep=sleep,
    )

    async def case(attempt: str) -> None:
        await night.is_on_for(attempt)
        gone_on[attempt] = now
        let_time_pass_if_all_sleep(LOOK_EVERY_SECONDS)

    async def all_of_them() -> None:
        await asyncio.gather(*map(case, waiting))

    asyncio.run(all_of_them())
    assert gone_on.pop("T-0007") == asked_at + 1
    assert set(gone_on.values()) == {next_run_at}
    assert sorted(read) == waiting
    assert looks == [LOOK_EVERY_SECONDS * number for number in range(301)]


def test_what_officers_ask_for_is_looked_at_again_where_it_cannot_be_told() -> None:
    now, looked_at = 0.0, list[float]()

    def asked_for() -> set[str]:
        looked_at.append(now)
        if len(looked_at) < 3:
            raise TrafficUnreachable(failure="x")
        return {"T-0001"}

    async def sleep(seconds: float) -> None:
        nonlocal now
        now += seconds

    night = Night(lambda: True, lambda attempt: False, asked_for, seconds=lambda: now, sleep=sleep)
    asyncio.run(night.is_on_for("T-0001"))
    assert looked_at == [0, LOOK_EVERY_SECONDS, LOOK_EVERY_SECONDS * 2]


def test_where_nobody_can_tell_whether_the_run_is_over_the_call_itself_tells() -> None:
    def is_run_over() -> bool:
        raise TrafficUnreachable(failure="x")

    asyncio.run(Night(is_run_over, lambda attempt: False).is_on_for("night's"))


def test_a_call_that_the_end_came_before_is_made_again_under_a_number_of_its_own() -> None:
    call = Asked("T:fee:2026-03-31:1", "run-1", "client", "kela", "benefits", 5, number=2, tried=1)
    answer = {"done": OVER, "times": 2, "number": 2}
    assert next_time(call, answer) == call._replace(number=3)
    assert next_time(call, {**answer, "done": "found"}) is None
    assert next_time(call, None) is None


@pytest.mark.parametrize(
    ("wall", "passed", "is_up"),
    [(0, 0, False), (3600, 3600, True), (-7200, 3599, False), (-7200, 3600, True), (7200, 1, True)],
    ids=["at once", "its end", "set back", "set back, its length", "set forwards"],
)
def test_a_run_lasts_no_longer_than_it_may_whatever_becomes_of_the_clock(
    wall: float, passed: float, is_up: bool
) -> None:
    since = [0.0]
    time_of_run = TimeOfRun(
        NOON + timedelta(hours=1),
        clock=lambda: NOON + timedelta(seconds=since[0] and wall),
        seconds=lambda: since[0],
    )
    assert not time_of_run.is_up()
    since[0] = passed
    assert time_of_run.is_up() is (is_up and bool(passed))
    forever = TimeOfRun(None, clock=lambda: NOON, seconds=lambda: since[0])
    assert not forever.is_up()


def events(light: LightCounty) -> list[dict[str, Any]]:
    files = sorted((light.folder / "worker" / "logs").glob("*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()]


def test_a_result_that_cannot_be_told_is_seen_and_told_by_the_next_run(
    tmp_path: Path, standins: Standins, folder: Path
) -> None:
    light = light_county(tmp_path / "light", standins, only={"T-0001"})
    results = light.folder / "worker" / "worklist-results.jsonl"
    results.mkdir(parents=True)  # in the way of what is noted for the worklist
    before = len(light.requests())
    with light.open() as county, kept_in(county.state / "logs", county.settings.log, county.clock):
        run = run_one(county, "T-0001", ASKED, silently)
        (case,) = run.cases
        assert case.outcome is Outcome.INCOMPLETE, "what is delivered stays delivered"
        assert case.record is not None
        assert [one.what for one in case.record.left_undone] == [Last.WORKLIST]
        assert case.record.ask_again
        results.rmdir()
        again = run_nightly(county, None, silently)
        versions = county.case_folder("T-0001").delivered_versions()
    assert outcomes(again) == {"T-0001": Outcome.INCOMPLETE}
    assert json.loads(results.read_text("utf-8").splitlines()[0])
    assert versions
    told = [one for one in events(light) if one["event"] == "left_undone"]
    assert [(one["case"], one["kind"], one["run"]) for one in told] == [
        ("T-0001", "worklist", run.id)
    ]
    asked = {key: n for key, n in light.counted(before).items() if key[2] == "T-0001/client"}
    assert max(asked.values()) == 1


def test_every_event_of_a_case_and_its_calls_names_its_run(light: LightCounty) -> None:
    """Also those that another process than the run's own has had in work."""
    with light.open() as county:
        made_ready(county)
    worker = light.start("worker")
    try:
        with light.open() as county:
            while not presence_at(county.database, county.state).alive():
                threading.Event().wait(0.05)
            run = run_one(county, "T-0001", ASKED, silently)
    finally:
        worker.terminate()
        worker.wait(timeout=60)
    of_calls = [one for one in events(light) if one["event"] in ("call_begun", "call_ended")]
    assert {Source(one["source"]) for one in of_calls} >= {Source.INCOMES_REGISTER}
    assert {one["run"] for one in of_calls} == {run.id}
    assert {one["run"] for one in events(light) if one["event"] == "case_begun"} == {run.id}
