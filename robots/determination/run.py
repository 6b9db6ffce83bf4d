"""One run: the due cases of the night, or one case now; and what it tells of itself."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from statistics import median
from typing import Final

from pydantic import TypeAdapter

from robots.casework.case import Case
from robots.casework.errors import CannotStart, WorkerError
from robots.casework.reason import Reason
from robots.casework.texts import Language
from robots.casework.words import Outcome, Source
from robots.county import County
from robots.determination.attempt import Attempt, CaseRecord, Request
from robots.determination.due import IsOver, due_attempt, requested_attempt
from robots.determination.engine import Ended, Engine
from robots.worklist import Result

LOOK_EVERY_SECONDS: Final = 0.2
RECORD_FILE: Final = "run.json"


class RunUnknown(CannotStart):
    """No run of that id has left a record."""

    code = "run_unknown"


@dataclass(frozen=True, slots=True)
class CaseInRun:
    """One case of a run, as the supervisor sees it."""

    case_id: str
    outcome: Outcome
    seconds: Decimal = Decimal(0)
    """From its start to its end, the waiting for authorities included."""
    record: CaseRecord | None = None
    reason: Reason | None = None
    row: int | None = None
    """Of an unreadable worklist row."""


@dataclass(frozen=True, slots=True)
class SourceInRun:
    """How often one source was called, and how long its calls took, in seconds."""

    source: Source
    calls: int
    median: Decimal
    longest: Decimal


@dataclass(frozen=True, slots=True)
class RunRecord:
    """What one run did: no personal data, so that it may lie and be mailed outside case folders."""

    id: str
    county_fi: str
    county_sv: str
    day: date
    started_at: datetime
    ended_at: datetime
    left_alone: int
    """Cases of the worklist that were not due."""
    cases: tuple[CaseInRun, ...] = ()
    results_waiting: int = 0
    """Results that the worklist file could not take yet."""
    sources: tuple[SourceInRun, ...] = ()

    def count(self, outcome: Outcome) -> int:
        return sum(case.outcome is outcome for case in self.cases)


RUNS: Final = TypeAdapter(RunRecord)

#: Told of each case as it ends: the case, how many have ended, how many there are.
Progress = Callable[[CaseInRun, int, int], None]


def run_nightly(county: County, limit: int | None, progress: Progress) -> RunRecord:
    """Every due case, the earliest due day first; unreadable rows are told and lose nothing else.

    Raises:
        CannotStart: the run itself could not be done.
    """
    county.prepare()
    reading = county.worklist.read()
    refused = [
        CaseInRun(row.case_id or f"#{row.row}", Outcome.FAILED, reason=row.reason, row=row.row)
        for row in reading.refused
    ]
    with Engine(county) as engine:
        county.remove_old_sealed_replies()
        unfinished = engine.unfinished()
        cases = sorted(reading.cases, key=lambda case: (case.due, case.id))
        attempts, broken = _begin(county, cases, limit, engine.is_over)
        run = _Run(county, engine, progress)
        return run.do(
            attempts=[*sorted(unfinished - set(attempts)), *attempts],
            known=[*refused, *broken],
            left_alone=len(cases) - len(attempts) - len(broken),
        )


def run_one(county: County, case_id: str, request: Request, progress: Progress) -> RunRecord:
    """One case now, for an officer.

    Raises:
        RequesterUnknown: the requester is not in the county's settings.
        CaseRefused: no such case, or its row cannot be read.
    """
    county.settings.access.end_user(request.requested_by)
    county.prepare()
    case = county.worklist.case(case_id)
    with Engine(county) as engine:
        attempt = str(requested_attempt(county, case, request, engine.is_over))
        return _Run(county, engine, progress).do(attempts=[attempt], known=[], left_alone=0)


def _begin(
    county: County, cases: Iterable[Case], limit: int | None, is_over: IsOver
) -> tuple[list[str], list[CaseInRun]]:
    """The attempts to make, and the cases whose folder cannot be used."""
    attempts: list[str] = []
    broken: list[CaseInRun] = []
    for case in cases:
        if limit is not None and len(attempts) >= limit:
            break
        try:
            attempt = due_attempt(county, case, is_over)
        except WorkerError as error:
            broken.append(CaseInRun(case.id, Outcome.FAILED, reason=Reason.of(error)))
            continue
        if attempt is not None:
            attempts.append(str(attempt))
    return attempts, broken


class _Run:
    def __init__(self, county: County, engine: Engine, progress: Progress) -> None:
        self._county = county
        self._engine = engine
        self._progress = progress
        self._started = county.clock()
        self._id = f"run-{self._started:%Y%m%dT%H%M%S}"

    def do(self, attempts: list[str], known: list[CaseInRun], left_alone: int) -> RunRecord:
        """Queue the attempts and wait until each has ended."""
        total = len(attempts) + len(known)
        done = list(known)
        for count, case in enumerate(known, start=1):
            self._tell_worklist(case)
            self._progress(case, count, total)
        for attempt in attempts:
            self._engine.enqueue(attempt, self._id)
        waiting = set(attempts)
        while waiting:
            for ended in self._engine.ended(sorted(waiting)):
                waiting.discard(ended.attempt)
                done.append(_case_in_run(ended))
                self._progress(done[-1], len(done), total)
            if waiting:
                time.sleep(LOOK_EVERY_SECONDS)
        pending = self._county.worklist.apply_pending().pending
        record = RunRecord(
            id=self._id,
            county_fi=self._county.settings.name.fi,
            county_sv=self._county.settings.name.sv,
            day=self._county.day,
            started_at=self._started,
            ended_at=self._county.clock(),
            left_alone=left_alone,
            cases=tuple(sorted(done, key=lambda case: case.case_id)),
            results_waiting=pending,
            sources=tuple(
                SourceInRun(source, len(times), median(times), max(times))
                for source, times in self._engine.call_times(self._started).items()
            ),
        )
        folder = self._county.state / "runs" / self._id
        folder.mkdir(parents=True, exist_ok=True)
        (folder / RECORD_FILE).write_bytes(RUNS.dump_json(record, indent=2))
        return record

    def _tell_worklist(self, case: CaseInRun) -> None:
        if case.reason is None or case.case_id.startswith("#"):
            return
        self._county.worklist.write_back(
            Result(
                case_id=case.case_id,
                outcome=case.outcome,
                at=self._county.clock(),
                workbook="",
                reason_fi=case.reason.in_words(Language.FINNISH),
                reason_sv=case.reason.in_words(Language.SWEDISH),
            )
        )


def _case_in_run(ended: Ended) -> CaseInRun:
    case_id = Attempt.parse(ended.attempt).determination.case_id
    if ended.output is None:
        return CaseInRun(
            case_id, Outcome.FAILED, ended.seconds, reason=Reason("way_broken", {"where": "-"})
        )
    record = TypeAdapter(CaseRecord).validate_python(ended.output)
    return CaseInRun(case_id, record.outcome, ended.seconds, record, record.reason)


def run_record(county: County, run_id: str | None) -> RunRecord:
    """The record of a run, or of the latest one.

    Raises:
        RunUnknown: there is none.
    """
    files = sorted((county.state / "runs").glob(f"run-*/{RECORD_FILE}"))
    wanted = [file for file in files if run_id is None or file.parent.name == run_id]
    if not wanted:
        raise RunUnknown(run=run_id or "-")
    return RUNS.validate_json(wanted[-1].read_bytes())
