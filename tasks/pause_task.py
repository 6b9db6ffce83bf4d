"""Holds a source back."""

import os

from robocorp.tasks import task

from robots.casework.words import Source
from robots.determination import Request
from robots.determination import pause as hold_back
from tasks.opening import REASON_SETTING, carry_out, county_for, say


@task
def pause(source: str, requested_by: str = "", county: str = "") -> None:
    """Let no worker of the county ask the source, until it is resumed.

    Why comes in the environment (DETERMINATION_REASON); it stands in the run report.

    Args:
        source: as the settings name it
        requested_by: who asks; where it is given, one of the county's known officers
        county: the county's folder; the made-up county when not given
    """

    def work() -> bool:
        request = Request(requested_by, os.environ.get(REASON_SETTING, ""))
        with county_for(county) as opened:
            hold_back(opened, Source(source), request)
        say("traffic.paused", source=f"words.source_{source}", setting=source)
        return True

    carry_out(work)
