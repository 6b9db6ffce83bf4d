"""What the journal for machines hears of a run, its cases and its calls."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

from robots.casework.words import Outcome, Role, Source
from robots.determination.attempt import Attempt, CaseRecord
from robots.determination.record import CaseInRun, RunRecord
from robots.journal import Event, note

if TYPE_CHECKING:
    from robots.determination.leave import Again

Result = TypeVar("Result", bound="str | Again")


@contextmanager
def noted_call(
    run_id: str, attempt: str, role: Role, source: Source, call: str, tried: int
) -> Iterator[Callable[[Result], Result]]:
    """Around one call to an authority; what is given tells the call's result, and gives it back."""
    told = {
        "run": run_id,
        "case": Attempt.parse(attempt).determination.case_id,
        "attempt": attempt,
        "role": role.value,
        "source": source.value,
        "call": call,
        "retries": tried,
    }
    note(Event.CALL_BEGUN, **told)
    began, state = time.monotonic(), ["broken"]

    def result_is(result: Result) -> Result:
        state[0] = result if isinstance(result, str) else "put_off"
        return result

    try:
        yield result_is
    finally:
        note(Event.CALL_ENDED, **told, state=state[0], seconds=_since(began))


def note_delivery(run_id: str, record: CaseRecord) -> None:
    """That a new version lies in the case folder."""
    if record.is_new_version:
        note(
            Event.DELIVERED,
            run=run_id,
            case=record.case_id,
            attempt=record.attempt,
            version=record.version,
        )


def note_left_undone(run_id: str, record: CaseRecord) -> None:
    """That something of the case could not be written down, though it has ended."""
    note(
        Event.LEFT_UNDONE,
        run=run_id,
        case=record.case_id,
        attempt=record.attempt,
        kind=record.left_undone[-1].what.value,
        reason=record.left_undone[-1].why.code,
    )


def note_case(run_id: str, case: CaseInRun) -> None:
    """How a case ended."""
    record = case.record
    note(
        Event.CASE_ENDED,
        run=run_id,
        case=case.case_id,
        attempt=record.attempt if record else "",
        outcome=case.outcome.value,
        reason=case.reason.code if case.reason else "",
        version=record.version if record else None,
        questions=record.questions if record else None,
        seconds=case.seconds,
    )


def note_end(run: RunRecord) -> None:
    """How a run ended."""
    waiting = (Outcome.WAITING_FOR_PERSON, Outcome.WAITING_FOR_SOURCE, Outcome.INCOMPLETE)
    note(
        Event.RUN_ENDED,
        run=run.id,
        kind=run.kind.value,
        reason=run.stopped_by.code if run.stopped_by else "",
        cases=len(run.cases),
        ready=run.count(Outcome.READY),
        waiting=sum(run.count(outcome) for outcome in waiting),
        failed=run.count(Outcome.FAILED),
        calls=sum(one.calls for one in run.sources),
        seconds=round((run.ended_at - run.started_at).total_seconds(), 1),
    )


def _since(began: float) -> Decimal:
    return round(Decimal(time.monotonic() - began), 3)
