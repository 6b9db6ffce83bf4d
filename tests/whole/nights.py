"""Runs of the whole program through its doors, in folders of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import yaml

ROOT = Path(__file__).parents[2]
PEOPLE = ROOT / "devdata" / "county" / "people"


@dataclass(frozen=True)
class Night:
    """An output folder, and the doors opened over it."""

    output: Path

    @property
    def county(self) -> Path:
        return self.output / "county"

    def door(self, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        """One door, to its end; ``typed`` is its standard input."""
        return subprocess.run(
            [sys.executable, str(ROOT / "run.py"), *arguments],
            cwd=self.output,  # not the checkout: the doors work from any folder
            env=self.environment(),
            input=typed,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=280,
            check=False,
        )

    def environment(self) -> dict[str, str]:
        return {**os.environ, "DETERMINATION_OUTPUT": str(self.output), "PYTHONUTF8": "1"}

    def requests(self) -> list[dict[str, str]]:
        """What the authorities' stand-ins were asked, oldest first."""
        file = self.output / "requests.jsonl"
        lines = file.read_text("utf-8").splitlines() if file.exists() else []
        return [json.loads(line) for line in lines if line.endswith("}")]

    def versions(self) -> list[str]:
        """Every delivered version, as case/version."""
        markers = self.county.glob("cases/*/tuloselvitys/v*/valmis.json")
        return sorted(f"{marker.parents[2].name}/{marker.parent.name}" for marker in markers)

    def twin(self, case_id: str, version: int = 1) -> dict[str, Any]:
        folder = self.county / "cases" / case_id / "tuloselvitys" / f"v{version}"
        loaded: dict[str, Any] = json.loads((folder / "tuloselvitys.json").read_text("utf-8"))
        return loaded

    def results(self) -> dict[str, tuple[str, str]]:
        """What the worklist says of each case by now: its state and why."""
        sheet = openpyxl.load_workbook(self.county / "tyolista.xlsx")["Työlista"]
        heads = [cell.value for cell in sheet[1]]
        state, why = heads.index("Tila"), heads.index("Syy")
        rows = sheet.iter_rows(min_row=2, values_only=True)
        return {row[0]: (row[state], row[why]) for row in rows if row[0] and row[state]}

    def run_records(self) -> list[dict[str, Any]]:
        """Every run's record, oldest first."""
        files = sorted((self.county / "worker" / "runs").glob("run-*/run.json"))
        return [json.loads(file.read_text("utf-8")) for file in files]

    def run_record(self) -> dict[str, Any]:
        """The latest run's record."""
        return self.run_records()[-1]

    def outcomes(self) -> dict[str, str]:
        """How each case ended in the last run that took it up."""
        return {
            case["case_id"]: case["outcome"]
            for record in self.run_records()
            for case in record["cases"]
        }


def people() -> list[dict[str, Any]]:
    """Every described person, by file name."""
    return [yaml.safe_load(file.read_text("utf-8")) for file in sorted(PEOPLE.glob("*.yaml"))]


@dataclass(frozen=True)
class WholeNight:
    """A night over the whole made-up county, and what came out of the program's mouth."""

    night: Night
    first: subprocess.CompletedProcess[str]
    log_of_first: Path
    requests_of_first: int
