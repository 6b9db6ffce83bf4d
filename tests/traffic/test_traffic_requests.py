"""How a source's requests find the call that they belong to, whichever thread makes them."""

from __future__ import annotations

import asyncio
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from town import Town

from robots.casework.words import Source
from robots.kela.browser import BrowserThread
from robots.kela.source import _off_the_loop
from robots.traffic import Call, Traffic


def test_a_visit_on_the_browsers_thread_goes_on_the_slot_of_its_call(town: Town) -> None:
    worker = town.worker(a_minute=1)
    browser = BrowserThread(Path("no-browser-is-started"), sandbox=True)

    def turn() -> AbstractContextManager[None]:
        return worker.request(Source.KELA)

    async def visit() -> None:
        async with _off_the_loop(turn):
            await asyncio.sleep(0)

    try:
        call = worker.begin(Source.KELA, "T-0001", urgent=False)
        assert isinstance(call, Call)
        with call:
            browser.run(visit())
            assert town.slept == []
            browser.run(visit())  # once more, in a new session: another visit
            assert sum(town.slept) == pytest.approx(60)
    finally:
        browser.close()


def test_a_request_without_a_call_waits_as_well(town: Town) -> None:
    worker = town.worker(a_minute=1)
    for _ in range(2):
        with worker.request(Source.KELA):
            pass
    assert sum(town.slept) == pytest.approx(60)


def test_a_call_to_one_source_gives_no_slot_to_another(town: Town) -> None:
    worker: Traffic = town.worker(a_minute=1)
    with worker.request(Source.KELA):
        pass
    call = worker.begin(Source.INCOMES_REGISTER, "T-0001", urgent=False)
    assert isinstance(call, Call)
    with call, worker.request(Source.KELA):
        pass
    assert sum(town.slept) == pytest.approx(60)


def test_a_request_that_fails_counts_as_well(town: Town) -> None:
    worker = town.worker(a_minute=1)
    with pytest.raises(RuntimeError), worker.request(Source.KELA):
        raise RuntimeError
    with worker.request(Source.KELA):
        pass
    assert sum(town.slept) == pytest.approx(60)
