"""The access log: proving it, looking into it, destroying what is old."""

import getpass
import os
import sys
from pathlib import Path

from robocorp.tasks import task

from robots.casework.texts import Language, text
from robots.county import AccessLogDoor, County
from tasks.opening import REASON_SETTING, carry_out, county_for, result


@task
def accesslog(
    verify: bool = False,
    person: bool = False,
    case: str = "",
    export: str = "",
    purge: bool = False,
    against: str = "",
    requested_by: str = "",
    json: bool = False,
    county: str = "",
) -> None:
    """Prove the access log, or print what it says; one of the first five.

    Why it is looked at comes in the environment (DETERMINATION_REASON), a person's identity code
    from standard input: a task's arguments stand in the log and in the list of processes.

    Args:
        verify: prove every chain
        person: what one person has the right to see
        case: what was asked in one case
        export: a new file for the whole log
        purge: destroy what is 12 years old
        against: an earlier proof as JSON, for verify
        requested_by: who looks; one of the log's readers
        json: as JSON
        county: the county's folder; the made-up county when not given
    """

    def work(opened: County) -> bool:
        reason = os.environ.get(REASON_SETTING, "")
        door = AccessLogDoor(opened, by=requested_by, reason=reason, as_json=json)
        is_whole = True
        if verify:
            told, is_whole = door.verify(Path(against) if against else None)
        elif person:
            told = door.person(_identity_code(opened.language))
        elif case:
            told = door.case(case)
        elif export:
            told = door.export(Path(export))
        elif purge:
            told = door.purge()
        else:
            raise ValueError("one of verify, person, case, export and purge is needed")
        result(told)
        return is_whole

    def opened() -> bool:
        with county_for(county) as one:
            return work(one)

    carry_out(opened, otherwise="access_log_not_whole")


def _identity_code(language: Language) -> str:
    """Typed unseen on a terminal, else the first line of standard input."""
    if sys.stdin.isatty():
        return getpass.getpass(text("accesslog.ask_person", language))
    return sys.stdin.readline()
