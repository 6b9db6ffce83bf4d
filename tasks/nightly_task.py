"""Every due case of the county's worklist."""

from robocorp.tasks import task

from robots.attending import clear_when_due, night
from robots.determination import plan_nightly
from tasks.opening import (
    alerting,
    carry_out,
    county_for,
    door_logs,
    hand_over,
    say_joined,
    tell,
    tell_plan,
)


@task
def nightly(county: str = "", limit: int = 0, fresh: bool = False, dry_run: bool = False) -> None:
    """Compile the income of every client whose case is due; gives the run report's path.

    Args:
        county: the county's folder; the made-up county when not given
        limit: at most so many cases; 0 for all
        fresh: start the made-up county over
        dry_run: only tell whom it would ask for what; gives that as JSON
    """

    def work() -> bool:
        with county_for(county, fresh=fresh) as opened:
            if dry_run:
                return tell_plan(opened, plan_nightly(opened, limit or None))
            with alerting(opened):
                went_well = hand_over(opened, night(opened, limit or None, tell, say_joined))
            clear_when_due(opened, door_logs())
            return went_well

    carry_out(work)
