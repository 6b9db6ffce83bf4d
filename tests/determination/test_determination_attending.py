"""A worker that stays: a case system's requests, the night at its time, and what it tells."""

from __future__ import annotations

import hashlib
import json
import os
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from typing import Any

import pytest
from light_county import LightCounty, light_county
from light_runs import silently

from robots.attending import attend
from robots.attending.attend import is_another_day, is_time, look_whether_all_is_well
from robots.attending.daily import Daily
from robots.casework.period import HELSINKI
from robots.county import open_county
from robots.determination import Request, run_one, stop
from robots.determination.attempt import CaseState
from robots.journal import kept_in

Standins = tuple[dict[str, Any], Path]
ASKED = {"case": "T-0002", "requested_by": "virkailija-07", "reason": "Asiakas soitti"}


@pytest.fixture
def light(tmp_path: Path, standins: Standins, folder: Path) -> LightCounty:
    """With a drop folder and a night of a few cases."""
    made = light_county(tmp_path / "light", standins)
    (made.folder / "pyynnot").mkdir()
    file = made.folder / "county.toml"
    text = file.read_text("utf-8").replace("days_ahead = 30", "days_ahead = 4")
    assert "days_ahead = 4" in text
    text += '\n[drop_folder]\nfolder = "pyynnot"\n\n[worker]\nnightly_at = "00:00"\n'
    file.write_text(text, "utf-8")
    return made


def drop(light: LightCounty, name: str, said: object) -> Path:
    file = light.folder / "pyynnot" / f"{name}.json"
    half = file.with_suffix(".new")
    half.write_text(said if isinstance(said, str) else json.dumps(said), "utf-8")
    half.rename(file)
    return file


def answer(request: Path) -> dict[str, Any]:
    file = request.with_name(f"{request.stem}.vastaus.json")
    said: dict[str, Any] = json.loads(file.read_text("utf-8")) if file.exists() else {}
    return said


def wait_for(what: Callable[[], bool], attending: threading.Thread) -> None:
    """Poll, as the case system does; a worker that has ended will do it no more."""
    until = time.monotonic() + 120
    while not what():
        assert attending.is_alive(), "the worker has ended"
        assert time.monotonic() < until, "it takes too long"
        time.sleep(0.05)


def is_final(request: Path) -> bool:
    return answer(request).get("state") in ("ended", "refused")


def test_requests_are_answered_beside_the_night_that_the_worker_begins_by_itself(
    light: LightCounty,
) -> None:
    before = len(light.requests())
    with light.open() as county:
        ran = run_one(county, "T-0003", Request("virkailija-07", "puhelu"), silently)
        state = county.case_folder("T-0003").read_state(CaseState)
    assert state is not None
    asked_before = light.counted(before)
    # A worker that was killed had begun this one, and another worker has ended it since.
    left = drop(light, "kesken", {**ASKED, "case": "T-0003"})
    begun = {"state": "in_work", "attempt": f"{state.determination}:{state.attempt}"}
    digest = hashlib.sha256(left.read_bytes()).hexdigest()
    left.with_name("kesken.vastaus.json").write_text(
        json.dumps({**begun, "request_sha256": digest})
    )
    good = drop(light, "hyva", ASKED)
    nobody = drop(light, "vieras", {**ASKED, "requested_by": "joku-muu"})
    unknown = drop(light, "tuntematon", {**ASKED, "case": "T-9999"})

    attending = threading.Thread(target=attend, args=(light.open, silently), daemon=True)
    attending.start()
    try:
        wait_for(lambda: bool(answer(good)), attending)
        assert answer(good)["state"] in ("in_work", "ended")
        wait_for(lambda: all(map(is_final, (left, good, nobody, unknown))), attending)
        wait_for((light.folder / "worker" / "worker-daily.json").exists, attending)
        beside = drop(light, "yolla", {**ASKED, "case": "T-0001"})
        wait_for(lambda: is_final(beside), attending)
        wait_for(lambda: bool(nights(light)), attending)
    finally:
        with light.open() as county:
            stop(county, Request())
        attending.join(timeout=60)
    assert not attending.is_alive(), "it ends when somebody says stop"

    assert answer(good)["outcome"] == "incomplete"
    assert Path(answer(good)["workbook"]).is_file()
    assert answer(good)["reason_fi"]
    assert (answer(nobody)["state"], answer(nobody)["code"]) == ("refused", "requester_unknown")
    assert (answer(unknown)["state"], answer(unknown)["code"]) == ("refused", "case_unknown")
    assert answer(left)["state"] == "ended"
    assert answer(left)["version"] == ran.cases[0].record.version  # type: ignore[union-attr]
    again = {key: count for key, count in light.counted(before).items() if count > 1}
    assert not again, "what was done before the restart is not done again"
    assert asked_before
    (night,) = nights(light)
    assert len([case for case in night["cases"] if case["row"] is None]) >= 3
    asked = {key[2].split("/")[0] for key in light.counted(before)}
    assert {"T-0001", "T-0002", "T-0003"} < asked


def nights(light: LightCounty) -> list[dict[str, Any]]:
    files = sorted((light.folder / "worker" / "runs").glob("run-*/run.json"))
    records = [json.loads(file.read_text("utf-8")) for file in files]
    return [one for one in records if one["kind"] == "nightly"]


