"""The cases again that the last run could not finish."""

import os
from functools import partial

from robocorp.tasks import task

from robots.attending import tell as tell_of
from robots.determination import Request, run_retry
from tasks.opening import (
    REASON_SETTING,
    alerting,
    carry_out,
    county_for,
    hand_over,
    say_joined,
    tell,
)


@task
def retry(county: str = "", requested_by: str = "") -> None:
    """Try the last run's failed, incomplete and waiting cases again; gives the run report's path.

    Args:
        county: the county's folder; the made-up county when not given
        requested_by: who asks; where it is given, one of the county's known officers
    """

    def work() -> bool:
        request = Request(requested_by, os.environ.get(REASON_SETTING, ""))
        with county_for(county) as opened, alerting(opened):
            told = partial(tell_of, opened)
            return hand_over(opened, run_retry(opened, request, tell, say_joined, told))

    carry_out(work)
