"""Never more calls than the limit in any 60 seconds, measured where the authority measures."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from town import Town, in_a_file

from devdata.standins.load import most_within
from robots.casework.words import Source
from robots.traffic import Call, Traffic
from robots.traffic.slots import Slots
from robots.traffic.store import Store

SOURCE = Source.INCOMES_REGISTER
PROGRAM = Path(__file__).with_name("asking_process.py")
ROOT = Path(__file__).parents[2]


@dataclass
class Made:
    """A call that has its slot."""

    id: str
    at: float
    is_lost: bool
    """Its worker dies: nobody tells of its end."""
    arrived: float | None = None


class AnyInterleaving(RuleBasedStateMachine):
    """Workers that take slots, whose calls arrive early or late, and that may die; a machine whose
    clock begins anew. The authority's own clock is the real one."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.store = Store(in_a_file(Path(self.folder.name)))
        self.slots = Slots(self.store, lambda: self.real + self.offset)
        self.real, self.offset = 1000.0, 0.0
        self.arrivals: list[float] = []
        self.under_way: list[Made] = []
        self.count = 0

    @initialize(a_minute=st.integers(1, 5))
    def begin(self, a_minute: int) -> None:
        self.a_minute = a_minute

    @rule(urgent=st.booleans(), is_lost=st.sampled_from([False, False, False, True]))
    def take(self, urgent: bool, is_lost: bool) -> None:
        self.count += 1
        name = str(self.count)
        with self.store.transaction(SOURCE) as connection:
            wait = self.slots.take(connection, SOURCE, self.a_minute, name, urgent=urgent)
        assert 0 <= wait <= 65.001
        if wait == 0:
            self.under_way.append(Made(name, self.real, is_lost))

    @rule(seconds=st.sampled_from([0.01, 0.5, 3.0, 4.9, 15.0, 55.0]))
    def pass_time(self, seconds: float) -> None:
        """What has not arrived does so on the way: a lost call's within five seconds."""
        before, self.real = self.real, self.real + seconds
        for one in list(self.under_way):
            if one.arrived is None and one.is_lost and self.real - one.at >= 5:
                self._arrive(one, max(before, min(self.real, one.at + 4.99)))
            elif not one.is_lost and self.real - one.at >= 60:
                self._end(one, one.at + 60 if one.at + 60 > before else before)

    @precondition(lambda self: self.under_way)
    @rule(data=st.data())
    def arrive(self, data: st.DataObject) -> None:
        one = data.draw(st.sampled_from(self.under_way))
        if one.arrived is None:
            self._arrive(one, self.real)

    @precondition(lambda self: self.under_way)
    @rule(data=st.data())
    def end(self, data: st.DataObject) -> None:
        one = data.draw(st.sampled_from(self.under_way))
        if not one.is_lost:
            self._end(one, self.real)

    @rule(offset=st.sampled_from([-990.0, -5.0]))
    def the_machine_starts_again(self, offset: float) -> None:
        """Its clock begins anew, or goes back a little."""
        self.offset = offset if offset < self.offset else self.offset

    def _end(self, one: Made, at: float) -> None:
        if one.arrived is None:
            self._arrive(one, at)
        now, self.real = self.real, at
        with self.store.transaction() as connection:
            self.slots.over(connection, one.id)
        self.real = now
        self.under_way.remove(one)

    def _arrive(self, one: Made, at: float) -> None:
        one.arrived = at
        self.arrivals.append(at)
        if one.is_lost:
            self.under_way.remove(one)

    def teardown(self) -> None:
        self.store.close()
        self.folder.cleanup()
        if hasattr(self, "a_minute"):
            assert most_within(sorted(self.arrivals), 60.0) <= self.a_minute


TestAnyInterleaving = AnyInterleaving.TestCase
TestAnyInterleaving.settings = settings(
    max_examples=40,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)


def make_call(town: Town, worker: Traffic, *, urgent: bool = False) -> float:
    """One call of no length; how long it waited."""
    before = town.at
    call = worker.begin(SOURCE, "T-0001", urgent=urgent)
    assert isinstance(call, Call)
    with call, worker.request(SOURCE):
        pass
    return (town.at - before).total_seconds()


def test_the_nightly_keeps_an_even_distance_and_an_officer_need_not(town: Town) -> None:
    nightly, officer = town.worker(a_minute=6), town.worker(a_minute=6)
    assert make_call(town, nightly) == 0
    assert make_call(town, nightly) == pytest.approx(10)
    assert make_call(town, officer, urgent=True) == 0
    assert make_call(town, officer, urgent=True) == 0


