"""When nobody asked a source during a run, for the run's record."""

from __future__ import annotations

from datetime import datetime

from robots.casework.words import Source
from robots.county import County
from robots.determination.record import PauseInRun
from robots.traffic import closings, why_closed, why_paused


def pauses_in_run(county: County, since: datetime, until: datetime) -> tuple[PauseInRun, ...]:
    """The pauses that were on in that time, and the closed hours and breaks that fell into it; the
    earliest first.

    A pause began when it began, perhaps long before the run; closed hours and breaks are told only
    as far as the run reached into them. Of a pause that is still on, ``until`` is None.
    """
    paused = [
        PauseInRun(one.source, one.since, one.over_at, why_paused(one), one.by)
        for one in county.traffic.pauses_between(since, until)
    ]
    closed = [
        PauseInRun(source, start, end, why_closed(source, limit, start, end))
        for source in Source
        for limit in [county.settings.limits[source]]
        for start, end in closings(limit, since, until)
    ]
    return tuple(sorted([*paused, *closed], key=lambda one: (one.since, one.source)))
