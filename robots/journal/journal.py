"""The journal of this process: opened once, noted into from anywhere."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import structlog
from structlog.typing import EventDict

from robots.casework.protocols import Clock
from robots.casework.texts import Language, text
from robots.journal.events import WARNINGS, Event
from robots.journal.files import DailyFile, remove_old
from robots.journal.guard import refuse_personal_data
from robots.journal.settings import LogSettings
from robots.journal.telemetry import Send, telemetry

#: So many cases' runs are remembered at a time.
_MOST_CASES: Final = 10_000

_kept: _Journal | None = None


def note(event: Event, **fields: object) -> None:
    """Write down that something happened; see :data:`~robots.journal.events.FIELDS`.

    It never fails: what cannot be written is counted and told when writing works again.
    """
    if _kept is not None:
        _kept.note(event, fields)


@contextmanager
def kept_in(folder: Path, settings: LogSettings, clock: Clock) -> Iterator[None]:
    """Keep this process's journal in the folder; old files are removed first.

    Raises:
        TelemetryMissing: a collector is set, and the packages for it are not installed.
    """
    global _kept
    before, worker = _kept, f"p{os.getpid()}"
    remove_old(folder, settings.keep_days, clock().date())
    send, end = None, None
    if settings.otlp is not None:
        send, end = telemetry(settings.otlp, settings.otlp_certificates, worker)
    file = DailyFile(folder, worker, settings.file_megabytes * 1_000_000)
    _kept = _Journal(file, clock, worker, send)
    try:
        yield
    finally:
        _kept = before
        file.close()
        if end is not None:
            end()


class _Journal:
    """structlog's chain of processors, with the collector in it and the file at its end."""

    def __init__(self, file: DailyFile, clock: Clock, worker: str, send: Send | None) -> None:
        self._clock = clock
        self._send = send
        self._lock = threading.Lock()
        self._lines = _Lines(file, clock)
        self._runs: dict[str, str] = {}
        """Case → the run that it is done in."""
        self._logger = structlog.wrap_logger(
            self._lines,
            wrapper_class=structlog.BoundLogger,
            processors=[
                refuse_personal_data,
                self._stamp,
                self._send_on,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
            worker=worker,
        )

    def note(self, event: Event, fields: dict[str, Any]) -> None:
        with self._lock:
            run = self._run_of(str(fields.get("case", "")), str(fields.pop("run", "")))
            self._logger.msg(event.value, run=run, **fields)
            if lost := self._lines.found_again():
                self._logger.msg(Event.EVENTS_LOST.value, count=lost)

    def _run_of(self, case: str, run: str) -> str:
        """The run that an event belongs to: as it says itself, or as an earlier one of its case
        did."""
        if run and case:
            if len(self._runs) >= _MOST_CASES:
                self._runs.clear()
            self._runs[case] = run
        return run or self._runs.get(case, "")

    def _stamp(self, _: Any, __: str, event: EventDict) -> EventDict:
        level = "warning" if event["event"] in WARNINGS else "info"
        return {"at": self._clock().isoformat(timespec="milliseconds"), "level": level, **event}

    def _send_on(self, _: Any, __: str, event: EventDict) -> EventDict:
        if self._send is not None:
            fields = {key: value for key, value in event.items() if key not in ("at", "event")}
            self._send(event["event"], fields, datetime.fromisoformat(event["at"]))
        return event


class _Lines:
    """Where the finished lines go; those that cannot be written are counted."""

    def __init__(self, file: DailyFile, clock: Clock) -> None:
        self._file = file
        self._clock = clock
        self._lost = 0
        self._writes_again = False

    def msg(self, line: str) -> None:
        """Write one line, as structlog hands it over."""
        try:
            self._file.write(line, self._clock())
        except OSError as error:
            if not self._lost:
                for language in Language:
                    told = text("journal.lost", language, trouble=type(error).__name__)
                    print(told, file=sys.stderr)
            self._lost += 1
            self._writes_again = False
        else:
            self._writes_again = True

    def found_again(self) -> int:
        """How many lines were lost before writing worked again; 0 while it does not."""
        if not self._writes_again:
            return 0
        lost, self._lost = self._lost, 0
        return lost
