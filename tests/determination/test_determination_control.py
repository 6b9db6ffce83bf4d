"""Joining, stopping, cancelling, trying again, an officer's request beside the night."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from light_county import LightCounty, light_county
from light_runs import ASKED, made_ready, outcomes, queued, silently

from robots.access import RequesterUnknown
from robots.casework.words import Outcome
from robots.county import County
from robots.determination import (
    CaseInRun,
    Request,
    RunRecord,
    cancel,
    run_nightly,
    run_one,
    run_retry,
    stop,
    work_along,
    write_record,
)
from robots.determination.case_queue import CASES, FIRST, REQUESTED, CaseQueue, priority_of
from robots.determination.control import NotInQueue
from robots.determination.engine import Engine
from robots.determination.presence import presence_at
from robots.determination.run import NIGHTLY_DUTY

Standins = tuple[dict[str, Any], Path]


def test_a_stopped_run_ends_well_and_the_next_one_goes_on(
    tmp_path: Path, standins: Standins, folder: Path
) -> None:
    light = light_county(tmp_path / "light", standins, settings="cases_at_once = 1\n")

    def stop_at_the_first(case: CaseInRun, count: int, total: int) -> None:
        if case.row is None:
            stop(county, ASKED)

    before = len(light.requests())
    with light.open() as county:
        first = run_nightly(county, 2, stop_at_the_first)
        assert first.left_in_queue > 0
        assert len(outcomes(first)) + first.left_in_queue == 2
        second = run_nightly(county, 0, silently)
    assert not set(outcomes(first)) & set(outcomes(second)), "each is told once"
    assert len(outcomes(first)) + len(outcomes(second)) == 2
    assert max(light.counted(before).values()) == 1, "what was asked before is not asked again"


def test_a_cancelled_case_is_left_alone_until_an_officer_asks_for_it(county: County) -> None:
    made_ready(county)
    queued(county, "T-0001")
    cancel(county, "T-0001", Request("virkailija-07", "kuollut"))
    with pytest.raises(NotInQueue):
        cancel(county, "T-0001", ASKED)
    night = run_nightly(county, 0, silently)
    told = {case.case_id: case for case in night.cases}
    assert told["T-0001"].outcome is Outcome.WAITING_FOR_PERSON, "the run's record says so"
    assert told["T-0001"].reason is not None
    assert told["T-0001"].reason.values["by"] == "virkailija-07"
    assert county.case_folder("T-0001").delivered_versions() == ()
    now = run_one(county, "T-0001", ASKED, silently)
    assert outcomes(now) == {"T-0001": Outcome.INCOMPLETE}


def test_only_a_known_officer_takes_a_case_out_or_stops_the_work(county: County) -> None:
    nobody = Request("joku-muu", "puhelu")
    with pytest.raises(RequesterUnknown):
        cancel(county, "T-0001", nobody)
    with pytest.raises(RequesterUnknown):
        stop(county, nobody)
    with pytest.raises(RequesterUnknown):
        run_retry(county, nobody, silently)


def test_what_the_last_run_could_not_finish_is_tried_again_and_nothing_else(
    county: County,
) -> None:
    ended = {
        "T-0001": Outcome.FAILED,
        "T-0002": Outcome.READY,
        "T-0017": Outcome.HIGHEST_FEE_ACCEPTED,
    }
    night = RunRecord(
        id="run-20260315T020000",
        county_fi="",
        county_sv="",
        day=county.day,
        started_at=county.clock(),
        ended_at=county.clock(),
        left_alone=0,
        cases=tuple(CaseInRun(case, outcome) for case, outcome in ended.items()),
    )
    write_record(county, night)
    again = run_retry(county, ASKED, silently)
    assert outcomes(again) == {"T-0001": Outcome.INCOMPLETE}
    assert again.requested_by == "virkailija-07"


def test_an_officers_request_is_done_by_the_worker_that_is_there(
    light: LightCounty, county: County
) -> None:
    made_ready(county)
    ending = threading.Event()
    with light.open() as beside:
        worker = threading.Thread(
            target=work_along, args=(county, lambda engine: ending.is_set()), daemon=True
        )
        worker.start()
        try:
            while not presence_at(beside.database, beside.state).alive():
                ending.wait(0.05)
            run = run_one(beside, "T-0002", ASKED, silently)
            opened_sources = "sources" in vars(beside)
        finally:
            ending.set()
            worker.join(timeout=60)
    assert outcomes(run) == {"T-0002": Outcome.INCOMPLETE}
    assert not opened_sources, "whoever only waits needs neither browser nor certificates"


def test_an_officers_request_brings_a_waiting_case_and_its_calls_forward(county: County) -> None:
    made_ready(county)
    attempt = queued(county, "T-0002")
    with CaseQueue(county) as queue:
        assert queue.unfinished() == {attempt: CASES}
        queue.enqueue(attempt, "run-now", is_requested=True)
        assert queue.unfinished() == {attempt: REQUESTED}, "in the queue once, and ahead"
    assert priority_of(attempt, is_requested=True) == FIRST
    assert priority_of(attempt, is_requested=False) > FIRST
    assert priority_of("A:fee:2026-03-01:1", is_requested=False) < priority_of(
        "B:fee:2026-03-02:1", is_requested=False
    )


def test_a_second_nightly_run_joins_the_first_and_gives_its_record(
    light: LightCounty, county: County
) -> None:
    before = len(light.requests())
    first = light.start("nightly", "4")
    assert first.stdout is not None
    for line in first.stdout:
        if line.startswith("1/"):
            break
    second = light.start("nightly", "4", wait=True)
    assert first.wait(timeout=120) == 0, light.told()
    assert second.stdout is not None
    said = second.stdout.read().splitlines()
    assert "joined" in said
    assert "told" not in said, "the people are told of a run once, by whoever has done it"
    assert "told" in first.stdout.read().splitlines()
    records = list((light.folder / "worker" / "runs").glob("run-*/run.json"))
    assert len(records) == 1
    assert len(light.outcomes()) == 4
    assert max(light.counted(before).values()) == 1, "nobody is asked twice"


def test_a_process_that_the_system_ends_finishes_its_calls_and_leaves_the_rest(
    light: LightCounty, county: County
) -> None:
    """SIGTERM, as schedulers and systemd send it; the other workers of the county stay."""
    before = len(light.requests())
    run = light.start("nightly", "3")
    while len(light.requests()) < before + 2 and run.poll() is None:
        threading.Event().wait(0.02)
    run.terminate()
    assert run.wait(timeout=120) == 0, light.told()
    left = light.record()["left_in_queue"]
    assert len(light.outcomes()) + left == 3
    assert left > 0
    run_nightly(county, 0, silently)
    assert len(light.outcomes()) == left
    assert max(light.counted(before).values()) == 1, "what was in flight was finished"


def test_one_nightly_run_at_a_time_holds_its_duty(county: County, light: LightCounty) -> None:
    with light.open() as beside, Engine(county) as engine:
        other = presence_at(beside.database, beside.state)
        assert engine.presence.take_duty(NIGHTLY_DUTY)
        assert not other.take_duty(NIGHTLY_DUTY)
        engine.presence.leave_duty(NIGHTLY_DUTY)
        assert other.take_duty(NIGHTLY_DUTY)
        other.end()
