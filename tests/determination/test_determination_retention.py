"""What the worker keeps is gone after its time, and nothing else is; seen from outside."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from light_county import LightCounty, light_county

from robots.attending import clear_when_due
from robots.casework.texts import Language
from robots.casework.words import Source
from robots.county import County, open_county
from robots.determination import Request, pause, resume, run_nightly, run_one, stop
from robots.determination.retracting import retract
from robots.journal import kept_in
from robots.requests import DropFolder, refusal
from robots.requests.asked import RequestRefused
from robots.retention import Purged, as_json, as_table, purge
from robots.retention.purge import purge_store
from robots.retention.stores import access_log
from robots.shadow import compared

Standins = tuple[dict[str, Any], Path]
ASKED = Request("virkailija-07", "väärä henkilö")
CASES = 2
#: Not among those that the night works on.
ANOTHER = "T-0045"


def later(light: LightCounty, days: int) -> County:
    """The same county, so many days from now."""
    at = light.open().clock() + timedelta(days=days)
    return open_county(light.folder, standins=light.standins, clock=lambda: at)


def by_store(purged: list[Purged]) -> dict[str, Purged]:
    return {one.store: one for one in purged}


@pytest.fixture
def light(tmp_path: Path, standins: Standins, folder: Path) -> LightCounty:
    made = light_county(tmp_path / "light", standins)
    (made.folder / "pyynnot").mkdir()
    file = made.folder / "county.toml"
    file.write_text(file.read_text("utf-8") + '\n[drop_folder]\nfolder = "pyynnot"\n', "utf-8")
    return made


@pytest.fixture
def worked(light: LightCounty) -> Iterator[County]:
    """A county that has something of everything that the worker keeps."""
    with light.open() as county, kept_in(county.state / "logs", county.settings.log, county.clock):
        stop(county, ASKED)
        stop(county, ASKED)
        run_nightly(county, CASES, lambda case, count, total: None)
        pause(county, Source.DOCUMENTS, ASKED)
        resume(county, Source.DOCUMENTS, ASKED)
        versions = sorted(light.versions())
        retract(county, versions[0].split("/")[0], 1, ASKED)
        pages = county.state / "unknown-pages"
        pages.mkdir()
        (pages / "page.html").write_text("XXXX", "utf-8")
        left = light.folder / "cases" / ANOTHER / "tuloselvitys" / ".tyo" / "left-12345678"
        left.mkdir(parents=True)
        (left / "answer.json").write_text("{}", "utf-8")
        answered(light.folder / "pyynnot", county.clock)
        door = logs_of(light) / "nightly"
        door.mkdir(parents=True)
        for name in ("log.html", "output.robolog", "somebodys.txt"):
            (door / name).write_text("T-0001", "utf-8")
        yield county


def logs_of(light: LightCounty) -> Path:
    """Where robocorp leaves the doors' logs."""
    return light.folder / "output"


def answered(folder: Path, clock: Any) -> None:
    dropped = DropFolder(folder, clock)
    (folder / "a.json").write_text(json.dumps(REQUEST), "utf-8")
    (folder / "b.json").write_text(json.dumps({**REQUEST, "case": "T-0002"}), "utf-8")
    for one in dropped.requests():
        if one.asked.case == "T-0001":
            dropped.answer(one, refusal("T-0001", RequestRefused(problem="?"), clock()))


REQUEST = {"case": "T-0001", "requested_by": "virkailija-07", "reason": "puhelu"}
#: There only where a county is or has been in shadow mode.
SHADOW = {"shadow_results", "shadow_state"}
GOES = {
    "queue",
    "stop_orders",
    "pauses",
    "runs",
    "results",
    "journal",
    "unknown_pages",
    "requests",
    "sealed_replies",
    "answers",
    "quarantine",
    "door_logs",
}


def rows_of(database: Path) -> dict[str, int]:
    """How many rows each table has that a case's work leaves something in."""
    with sqlite3.connect(database) as opened:
        names = [
            name
            for (name,) in opened.execute("select name from sqlite_master where type = 'table'")
            if name.startswith(("workflow_", "operation_", "notifications", "streams"))
        ]
        return {
            name: opened.execute(f"select count(*) from {name}").fetchone()[0] for name in names
        }


def files_of(folder: Path, below: str) -> set[str]:
    found = (file for file in folder.glob(below) if file.is_file())
    return {file.relative_to(folder).as_posix() for file in found}


