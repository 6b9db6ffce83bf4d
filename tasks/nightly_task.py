"""Every due case of the county's worklist."""

from robocorp.tasks import task

from robots.determination import run_nightly
from robots.reports import write_report
from tasks.opening import county_for, result, tell


@task
def nightly(county: str = "", limit: int = 0, fresh: bool = False) -> None:
    """Compile the income of every client whose case is due; prints the run report's path.

    Args:
        county: the county's folder; the made-up county when not given
        limit: at most so many cases; 0 for all
        fresh: start the made-up county over
    """
    with county_for(county, fresh=fresh) as opened:
        run = run_nightly(opened, limit or None, tell)
        result(str(write_report(run, opened.state / "runs" / run.id)))