def test_an_officer_waits_for_a_full_minute_and_never_past_the_limit(town: Town) -> None:
    officer = town.worker(a_minute=3)
    waited = [make_call(town, officer, urgent=True) for _ in range(7)]
    assert waited[:3] == [0, 0, 0]
    assert waited[3] == pytest.approx(60)
    assert waited[4:6] == [0, 0]
    assert waited[6] == pytest.approx(60)


def test_nobody_of_the_nightly_goes_before_an_officer_who_waits(town: Town) -> None:
    nightly, officer = town.worker(a_minute=2), town.worker(a_minute=2)
    make_call(town, officer, urgent=True)
    make_call(town, officer, urgent=True)
    order: list[str] = []

    def the_nightly_looks_as_well() -> None:
        with nightly._store.transaction(SOURCE) as connection:
            if nightly._slots.take(connection, SOURCE, 2, "night", urgent=False) == 0:
                order.append("nightly")

    town.while_sleeping = the_nightly_looks_as_well
    make_call(town, officer, urgent=True)
    assert order == []


def test_an_officer_whose_worker_died_holds_nobody_up(town: Town) -> None:
    worker = town.worker(a_minute=1)
    make_call(town, worker, urgent=True)
    with worker._store.transaction(SOURCE) as connection:
        assert worker._slots.take(connection, SOURCE, 1, "dies", urgent=True) > 0
    town.pass_time(120)
    assert make_call(town, worker) == 0


def test_each_attempt_takes_a_slot_and_the_first_goes_on_the_calls_own(town: Town) -> None:
    worker = town.worker(a_minute=2)
    call = worker.begin(SOURCE, "T-0001", urgent=True)
    assert isinstance(call, Call)
    with call:
        before = town.at
        with worker.request(SOURCE):
            pass
        with worker.request(SOURCE):  # a second attempt, an officer's too
            pass
        assert town.at == before
        with worker.request(SOURCE):
            pass
        assert (town.at - before).total_seconds() == pytest.approx(60)


def test_a_slot_that_no_request_used_is_free_again(town: Town) -> None:
    worker = town.worker(a_minute=1)
    for _ in range(3):
        call = worker.begin(SOURCE, "T-0001", urgent=True)
        assert isinstance(call, Call)
        with call:
            call.ended(None)
    assert town.slept == []


def test_a_source_without_a_limit_a_minute_never_waits(town: Town) -> None:
    worker = town.worker()
    assert [make_call(town, worker) for _ in range(5)] == [0] * 5


def test_the_way_back_of_a_slow_call_is_no_reason_to_send_the_next_too_early(town: Town) -> None:
    worker = town.worker(a_minute=1)
    call = worker.begin(SOURCE, "T-0001", urgent=True)
    assert isinstance(call, Call)
    with call, worker.request(SOURCE):
        town.pass_time(40)
    assert make_call(town, worker, urgent=True) == pytest.approx(60)


def test_processes_that_share_a_file_never_pass_the_limit(tmp_path: Path) -> None:
    """A minute lasts half a second here; each process tells when its calls left and came."""
    processes = [
        subprocess.Popen(
            [sys.executable, str(PROGRAM), str(tmp_path), "12", str(number)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        for number in range(3)
    ]
    arrivals: list[float] = []
    for process in processes:
        told, _ = process.communicate(timeout=60)
        assert process.returncode == 0
        arrivals += json.loads(told)
    assert len(arrivals) == 3 * 16
    assert most_within(sorted(arrivals), 0.5) <= 12


@pytest.mark.parametrize("urgent", [True, False])
def test_the_databases_own_clock_and_lock_hold_over_threads(any_town: Town, urgent: bool) -> None:
    """Nobody waits here, so one minute's slots are all there are."""
    workers = [any_town.worker(a_minute=5) for _ in range(4)]
    taken: list[str] = []

    def take_many(worker: Traffic, first: str) -> None:
        for number in range(6):
            with worker._store.transaction(SOURCE) as connection:
                name = f"{first}-{number}"
                slots = worker._slots
                if slots.take(connection, SOURCE, 5, name, urgent=urgent) == 0:
                    taken.append(name)

    threads = [
        threading.Thread(target=take_many, args=(worker, str(place)))
        for place, worker in enumerate(workers)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == (5 if urgent else 1)
