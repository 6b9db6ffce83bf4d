"""Takes a case out of the queue."""

import os

from robocorp.tasks import task

from robots.determination import Request
from robots.determination import cancel as take_out
from tasks.opening import REASON_SETTING, carry_out, county_for, say


@task
def cancel(case_id: str, requested_by: str, county: str = "") -> None:
    """Leave a case alone until there is something new in it or an officer asks for it.

    Why, in an officer's own words, comes in the environment (DETERMINATION_REASON).

    Args:
        case_id: the case's id in the worklist
        requested_by: who asks; must be among the county's known officers
        county: the county's folder; the made-up county when not given
    """

    def work() -> bool:
        request = Request(requested_by, os.environ.get(REASON_SETTING, ""))
        with county_for(county) as opened:
            take_out(opened, case_id, request)
        say("running.cancel_done", case=case_id)
        return True

    carry_out(work)
