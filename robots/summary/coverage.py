"""What time each source's answer covers, and which days of the needed ones are missing.

Varying income needs the twelve full months before the day's own, and the fee that month up to the
day. A source that pays or registers payments answers for them by the day; the Tax Administration,
the client's papers and the population register answer for no months.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from robots.casework.answer import Answer, Finding
from robots.casework.period import Month, Period, day_in_finnish
from robots.casework.words import Role, Severity, Source, State
from robots.summary.claims import MEAN_MONTHS, months_of_mean
from robots.summary.groups import Reconciled

#: Sources that answer for the payments of a time.
BY_MONTHS: Final = frozenset({Source.INCOMES_REGISTER, Source.KELA})
_ANSWERED: Final = frozenset({State.FOUND, State.NONE})
_A_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Coverage:
    """What one source's answer about one person covers."""

    role: Role
    source: Source
    state: State
    asked_at: datetime | None
    period: Period | None
    """As it was asked for; None where it was not asked, or answers for no time."""
    gaps: tuple[Period, ...] = ()
    """Needed days that it does not tell of."""
    partial_months: tuple[Period, ...] = ()
    """The covered days of each month that is covered in part only."""


def coverage_of(answers: Iterable[Answer], day: date) -> tuple[Coverage, ...]:
    """What each answer covers, in the answers' order."""
    return tuple(_coverage(answer, day) for answer in answers)


def lacks_a_month(coverage: Iterable[Coverage], day: date) -> bool:
    """Whether a source that answered tells nothing of a whole month that the fee looks at: an
    income of that month would be a silent zero. Single days are not waited for, since an answer of
    an earlier night ends with that night."""
    return any(
        gap.start <= month.first and gap.end is not None and month.last <= gap.end
        for one in coverage
        if one.state in _ANSWERED
        for gap in one.gaps
        for month in months_of_mean(day)
    )


def not_covered(
    results: Iterable[Reconciled], answers: Sequence[Answer], day: date
) -> Iterator[Finding]:
    """A question for each mean over months of which the source that told of it does not tell all:
    what is not covered is no zero."""
    window = list(months_of_mean(day))
    needed = Period(window[0].first, window[-1].last)
    gaps = {(one.role, one.source): _gaps(one, needed) for one in answers}
    for result in results:
        for claim in (*result.counted, *result.ended):
            carrier = claim.carrier
            sources = {part.source for part in claim.parts}
            lacking = {one for source in sources for one in gaps.get((carrier.role, source), ())}
            missing = sorted(lacking, key=lambda one: one.start)
            if claim.months is not None and missing:
                values = carrier.about | {"periods": ", ".join(map(in_words, missing))}
                ids = (carrier.id,)
                yield Finding("months_not_covered", Severity.QUESTION, carrier.role, values, ids)


def in_words(period: Period) -> str:
    """E.g. ``1.3.2025–31.5.2025``: the same in both languages."""
    days = dict.fromkeys((period.start, period.end or period.start))
    return "–".join(day_in_finnish(one) for one in days)


def _coverage(answer: Answer, day: date) -> Coverage:
    is_by_months = answer.source in BY_MONTHS and answer.state is not State.NOT_NEEDED
    needed = Period.months_before(day, MEAN_MONTHS)
    period = answer.period if is_by_months and answer.state in _ANSWERED else None
    return Coverage(
        role=answer.role,
        source=answer.source,
        state=answer.state,
        asked_at=answer.asked_at,
        period=answer.period,
        gaps=_gaps(answer, needed) if is_by_months else (),
        partial_months=tuple(_partial(period)) if period is not None else (),
    )


def _gaps(answer: Answer, needed: Period) -> tuple[Period, ...]:
    """The needed days outside the answer's; all of them where it did not answer wholly."""
    if answer.source not in BY_MONTHS or answer.state is State.NOT_NEEDED:
        return ()
    if answer.state not in _ANSWERED:
        return (needed,)
    period = answer.period
    if period is None or needed.end is None:
        return ()
    if not period.overlaps(needed):
        return (needed,)
    gaps = []
    if period.start > needed.start:
        gaps.append(Period(needed.start, period.start - _A_DAY))
    if period.end is not None and period.end < needed.end:
        gaps.append(Period(period.end + _A_DAY, needed.end))
    return tuple(gaps)


def _partial(period: Period) -> Iterator[Period]:
    """The covered days of the first and the last month, where they are not whole."""
    if period.end is None:
        return
    for month in dict.fromkeys((Month.of(period.start), Month.of(period.end))):
        start, end = max(period.start, month.first), min(period.end, month.last)
        if (start, end) != (month.first, month.last):
            yield Period(start, end)
