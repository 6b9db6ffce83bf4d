"""Whose place at a source is nobody's any more: what the queue says of calls."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from dbos import DBOS, EnqueueOptions
from light_county import light_county

from robots.casework.words import Source
from robots.county import County
from robots.determination.attempt import Request
from robots.determination.case_queue import CALL, CASES
from robots.determination.due import requested_attempt
from robots.determination.engine import Engine
from robots.traffic import Call

CASE = "T-0001"
#: So that nobody takes up what the test puts into the queue.
NOBODYS_FORM = "nobody's"
GONE = "worker-that-is-gone"
LONGEST_WAIT = 30.0


@pytest.fixture(scope="module")
def county(
    tmp_path_factory: pytest.TempPathFactory, standins: tuple[dict[str, Any], Path]
) -> Iterator[County]:
    with pytest.MonkeyPatch.context() as environment:
        environment.delenv("RC_VAULT_SECRET_MANAGER", raising=False)
        folder = tmp_path_factory.mktemp("in-work") / "county"
        with light_county(folder, standins, only=[CASE]).open() as opened:
            opened.prepare()
            yield opened


def begin(county: County, call_id: str, engine: Engine | None = None) -> Call:
    traffic, source = county.traffic, Source.DOCUMENTS
    if engine is None:
        call = traffic.begin(source, CASE, urgent=False, call_id=call_id)
    else:
        call = traffic.begin(
            source, CASE, urgent=False, call_id=call_id, in_work=engine._work.asking._in_work
        )
    assert isinstance(call, Call)
    return call


def put(engine: Engine, name: str, status: str, worker: str | None) -> None:
    """A call as it lies in the queue's database."""
    options: EnqueueOptions = {
        "workflow_name": CALL,
        "queue_name": CASES,
        "workflow_id": name,
        "app_version": NOBODYS_FORM,
    }
    engine.queue._client.enqueue(options, name, "run-1")
    system = engine._dbos._sys_db
    table = system.tables.workflow_status
    with system.engine.begin() as connection:
        of_it = table.c.workflow_uuid == name
        connection.execute(sa.update(table).where(of_it).values(status=status, executor_id=worker))


def test_a_call_is_in_work_from_its_queue_to_its_end(county: County) -> None:
    at_once = county.settings.limits[Source.DOCUMENTS].at_once
    for number in range(at_once):
        begin(county, f"left-by-a-killed-worker-{number}")
    with Engine(county) as engine:
        calls = [begin(county, f"begun-{number}") for number in range(at_once)]
        assert not any(call.has_waited for call in calls), "a worker that begins forgets those"

        here = engine.presence.worker
        for name, status, worker in (
            ("waits", "ENQUEUED", None),
            ("is-later", "DELAYED", None),
            ("under-way", "PENDING", here),
            ("has-answered", "SUCCESS", here),
            ("has-broken", "ERROR", here),
            ("cancelled-under-way", "CANCELLED", here),
            ("cancelled-and-killed", "CANCELLED", GONE),
        ):
            put(engine, name, status, worker)
        known = ["waits", "is-later", "under-way", "has-answered", "has-broken"]
        known += ["cancelled-under-way", "cancelled-and-killed", "never-heard-of"]
        assert set(engine._in_work(known)) == {"under-way", "cancelled-under-way"}

        # Those that have begun are no calls of the queue: whoever needs a place has it.
        assert begin(county, "another", engine).has_waited


def test_a_call_has_its_place_by_its_name_in_the_queue_and_leaves_it(county: County) -> None:
    seen: set[str] = set()

    def look() -> None:
        with sqlite3.connect(county.state / "traffic.sqlite") as file:
            seen.update(one for (one,) in file.execute("SELECT id FROM under_way"))
        file.close()

    county.traffic.run_begins(None)  # its tables are there before anybody looks
    with Engine(county) as engine:
        county.make_sure = look  # right before each request
        request = Request(requested_by="virkailija-07", reason="Asiakas soitti")
        attempt = str(
            requested_attempt(county, county.worklist.case(CASE), request, engine.queue.is_over)
        )
        engine.queue.enqueue(attempt, "run-1", is_requested=True)
        until = time.monotonic() + LONGEST_WAIT
        while not engine.queue.is_over(attempt):
            assert time.monotonic() < until
            time.sleep(0.05)
        made = {
            one.workflow_id for one in DBOS.list_workflows(name=CALL, workflow_id_prefix=attempt)
        }
    of_the_case = {one for one in seen if one.startswith(attempt)}
    assert of_the_case
    assert of_the_case <= made
    seen.clear()
    look()
    assert not any(one.startswith(attempt) for one in seen)
