"""What a run's calls to the authorities come to: how many, how they ended, how long they took."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from statistics import median
from typing import Final

from robots.casework.words import Source, State
from robots.determination.record import SourceInRun

HELD: Final = "held"
"""A call's result where nobody was asked, because the source could not be."""
OVER: Final = "over"
"""A call's result where nobody was asked, because the run's end came first: the next run asks."""
KEPT: Final = "kept"
"""A call's result where nobody was asked, because an answer was there already."""
_ASKED: Final = (State.FOUND, State.NONE, State.PARTIAL, State.FAILED)


@dataclass(frozen=True, slots=True)
class Call:
    """One call to one source, as the queue's database remembers it."""

    source: Source
    result: str
    """The answer's state, or :data:`HELD`, or :data:`KEPT`."""
    seconds: Decimal
    retries: int = 0


def sources_in_run(calls: Iterable[Call]) -> tuple[SourceInRun, ...]:
    """The figures of every source that the run had to do with, in the order of the sources."""
    by_source: dict[Source, list[Call]] = {}
    for call in calls:
        by_source.setdefault(call.source, []).append(call)
    return tuple(_figures(one, by_source[one]) for one in Source if one in by_source)


def percentile_95(times: Sequence[Decimal]) -> Decimal:
    """The smallest of the times that at least 95 % do not exceed (nearest rank); 0 of none."""
    if not times:
        return Decimal(0)
    return sorted(times)[ceil(len(times) * 95 / 100) - 1]


def _figures(source: Source, calls: Sequence[Call]) -> SourceInRun:
    asked = [call for call in calls if call.result in _ASKED]
    times = [call.seconds for call in asked]
    failed = sum(call.result == State.FAILED for call in asked)
    return SourceInRun(
        source,
        calls=len(asked),
        median=median(times) if times else Decimal(0),
        longest=max(times, default=Decimal(0)),
        percentile_95=percentile_95(times),
        answered=len(asked) - failed,
        failed=failed,
        held=sum(call.result == HELD for call in calls),
        kept=sum(call.result == KEPT for call in calls),
        retries=sum(call.retries for call in asked),
    )
