"""Never more calls under way than the limit, over all workers, whatever becomes of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Collection, Iterable
from datetime import timedelta
from pathlib import Path

import pytest
from placed_process import UNDER_WAY
from test_traffic_pauses import NoAnswer, fail
from town import NOON, Town

from robots.casework.words import Source
from robots.traffic import Call, NotNow, Traffic
from robots.traffic.places import ASK_AGAIN

SOURCE = Source.INCOMES_REGISTER
PROGRAM = Path(__file__).with_name("placed_process.py")
ROOT = Path(__file__).parents[2]


class WouldWait(Exception):
    """Instead of a sleep."""


def nobody(calls: Collection[str]) -> Collection[str]:
    """The queue has none of them in work."""
    return ()


def begin(worker: Traffic, call_id: str = "", *, urgent: bool = False) -> Call:
    call = worker.begin(SOURCE, "T-0001", urgent=urgent, call_id=call_id)
    assert isinstance(call, Call)
    return call


def end(call: Call) -> None:
    with call:
        call.ended(None)


def would_wait(town: Town, worker: Traffic, call_id: str = "") -> bool:
    """Whether there is no place for the call."""

    def stop() -> None:
        raise WouldWait

    before, town.while_sleeping = town.while_sleeping, stop
    try:
        end(begin(worker, call_id))
    except WouldWait:
        return True
    finally:
        town.while_sleeping = before
    return False


def started(town: Town, at_once: int, name: str, how: str) -> subprocess.Popen[str]:
    address = town.database.render_as_string(hide_password=False)
    return subprocess.Popen(
        [sys.executable, str(PROGRAM), address, str(at_once), name, how],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def most_at_once(spans: Iterable[tuple[float, float]]) -> int:
    """A call that ends in the moment in which another begins is under way with it."""
    changes = [(at, -change) for span in spans for at, change in zip(span, (1, -1), strict=True)]
    under_way = most = 0
    for _, change in sorted(changes):
        under_way -= change
        most = max(most, under_way)
    return most


def test_processes_that_look_at_the_same_moment_never_pass_the_limit(town: Town) -> None:
    """No queue holds them back here."""
    processes = [started(town, 2, str(number), "ends") for number in range(4)]
    spans: list[tuple[float, float]] = []
    for process in processes:
        told, _ = process.communicate(timeout=60)
        assert process.returncode == 0
        spans += json.loads(told)
    assert len(spans) == 4 * 12
    assert most_at_once(spans) <= 2


def test_the_servers_own_lock_holds_the_limit_as_well(any_town: Town) -> None:
    spans: list[tuple[float, float]] = []
    any_town.while_sleeping = lambda: time.sleep(0.005)

    def make_calls(worker: Traffic) -> None:
        for _ in range(5):
            with begin(worker) as call:
                began = time.monotonic()
                time.sleep(0.01)  # on the way
                spans.append((began, time.monotonic()))
                call.ended(None)

    workers = [any_town.worker(at_once=2) for _ in range(4)]
    threads = [threading.Thread(target=make_calls, args=(worker,)) for worker in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(spans) == 4 * 5
    assert most_at_once(spans) <= 2


def test_the_place_of_a_worker_that_was_killed_is_kept_as_long_as_its_call_is_in_work(
    any_town: Town,
) -> None:
    dying = started(any_town, 1, "its-call", "never ends")
    assert dying.stdout is not None
    assert dying.stdout.readline().strip() == UNDER_WAY
    dying.kill()
    dying.communicate()
    worker, told = any_town.worker(at_once=1), list[Collection[str]]()

    def three_looks_later(calls: Collection[str]) -> Collection[str]:
        told.append(calls)
        return calls if len(told) < 3 else ()

    assert isinstance(
        worker.begin(Source.KELA, "T-0002", urgent=False, in_work=three_looks_later), Call
    )
    assert told == [["its-call"]] * 3
    assert sum(any_town.slept) == pytest.approx(2 * ASK_AGAIN), "and the queue is not asked often"


def test_a_call_that_is_taken_over_takes_its_own_place_again(any_town: Town) -> None:
    believed_gone, other = any_town.worker(at_once=1), any_town.worker(at_once=1)
    first = begin(believed_gone, "call")
    again = begin(other, "call")
    assert again.has_waited is False
    end(first)  # it comes to itself again
    assert would_wait(any_town, other, "another"), "the place is the other's by now"
    end(again)
    assert not would_wait(any_town, other, "another")


def test_a_call_that_breaks_leaves_its_place(any_town: Town) -> None:
    worker = any_town.worker(at_once=1)
    for _ in range(2):
        with pytest.raises(RuntimeError), begin(worker):
            raise RuntimeError
    assert any_town.slept == []


def test_a_call_that_was_paused_while_it_waited_leaves_nothing_behind(town: Town) -> None:
    worker = town.worker(at_once=1)
    under_way = begin(worker, "first")

    def somebody_pauses() -> None:
        worker.pause(SOURCE, "virkailija-12", "")

    town.while_sleeping = somebody_pauses
    assert isinstance(worker.begin(SOURCE, "T-0002", urgent=True, call_id="waits"), NotNow)
    town.while_sleeping = lambda: None
    end(under_way)
    worker.resume(SOURCE, "virkailija-12")
    assert not would_wait(town, worker)


def test_a_call_taken_over_that_must_not_be_made_now_leaves_its_place(town: Town) -> None:
    worker = town.worker(at_once=1)
    begin(worker, "call")  # and dies
    worker.pause(SOURCE, "virkailija-12", "")
    assert isinstance(worker.begin(SOURCE, "T-0001", urgent=False, call_id="call"), NotNow)
    worker.resume(SOURCE, "virkailija-12")
    assert not would_wait(town, worker)


def test_sources_have_places_of_their_own(town: Town) -> None:
    worker = town.worker(at_once=1)
    begin(worker)
    assert isinstance(worker.begin(Source.KELA, "T-0001", urgent=False), Call)


def test_who_waits_for_its_minute_holds_no_place(town: Town) -> None:
    worker = town.worker(at_once=1, a_minute=2)
    end_with_request(worker, begin(worker))
    officers: list[float] = []

    def an_officer_comes() -> None:
        if not officers:
            officers.append(0)
            end(begin(worker, urgent=True))
            assert town.slept == [1.0], "the officer did not wait"

    town.while_sleeping = an_officer_comes
    end(begin(worker))
    assert officers


def end_with_request(worker: Traffic, call: Call) -> None:
    with call:
        with worker.request(SOURCE):
            pass
        call.ended(None)


@pytest.mark.parametrize("urgent", [True, False])
def test_a_call_that_sends_again_is_not_kept_waiting_by_who_waits_for_its_place(
    town: Town, urgent: bool
) -> None:
    worker = town.worker(at_once=1, a_minute=60)
    with begin(worker, urgent=urgent) as under_way:
        with worker.request(SOURCE):
            pass
        town.pass_time(2)
        with worker._store.transaction(SOURCE) as connection:
            take = worker._slots.take
            assert take(connection, SOURCE, 60, "officer's", urgent=True, places=0) > 0
        with worker.request(SOURCE):
            pass
        assert town.slept == []
        under_way.ended(None)


@pytest.mark.parametrize("a_minute", [600, None])
def test_an_officer_who_waits_for_a_place_goes_before_the_nightly(
    town: Town, a_minute: int | None
) -> None:
    worker = town.worker(at_once=1, a_minute=a_minute)
    under_way, order = begin(worker), list[str]()
    town.pass_time(1)

    def it_ends_and_the_nightly_looks_first() -> None:
        town.while_sleeping = lambda: None
        end(under_way)
        if not would_wait(town, worker):
            order.append("nightly")

    town.while_sleeping = it_ends_and_the_nightly_looks_first
    begin(worker, urgent=True)
    assert town.slept
    assert order == []


def test_a_paused_source_is_tried_when_there_is_a_place_for_it(town: Town) -> None:
    many, one = town.worker(), town.worker(at_once=1)
    under_way = begin(many)
    fail(many, "T-0001", "T-0002", "T-0003")
    town.pass_time(61)
    town.while_sleeping = lambda: end_failed(under_way)
    tries = begin(one)
    assert tries.is_trying
    assert len(town.slept) == 1
    tries.ended(None)
    assert many.paused() == []


def end_failed(call: Call) -> None:
    with call:
        call.ended(NoAnswer())


def test_a_worker_that_begins_forgets_what_nobody_has_in_work(any_town: Town) -> None:
    worker = any_town.worker(at_once=1)
    begin(worker, "a")
    worker.forget_gone(lambda calls: calls)
    assert would_wait(any_town, worker)
    worker.forget_gone(nobody)
    assert not would_wait(any_town, worker)


def test_where_no_worker_has_been_nothing_is_forgotten_nor_made(town: Town) -> None:
    worker = town.worker()
    worker.forget_gone(nobody)
    assert not worker._store.exists


def test_a_clock_that_is_set_gives_nobody_a_place(town: Town) -> None:
    worker = town.worker(at_once=1)
    begin(worker)
    for jump in (timedelta(days=2), timedelta(days=-4)):
        town.at = NOON + jump
        assert would_wait(town, worker)
