"""The runs: every due case of the night, one case now, the last run's failures again; and a worker
that has no list of its own."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from datetime import datetime
from typing import Final

from robots.casework.case import Case
from robots.casework.errors import CannotStart, WorkerError
from robots.casework.reason import Reason
from robots.casework.words import Outcome
from robots.county import County
from robots.determination.attempt import Attempt, Request
from robots.determination.case_queue import CASES, CaseQueue, is_there
from robots.determination.due import IsOver, due_attempt, requested_attempt
from robots.determination.engine import Engine
from robots.determination.leave import TimeOfRun, end_of_run
from robots.determination.one_run import OneRun, Progress, fault
from robots.determination.orders import Orders
from robots.determination.outcome_as_data import where
from robots.determination.presence import presence_at
from robots.determination.queue_trouble import QueueNotWritable, traffic_is_needed
from robots.determination.record import CaseInRun, RunKind, RunRecord, latest_record
from robots.determination.register_changes import look_for_changes, remember

#: Of what only one process of a county does at a time.
NIGHTLY_DUTY: Final = 1
LOOK_FOR_OTHERS_SECONDS: Final = 1.0
#: How soon a worker that is there for one request alone sees it.
AT_ONCE_SECONDS: Final = 0.05
#: How often a worker looks at what it does beside its work: somebody waits for an answer.
LOOK_BESIDE_SECONDS: Final = 0.25
APPLY_RESULTS_SECONDS: Final = 60.0
#: What the last run could not finish.
_UNFINISHED: Final = (Outcome.FAILED, Outcome.INCOMPLETE, Outcome.WAITING_FOR_SOURCE)

#: Told once, with the run's name, when a nightly run joins one that is on.
Joined = Callable[[], None]
#: Takes the record of a run that this process has done itself, while no other can take it for its
#: own yet: whoever only joined it tells nobody of it.
Told = Callable[[RunRecord], object]
#: What a worker does beside its work: looks at a clock or a folder.
Meanwhile = Callable[[Engine], bool]


class ToldToEnd(WorkerError):
    """The system has ended this process while it worked along with a run that goes on."""

    code = "told_to_end"


def run_nightly(
    county: County,
    limit: int | None,
    progress: Progress,
    joined: Joined = lambda: None,
    meanwhile: Meanwhile = lambda engine: False,
    told: Told = lambda run: None,
) -> RunRecord:
    """Every due case, the earliest due day first; unreadable rows are told and lose nothing else.

    Where a nightly run is on already, this one works with it as one more worker and gives its
    record; where that one is killed, this one goes on with its cases.

    Args:
        meanwhile: called four times a second; True ends the run early.
        told: not called where another process has done the run.

    Raises:
        CannotStart: the run itself could not be done.
    """
    kind = RunKind.NIGHTLY
    return _run_list(county, kind, limit, Request(), progress, joined, meanwhile, told)


def run_retry(
    county: County,
    request: Request,
    progress: Progress,
    joined: Joined = lambda: None,
    told: Told = lambda run: None,
) -> RunRecord:
    """The last run's cases that failed, were left incomplete or waited for a source, once more.

    Raises:
        RequesterUnknown: a requester is named who is not in the county's settings.
        CannotStart: the run itself could not be done.
    """
    if request.requested_by:
        county.settings.access.end_user(request.requested_by)
    kind = RunKind.RETRY
    return _run_list(county, kind, None, request, progress, joined, lambda engine: False, told)


def run_one(county: County, case_id: str, request: Request, progress: Progress) -> RunRecord:
    """One case now, for an officer, ahead of the nightly ones.

    While other workers live, they do it and this process only waits; it begins to work itself
    where there are none, or none any more.

    Raises:
        RequesterUnknown: the requester is not in the county's settings.
        CaseRefused: no such case, or its row cannot be read.
    """
    county.settings.access.end_user(request.requested_by)
    case, run = county.worklist.case(case_id), None
    with ExitStack() as closing:
        if is_there(county) and _others_work(county):
            orders = closing.enter_context(Orders(county.database))
            queue = closing.enter_context(CaseQueue(county))
            run = _requested(county, queue, orders, case, request, progress)
            stops_seen = orders.last_stop()
            run.wait(_now_and_then(lambda: county.told_to_end.is_set() or not _others_work(county)))
            is_told = county.told_to_end.is_set() or orders.last_stop() > stops_seen
            if not run.waiting or is_told:
                return run.end(left_alone=0)
        county.prepare()
        engine = closing.enter_context(Engine(county, sees_requests_after=AT_ONCE_SECONDS))
        if run is None:
            run = _requested(county, engine.queue, engine.orders, case, request, progress)
        run.wait(_now_and_then(engine.is_told_to_stop))
        engine.close_gate()
        return run.end(left_alone=0, stopped_by=engine.stopped_by)


def _requested(
    county: County,
    queue: CaseQueue,
    orders: Orders,
    case: Case,
    request: Request,
    progress: Progress,
) -> OneRun:
    """The run of one case, put into the queue."""
    run = OneRun(county, queue, orders, progress, RunKind.CASE, request.requested_by)
    attempt = str(requested_attempt(county, case, request, queue.is_over))
    run.begin([attempt], [], is_requested=True)
    return run


def work_along(county: County, meanwhile: Meanwhile = lambda engine: False) -> None:
    """One more worker, without a list of its own: works until it is told to stop.

    Args:
        meanwhile: called four times a second; True is another reason to end.

    Raises:
        CannotStart: it cannot work at all.
    """
    county.prepare()
    with Engine(county) as engine:
        applied = time.monotonic()
        is_told_to_stop = _now_and_then(engine.is_told_to_stop)
        while not (is_told_to_stop() or meanwhile(engine)):
            if engine.stopped_by is not None:
                raise engine.stopped_by
            if time.monotonic() - applied > APPLY_RESULTS_SECONDS:
                _apply_results(county)
                applied = time.monotonic()
            time.sleep(LOOK_BESIDE_SECONDS)
        engine.close_gate()
        if isinstance(engine.stopped_by, QueueNotWritable):
            raise engine.stopped_by
        _apply_results(county)


def _run_list(
    county: County,
    kind: RunKind,
    limit: int | None,
    request: Request,
    progress: Progress,
    joined: Joined,
    meanwhile: Meanwhile,
    told: Told,
) -> RunRecord:
    county.prepare()
    # Before the engine goes on with what a killed run has left: it is this run's end that holds.
    with traffic_is_needed(county.database):
        ends_at = county.traffic.run_begins(end_of_run(county.settings.run, county.clock()))
    with Engine(county) as engine:
        record = _joined_record(county, engine, joined)
        if record is None:
            record = _do_list(county, engine, kind, limit, request, progress, ends_at, meanwhile)
            told(record)
        return record


def _do_list(
    county: County,
    engine: Engine,
    kind: RunKind,
    limit: int | None,
    request: Request,
    progress: Progress,
    ends_at: datetime | None,
    meanwhile: Meanwhile,
) -> RunRecord:
    time_of_run = TimeOfRun(ends_at, clock=county.clock, seconds=time.monotonic)
    reading = county.worklist.read()
    refused = [
        CaseInRun(row.case_id or f"#{row.row}", Outcome.FAILED, reason=row.reason, row=row.row)
        for row in reading.refused
    ]
    county.remove_old_sealed_replies()
    cases = sorted(reading.cases, key=lambda case: (case.due, case.id))
    run = OneRun(county, engine.queue, engine.orders, progress, kind, request.requested_by)
    if kind is RunKind.RETRY:
        again = _unfinished_of_last_run(county)
        cases = [case for case in cases if case.id in again]
        attempts, broken = _begin(county, cases, None, engine.queue.is_over, again)
        refused = [one for one in refused if one.case_id in again]
    else:
        changes = look_for_changes(county, cases)
        attempts, broken = _begin(county, cases, limit, engine.queue.is_over, changes.cases)
        begun = [Attempt.parse(attempt).determination.case_id for attempt in attempts]
        remember(county, changes, begun)
    waiting = {one for one, queue in engine.queue.unfinished().items() if queue == CASES}
    run.begin(
        [*attempts, *sorted(waiting - set(attempts))], [*refused, *broken], is_requested=False
    )

    look_beside = _now_and_then(lambda: meanwhile(engine), LOOK_BESIDE_SECONDS)
    is_told_to_stop = _now_and_then(engine.is_told_to_stop)

    run.wait(lambda: look_beside() or is_told_to_stop() or time_of_run.is_up())
    if not run.waiting or time_of_run.is_up():  # else other workers go on with what is left
        with traffic_is_needed(county.database):
            county.traffic.run_ended(is_done=not run.waiting)
    engine.close_gate()
    left_alone = len(cases) - len(attempts) - len(broken)
    return run.end(left_alone=left_alone, stopped_by=engine.stopped_by)


def _joined_record(county: County, engine: Engine, joined: Joined) -> RunRecord | None:
    """The record of the run that was on, once it has ended; None where this run is to be done."""
    if engine.presence.take_duty(NIGHTLY_DUTY):
        return None
    before = latest_record(county, RunKind.NIGHTLY)
    joined()
    while not engine.presence.take_duty(NIGHTLY_DUTY):
        if county.told_to_end.is_set():
            engine.close_gate()
            raise ToldToEnd()
        time.sleep(LOOK_FOR_OTHERS_SECONDS)
    latest = latest_record(county, RunKind.NIGHTLY)
    return latest if latest is not None and latest != before else None


def _begin(
    county: County,
    cases: Iterable[Case],
    limit: int | None,
    is_over: IsOver,
    anew: frozenset[str],
) -> tuple[list[str], list[CaseInRun]]:
    """The attempts to make, and the cases whose folder cannot be used."""
    attempts: list[str] = []
    broken: list[CaseInRun] = []
    for case in cases:
        if limit is not None and len(attempts) >= limit:
            break
        try:
            attempt = due_attempt(county, case, is_over, is_changed=case.id in anew)
        except CannotStart:
            raise
        except WorkerError as error:
            broken.append(CaseInRun(case.id, Outcome.FAILED, reason=Reason.of(error)))
            continue
        except Exception as error:  # one broken case never stops the others
            broken.append(CaseInRun(case.id, Outcome.FAILED, reason=fault(where(error))))
            continue
        if attempt is not None:
            attempts.append(str(attempt))
    return attempts, broken


def _unfinished_of_last_run(county: County) -> frozenset[str]:
    last = latest_record(county, RunKind.NIGHTLY, RunKind.RETRY)
    cases = last.cases if last is not None else ()
    return frozenset(one.case_id for one in cases if one.outcome in _UNFINISHED)


def _others_work(county: County) -> bool:
    """Whether another worker of the county lives."""
    presence = presence_at(county.database, county.state)
    try:
        return bool(presence.alive() - {presence.worker})
    finally:
        presence.end()


def _now_and_then(
    question: Callable[[], bool], seconds: float = LOOK_FOR_OTHERS_SECONDS
) -> Callable[[], bool]:
    """The question asked so often and no oftener, however often its answer is wanted."""
    asked = time.monotonic()

    def ask() -> bool:
        nonlocal asked
        if time.monotonic() - asked < seconds:
            return False
        asked = time.monotonic()
        return question()

    return ask


def _apply_results(county: County) -> None:
    """What this worker delivered, into the worklist; a file that is held open takes it later."""
    try:
        county.worklist.apply_pending()
    except WorkerError:
        return
