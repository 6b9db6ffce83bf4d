"""Whether every interface of a county works, without any client's data."""

from robocorp.tasks import task

from robots.county import as_json, as_table, check_county
from tasks.opening import carry_out, county_for, result


@task
def check(county: str = "", json: bool = False) -> None:
    """Try every interface; gives a table of what works and what to do where it does not.

    Args:
        county: the county's folder; the made-up county when not given
        json: as JSON instead of a table
    """

    def work() -> bool:
        with county_for(county) as opened:
            rows = check_county(opened)
            tell = as_json if json else as_table
            result(tell(rows, opened.name, opened.language))
        return all(row.is_fine for row in rows)

    carry_out(work, otherwise="check_found_faults")
