"""Destroys what the worker has kept its time, and proves it."""

from robocorp.tasks import task

from robots.retention import as_json, as_table
from robots.retention import purge as purge_stores
from tasks.opening import carry_out, county_for, door_logs, result


@task
def purge(json: bool = False, county: str = "") -> None:
    """Destroy what is over and look again; gives a table of every store. A store that could not be
    cleared or looked into is a failure, after all the others have been cleared.

    Args:
        json: as JSON
        county: the county's folder; the made-up county when not given
    """

    def work() -> bool:
        with county_for(county) as opened:
            purged = purge_stores(opened, door_logs())
            told = (as_json if json else as_table)(
                purged, opened.name, opened.clock(), opened.language
            )
            result(told)
            return all(one.is_proven for one in purged)

    carry_out(work, otherwise="purge_not_proven")
