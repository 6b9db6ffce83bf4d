"""One case now, for an officer."""

from robocorp.tasks import task

from robots.determination import Request, run_one
from robots.reports import write_report
from tasks.opening import county_for, result, tell


@task
def case(
    case_id: str, requested_by: str, reason: str, county: str = "", fresh: bool = False
) -> None:
    """Compile one client's income now; prints the run report's path.

    Args:
        case_id: the case's id in the worklist
        requested_by: who asks; must be among the county's known requesters
        reason: why, for the access log
        county: the county's folder; the made-up county when not given
        fresh: start the made-up county over
    """
    with county_for(county, fresh=fresh) as opened:
        run = run_one(opened, case_id, Request(requested_by, reason), tell)
        result(str(write_report(run, opened.state / "runs" / run.id)))
