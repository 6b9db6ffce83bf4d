"""One run, from its first case to its record: it queues attempts, waits while the workers do them,
and tells of each as it ends."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from robots.casework.errors import CannotStart, WorkerError
from robots.casework.reason import Reason
from robots.casework.texts import Language
from robots.casework.words import Outcome
from robots.county import County
from robots.determination.attempt import Attempt, CaseState
from robots.determination.case_queue import CaseQueue, Ended
from robots.determination.checking import fees_of, sample_of
from robots.determination.events import note_case, note_end
from robots.determination.figures import sources_in_run
from robots.determination.orders import Orders
from robots.determination.outcome_as_data import where
from robots.determination.pauses_told import pauses_in_run
from robots.determination.queue_trouble import QueueNotWritable
from robots.determination.record import (
    RUNS_FOLDER,
    WAY_BROKEN,
    CaseInRun,
    RunKind,
    RunRecord,
    latest_record,
    write_record,
)
from robots.determination.reminders import (
    expiring_certificates,
    expiring_secrets,
    law_to_check,
)
from robots.determination.spread import spread_of
from robots.determination.work import RECORDS
from robots.journal import Event, note
from robots.worklist import Result

LOOK_EVERY_SECONDS: Final = 0.2
#: A night's looks may take this part of the time, however many cases there are.
LOOKS_SHARE: Final = 0.03
#: An officer waits for the end of one case.
OFFICERS_LOOKS_SHARE: Final = 0.5

#: Told of each case as it ends: the case, how many have ended, how many there are.
Progress = Callable[[CaseInRun, int, int], None]
#: Whether the run must end with what has ended by now; the rest stays in the queue.
MustEnd = Callable[[], bool]


class OneRun:
    """One run of one county; it works on no case itself."""

    def __init__(
        self,
        county: County,
        queue: CaseQueue,
        orders: Orders,
        progress: Progress,
        kind: RunKind,
        requested_by: str = "",
    ) -> None:
        self._county = county
        self._queue = queue
        self._orders = orders
        self._progress = progress
        self._kind = kind
        self._requested_by = requested_by
        self._looks_share = OFFICERS_LOOKS_SHARE if kind is RunKind.CASE else LOOKS_SHARE
        self._started = county.clock()
        self._since = self._figures_since()
        self._worklist_from = _kept_at(county) if kind is not RunKind.CASE else None
        self.id = _new_id(county, self._started)
        self._done: list[CaseInRun] = []
        self._told: list[str] = []
        self._total = 0
        self.waiting: set[str] = set()

    def begin(
        self, attempts: Sequence[str], known: Iterable[CaseInRun], *, is_requested: bool
    ) -> None:
        """Queue the attempts. ``known``: cases of which it is clear already how they end; what an
        interrupted run did and could not tell of is told here too."""
        known = [*known, *(() if is_requested else self._untold(attempts))]
        self._total = len(attempts) + len(known)
        for case in known:
            self._tell_worklist(case)
            self._tell(case)
        for attempt in attempts:
            self._queue.enqueue(attempt, self.id, is_requested=is_requested)
        self.waiting = set(attempts)
        note(
            Event.RUN_BEGUN,
            run=self.id,
            kind=self._kind.value,
            cases=self._total,
            requested_by=self._requested_by,
        )

    def wait(self, must_end: MustEnd) -> None:
        """Until each attempt has ended, or the run must."""
        while self.waiting:
            looked = time.monotonic()
            for ended in self._queue.ended_of(self.waiting):
                self.waiting.discard(ended.attempt)
                self._tell(_case_in_run(self._county, ended))
                self._told.append(ended.attempt)
            if not self.waiting or must_end():
                return
            now = time.monotonic()
            again = now + max(LOOK_EVERY_SECONDS, (now - looked) / self._looks_share)
            while time.monotonic() < again:
                time.sleep(LOOK_EVERY_SECONDS)
                if must_end():
                    return

    def end(self, *, left_alone: int, stopped_by: CannotStart | None = None) -> RunRecord:
        """Write the run's record and bring the results into the worklist.

        Raises:
            CannotStart: ``stopped_by``, what kept the run from asking anybody any more.
        """
        if isinstance(stopped_by, QueueNotWritable):
            raise stopped_by  # nothing can be written down any more; an alert tells of it
        record = self._record(left_alone, stopped_by)
        write_record(self._county, record)
        # Only now: a run that is killed before has told nobody.
        self._orders.told(self._told)
        record = self._with_results(record)
        write_record(self._county, record)
        note_end(record)
        if stopped_by is not None:
            raise stopped_by
        return record

    def _figures_since(self) -> datetime | None:
        """What a killed run asked and could not tell of belongs to the next night's figures."""
        if self._kind is RunKind.CASE:
            return self._started
        before = latest_record(self._county, RunKind.NIGHTLY)
        return before.ended_at if before else None

    def _tell(self, case: CaseInRun) -> None:
        self._done.append(case)
        note_case(self.id, case)
        self._progress(case, len(self._done), self._total)

    def _untold(self, attempts: Sequence[str]) -> list[CaseInRun]:
        """Attempts that ended while nobody waited for them any more."""
        ended = self._queue.all_ended()
        known = self._orders.already_told()
        self._orders.forget_told(known - ended)
        untold = self._queue.ended_of(ended - known - set(attempts))
        self._told += [one.attempt for one in untold]
        return [_case_in_run(self._county, one) for one in untold]

    def _record(self, left_alone: int, stopped_by: CannotStart | None) -> RunRecord:
        report, today = self._county.settings.report, self._county.clock().date()
        is_nightly = self._kind is not RunKind.CASE
        return RunRecord(
            id=self.id,
            county_fi=self._county.settings.name.fi,
            county_sv=self._county.settings.name.sv,
            day=self._county.day,
            started_at=self._started,
            ended_at=self._county.clock(),
            left_alone=left_alone,
            left_in_queue=len(self.waiting),
            cases=tuple(sorted(self._done, key=lambda case: case.case_id)),
            sources=sources_in_run(self._queue.calls(self._since)),
            pauses=pauses_in_run(self._county, self._started, self._county.clock()),
            certificates=expiring_certificates(self._county),
            access_log_broken=self._county.access_log.found_broken,
            kind=self._kind,
            requested_by=self._requested_by,
            stopped_by=Reason.of(stopped_by) if stopped_by is not None else None,
            worklist_from=self._worklist_from,
            worklist_is_old=self._is_worklist_old(),
            secrets=expiring_secrets(report.secrets_expire, today),
            law_to_check=law_to_check(today),
            sample=sample_of(self.id, self._done, report.sample if is_nightly else 0),
            fees=spread_of(fees_of(self._county, self._done)) if is_nightly else None,
        )

    def _is_worklist_old(self) -> bool:
        if self._worklist_from is None:
            return False
        hours = self._county.settings.report.worklist_hours
        return self._started - self._worklist_from > timedelta(hours=hours)

    def _with_results(self, record: RunRecord) -> RunRecord:
        """Bring the results into the worklist file; what it cannot take waits, and says why."""
        try:
            applied = self._county.worklist.apply_pending()
        except WorkerError as error:
            return replace(record, results_why=Reason.of(error))
        except Exception as error:  # everything is done: this must not take the run's record
            return replace(record, results_why=fault(where(error)))
        return replace(record, results_waiting=applied.pending, results_why=applied.why)

    def _tell_worklist(self, case: CaseInRun) -> None:
        if case.record is not None or case.reason is None or case.case_id.startswith("#"):
            return
        tell_worklist(self._county, case.case_id, case.outcome, case.reason)


