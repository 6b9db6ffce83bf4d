"""What the workers of a county tell each other, where two do so at the same moment."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from robots.determination.orders import Orders
from robots.determination.presence import DatabaseUnreachable


def test_two_runs_may_tell_of_the_same_cases_at_the_same_moment(tmp_path: Path) -> None:
    """An officer's run and the night's both wait for the case that the officer asked for."""
    database = sa.make_url(f"sqlite:///{tmp_path}/queue.sqlite")
    attempts = [f"T-{number:04}:fee:2026-03-31:1" for number in range(600)]
    with Orders(database) as night, Orders(database) as officers:
        together = Barrier(2)

        def tell(orders: Orders, told: list[str]) -> None:
            together.wait()
            for _ in range(20):
                orders.told(told)
                orders.forget_told(told[:1])

        with ThreadPoolExecutor(2) as runs:
            for run in [runs.submit(tell, night, attempts), runs.submit(tell, officers, attempts)]:
                run.result()
        assert night.already_told() == set(attempts[1:])


@pytest.mark.parametrize("times", [1, 2])
def test_a_question_that_is_cut_off_is_asked_once_more(tmp_path: Path, times: int) -> None:
    """By a server that is started again in its middle: no worker ends over that alone."""
    with Orders(sa.make_url(f"sqlite:///{tmp_path}/queue.sqlite")) as orders:
        orders.stop(datetime(2026, 3, 16, 9, 0, tzinfo=UTC), "virkailija-07")
        cut_off = [OperationalError("", {}, sqlite3.OperationalError("cut off"))] * times

        def cut(*_: object) -> None:
            if cut_off:
                raise cut_off.pop()

        sa.event.listen(orders._engine, "before_cursor_execute", cut)
        if times == 1:
            assert orders.last_stop() == 1
        else:
            with pytest.raises(DatabaseUnreachable):
                orders.last_stop()
