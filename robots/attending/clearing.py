"""What has been kept its time goes by itself, once a day, after whichever night ends first."""

from __future__ import annotations

from datetime import time
from pathlib import Path
from typing import Final

from robots.attending.daily import Daily
from robots.casework.reason import Reason
from robots.county import County
from robots.journal import Event, note
from robots.reports import tell_of_alerts
from robots.retention import purge

#: A day's purge may be done from its first minute on: it follows the night, whenever that is.
_MIDNIGHT: Final = time(0)


def clear_when_due(county: County, logs: Path | None = None) -> bool:
    """Purge, unless it has been done today; what is not proven is told to the county's people.
    To be called when the night's work is over.

    Args:
        logs: where the doors' own logs lie.

    Returns: whether it was due.
    """
    daily, now = Daily("purge", _MIDNIGHT, county.state), county.clock()
    if not daily.is_due(now):
        return False
    daily.begin(now)
    county.end_asking()  # what this process itself is writing could not be cleared
    purged = purge(county, logs)
    not_proven = sum(not one.is_proven for one in purged)
    note(Event.PURGED, count=sum(one.destroyed for one in purged), failed=not_proven)
    if not_proven:
        tell_of_alerts(county, (Reason("purge_not_proven", {"count": str(not_proven)}),))
    return True
