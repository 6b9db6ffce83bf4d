"""Disks that are really full, read-only or taken away: no case is lost, none delivered twice, the
reason is told in words, and the next night finishes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from light_county import LightCounty, light_county
from postgres import Postgres, running_postgres

from robots.casework.errors import CannotStart
from robots.casework.texts import Language
from robots.casework.words import Outcome
from robots.determination import CaseInRun, RunRecord, run_nightly
from robots.determination.orders import Orders
from robots.determination.queue_trouble import QueueNotWritable

Standins = tuple[dict[str, Any], Path]
#: The cases that are due first, in their order.
CASES = ("T-0014", "T-0036")
FIRST, SECOND = CASES
#: Of PostgreSQL: room for a fresh server and two cases, and little more.
SERVERS_MEGABYTES = 96
#: Enough of a case folders' disk for some answers, and not for what is delivered.
SOME_ANSWERS_KILOBYTES = 48
PIECE = b"\0" * 4096
Mount = Callable[..., None]


@pytest.fixture
def mount() -> Iterator[Mount]:
    """``mount(folder, "-t", "tmpfs", …)`` until the test ends."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("only root may mount a small disk here")
    mounted: list[Path] = []

    def now(folder: Path, *options: str) -> None:
        command = ["mount", *options, str(folder)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.skip(f"this machine lets nobody mount a small disk: {done.stderr.strip()}")
        mounted.append(folder)

    yield now
    for folder in reversed(mounted):
        subprocess.run(["umount", "--lazy", str(folder)], check=False, capture_output=True)
        with suppress(OSError):  # what was there before it stays
            folder.rmdir()


@pytest.fixture
def light(tmp_path: Path, standins: Standins, folder: Path) -> LightCounty:
    one_by_one = "cases_at_once = 1\n"
    return light_county(tmp_path / "light", standins, only=CASES, settings=one_by_one)


def on_a_small_disk(mount: Mount, folder: Path, kilobytes: int) -> None:
    """What the folder holds lies on a disk of its own from now on."""
    aside = folder.with_name(f"{folder.name}-aside")
    aside.mkdir()
    if folder.exists():
        shutil.copytree(folder, aside, dirs_exist_ok=True)
    folder.mkdir(exist_ok=True)
    mount(folder, "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs")
    shutil.copytree(aside, folder, dirs_exist_ok=True)


def fill(folder: Path, *, but_kilobytes: int = 0) -> Path:
    """Take the disk's room, but for so much; the file that takes it. Others may write meanwhile."""
    filler = folder / "filler"
    free = shutil.disk_usage(folder).free - but_kilobytes * 1024
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        for _ in range(free // len(PIECE)):
            file.write(PIECE)
    return filler


def asked(light: LightCounty, since: int) -> int:
    """How often the authority that was asked the same most often was."""
    return max(light.counted(since).values(), default=0)


def silently(case: CaseInRun, count: int, total: int) -> None:
    """Progress that nobody looks at."""


def cases(run: RunRecord) -> dict[str, CaseInRun]:
    return {case.case_id: case for case in run.cases if case.row is None}


def delivered_once(light: LightCounty, run: RunRecord, expected: Sequence[str] = CASES) -> None:
    """By the run that came after: each case once, whole, and nothing half-written beside it."""
    assert {name: case.outcome for name, case in cases(run).items()} == dict.fromkeys(
        expected, Outcome.INCOMPLETE
    )
    assert set(light.versions()) == {f"{case}/v1" for case in CASES}
    left = [*light.folder.glob("cases/*/tuloselvitys/.tulossa-*")]
    left += light.folder.glob("cases/*/tuloselvitys/**/*.kesken")
    assert not left


def kept_of_authorities(folders: Path) -> int:
    """How many whole answers of authorities wait in the case folders."""
    files = folders.glob("*/tuloselvitys/.tyo/*/*.json")
    answers = [json.loads(file.read_text("utf-8"))["answer"] for file in files]
    return sum(one["source"] != "documents" and one["state"] == "found" for one in answers)


def in_words(case: CaseInRun) -> str:
    assert case.reason is not None
    assert "{" not in case.reason.in_words(Language.SWEDISH)
    return case.reason.in_words(Language.FINNISH)


def test_a_full_disk_of_the_case_folders_loses_no_case(light: LightCounty, mount: Mount) -> None:
    folders = light.folder / "cases"
    for other in set(folders.iterdir()) - {folders / case for case in CASES}:
        shutil.rmtree(other)
    on_a_small_disk(mount, folders, 2048)
    filler, begun = fill(folders, but_kilobytes=SOME_ANSWERS_KILOBYTES), len(light.requests())
    with light.open() as county:
        night = cases(run_nightly(county, 2, silently))
    assert [case.outcome for case in night.values()] == [Outcome.FAILED] * 2
    for case in night.values():
        assert case.reason is not None
        assert case.reason.code == "case_folder_unavailable"
        assert "kansio" in in_words(case)
    assert not light.versions()
    first = light.counted(begun)
    filler.unlink()
    kept = kept_of_authorities(folders)
    assert kept > 0, "the disk was not full from the first"
    again = len(light.requests())
    with light.open() as county:
        delivered_once(light, run_nightly(county, 2, silently))
    assert len(first & light.counted(again)) <= len(first) - kept, (
        "what the disk holds is not asked"
    )


def test_read_only_case_folders_lose_no_case_and_ask_nobody(
    light: LightCounty, mount: Mount
) -> None:
    folders, begun = light.folder / "cases", len(light.requests())
    mount(folders, "--bind", str(folders))
    mount(folders, "-o", "remount,bind,ro")
    with light.open() as county:
        night = cases(run_nightly(county, 2, silently))
        assert {case.reason and case.reason.code for case in night.values()} == {
            "case_folder_unavailable"
        }
        assert len(light.requests()) == begun, "nobody is asked for what nobody could keep"
        subprocess.run(["mount", "-o", "remount,bind,rw", str(folders)], check=True)
        delivered_once(light, run_nightly(county, 2, silently))
    assert asked(light, begun) == 1


def test_a_share_that_goes_away_in_the_middle_loses_no_case(
    light: LightCounty, mount: Mount
) -> None:
    """What is left in its place is an empty folder, in which nothing may be written."""
    folders, begun = light.folder / "cases", len(light.requests())
    share = light.folder / "share"
    folders.rename(share)
    folders.mkdir()
    mount(folders, "--bind", str(share))

    def take_away(case: CaseInRun, count: int, total: int) -> None:
        if case.row is None and any(folders.iterdir()):
            subprocess.run(["umount", "--lazy", str(folders)], check=True)

    with light.open() as county:
        night = cases(run_nightly(county, 2, take_away))
        assert not list(folders.iterdir())
        left = [name for name, case in night.items() if case.outcome is Outcome.FAILED]
        for name in left:
            assert night[name].reason is not None
            assert night[name].reason.code == "case_folder_unavailable"
        mount(folders, "--bind", str(share))
        delivered_once(light, run_nightly(county, 2, silently), left)
    assert asked(light, begun) == 1


def test_a_full_disk_of_the_queue_ends_the_run_and_the_next_one_goes_on(
    light: LightCounty, mount: Mount
) -> None:
    state, begun = light.folder / "worker", len(light.requests())
    on_a_small_disk(mount, state, 16384)

    def then_full(case: CaseInRun, count: int, total: int) -> None:
        if case.row is None:
            fill(state)

    with light.open() as county, pytest.raises(CannotStart) as stopped:
        run_nightly(county, 2, then_full)
    assert stopped.value.code in ("queue_not_writable", "access_log_not_writable")
    (state / "filler").unlink()
    with light.open() as county:
        delivered_once(light, run_nightly(county, 2, silently))
    assert asked(light, begun) == 1


def test_a_queue_without_any_room_is_told_in_words_before_anybody_is_asked(
    light: LightCounty, mount: Mount
) -> None:
    state, begun = light.folder / "worker", len(light.requests())
    on_a_small_disk(mount, state, 1024)
    fill(state)
    with light.open() as county:
        with pytest.raises(QueueNotWritable) as stopped:
            Orders(county.database)
        with pytest.raises(CannotStart):
            run_nightly(county, 2, silently)
    assert "levy" in stopped.value.in_words(Language.FINNISH)
    assert "disken" in stopped.value.in_words(Language.SWEDISH)
    assert len(light.requests()) == begun
    assert not list((light.folder / "cases").glob("*/tuloselvitys"))


@pytest.fixture
def server(mount: Mount) -> Iterator[Postgres]:
    """A PostgreSQL on a small disk of its own."""
    disk = Path(mkdtemp(prefix="pg-"))
    mount(disk, "-t", "tmpfs", "-o", f"size={SERVERS_MEGABYTES}m", "tmpfs")
    with running_postgres(disk) as running:
        if running is None:
            pytest.skip("no PostgreSQL server here: apt-get install postgresql")
        yield running


def test_a_full_disk_of_a_shared_database_ends_the_run_and_the_next_one_goes_on(
    tmp_path: Path, standins: Standins, folder: Path, server: Postgres
) -> None:
    """Also where the night begins with it; the engine by itself would wait for room for ever."""
    one_by_one = "cases_at_once = 1\n"
    database = server.new_database("full")
    light = light_county(
        tmp_path / "light", standins, only=CASES, settings=one_by_one, database=database
    )
    begun = len(light.requests())

    def then_full(case: CaseInRun, count: int, total: int) -> None:
        if case.row is None:
            fill(server.folder)

    for progress in (then_full, silently):
        with light.open() as county, pytest.raises(QueueNotWritable) as stopped:
            run_nightly(county, 2, progress)
        assert "levy" in stopped.value.in_words(Language.FINNISH)
        assert stopped.value.context["why"] in ("53100", "DiskFull")
    (server.folder / "filler").unlink()
    with light.open() as county:
        delivered_once(light, run_nightly(county, 2, silently))
    assert asked(light, begun) == 1
