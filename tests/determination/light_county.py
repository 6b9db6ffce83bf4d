"""The made-up county without Kela's pages, so that a night takes seconds and needs no browser; its
runs are processes of their own, which a test may kill."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl

from devdata import made_up_county
from robots.county import County, open_county
from robots.determination import run_nightly

ROOT = Path(__file__).parents[2]
PROGRAM = Path(__file__).with_name("run_process.py")
Requests = Counter[tuple[str, str, str]]
#: What :meth:`LightCounty.start` has started in this process.
STARTED: list[subprocess.Popen[str]] = []


@dataclass(frozen=True)
class LightCounty:
    """A copy of the county in a folder of its own, beside stand-ins that outlive its runs."""

    folder: Path
    standins: dict[str, Any]
    journal: Path

    def open(self) -> County:
        return open_county(self.folder, standins=self.standins)

    def start(self, *what: str, wait: bool = False) -> subprocess.Popen[str]:
        """``nightly N``, ``worker`` or ``case ID`` in a process group of its own."""
        settings = self.folder / "standins.json"
        settings.write_text(json.dumps(self.standins), "utf-8")
        process = subprocess.Popen(
            [sys.executable, str(PROGRAM), str(self.folder), *what],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=(self.folder / "stderr.txt").open("a", encoding="utf-8"),
            text=True,
            start_new_session=True,
        )
        STARTED.append(process)
        if wait:
            assert process.wait(timeout=240) == 0, self.told()
        return process

    def tell(self) -> None:
        """One more run that begins nothing and tells what has ended."""
        self.night(0)

    def night(self, limit: int) -> None:
        """A run in this process, for where nobody kills it: a process of its own takes more of the
        processor than three cases. The test has a vault of its own, by the fixture ``folder``."""
        with self.open() as county:
            run_nightly(county, limit, lambda case, count, total: None)

    def told(self) -> str:
        return (self.folder / "stderr.txt").read_text("utf-8")[-4000:]

    def requests(self, since: int = 0) -> list[dict[str, str]]:
        lines = self.journal.read_text("utf-8").splitlines() if self.journal.exists() else []
        return [json.loads(line) for line in lines[since:] if line.endswith("}")]

    def counted(self, since: int = 0) -> Requests:
        return Counter(
            (one["source"], one["service"], one["person"]) for one in self.requests(since)
        )

    def in_flight(self) -> set[tuple[str, str]]:
        """Source and person of the calls that somebody had in work when all were killed."""
        with sqlite3.connect(self.folder / "worker" / "queue.sqlite") as database:
            rows = database.execute(
                "select workflow_uuid from workflow_status"
                " where status = 'PENDING' and name = 'ask_authority'"
            ).fetchall()
        return {source_and_person(name) for (name,) in rows}

    def record(self) -> dict[str, Any]:
        """The latest run's record."""
        files = sorted((self.folder / "worker" / "runs").glob("run-*/run.json"))
        loaded: dict[str, Any] = json.loads(files[-1].read_text("utf-8"))
        return loaded

    def outcomes(self) -> dict[str, str]:
        """Of the latest run's cases that have a readable row; each must be there once."""
        cases = [one for one in self.record()["cases"] if one["row"] is None]
        ended = {one["case_id"]: one["outcome"] for one in cases}
        assert len(ended) == len(cases), "a case is told twice"
        return ended

    def unanswered(self) -> set[tuple[str, str]]:
        """Source and person of what failed in the latest run: another run asks again."""
        return {
            (source["source"], f"{case['case_id']}/{source['role']}")
            for case in self.record()["cases"]
            if case["record"] is not None
            for source in case["record"]["sources"]
            if source["state"] == "failed"
        }

    def versions(self) -> dict[str, dict[str, Any]]:
        """The twin of every delivered version, by case and version."""
        found = {}
        for marker in sorted(self.folder.glob("cases/*/tuloselvitys/v*/valmis.json")):
            twin = json.loads((marker.parent / "tuloselvitys.json").read_text("utf-8"))
            assert (marker.parent / "tuloselvitys.xlsx").stat().st_size > 0
            found[f"{marker.parents[2].name}/{marker.parent.name}"] = twin
        return found


def light_county(
    folder: Path,
    standins: tuple[dict[str, Any], Path],
    *,
    database: str | None = None,
    settings: str = "",
    only: Collection[str] = (),
    with_kela: bool = False,
) -> LightCounty:
    """A fresh copy. ``settings``: lines for its ``[run]`` table; ``only``: no case but these;
    ``with_kela``: its pages, too, for which there must be a browser."""
    ignored = shutil.ignore_patterns(*made_up_county.NOT_THE_COUNTYS)
    shutil.copytree(made_up_county.MADE_UP, folder, ignore=ignored)
    file = folder / "county.toml"
    text = file.read_text("utf-8")
    if not with_kela:
        text = re.sub(r"(?ms)^\[interfaces\.kela.*?(?=^\[(?!interfaces\.kela)|\Z)", "", text)
    if database is not None:
        settings += f'database = "{database}"\n'
        vault = folder / "vault.yaml"
        vault.write_text(vault.read_text("utf-8") + "database: {password: salainen-testi}\n")
    file.write_text(text.replace("[run]\n", f"[run]\n{settings}"), "utf-8")
    if only:
        book = openpyxl.load_workbook(folder / "tyolista.xlsx")
        sheet = book["Työlista"]
        for row in range(sheet.max_row, 1, -1):
            if sheet.cell(row, 1).value not in only:
                sheet.delete_rows(row)
        book.save(folder / "tyolista.xlsx")
    given = {name: one for name, one in standins[0].items() if with_kela or name != "kela"}
    return LightCounty(folder, given, standins[1])


def second_machine(county: LightCounty, folder: Path, database: str) -> LightCounty:
    """Another machine of the same county: its own state folder, the same worklist and cases."""
    ignored = shutil.ignore_patterns("cases", "worker", "tyolista.xlsx")
    shutil.copytree(county.folder, folder, ignore=ignored)
    text = (county.folder / "county.toml").read_text("utf-8")
    text = text.replace('root = "cases"', f'root = "{county.folder / "cases"}"')
    text = text.replace('file = "tyolista.xlsx"', f'file = "{county.folder / "tyolista.xlsx"}"')
    text = re.sub(r"(?m)^database = .*$", f'database = "{database}"', text)
    (folder / "county.toml").write_text(text, "utf-8")
    return LightCounty(folder, county.standins, county.journal)


def kill(process: subprocess.Popen[str]) -> None:
    """Everything that the process has started, at once and without a word."""
    with suppress(ProcessLookupError):  # it has just ended by itself
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def kill_what_is_left() -> None:
    """What a test that failed has left running."""
    while STARTED:
        process = STARTED.pop()
        if process.poll() is None:
            kill(process)


def source_and_person(call: str) -> tuple[str, str]:
    """``T-0001:fee:2026-03-31:1/client/kela/…`` as the stand-ins' journal names it."""
    attempt, role, source, _ = call.split("/", 3)
    return source, f"{attempt.split(':')[0]}/{role}"
