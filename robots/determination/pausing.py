"""Holding a source back by hand, and letting it be asked again: the doors ``pause``, ``resume``."""

from __future__ import annotations

from robots.casework.words import Source
from robots.county import County
from robots.determination.attempt import Request
from robots.traffic import Pause


def pause(county: County, source: Source, request: Request) -> Pause:
    """Nobody asks the source any more, in no worker of the county, until somebody resumes it. Calls
    under way are finished.

    Raises:
        RequesterUnknown: a requester is named who is not in the county's settings.
        TrafficUnreachable: the county's database does not answer; nothing is changed.
    """
    _check(county, request)
    return county.traffic.pause(source, request.requested_by, request.reason)


def resume(county: County, source: Source, request: Request) -> Pause | None:
    """The source may be asked again, whoever or whatever had paused it; the pause that was on, None
    where there was none.

    Raises:
        RequesterUnknown, TrafficUnreachable: as :func:`pause`.
    """
    _check(county, request)
    return county.traffic.resume(source, request.requested_by)


def _check(county: County, request: Request) -> None:
    if request.requested_by:
        county.settings.access.end_user(request.requested_by)
