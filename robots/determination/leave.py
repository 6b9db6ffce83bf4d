"""What becomes of a call to a source that must not be asked now, or that failed.

It is put off within the run, where the run may wait; else the case is held back, or goes on without
the source, by the county's policy. Nothing here is kept in this process: a call may be put off by
one worker and made by another.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final, TypedDict

from robots.casework.errors import ApplicationError, TryAgain
from robots.casework.period import HELSINKI
from robots.casework.protocols import Clock
from robots.casework.reason import Reason
from robots.casework.words import Outcome, Source
from robots.county import County
from robots.county.settings import Run
from robots.traffic import Kind, NotNow

#: A pause of these kinds is the source's own doing: the county says what becomes of its cases.
_BY_POLICY: Final = (Kind.FAILURES, Kind.UNUSABLE, Kind.REFUSED)
_ALL_CASES_WAIT: Final = "wait"


class Again(TypedDict):
    """The same call is to be made again, later in this run."""

    again_in: float
    """Seconds."""
    tried: int
    """How often it has failed by then."""
    why: str
    """The code of the reason."""


class SourcePaused(ApplicationError):
    """The source is paused, and the county's policy is that its cases do not wait for it."""

    code = "source_paused"


class Leave:
    """The county's policy for calls that cannot be made now. ``urgent``: an officer waits."""

    def __init__(self, county: County) -> None:
        self._county = county

    def goes_on_without(self, not_now: NotNow) -> bool:
        """Whether the case is delivered without the source, as one that was not answered."""
        policy = self._county.settings.limits[not_now.source].when_paused
        by_policy = not_now.kind in _BY_POLICY and policy != _ALL_CASES_WAIT
        return by_policy and not not_now.is_tried  # or it will be known in a moment

    def put_off(self, not_now: NotNow, tried: int) -> Again | None:
        """When the run makes the call instead; None where it does not wait so long."""
        if not_now.waits_until is None:
            return None
        seconds = (not_now.waits_until - self._county.clock()).total_seconds()
        return Again(again_in=max(seconds, 1.0), tried=tried, why=not_now.reason.code)

    def after_failure(self, error: TryAgain, tried: int) -> Again | None:
        """When the call is made again that has just failed; None after the last retry."""
        run = self._county.settings.run
        if tried >= run.retries:
            return None
        seconds = max(run.retry_seconds * 2**tried, error.retry_after or 0)
        return Again(again_in=float(seconds), tried=tried + 1, why=error.code)

    def is_paused(self, source: Source, *, urgent: bool) -> NotNow | None:
        """Why the source must not be asked, also where one call may try whether it answers."""
        return self._county.traffic.why_not(source, urgent=urgent, may_be_tried=False)

    def held(self, sources: Sequence[Source], *, urgent: bool) -> tuple[Outcome, Reason]:
        """How the case of the sources ends, and why they were not asked; where the pause is over
        by now, only that they were not."""
        found = [self.is_paused(source, urgent=urgent) for source in sources]
        known = [one for one in found if one is not None]
        for one in known:
            if one.kind is Kind.SIGN_IN:
                return Outcome.WAITING_FOR_PERSON, one.reason
        if known:
            return Outcome.WAITING_FOR_SOURCE, known[0].reason
        name = f"words.source_{sources[0]}"
        return Outcome.WAITING_FOR_SOURCE, Reason("source_held", {"source": name})


class TimeOfRun:
    """How long a run that begins now may go on: until its end comes by the wall, and no longer than
    it was till then, whatever becomes of that clock.

    Args:
        ends_at: None: as long as it takes.
        clock: the wall's; it may be set while the run is on.
        seconds: of a clock that nobody sets.
    """

    def __init__(
        self, ends_at: datetime | None, *, clock: Clock, seconds: Callable[[], float]
    ) -> None:
        self._ends_at = ends_at
        self._clock = clock
        self._seconds = seconds
        left = None if ends_at is None else (ends_at - clock()).total_seconds()
        self._until = None if left is None else seconds() + left

    def is_up(self) -> bool:
        if self._ends_at is None or self._until is None:
            return False
        return self._clock() >= self._ends_at or self._seconds() >= self._until


def end_of_run(run: Run, started: datetime) -> datetime | None:
    """When a run that began then must end; None where the county has set no end."""
    ends: list[datetime] = []
    if run.longest_minutes is not None:
        ends.append(started + timedelta(minutes=run.longest_minutes))
    if run.ends_at is not None:
        local = started.astimezone(HELSINKI)
        day = local.date() if local.time() < run.ends_at else local.date() + timedelta(days=1)
        ends.append(datetime.combine(day, run.ends_at, HELSINKI))
    return min(ends, default=None)
