"""A run's report, written again."""

from robocorp.tasks import task

from robots.determination import run_record
from robots.reports import write_report
from tasks.opening import carry_out, county_for, result


@task
def report(run: str = "", county: str = "") -> None:
    """Write the report of a run again; gives its path.

    Args:
        run: the run's id; the latest when not given
        county: the county's folder; the made-up county when not given
    """

    def work() -> bool:
        with county_for(county) as opened:
            record = run_record(opened, run or None)
            result(str(write_report(record, opened.state / "runs" / record.id)))
        return True

    carry_out(work)
