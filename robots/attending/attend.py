"""A worker that stays: it takes what waits, looks after the drop folder, begins the night at its
time, destroys what has been kept its time, and tells when no run has ended or the list is old.

The county is opened anew each day: whose law and amounts apply is the day's.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from enum import StrEnum
from pathlib import Path

from robots.attending.clearing import clear_when_due
from robots.attending.daily import Daily
from robots.attending.night import last_stop, night, serving
from robots.casework.errors import CannotStart
from robots.casework.period import HELSINKI
from robots.casework.reason import Reason
from robots.county import County
from robots.determination import work_along
from robots.determination.duty import CLOCK, Duty
from robots.determination.engine import Engine
from robots.determination.one_run import Progress
from robots.determination.record import RunKind, latest_record
from robots.determination.run import ToldToEnd
from robots.reports import alerts, tell_of_alerts, tell_of_stopped_run


class Next(StrEnum):
    """Why the worker has stopped taking work for a moment."""

    END = "end"
    """Somebody has told it to stop."""
    NIGHT = "night"
    NEW_DAY = "new_day"


def attend(
    opened: Callable[[], AbstractContextManager[County]],
    progress: Progress,
    logs: Path | None = None,
) -> None:
    """Work until somebody says stop.

    Args:
        opened: opens the county, as often as it is called.
        progress: told of each case that it follows, as it ends.
        logs: where the doors' own logs lie.

    Raises:
        CannotStart: it cannot work at all.
    """
    stops: int | None = None
    while True:
        with opened() as county:
            if stops is None:
                stops = last_stop(county)
            is_told = county.told_to_end.is_set() or last_stop(county) > stops
            if is_told or attend_until(county, progress, logs) is Next.END:
                return


def attend_until(county: County, progress: Progress, logs: Path | None) -> Next:
    """Work with this county's opening until there is another reason than a stop; where that is the
    night, it is done."""
    settings, why = county.settings.worker, Next.END
    nightly = Daily("nightly", settings.nightly_at, county.state)
    alert = Daily("alert", settings.alert_at, county.state)
    clock = Duty(CLOCK)
    with serving(county, progress) as requests:

        def meanwhile(engine: Engine) -> bool:
            nonlocal why
            if requests is not None:
                requests.look(engine)
            if clock.is_mine(engine) and alert.is_due(county.clock()):
                look_whether_all_is_well(county, alert)
            if requests is not None and requests.is_busy:
                return False
            if clock.is_mine(engine) and is_time(county, nightly):
                why = Next.NIGHT
            elif is_another_day(county):
                why = Next.NEW_DAY
            return why is not Next.END

        work_along(county, meanwhile)
    if why is Next.NIGHT:
        nightly.begin(county.clock())
        do_the_night(county, progress, logs)
    return why


def is_time(county: County, nightly: Daily) -> bool:
    """Whether the night is to be begun: no other scheduler has done so since its time came."""
    now = county.clock()
    if not nightly.is_due(now):
        return False
    latest = latest_record(county, RunKind.NIGHTLY)
    if latest is None or latest.started_at < nightly.last_time(now):
        return True
    nightly.begin(now)
    return False


def is_another_day(county: County) -> bool:
    """Whether the county was opened on another day than today; a fixed day stays."""
    today = county.clock().astimezone(HELSINKI).date()
    return county.settings.business_date is None and county.day != today


def do_the_night(county: County, progress: Progress, logs: Path | None) -> None:
    """The run, its report, and after it what has been kept its time; what goes wrong is told to the
    county's people and does not end the worker."""
    began = county.clock()
    try:
        night(county, None, progress)
    except ToldToEnd:
        return
    except CannotStart as error:
        if not tell_of_stopped_run(county, began):
            tell_of_alerts(county, (Reason.of(error),))
    clear_when_due(county, logs)


def look_whether_all_is_well(county: County, alert: Daily) -> None:
    """Whether a run has ended and the worklist is new. The first time on a machine nothing is
    told: there can have been no run yet."""
    is_first = alert.is_first()
    alert.begin(county.clock())
    if not is_first:
        tell_of_alerts(county, alerts(county, county.clock()))
