"""Results that the worklist must show: written down first, so that none is ever lost."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

from filelock import FileLock
from pydantic import TypeAdapter, ValidationError

from robots.access.lines import append_line
from robots.casework.words import Outcome, Purpose

#: The journal is written anew when so many of its lines say nothing any more.
_SUPERSEDED_AT_MOST: Final = 1000


@dataclass(frozen=True, slots=True)
class Result:
    """How a case ended, for its row; no personal data."""

    case_id: str
    outcome: Outcome
    at: datetime
    workbook: str = ""
    """Where the summary workbook is; empty where none was made."""
    reason_fi: str = ""
    reason_sv: str = ""


@dataclass(frozen=True, slots=True)
class Noted:
    """A result, and which determination its row was about then."""

    result: Result
    purpose: Purpose | None
    due: date | None


_NOTED: Final = TypeAdapter(Noted)


class Journal:
    """The results' file; every use of it is within :meth:`held`, by one process at a time."""

    def __init__(self, file: Path) -> None:
        self._file = file

    @contextmanager
    def held(self) -> Iterator[None]:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(self._file.with_name(self._file.name + ".lock")):
            yield

    def add(self, noted: Noted) -> None:
        append_line(self._file, _NOTED.dump_json(noted).decode())

    def latest(self) -> Mapping[str, Noted]:
        """The last result of each case; a line cut short by a lost power is no result."""
        latest: dict[str, Noted] = {}
        lines = self._file.read_bytes().splitlines() if self._file.exists() else []
        for line in lines:
            try:
                noted = _NOTED.validate_json(line)
            except ValidationError:
                continue
            latest[noted.result.case_id] = noted
        if len(lines) - len(latest) > _SUPERSEDED_AT_MOST:
            self._write_anew(latest)
        return latest

    def forget_before(self, moment: datetime) -> None:
        """Forget the results noted before the moment."""
        latest = self.latest()
        kept = {case: one for case, one in latest.items() if one.result.at >= moment}
        if kept != latest:
            self._write_anew(kept)

    def _write_anew(self, latest: Mapping[str, Noted]) -> None:
        anew = self._file.with_name(self._file.name + ".new")
        with anew.open("wb") as stream:
            for noted in latest.values():
                stream.write(_NOTED.dump_json(noted) + b"\n")
            stream.flush()
            os.fsync(stream.fileno())
        anew.replace(self._file)
