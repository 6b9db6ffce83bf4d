"""One case now, for an officer."""

import os

from robocorp.tasks import task

from robots.determination import Request, plan_one, run_one
from tasks.opening import REASON_SETTING, carry_out, county_for, report_on, tell, tell_plan


@task
def case(
    case_id: str, requested_by: str, county: str = "", fresh: bool = False, dry_run: bool = False
) -> None:
    """Compile one client's income now; gives the run report's path.

    Why it is asked for, an officer's own words for the access log, comes in the environment
    (DETERMINATION_REASON): a task's arguments stand in the log.

    Args:
        case_id: the case's id in the worklist
        requested_by: who asks; must be among the county's known officers
        county: the county's folder; the made-up county when not given
        fresh: start the made-up county over
        dry_run: only tell whom it would ask for what; gives that as JSON
    """

    def work() -> bool:
        request = Request(requested_by, os.environ.get(REASON_SETTING, ""))
        with county_for(county, fresh=fresh) as opened:
            if dry_run:
                return tell_plan(opened, [plan_one(opened, case_id, request)])
            return report_on(opened, run_one(opened, case_id, request, tell))

    carry_out(work)
