"""What a supervisor must know of a run before anything else, worked out once for the page, the
workbook and the e-mail; without words, so that each says it in its own language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from statistics import median
from typing import Final

from robots.casework.words import Outcome
from robots.determination import CaseInRun, RunRecord
from robots.determination.attempt import Attempt
from robots.determination.record import PauseInRun, RunKind, SourceInRun
from robots.reports.history import History
from robots.reports.shift import FeeShift, OutcomeShift, fee_shift, outcome_shifts

#: Not done yet, and nobody can lean back: in the order in which a supervisor looks at them.
WAITING: Final = (
    Outcome.FAILED,
    Outcome.WAITING_FOR_PERSON,
    Outcome.WAITING_FOR_SOURCE,
    Outcome.INCOMPLETE,
)
#: What a person has something to do with.
NEEDS_A_PERSON: Final = (*WAITING, Outcome.NO_PERMIT, Outcome.QUESTIONS)


class Ending(StrEnum):
    """How the run itself ended."""

    WHOLE = "whole"
    """Every case that it took up has ended."""
    LEFT = "left"
    """It was told to stop, or its time was over: cases stay in the queue."""
    STOPPED = "stopped"
    """Something kept it from asking anybody any more."""


@dataclass(frozen=True, slots=True)
class Usual:
    """How many cases the runs before had of something."""

    runs: int
    middle: float
    least: int
    most: int
    counts: tuple[int, ...]
    """Run by run, the oldest first."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A case that is not done, against its due day."""

    case: CaseInRun
    due: date
    days_left: int
    """Until the due day; negative when it is past."""
    since: date
    """The first of the runs in a row, as far back as is known, that it was not done in."""
    runs: int
    """How many runs in a row have ended without it."""


@dataclass(frozen=True, slots=True)
class Overview:
    """The run beside those before it."""

    run: RunRecord
    history: History
    ending: Ending
    counts: Mapping[Outcome, int]
    usual: Mapping[Outcome, Usual]
    """Empty without earlier runs."""
    usual_cases: Usual | None
    left_undone: tuple[CaseInRun, ...]
    """Cases of which something could not be written down after they had ended."""
    down: tuple[SourceInRun, ...]
    """Sources of which no call was answered in the whole run."""
    pauses: tuple[PauseInRun, ...]
    """Those that nobody has lifted."""
    waiting: tuple[Waiting, ...]
    """Every case that is not done, the most urgent due day first."""
    outcome_shifts: tuple[OutcomeShift, ...]
    fee_shift: FeeShift | None


def overview_of(run: RunRecord, history: History) -> Overview:
    """The overview of one run; of the same records always the same."""
    earlier = history.earlier
    is_compared = run.kind is RunKind.NIGHTLY
    down = tuple(one for one in run.sources if one.answered == 0 and one.failed + one.held > 0)
    return Overview(
        run=run,
        history=history,
        ending=_ending(run),
        counts={outcome: run.count(outcome) for outcome in Outcome},
        usual={
            outcome: _usual([one.count(outcome) for one in earlier])
            for outcome in Outcome
            if earlier
        },
        usual_cases=_usual([len(one.cases) for one in earlier]) if earlier else None,
        left_undone=tuple(one for one in run.cases if left_undone(one)),
        down=down,
        pauses=tuple(one for one in run.pauses if one.until is None),
        waiting=tuple(_waiting(run, earlier)),
        outcome_shifts=outcome_shifts(run, earlier) if is_compared else (),
        fee_shift=fee_shift(run, earlier) if is_compared else None,
    )


def left_undone(case: CaseInRun) -> bool:
    """Whether something of the case could not be written down after it had ended."""
    return case.record is not None and bool(case.record.left_undone)


def due_of(case: CaseInRun) -> date | None:
    """The case's due day; None of one whose row or folder could not be read."""
    return Attempt.parse(case.record.attempt).determination.due if case.record else None


def attempt_of(case: CaseInRun) -> int | None:
    """The attempt's number, from 1."""
    return Attempt.parse(case.record.attempt).number if case.record else None


def _ending(run: RunRecord) -> Ending:
    if run.stopped_by is not None:
        return Ending.STOPPED
    return Ending.LEFT if run.left_in_queue else Ending.WHOLE


def _usual(counts: Sequence[int]) -> Usual:
    return Usual(len(counts), float(median(counts)), min(counts), max(counts), tuple(counts))


def _waiting(run: RunRecord, earlier: Sequence[RunRecord]) -> Iterator[Waiting]:
    before = [{case.case_id for case in one.cases if case.outcome in WAITING} for one in earlier]
    found = []
    for case in run.cases:
        due = due_of(case)
        if case.outcome not in WAITING or due is None:
            continue
        in_a_row, since = 1, run.day
        for one, ids in zip(reversed(earlier), reversed(before), strict=True):
            if case.case_id not in ids:
                break
            in_a_row, since = in_a_row + 1, one.day
        found.append(Waiting(case, due, (due - run.day).days, since, in_a_row))
    yield from sorted(found, key=lambda one: (one.due, -one.runs, one.case.case_id))
