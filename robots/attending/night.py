"""A nightly run, with the county's drop folder looked after until its last request has ended."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from robots.county import County
from robots.determination import RunRecord, run_nightly, work_along
from robots.determination.one_run import Progress
from robots.determination.orders import Orders
from robots.determination.run import Joined, Meanwhile
from robots.reports import tell_of_run
from robots.requests import Serving
from robots.shadow import compared


def night(
    county: County, limit: int | None, progress: Progress, joined: Joined = lambda: None
) -> RunRecord:
    """Every due case, and every officer's request that comes meanwhile. The county's people are
    told of the run by the process that has done it, and by no other that joined it.

    Raises:
        CannotStart: the run itself could not be done.
    """
    with serving(county, progress) as requests:
        stops = last_stop(county)
        look: Meanwhile = requests.look if requests is not None else lambda engine: False
        run = run_nightly(county, limit, progress, joined, look, partial(tell, county))
        if requests is not None and requests.is_busy and last_stop(county) == stops:
            work_along(county, lambda engine: look(engine) or not requests.is_busy)
        return run


@contextmanager
def serving(county: County, progress: Progress) -> Iterator[Serving | None]:
    """The drop folder's requests, where the county has one."""
    settings = county.settings.drop_folder
    if settings is None:
        yield None
        return

    with Serving(county, settings, progress, partial(tell, county)) as requests:
        yield requests


def tell(county: County, run: RunRecord) -> None:
    """Of a run that this process has done itself."""
    tell_of_run(county, compared(county, run))


def last_stop(county: County) -> int:
    """The number of the last order to stop."""
    with Orders(county.database) as orders:
        return orders.last_stop()