def test_everything_goes_after_its_time_and_not_before(light: LightCounty, worked: County) -> None:
    today = by_store(purge(worked, logs_of(light)))
    assert set(today) == GOES | SHADOW | {"access_log"}
    assert all(one.is_proven for one in today.values()), today
    assert not any(one.destroyed for one in today.values()), "nothing is over yet"
    kept = {name for name, one in today.items() if one.left}
    assert kept == set(today) - SHADOW, "the test has something of everything"

    with later(light, 13 * 366) as county:
        held = access_log(county, county.clock())
        told = purge_store(held)
    assert not told.is_proven, "another process is writing it: it is told as not destroyed"
    assert told.overdue > 0
    assert told.why is not None
    assert told.why.code == "purge_still_there"

    versions = files_of(light.folder, "cases/*/tuloselvitys/v*/**/*")
    worked.close()  # its chain of the access log is free again
    with later(light, 400) as county:
        then = by_store(purge(county, logs_of(light)))
        assert all(one.is_proven for one in then.values()), then
        for name in GOES:
            assert then[name].destroyed == today[name].left, name
            assert (then[name].left, then[name].oldest) == (0, None), name
        assert then["access_log"].destroyed == 0
        assert then["access_log"].oldest is not None
    assert files_of(light.folder, "cases/*/tuloselvitys/v*/**/*") == versions, "the county's own"
    assert not any(rows_of(light.folder / "worker" / "queue.sqlite").values())
    assert not any((light.folder / "worker" / "runs").iterdir())
    assert files_of(light.folder, "pyynnot/*") == {"pyynnot/b.json"}, "not answered: it stays"
    assert files_of(light.folder, "output/**/*") == {"output/nightly/somebodys.txt"}
    quarantine = files_of(light.folder, "cases/*/tuloselvitys/.karanteeni/**/*")
    assert [Path(one).name for one in quarantine] == ["v1.json"], "that it was retracted stays"

    with later(light, 13 * 366) as county:
        assert by_store(purge(county))["access_log"].destroyed > 0
        assert by_store(purge(county))["access_log"].is_proven

    with light.open() as county:
        night = run_nightly(county, 1, lambda case, count, total: None)
    assert any(case.row is None for case in night.cases), "the next night works on what is left"


def unfinished(database: Path) -> int:
    """One attempt put back into the queue, as if it had waited there since; how many workflows it
    and its calls are."""
    with sqlite3.connect(database) as opened:
        opened.execute(
            "update workflow_status set status = 'ENQUEUED' where workflow_uuid = (select min("
            "workflow_uuid) from workflow_status where name = 'way_of_one_case')"
        )
        (count,) = opened.execute(
            "select count(*) from workflow_status where workflow_uuid = (select min(workflow_uuid)"
            " from workflow_status) or workflow_uuid like (select min(workflow_uuid)"
            " from workflow_status) || '/%'"
        ).fetchone()
    assert count > 1, "an attempt has calls"
    return int(count)


def test_what_cannot_be_cleared_stops_nothing_else_and_what_is_in_work_is_spared(
    light: LightCounty, worked: County
) -> None:
    database = light.folder / "worker" / "queue.sqlite"
    spared = unfinished(database)
    broken = light.folder / "cases" / ANOTHER / "tuloselvitys" / ".karanteeni"
    broken.mkdir(exist_ok=True)
    (broken / "v9.json").write_text("{", "utf-8")
    worked.close()
    with later(light, 400) as county:
        then = purge(county)
        told = {
            language: as_table(then, county.name, county.clock(), language) for language in Language
        }
        written = json.loads(as_json(then, county.name, county.clock(), Language.FINNISH))
    assert rows_of(database)["workflow_status"] == spared, "it may go on from its old calls"
    assert by_store(then)["queue"].spared == 1
    assert "jätettiin: 1" in told[Language.FINNISH]
    assert next(one for one in written["stores"] if one["store"] == "queue")["spared"] == 1
    assert {one.store for one in then if not one.is_proven} == {"quarantine"}
    quarantine = by_store(then)["quarantine"]
    assert quarantine.destroyed > 0, "the other folders were cleared"
    assert by_store(then)["answers"].destroyed > 0
    assert "HUOM!" in told[Language.FINNISH]
    assert "OBS!" in told[Language.SWEDISH]
    assert written["proven"] is False
    (row,) = [one for one in written["stores"] if not one["proven"]]
    assert (row["store"], row["code"]) == ("quarantine", "purge_not_all_reached")


SHADOW_MODE = """
[shadow]
folder = "varjo"
manual = "kasin.csv"
columns = {case = "Asia", amount = "Maksu"}
"""


