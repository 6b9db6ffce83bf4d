"""Opens what a page of Kela's service looked like that stopped a visit."""

import os
from pathlib import Path

from robocorp.tasks import task

from robots.county import look_at_incident
from tasks.opening import REASON_SETTING, carry_out, county_for, result


@task
def incident(file: str, requested_by: str, into: str = "", county: str = "") -> None:
    """Open an encrypted incident into a folder; gives where, and what to do then.

    Why, in the requester's own words, comes in the environment (DETERMINATION_REASON): a task's
    arguments stand in the log.

    Args:
        file: the encrypted incident, or its name alone
        requested_by: who looks; one of the log's readers
        into: a new folder; one beside the incident when not given
        county: the county's folder; the made-up county when not given
    """

    def work() -> bool:
        reason = os.environ.get(REASON_SETTING, "")
        with county_for(county) as opened:
            folder = Path(into) if into else None
            result(
                look_at_incident(opened, Path(file), by=requested_by, reason=reason, into=folder)
            )
        return True

    carry_out(work)
