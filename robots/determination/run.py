"""One run: the due cases of the night, or one case now; and what it tells of itself."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from statistics import median
from typing import Final

from pydantic import TypeAdapter

from robots.casework.case import Case
from robots.casework.errors import CannotStart, WorkerError
from robots.casework.period import HELSINKI
from robots.casework.reason import Reason
from robots.casework.texts import Language
from robots.casework.words import Outcome
from robots.county import County, certificates_to_renew
from robots.determination.attempt import Attempt, CaseRecord, Request
from robots.determination.due import IsOver, due_attempt, requested_attempt
from robots.determination.engine import Ended, Engine
from robots.determination.outcome_as_data import where
from robots.determination.record import (
    WAY_BROKEN,
    CaseInRun,
    CertificateInRun,
    RunRecord,
    SourceInRun,
    latest_record,
    write_record,
)
from robots.determination.register_changes import look_for_changes, remember
from robots.determination.way import CASES, REQUESTED
from robots.worklist import Result

LOOK_EVERY_SECONDS: Final = 0.2

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
    with Engine(county, CASES) as engine:
        county.remove_old_sealed_replies()
        unfinished = engine.unfinished()
        cases = sorted(reading.cases, key=lambda case: (case.due, case.id))
        changes = look_for_changes(county, cases)
        attempts, broken = _begin(county, cases, limit, engine.is_over, changes.cases)
        begun = [Attempt.parse(attempt).determination.case_id for attempt in attempts]
        remember(county, changes, begun)
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
    with Engine(county, REQUESTED) as engine:
        attempt = str(requested_attempt(county, case, request, engine.is_over))
        return _Run(county, engine, progress).do(attempts=[attempt], known=[], left_alone=0)


def _begin(
    county: County,
    cases: Iterable[Case],
    limit: int | None,
    is_over: IsOver,
    changed: frozenset[str],
) -> tuple[list[str], list[CaseInRun]]:
    """The attempts to make, and the cases whose folder cannot be used."""
    attempts: list[str] = []
    broken: list[CaseInRun] = []
    for case in cases:
        if limit is not None and len(attempts) >= limit:
            break
        try:
            attempt = due_attempt(county, case, is_over, is_changed=case.id in changed)
        except CannotStart:
            raise
        except WorkerError as error:
            broken.append(CaseInRun(case.id, Outcome.FAILED, reason=Reason.of(error)))
            continue
        except Exception as error:  # one broken case never stops the others
            broken.append(CaseInRun(case.id, Outcome.FAILED, reason=_fault(where(error))))
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
        before = latest_record(county)
        #: What a killed run did and could not tell of belongs to this one.
        self._since = before.ended_at if before else None

    def do(self, attempts: list[str], known: list[CaseInRun], left_alone: int) -> RunRecord:
        """Queue the attempts and wait until each has ended.

        Raises:
            CannotStart: something kept the run from asking anybody any more.
        """
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
        untold = self._engine.ended_since(self._since)
        done += [_case_in_run(one) for one in untold if one.attempt not in attempts]
        record = self._record(done, left_alone)
        write_record(self._county, record)
        record = self._with_results(record)
        write_record(self._county, record)
        if self._engine.stopped_by is not None:
            raise self._engine.stopped_by
        return record

    def _record(self, done: list[CaseInRun], left_alone: int) -> RunRecord:
        return RunRecord(
            id=self._id,
            county_fi=self._county.settings.name.fi,
            county_sv=self._county.settings.name.sv,
            day=self._county.day,
            started_at=self._started,
            ended_at=self._county.clock(),
            left_alone=left_alone,
            cases=tuple(sorted(done, key=lambda case: case.case_id)),
            sources=tuple(
                SourceInRun(source, len(times), median(times), max(times))
                for source, times in self._engine.call_times(self._since).items()
            ),
            certificates=tuple(
                CertificateInRun(one.name, one.at.astimezone(HELSINKI).date(), one.days_left)
                for one in certificates_to_renew(self._county.settings, self._county.clock())
            ),
            access_log_broken=self._county.access_log.found_broken,
        )

    def _with_results(self, record: RunRecord) -> RunRecord:
        """Bring the results into the worklist file; what it cannot take waits, and says why."""
        try:
            applied = self._county.worklist.apply_pending()
        except WorkerError as error:
            return replace(record, results_why=Reason.of(error))
        except Exception as error:  # everything is done: this must not take the run's record
            return replace(record, results_why=_fault(where(error)))
        return replace(record, results_waiting=applied.pending, results_why=applied.why)

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
        return CaseInRun(case_id, Outcome.FAILED, ended.seconds, reason=_fault("-"))
    record = TypeAdapter(CaseRecord).validate_python(ended.output)
    return CaseInRun(case_id, record.outcome, ended.seconds, record, record.reason)


def _fault(place: str) -> Reason:
    return Reason(WAY_BROKEN, {"where": place})
