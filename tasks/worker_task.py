"""A worker for the county's work, that stays."""

from robocorp.tasks import task

from robots.attending import attend
from tasks.opening import carry_out, county_for, door_logs, tell


@task
def worker(county: str = "") -> None:
    """Do cases and calls of the county's queue until somebody says stop; take up the requests of
    the drop folder, and begin the night at the county's time.

    Args:
        county: the county's folder; the made-up county when not given
    """

    def work() -> bool:
        attend(lambda: county_for(county), tell, door_logs())
        return True

    carry_out(work)
