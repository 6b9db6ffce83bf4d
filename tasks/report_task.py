"""A run's report, written again; and the alarm that there was no run."""

import sys

from robocorp.tasks import task

from robots.casework.texts import Language
from robots.county import County
from robots.determination import run_record
from robots.reports import alerts, tell_of_alerts, write_report
from robots.shadow import compared
from tasks.opening import carry_out, county_for, result


@task
def report(run: str = "", county: str = "", expect_within: int = 0) -> None:
    """Write the report of a run again; gives its path. In shadow mode it is compared anew with what
    has been decided by hand by now.

    Args:
        run: the run's id; the latest when not given
        county: the county's folder; the made-up county when not given
        expect_within: so many hours: no report, but an alert to the county's people and a failure
            when no nightly run has ended within them, or the worklist is too old
    """

    def work() -> bool:
        with county_for(county) as opened:
            if expect_within:
                return all_is_well(opened, expect_within)
            record = compared(opened, run_record(opened, run or None))
            result(str(write_report(record, opened.state / "runs" / record.id)))
        return True

    carry_out(work, otherwise="alert")


def all_is_well(county: County, within_hours: int) -> bool:
    """Whether nothing is to be told; what is, goes to standard error and by mail."""
    found = alerts(county, county.clock(), within_hours)
    tell_of_alerts(county, found)
    for one in found:
        for language in Language:
            print(one.in_words(language), file=sys.stderr)
    return not found