def test_a_case_folder_that_is_away_lets_the_request_wait_with_the_reason(
    light: LightCounty,
) -> None:
    cases = light.folder / "cases"
    cases.rename(light.folder / "away")
    asked = drop(light, "odottaa", ASKED)
    broken = drop(light, "rikki", "{")
    old = time.time() - 60
    os.utime(broken, (old, old))
    toml = light.folder / "county.toml"
    toml.write_text(toml.read_text("utf-8").replace('nightly_at = "00:00"\n', ""), "utf-8")
    attending = threading.Thread(target=attend, args=(light.open, silently), daemon=True)
    attending.start()
    try:
        wait_for(lambda: answer(asked).get("state") == "waiting", attending)
        wait_for(lambda: is_final(broken), attending)
    finally:
        (light.folder / "away").rename(cases)
        with light.open() as county:
            stop(county, Request())
        attending.join(timeout=60)
    said = answer(asked)
    assert said["code"] == "case_folder_unavailable"
    assert said["reason_fi"]
    assert said["reason_sv"]
    assert answer(broken)["code"] == "request_refused"


@pytest.mark.parametrize(
    ("last", "now", "is_due"),
    [
        (None, "2026-03-16T14:00", True),
        ("2026-03-16T02:00", "2026-03-16T23:59", False),
        ("2026-03-16T02:00", "2026-03-17T01:59", False),
        ("2026-03-16T02:00", "2026-03-17T02:00", True),
        ("2026-03-15T02:00", "2026-03-16T14:00", True),
        # There is no 03:30 on the night of 29 March 2026, and two on that of 25 October.
        ("2026-03-28T03:30", "2026-03-29T04:30", True),
        ("2026-10-25T03:30", "2026-10-25T04:00", False),
    ],
    ids=["never", "done today", "tomorrow early", "tomorrow", "missed", "spring", "autumn"],
)
def test_the_night_is_due_once_a_day(
    last: str | None, now: str, is_due: bool, tmp_path: Path
) -> None:
    at = clock_time(3, 30) if last and last.endswith("03:30") else clock_time(2)
    daily = Daily("nightly", at, tmp_path)
    if last is not None:
        daily.begin(datetime.fromisoformat(last).replace(tzinfo=HELSINKI))
    assert daily.is_due(datetime.fromisoformat(now).replace(tzinfo=HELSINKI)) is is_due
    assert Daily("alert", at, tmp_path).is_first(), "each has a memory of its own"
    assert not Daily("nightly", None, tmp_path).is_due(datetime.now(UTC))


def test_no_night_is_skipped_after_a_clock_that_was_far_ahead_nor_begun_twice_after_a_trifle(
    tmp_path: Path,
) -> None:
    """A worker that looks each half hour of four days; for some hours its clock is years ahead."""
    nightly, begun = Daily("nightly", clock_time(2), tmp_path), list[str]()
    first = datetime(2026, 3, 16, 1, 45, tzinfo=HELSINKI)
    for half_hours in range(4 * 48):
        right = first + timedelta(minutes=30 * half_hours)
        is_ahead = (
            datetime(2026, 3, 17, 21, tzinfo=HELSINKI)
            <= right
            < datetime(2026, 3, 18, 9, tzinfo=HELSINKI)
        )
        seen = right + timedelta(days=1000) if is_ahead else right
        if nightly.is_due(seen):
            nightly.begin(seen)
            begun.append(f"{right:%d. %H:%M}{' by 2028' if is_ahead else ''}")
    assert begun == [
        "16. 01:45",  # the first one ever
        "16. 02:15",
        "17. 02:15",
        "17. 21:15 by 2028",
        "18. 02:15 by 2028",
        "18. 09:15",  # the clock is right again: the night of the 18th, by the 18th's law
        "19. 02:15",
    ]
    second = Daily("alert", clock_time(2), tmp_path)
    second.begin(datetime(2026, 3, 20, 2, 0, 1, tzinfo=HELSINKI))
    for now in ("2026-03-20T01:59:58", "2026-03-20T02:00:02"):  # set back by some seconds
        assert not second.is_due(datetime.fromisoformat(now).replace(tzinfo=HELSINKI))


def test_a_night_that_another_scheduler_has_run_is_not_begun_again(
    light: LightCounty,
) -> None:
    with light.open() as county:
        nightly = Daily("nightly", clock_time(0), county.state)
        assert is_time(county, nightly)
        light.night(1)
        assert not is_time(county, nightly)


def test_no_run_and_an_old_list_are_told_once_a_day_and_not_on_the_first(
    light: LightCounty,
) -> None:
    at = datetime.now(UTC)
    with light.open() as county, kept_in(county.state / "logs", county.settings.log, county.clock):
        alert = Daily("alert", clock_time(7), county.state)
        look_whether_all_is_well(county, alert)
        assert told(light) == []
        look_whether_all_is_well(county, alert)
        assert told(light) == ["no_run_ever"]
        assert not alert.is_due(county.clock())
        assert alert.is_due(at + timedelta(days=1))


def told(light: LightCounty) -> list[str]:
    lines = [
        json.loads(line)
        for file in (light.folder / "worker" / "logs").glob("*.jsonl")
        for line in file.read_text("utf-8").splitlines()
    ]
    return [line["reason"] for line in lines if line["event"] == "alert"]


def test_the_day_whose_law_applies_is_not_yesterdays(light: LightCounty) -> None:
    toml = light.folder / "county.toml"
    fixed = toml.read_text("utf-8")
    now = datetime(2026, 3, 16, 23, 30, tzinfo=HELSINKI)
    moments = [now]
    clock: Callable[[], datetime] = lambda: moments[-1]  # noqa: E731
    with open_county(light.folder, standins=light.standins, clock=clock) as county:
        moments.append(now + timedelta(hours=1))
        assert not is_another_day(county), "a fixed day stays"
    toml.write_text(fixed.replace("business_date = 2026-03-16", ""), "utf-8")
    moments.append(now)
    with open_county(light.folder, standins=light.standins, clock=clock) as county:
        assert not is_another_day(county)
        moments.append(now + timedelta(hours=1))
        assert is_another_day(county)
