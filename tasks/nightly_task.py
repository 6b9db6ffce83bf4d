"""Every due case of the county's worklist."""

from robocorp.tasks import task

from robots.determination import run_nightly
from tasks.opening import carry_out, county_for, report_on, say_joined, tell


@task
def nightly(county: str = "", limit: int = 0, fresh: bool = False) -> None:
    """Compile the income of every client whose case is due; gives the run report's path.

    Args:
        county: the county's folder; the made-up county when not given
        limit: at most so many cases; 0 for all
        fresh: start the made-up county over
    """

    def work() -> bool:
        with county_for(county, fresh=fresh) as opened:
            return report_on(opened, run_nightly(opened, limit or None, tell, say_joined))

    carry_out(work)
