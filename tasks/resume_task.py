"""Lets a source that was held back be asked again."""

from robocorp.tasks import task

from robots.casework.words import Source
from robots.determination import Request
from robots.determination import resume as let_ask
from tasks.opening import carry_out, county_for, say


@task
def resume(source: str, requested_by: str = "", county: str = "") -> None:
    """Let the workers of the county ask the source again.

    Args:
        source: as the settings name it
        requested_by: who asks; where it is given, one of the county's known officers
        county: the county's folder; the made-up county when not given
    """

    def work() -> bool:
        with county_for(county) as opened:
            ended = let_ask(opened, Source(source), Request(requested_by))
        told = "traffic.resumed" if ended is not None else "traffic.was_not_paused"
        say(told, source=f"words.source_{source}")
        return True

    carry_out(work)
