"""Takes a delivered version out of a case folder."""

import os

from robocorp.tasks import task

from robots.determination import Request
from robots.determination.retracting import retract as take_out
from tasks.opening import REASON_SETTING, carry_out, county_for, result


@task
def retract(case_id: str, version: int, requested_by: str, county: str = "") -> None:
    """Quarantine a delivered version, encrypted; gives what to do next.

    Why, in the requester's own words, comes in the environment (DETERMINATION_REASON): a task's
    arguments stand in the log.

    Args:
        case_id: the case's id in the worklist
        version: the version's number
        requested_by: who does it; one of the county's officers or of its log's readers
        county: the county's folder; the made-up county when not given
    """

    def work() -> bool:
        request = Request(requested_by, os.environ.get(REASON_SETTING, ""))
        with county_for(county) as opened:
            result(take_out(opened, case_id, version, request).in_words(opened.language))
        return True

    carry_out(work)
