"""The worker's state is backed up while it works, lost, and restored: what the case folders have
got since then is neither delivered nor asked for again."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
from light_county import LightCounty, kill, light_county
from postgres import PASSWORD, USER, Postgres, postgres, programs
from two_machines import in_flight, wait_until_requested

__all__ = ["postgres"]

Standins = tuple[dict[str, Any], Path]
CASES = ("T-0014", "T-0036", "T-0024")
Calls = list[tuple[str, str]]
Do = Callable[[], None]
Look = Callable[[], Iterable[tuple[str, str]]]


def restored(county: LightCounty, backup: Do, look: Look, restore: Do) -> Calls:
    """A run whose state is backed up in its middle, that goes on until a case has ended, and then
    ends with its machine; the state is restored from the backup.

    Returns:
        the calls that were in flight at the machine's end.
    """
    begun = len(county.requests())
    run = county.start("nightly", str(len(CASES)))
    wait_until_requested(county, run, begun + 4)
    state, copy = county.folder / "worker", county.folder / "backup"
    backup()
    ignored = shutil.ignore_patterns("*.sqlite*", "*.lock")
    shutil.copytree(state, copy, ignore=ignored, copy_function=copy_what_is_there)
    for file in state.glob("*.sqlite"):
        with (
            closing(sqlite3.connect(file)) as live,
            closing(sqlite3.connect(copy / file.name)) as kept,
        ):
            live.backup(kept)  # as the program sqlite3's own .backup
    while not ended(county) and run.poll() is None:
        pass_time(run)
    kill(run)
    lost = list(look())
    shutil.rmtree(state)
    copy.rename(state)
    restore()
    return lost


def copy_what_is_there(file: str, copy: str) -> None:
    """A worker at work writes a file beside the one that it replaces: it may be gone by now."""
    with suppress(FileNotFoundError):
        shutil.copy2(file, copy)


def ended(county: LightCounty) -> list[Path]:
    """What the case folders remember of cases that have ended."""
    states = county.folder.glob("cases/*/tuloselvitys/tila.json")
    return [one for one in states if json.loads(one.read_text("utf-8"))["ended"]]


def pass_time(run: subprocess.Popen[str]) -> None:
    with pytest.raises(subprocess.TimeoutExpired):
        run.wait(timeout=0.05)


def goes_on(county: LightCounty, begun: int, lost: Calls) -> None:
    delivered, known = county.versions(), ended(county)
    assert known, "nothing had ended since the backup"
    county.night(len(CASES))
    assert set(county.outcomes()) == set(CASES)
    assert set(county.outcomes().values()) == {"incomplete"}
    versions = county.versions()
    assert set(versions) == {f"{case}/v1" for case in CASES}, "none twice"
    assert delivered.items() <= versions.items(), "what was delivered is as it was"
    for (source, _, person), count in county.counted(begun).items():
        assert count <= 1 + lost.count((source, person)), (source, person)


def test_the_state_is_restored_from_a_backup_made_while_it_worked(
    tmp_path: Path, standins: Standins, folder: Path
) -> None:
    county = light_county(tmp_path / "light", standins, only=CASES)
    begun = len(county.requests())
    lost = restored(county, lambda: None, county.in_flight, lambda: None)
    goes_on(county, begun, lost)


def test_a_shared_queue_is_restored_from_a_dump_made_while_it_worked(
    tmp_path: Path, standins: Standins, folder: Path, postgres: Postgres
) -> None:
    county = light_county(
        tmp_path / "light", standins, only=CASES, database=postgres.new_database("before")
    )
    begun, dump = len(county.requests()), tmp_path / "queue.dump"

    def program(name: str, *arguments: str) -> None:
        folder = programs()
        assert folder is not None
        address = postgres.address("before").replace(USER, f"{USER}:{PASSWORD}")
        address = address.replace("/before", "/after") if name == "pg_restore" else address
        subprocess.run([str(folder / name), f"--dbname={address}", *arguments], check=True)

    def restore() -> None:
        after = postgres.new_database("after")
        program("pg_restore", str(dump))
        file = county.folder / "county.toml"
        text = re.sub(r"(?m)^database = .*$", f'database = "{after}"', file.read_text("utf-8"))
        file.write_text(text, "utf-8")

    lost = restored(
        county,
        lambda: program("pg_dump", "-Fc", f"--file={dump}"),
        lambda: in_flight(postgres, "before"),
        restore,
    )
    goes_on(county, begun, lost)
