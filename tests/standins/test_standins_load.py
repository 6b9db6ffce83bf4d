"""What the stand-ins measure is the evidence that the county's limits hold."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from devdata.standins.control import control
from devdata.standins.frame import Journal, Load, Request, Response, Server
from devdata.standins.load import most_within


@given(st.lists(st.floats(0, 300), max_size=40).map(sorted), st.sampled_from([0.0, 1.0, 60.0]))
def test_the_most_in_any_minute_is_the_most_of_every_window(
    moments: list[float], seconds: float
) -> None:
    windows = [sum(one - seconds < other <= one for other in moments) for one in moments]
    if seconds:
        assert most_within(moments, seconds) == max(windows, default=0)


class Door:
    """A server whose requests stay in it until they are let out."""

    def __init__(self) -> None:
        self.let_out = threading.Event()
        self.now = 0.0
        self.load = Load(is_seen=lambda _, path: path != "/style", now=lambda: self.now)
        self.server = Server(self._answer, load=self.load)
        self.control = Server(control(Journal(), {}, {"door": self.load}))

    def _answer(self, request: Request) -> Response:
        self.let_out.wait(10)
        return Response(204)

    def told(self) -> dict[str, int]:
        answer = requests.get(f"{self.control.address}/load", timeout=10).json()
        return dict(answer["door"])


@pytest.fixture
def door() -> Iterator[Door]:
    made = Door()
    yield made
    made.let_out.set()
    made.server.stop()
    made.control.stop()


def ask(door: Door, path: str) -> int:
    return requests.get(f"{door.server.address}{path}", timeout=20).status_code


def test_requests_under_way_at_the_same_time_are_counted(door: Door) -> None:
    with ThreadPoolExecutor(4) as threads:
        asked = [threads.submit(ask, door, path) for path in ("/a", "/b", "/c", "/style")]
        while door.told()["at_once"] < 3:
            time.sleep(0.01)
        door.let_out.set()
        assert {one.result() for one in asked} == {204}
    ask(door, "/d")
    assert door.told() == {"calls": 4, "at_once": 3, "a_minute": 4}


def test_a_minute_slides_and_measuring_begins_anew(door: Door) -> None:
    door.let_out.set()
    for moment in (0.0, 30.0, 59.0, 61.0, 200.0):
        door.now = moment
        ask(door, "/a")
    assert door.told() == {"calls": 5, "at_once": 1, "a_minute": 3}
    requests.post(f"{door.control.address}/load", timeout=10)
    assert door.told() == {"calls": 0, "at_once": 0, "a_minute": 0}
