"""The runs before one, as their records in the state folder tell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from robots.determination import RUNS, RunRecord

RECORD_FILE: Final = "run.json"
MOST_RUNS: Final = 30


@dataclass(frozen=True, slots=True)
class History:
    """What went before one run."""

    earlier: tuple[RunRecord, ...] = ()
    """At most 30 runs of its kind, the oldest first."""
    between: tuple[RunRecord, ...] = ()
    """Runs of other kinds since the last of its own, the oldest first: who asked for what."""
    without_record: tuple[str, ...] = ()
    """Ids of runs since the last of its own that began and left no record: killed, or still on."""
    unreadable: int = 0
    """Records that are broken, or of a version of the program that this one does not read."""


def history_of(run: RunRecord, runs: Path) -> History:
    """What went before this run; ``runs`` is the folder in which each run has one of its own."""
    earlier: list[RunRecord] = []
    between: list[RunRecord] = []
    without_record: list[str] = []
    unreadable = 0
    for folder in _before(run.id, runs):
        if len(earlier) == MOST_RUNS:
            break
        try:
            record = RUNS.validate_json((folder / RECORD_FILE).read_bytes())
        except FileNotFoundError:
            if not earlier:
                without_record.append(folder.name)
            continue
        except (ValidationError, OSError):
            unreadable += 1
            continue
        if record.kind is run.kind:
            earlier.append(record)
        elif not earlier:
            between.append(record)
    return History(
        tuple(reversed(earlier)),
        tuple(reversed(between)),
        tuple(reversed(without_record)),
        unreadable,
    )


def _before(run_id: str, runs: Path) -> Iterator[Path]:
    """The folders of the runs before it, the latest first: ids begin with their time."""
    folders = sorted((one for one in runs.glob("run-*") if one.is_dir()), reverse=True)
    return (folder for folder in folders if folder.name < run_id)
