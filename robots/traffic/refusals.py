"""Whether a source may be asked at this moment: by the run's end, its hours and its pauses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from robots.casework.words import Source
from robots.traffic.call import NotNow
from robots.traffic.hours import is_open, next_opening
from robots.traffic.pauses import Kind, Pause, Pauses
from robots.traffic.run_end import run_ends_at
from robots.traffic.settings import Limit
from robots.traffic.why import why_closed, why_paused, why_run_is_over

#: Seconds after which to look whether the call that tries a paused source has ended.
_PROBE_LOOK: Final = 2


class Refusals:
    """Of all sources of one county."""

    def __init__(
        self,
        limits: Mapping[Source, Limit],
        signed_in_at: Mapping[Source, Callable[[], datetime | None]],
    ) -> None:
        """``signed_in_at``: see :class:`robots.traffic.traffic.Traffic`."""
        self._limits = limits
        self._signed_in_at = signed_in_at

    def of(
        self,
        connection: Connection,
        source: Source,
        at: datetime,
        *,
        urgent: bool,
        may_be_tried: bool = True,
    ) -> NotNow | None:
        """Why the source must not be asked, within a transaction on it; None where it may be.

        Args:
            urgent: an officer waits: the run's end does not matter.
            may_be_tried: whether a paused source that one call may try is none of those.
        """
        ends = None if urgent else run_ends_at(connection)
        if ends is not None and at >= ends:
            return NotNow(source, why_run_is_over(ends), is_run_over=True)
        closed = self.closed(source, at, ends)
        if closed is not None:
            return closed
        pauses = Pauses(connection, source, self._limits[source])
        pause = pauses.current()
        if pause is None or (may_be_tried and pauses.may_try(at)):
            return None
        if pause.kind is Kind.SIGN_IN and self._has_signed_in(pause):
            pauses.end(at, "")
            return None
        if pauses.is_tried(at):
            # It is soon known whether the source answers: everybody waits for that.
            soon = at + timedelta(seconds=_PROBE_LOOK)
            return NotNow(source, why_paused(pause), pause.kind, soon, soon, is_tried=True)
        until = pause.until
        return NotNow(source, why_paused(pause), pause.kind, until, _within(until, ends))

    def closed(self, source: Source, at: datetime, ends: datetime | None = None) -> NotNow | None:
        """Why it must not be asked by its hours alone. ``ends``: the run's end."""
        limit = self._limits[source]
        if is_open(limit, at):
            return None
        opens = next_opening(limit, at)
        why = why_closed(source, limit, at, opens)
        return NotNow(source, why, until=opens, waits_until=_within(opens, ends))

    def _has_signed_in(self, pause: Pause) -> bool:
        look = self._signed_in_at.get(pause.source)
        at = look() if look is not None else None
        return at is not None and at > pause.since


def _within(until: datetime | None, ends: datetime | None) -> datetime | None:
    return until if until is not None and ends is not None and until < ends else None
