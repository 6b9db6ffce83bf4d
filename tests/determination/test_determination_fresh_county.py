"""Workers that begin at the same moment in a county where nobody has worked yet."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
import sqlalchemy as sa

from robots.determination.orders import Orders
from robots.traffic.store import Store

WORKERS = 3
TIMES = 15


def orders(database: sa.URL) -> None:
    with Orders(database) as told:
        assert told.last_stop() == 0


def traffic(database: sa.URL) -> None:
    store = Store(database)
    try:
        with store.transaction():
            pass
    finally:
        store.close()


@pytest.mark.parametrize("begin", [orders, traffic])
def test_none_of_them_finds_the_tables_half_made_or_locked(
    begin: Callable[[sa.URL], None], tmp_path: Path
) -> None:
    """Each has connections of its own, between which SQLite tells as between processes."""
    for time in range(TIMES):
        (tmp_path / str(time)).mkdir()
        database = sa.make_url(f"sqlite:///{tmp_path / str(time)}/queue.sqlite")
        together = Barrier(WORKERS)

        def go(database: sa.URL = database, together: Barrier = together) -> None:
            together.wait()
            begin(database)

        with ThreadPoolExecutor(WORKERS) as workers:
            for begun in [workers.submit(go) for _ in range(WORKERS)]:
                begun.result()
