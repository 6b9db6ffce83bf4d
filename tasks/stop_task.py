"""Ends the running work gracefully."""

from robocorp.tasks import task

from robots.determination import Request
from robots.determination import stop as stop_work
from tasks.opening import carry_out, county_for, say


@task
def stop(county: str = "", requested_by: str = "") -> None:
    """Tell every worker of the county to end: calls in flight are finished, the rest waits.

    Args:
        county: the county's folder; the made-up county when not given
        requested_by: who asks; where it is given, one of the county's known officers
    """

    def work() -> bool:
        with county_for(county) as opened:
            stop_work(opened, Request(requested_by))
        say("running.stop_told")
        return True

    carry_out(work)
