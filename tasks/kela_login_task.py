"""An official signs in to Kela's service, and the robot goes on in that session."""

import sys

from robocorp.tasks import task

from robots.county import sign_in_to_kela
from tasks.opening import carry_out, county_for, result


@task
def kela_login(county: str = "") -> None:
    """Open a window in which an official signs in to Kela's service; gives what to do next.

    Args:
        county: the county's folder; the made-up county when not given
    """

    def tell(what_to_do: str) -> None:
        print(what_to_do, file=sys.stderr, flush=True)

    def work() -> bool:
        with county_for(county) as opened:
            result(sign_in_to_kela(opened, tell))
        return True

    carry_out(work)
