"""One more worker for the county's running work."""

from robocorp.tasks import task

from robots.determination import work_along
from tasks.opening import carry_out, county_for


@task
def worker(county: str = "") -> None:
    """Do cases and calls of the county's queue until somebody says stop.

    Args:
        county: the county's folder; the made-up county when not given
    """

    def work() -> bool:
        with county_for(county) as opened:
            work_along(opened)
        return True

    carry_out(work)
