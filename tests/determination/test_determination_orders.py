"""What the workers of a county tell each other, where two do so at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import sqlalchemy as sa

from robots.determination.orders import Orders


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
