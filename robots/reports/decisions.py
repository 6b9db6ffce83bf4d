"""What somebody must decide or do today, the most urgent first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from robots.casework.words import Outcome, Source
from robots.determination.record import ShadowInRun
from robots.reports.overview import Ending, Overview

#: A case that is due so soon and not done must be looked at today.
SOON_DAYS: Final = 3


class Matter(StrEnum):
    """What it is about, in the order in which it is told."""

    STOPPED = "stopped"
    FAULTS = "faults"
    ACCESS_LOG = "access_log"
    EXPIRED = "expired"
    SOURCE_DOWN = "source_down"
    PAUSED = "paused"
    WAITING_FOR_PERSON = "waiting_for_person"
    OLD_WORKLIST = "old_worklist"
    LEFT_UNDONE = "left_undone"
    OVERDUE = "overdue"
    DUE_SOON = "due_soon"
    FAILED = "failed"
    OUTCOMES_SHIFTED = "outcomes_shifted"
    FEES_SHIFTED = "fees_shifted"
    NOT_COMPARED = "not_compared"
    SHADOW = "shadow"
    RESULTS = "results"
    INTERRUPTED = "interrupted"
    LEFT = "left"
    EXPIRES = "expires"
    LAW = "law"
    SAMPLE = "sample"


#: Work of an ordinary day: no mail comes of these where a county wants alerts only.
_NO_ALERT: Final = (Matter.SHADOW, Matter.EXPIRES, Matter.LAW, Matter.SAMPLE, Matter.LEFT)


@dataclass(frozen=True, slots=True)
class Decision:
    """One matter for a person, with the cases that it is about."""

    matter: Matter
    count: int = 1
    cases: tuple[str, ...] = ()
    source: Source | None = None
    names: tuple[str, ...] = ()
    """Of settings and secrets that it is about."""


def decisions_of(view: Overview) -> tuple[Decision, ...]:
    """Every matter of the run; none where everything goes by itself."""
    order = list(Matter)
    return tuple(sorted(_matters(view), key=lambda one: order.index(one.matter)))


def is_alert(decisions: Sequence[Decision]) -> bool:
    """Whether one of them must not wait until somebody happens to open the report."""
    return any(one.matter not in _NO_ALERT for one in decisions)


def _matters(view: Overview) -> Iterator[Decision]:
    run = view.run
    if view.ending is Ending.STOPPED:
        yield Decision(Matter.STOPPED)
    if run.faults:
        yield Decision(Matter.FAULTS, run.faults)
    if run.access_log_broken:
        yield Decision(Matter.ACCESS_LOG)
    for source in view.down:
        yield Decision(Matter.SOURCE_DOWN, source.failed + source.held, source=source.source)
    for pause in view.pauses:
        yield Decision(Matter.PAUSED, source=pause.source)
    if run.worklist_is_old:
        yield Decision(Matter.OLD_WORKLIST)
    if view.left_undone:
        ids = tuple(case.case_id for case in view.left_undone)
        yield Decision(Matter.LEFT_UNDONE, len(ids), ids)
    yield from _of_cases(view)
    yield from _of_expiry(view)
    if view.outcome_shifts:
        yield Decision(Matter.OUTCOMES_SHIFTED, len(view.outcome_shifts))
    if view.fee_shift is not None:
        yield Decision(Matter.FEES_SHIFTED)
    yield from _of_shadow(run.shadow)
    if run.results_waiting or run.results_why is not None:
        yield Decision(Matter.RESULTS, run.results_waiting)
    if view.history.without_record:
        yield Decision(Matter.INTERRUPTED, len(view.history.without_record))
    if run.left_in_queue:
        yield Decision(Matter.LEFT, run.left_in_queue)
    if run.law_to_check:
        yield Decision(Matter.LAW, len(run.law_to_check))
    if run.sample:
        yield Decision(Matter.SAMPLE, len(run.sample), run.sample)


def _of_cases(view: Overview) -> Iterator[Decision]:
    overdue = [one.case.case_id for one in view.waiting if one.days_left < 0]
    soon = [one.case.case_id for one in view.waiting if 0 <= one.days_left <= SOON_DAYS]
    for matter, ids in ((Matter.OVERDUE, overdue), (Matter.DUE_SOON, soon)):
        if ids:
            yield Decision(matter, len(ids), tuple(ids))
    for matter, outcome in (
        (Matter.WAITING_FOR_PERSON, Outcome.WAITING_FOR_PERSON),
        (Matter.FAILED, Outcome.FAILED),
    ):
        ids = [case.case_id for case in view.run.cases if case.outcome is outcome]
        if ids:
            yield Decision(matter, len(ids), tuple(ids))


def _of_shadow(shadow: ShadowInRun | None) -> Iterator[Decision]:
    if shadow is None:
        return
    if shadow.why_not is not None:
        yield Decision(Matter.NOT_COMPARED)
    if shadow.differing:
        yield Decision(Matter.SHADOW, shadow.differing, shadow.differing_cases)


def _of_expiry(view: Overview) -> Iterator[Decision]:
    run = view.run
    days = [(one.setting, one.days_left) for one in run.certificates]
    days += [(one.name, one.days_left) for one in run.secrets]
    expired = tuple(name for name, left in days if left < 0)
    expiring = tuple(name for name, left in days if left >= 0)
    for matter, names in ((Matter.EXPIRED, expired), (Matter.EXPIRES, expiring)):
        if names:
            yield Decision(matter, len(names), names=names)
