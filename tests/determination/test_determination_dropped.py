"""What a living worker has let fall goes on; nothing here asks anybody."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from dbos import DBOS, EnqueueOptions, WorkflowStatus
from light_county import LightCounty, light_county

from robots.casework.words import Role, Source
from robots.county import County
from robots.determination.asking import Asking
from robots.determination.attempt import Request
from robots.determination.case_queue import CALL, CASES, STORED_FORM, WAY, Ended
from robots.determination.dropped import BETWEEN_SECONDS, Dropped
from robots.determination.due import requested_attempt
from robots.determination.engine import Engine

CASE = "T-0001"
NOBODYS_FORM = "nobody's"
LONGEST_WAIT = 20.0


class AtWork:
    """A county with one worker in this process, and its clock."""

    def __init__(self, county: County, engine: Engine) -> None:
        self.county, self.engine = county, engine
        self.now = 0.0
        self.dropped = Dropped(engine.presence.worker, clock=lambda: self.now)

    def put(self, name: str, workflow: str, **row: Any) -> None:
        """Into the queue's database as it would be left there; nobody takes it up meanwhile."""
        options: EnqueueOptions = {
            "workflow_name": workflow,
            "queue_name": CASES,
            "workflow_id": name,
            "app_version": NOBODYS_FORM,
        }
        self.engine.queue._client.enqueue(options, name, "run-1")
        self.change(name, application_version=STORED_FORM, **row)

    def change(self, name: str, **row: Any) -> None:
        system = self.engine._dbos._sys_db
        table = system.tables.workflow_status
        with system.engine.begin() as connection:
            of_it = table.c.workflow_uuid == name
            assert connection.execute(sa.update(table).where(of_it).values(**row)).rowcount == 1

    def look(self) -> None:
        self.dropped.look(DBOS.list_workflows(status="PENDING"))

    def status(self, name: str) -> str:
        (found,) = DBOS.list_workflows(workflow_ids=[name])
        return found.status

    def end_of(self, attempt: str) -> Ended:
        wait_until(lambda: bool(self.engine.queue.ended_of([attempt])))
        (ended,) = self.engine.queue.ended_of([attempt])
        return ended


@pytest.fixture(scope="module")
def light(
    tmp_path_factory: pytest.TempPathFactory, standins: tuple[dict[str, Any], Path]
) -> Iterator[LightCounty]:
    with pytest.MonkeyPatch.context() as environment:
        environment.delenv("RC_VAULT_SECRET_MANAGER", raising=False)
        folder = tmp_path_factory.mktemp("dropped") / "county"
        yield light_county(folder, standins, only=[CASE])


@pytest.fixture(scope="module")
def at_work(light: LightCounty) -> Iterator[AtWork]:
    with light.open() as county:
        county.prepare()
        with Engine(county) as engine:
            yield AtWork(county, engine)


def wait_until(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + LONGEST_WAIT
    while not is_so():
        assert time.monotonic() < until, "it waits for ever"
        time.sleep(0.05)


def test_what_the_worker_took_and_never_began_is_begun(at_work: AtWork) -> None:
    """The claim was written, and its answer lost with the connection."""
    attempt = "T-0999:fee:2026-03-31:1"
    at_work.put(attempt, WAY, status="PENDING", executor_id=at_work.engine.presence.worker)
    at_work.look()
    at_work.now += BETWEEN_SECONDS - 1
    at_work.look()
    assert at_work.status(attempt) == "PENDING", "it may only just have been taken"
    at_work.now += 1
    at_work.look()
    ended = at_work.end_of(attempt)
    assert ended.output is not None, "it went its way: there is no such case"


def test_what_another_worker_has_in_work_stays_with_it(at_work: AtWork) -> None:
    attempt = "T-0998:fee:2026-03-31:1"
    at_work.put(attempt, WAY, status="PENDING", executor_id=at_work.engine.presence.worker)
    other = Dropped("worker-2", clock=lambda: at_work.now)
    other.look(DBOS.list_workflows(status="PENDING"))
    at_work.now += 2 * BETWEEN_SECONDS
    other.look(DBOS.list_workflows(status="PENDING"))
    assert at_work.status(attempt) == "PENDING"
    at_work.change(attempt, status="CANCELLED")


def test_a_case_whose_call_broke_does_not_wait_for_its_answer(at_work: AtWork) -> None:
    """The call's own end could not be told: only that it broke."""
    county, queue = at_work.county, at_work.engine.queue
    request = Request(requested_by="virkailija-07", reason="Asiakas soitti")
    case = county.worklist.case(CASE)
    attempt = str(requested_attempt(county, case, request, queue.is_over))
    (call,) = Asking(county).permitted_calls(attempt, Role.CLIENT, Source.POPULATION_REGISTER)
    name = f"{attempt}/{Role.CLIENT}/{Source.POPULATION_REGISTER}/{call}"
    at_work.put(name, CALL, status="ERROR")
    queue.enqueue(attempt, "run-1", is_requested=True)
    wait_until(lambda: is_waiting(at_work, attempt))
    at_work.look()
    ended = at_work.end_of(attempt)
    assert ended.output is not None
    assert ended.output["outcome"] == "failed"
    assert ended.output["ask_again"], "the next night makes the call"


def test_a_case_that_many_doors_took_up_is_taken_up_again(at_work: AtWork) -> None:
    attempt = "T-0997:fee:2026-03-31:1"
    at_work.put(attempt, WAY, status="ENQUEUED", recovery_attempts=500)
    assert at_work.end_of(attempt).output is not None


def is_waiting(at_work: AtWork, attempt: str) -> bool:
    found: list[WorkflowStatus] = DBOS.list_workflows(workflow_ids=[attempt])
    steps = DBOS.list_workflow_steps(attempt) if found else []
    return any(step["function_name"] == "DBOS.sleep" for step in steps)