def test_what_a_trial_in_shadow_mode_has_left_goes_in_the_mode_and_after_it(
    light: LightCounty,
) -> None:
    (light.folder / "varjo").mkdir()
    (light.folder / "kasin.csv").write_text("Asia;Maksu\n", "utf-8")
    file = light.folder / "county.toml"
    real = file.read_text("utf-8")
    file.write_text(real + SHADOW_MODE, "utf-8")
    with light.open() as county:
        compared(county, run_one(county, "T-0001", ASKED, lambda case, count, total: None))
        kept = by_store(purge(county))
    assert (kept["shadow_results"].left, kept["shadow_comparisons"].left) == (1, 1)
    assert kept["sealed_replies"].left == 1, "raw replies of a shadow run, too"
    with later(light, 100) as county:
        county.traffic.close()
        then = by_store(purge(county))
    assert (then["shadow_results"].destroyed, then["shadow_comparisons"].destroyed) == (1, 1)
    assert not list(light.folder.glob("cases/*/tuloselvitys-varjo"))
    assert list((light.folder / "cases" / "T-0001").iterdir()), "the client's papers stay"

    file.write_text(real, "utf-8")
    with light.open() as county:
        assert by_store(purge(county))["shadow_state"].left == 1
    with later(light, 100) as county:
        then = by_store(purge(county))
    assert then["shadow_state"].destroyed == 1
    assert not (light.folder / "worker" / "varjo").exists()


def test_raw_replies_of_a_trial_that_is_over_go_by_their_own_rule(light: LightCounty) -> None:
    results = light.folder / "cases" / "T-0001" / "tuloselvitys-varjo"
    sealed = results / ".sinetoity" / "2026-03-16"
    sealed.mkdir(parents=True)
    (sealed / "raw.sealed").write_bytes(b"x")
    with light.open() as county:
        then = by_store(purge(county))["sealed_replies"]
    assert (then.left, then.destroyed) == (0, 1), "long ago by its day; the folder itself stays"
    assert results.is_dir()


def test_the_purge_after_a_night_clears_the_chain_that_the_night_itself_was_writing(
    light: LightCounty,
) -> None:
    with light.open() as county:
        run_one(county, "T-0001", ASKED, lambda case, count, total: None)
    with later(light, 13 * 366) as county:
        assert county.access_log, "open, as a night leaves it"
        held = purge_store(access_log(county, county.clock()))
        assert held.overdue > 0
        assert clear_when_due(county)
        kept = purge_store(access_log(county, county.clock()))
        assert (kept.overdue, kept.is_proven) == (0, True)


def test_the_night_purges_once_a_day_and_tells_what_is_not_proven(light: LightCounty) -> None:
    log = light.folder / "worker" / "logs"

    def events() -> list[dict[str, Any]]:
        found = [json.loads(line) for one in log.glob("*") for line in one.open(encoding="utf-8")]
        return [one for one in found if one["event"] in ("purged", "alert")]

    with light.open() as county, kept_in(log, county.settings.log, county.clock):
        assert clear_when_due(county)
        assert not clear_when_due(county), "today it has been done"
    broken = light.folder / "cases" / ANOTHER / "tuloselvitys" / ".karanteeni"
    broken.mkdir(parents=True)
    (broken / "v9.json").write_text("{", "utf-8")
    with later(light, 1) as county, kept_in(log, county.settings.log, county.clock):
        assert clear_when_due(county)
    told = sorted((one["event"], one.get("failed"), one.get("reason")) for one in events())
    assert told == [
        ("alert", None, "purge_not_proven"),
        ("purged", 0, None),
        ("purged", 1, None),
    ]


def test_pages_and_the_session_of_kela_go_with_their_own_settings(
    folder: Path, standins: Standins
) -> None:
    with open_county(folder, standins=standins[0]) as county:
        state, at = county.state, county.clock() + timedelta(days=15)
        (state / "kela-incidents").mkdir(parents=True)
        (state / "kela-incidents" / "20260316T000000000000-page_not_recognised.sealed").touch()
        (state / "kela-session.sealed").touch()
        (state / "kela-session.sealed.half").touch()
        assert by_store(purge(county))["kela_session"].left == 2
    with open_county(folder, standins=standins[0], clock=lambda: at) as county:
        then = by_store(purge(county))
    assert then["kela_incidents"].destroyed == 1
    assert then["kela_session"].destroyed == 2
    assert not list(state.glob("kela-*sealed*"))