def tell_worklist(county: County, case_id: str, outcome: Outcome, reason: Reason) -> None:
    """A result without a workbook, for the worklist to take when it can."""
    county.worklist.write_back(
        Result(
            case_id=case_id,
            outcome=outcome,
            at=county.clock(),
            workbook="",
            reason_fi=reason.in_words(Language.FINNISH),
            reason_sv=reason.in_words(Language.SWEDISH),
        )
    )


def _kept_at(county: County) -> datetime | None:
    """When somebody last wrote the worklist; with a fixed day nobody keeps it."""
    if county.settings.business_date is not None:
        return None
    try:
        return county.worklist.kept_at()
    except WorkerError:
        return None  # the run itself says so when it reads the list


def fault(place: str) -> Reason:
    """A fault of ours, by its place in the code."""
    return Reason(WAY_BROKEN, {"where": place})


def _case_in_run(county: County, ended: Ended) -> CaseInRun:
    attempt = Attempt.parse(ended.attempt)
    case_id = attempt.determination.case_id
    if ended.is_cancelled:
        return CaseInRun(
            case_id, Outcome.WAITING_FOR_PERSON, ended.seconds, reason=_cancelled(county, attempt)
        )
    if ended.output is None:
        return CaseInRun(case_id, Outcome.FAILED, ended.seconds, reason=fault("-"))
    record = RECORDS.validate_python(ended.output)
    return CaseInRun(case_id, record.outcome, ended.seconds, record, record.reason)


def _cancelled(county: County, attempt: Attempt) -> Reason:
    """Who took the case out of the queue, where its folder can tell."""
    try:
        state = county.case_folder(attempt.determination.case_id).read_state(CaseState)
    except WorkerError:
        state = None
    by = state.requested_by if state is not None and state.is_of(attempt) else ""
    return Reason("case_cancelled", {"by": by or "-"})


def _new_id(county: County, started: datetime) -> str:
    """Of a folder that no other run has, also of one that began in the same second."""
    first = f"run-{started:%Y%m%dT%H%M%S}"
    number, name = 1, first
    while True:
        try:
            (county.state / RUNS_FOLDER / name).mkdir(parents=True)
            return name
        except FileExistsError:
            number += 1
            name = f"{first}-{number}"
