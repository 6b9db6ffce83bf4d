"""The queue of one county as its database shows it: what waits, what has ended, and how.

It needs no worker of its own: the doors that only look or tell use it from outside, and a run looks
through it at what all the workers do.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

import sqlalchemy as sa
from dbos import DBOSClient, EnqueueOptions, WorkflowStatus
from dbos._sys_db import SystemDatabase  # DBOS hands on no public name for it
from sqlalchemy.exc import DBAPIError, OperationalError

from robots.casework.closed_after import ClosedAfter
from robots.casework.words import Source, State
from robots.county import County
from robots.determination.attempt import Attempt
from robots.determination.checkpoints import EncryptedJson
from robots.determination.figures import HELD, Call
from robots.determination.presence import DatabaseUnreachable
from robots.determination.queue_trouble import the_trouble_itself, trouble_of, watch
from robots.determination.tables import only_one_makes_tables

APPLICATION: Final = "income-determination"
#: Fixed, or queued cases strand after a change of the program. It is raised when what workflows
#: take or give has another form: then :mod:`robots.determination.rescue` begins them anew.
STORED_FORM: Final = "4"
#: The queue of the nightly cases, and the one of the cases that an officer asks for now.
CASES: Final = "cases"
REQUESTED: Final = "requested"
WAY: Final = "way_of_one_case"
CALL: Final = "ask_authority"
UNFINISHED: Final = ["PENDING", "ENQUEUED", "DELAYED"]
#: In the place of the worker's name, where one that has ended as it should had the case in work.
LEFT: Final = "left"
CANCELLED: Final = "CANCELLED"
#: An officer's request goes first; the engine takes the smallest number first, and none is smaller.
FIRST: Final = 1
_AT_ONCE: Final = 500


def priority_of(attempt: str, *, is_requested: bool) -> int:
    """By due day, the earliest first; what an officer asks for before all of them."""
    due = Attempt.parse(attempt).determination.due
    return FIRST if is_requested else FIRST + due.toordinal()


@dataclass(frozen=True, slots=True)
class Ended:
    """One attempt that has ended: its record, or None where the way itself broke."""

    attempt: str
    output: dict[str, Any] | None
    seconds: Decimal
    is_cancelled: bool = False


class CaseQueue(ClosedAfter):
    """A look into the queue, and the hand that puts cases in and takes them out."""

    def __init__(self, county: County) -> None:
        """The tables are there once a worker has been at work; see :func:`is_there`."""
        self._client = DBOSClient(
            system_database_url=county.database.render_as_string(hide_password=False),
            serializer=EncryptedJson(county.queue_keys),
            application_name=APPLICATION,
        )
        self._sys_db = self._client._sys_db  # what its own interface lacks: one update, below
        watch(self._sys_db.engine, the_trouble_itself)

    def close(self) -> None:
        self._client.destroy()

    def enqueue(self, attempt: str, run_id: str, *, is_requested: bool) -> None:
        """Put one attempt into the queue; one that is there already is not put twice, but goes
        ahead where an officer asks for it now."""
        options: EnqueueOptions = {
            "workflow_name": WAY,
            "queue_name": REQUESTED if is_requested else CASES,
            "workflow_id": attempt,
            "app_version": STORED_FORM,
            "priority": priority_of(attempt, is_requested=is_requested),
        }
        self._client.enqueue(options, attempt, run_id)
        if is_requested:
            self._bring_forward(attempt)

    def cancel(self, attempt: str) -> bool:
        """Take an attempt and its calls out of the queue; False where it had ended already."""
        self._client.cancel_workflow(attempt, cancel_children=True)
        now = self._list(workflow_ids=[attempt])
        return bool(now) and now[0].status == CANCELLED

    def unfinished(self) -> dict[str, str]:
        """Every attempt that has not ended, with the name of its queue."""
        found = self._list(name=WAY, status=UNFINISHED, app_version=STORED_FORM)
        return {one.workflow_id: one.queue_name or CASES for one in found}

    def unfinished_of(self, case_id: str) -> list[str]:
        """The attempts at a case that have not ended."""
        return sorted(
            attempt
            for attempt in self.unfinished()
            if Attempt.parse(attempt).determination.case_id == case_id
        )

    def leave(self, worker: str) -> None:
        """Give what a worker that ends has in work to whoever looks next (:data:`LEFT`)."""
        table = self._sys_db.tables.workflow_status
        own = sa.and_(table.c.status == "PENDING", table.c.executor_id == worker)
        with self._sys_db.engine.begin() as connection:
            connection.execute(sa.update(table).where(own).values(executor_id=LEFT))

    def is_over(self, attempt: str) -> bool:
        """Whether the attempt has been in the queue and is not any more."""
        found = self._list(workflow_ids=[attempt])
        return bool(found) and found[0].status not in UNFINISHED

    def ended_of(self, attempts: Iterable[str]) -> Sequence[Ended]:
        """Those of the attempts that have ended; no clock is asked."""
        unfinished = self.unfinished()
        over = sorted(one for one in attempts if one not in unfinished)
        found: list[WorkflowStatus] = []
        for start in range(0, len(over), _AT_ONCE):
            some = over[start : start + _AT_ONCE]
            found += self._client.list_workflows(workflow_ids=some, load_input=False)
        return [_ended(one) for one in found if one.status not in UNFINISHED]

    def all_ended(self) -> set[str]:
        """Every attempt that has ended and is still in the database."""
        return {one.workflow_id for one in self._list(name=WAY) if one.status not in UNFINISHED}

    def calls(self, since: datetime | None) -> Sequence[Call]:
        """Every call to a source that has ended since then."""
        return [
            _call(one)
            for one in self._client.list_workflows(
                name=CALL, status="SUCCESS", completed_after=_utc(since), load_input=False
            )
        ]

    def ended_before(self, moment: datetime) -> list[str]:
        """Ids of the attempts and calls that ended before the moment, for whoever clears up."""
        ended = ["SUCCESS", "ERROR", CANCELLED, "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]
        found = self._list(status=ended, completed_before=_utc(moment))
        return sorted(one.workflow_id for one in found)

    def ended_at(self) -> dict[str, datetime]:
        """When each attempt and call ended that is still in the database: its id → moment."""
        return {
            one.workflow_id: datetime.fromtimestamp(milliseconds / 1000, UTC)
            for one in self._list()
            if one.status not in UNFINISHED
            and (milliseconds := one.completed_at or one.updated_at) is not None
        }

    def delete(self, workflow_ids: Sequence[str]) -> None:
        """Destroy what the database holds of finished attempts and calls."""
        for start in range(0, len(workflow_ids), _AT_ONCE):
            self._client.delete_workflows(list(workflow_ids[start : start + _AT_ONCE]))

    def _list(self, **by: Any) -> list[WorkflowStatus]:
        return self._client.list_workflows(**by, load_input=False, load_output=False)

    def _bring_forward(self, attempt: str) -> None:
        """Only what still waits: the engine's own ``resume`` would begin what runs once more. What
        is in work stays where it is, and is marked: see :func:`asked_for`."""
        table = self._sys_db.tables.workflow_status
        waits, works = table.c.status == "ENQUEUED", table.c.status == "PENDING"
        own, calls = (
            table.c.workflow_uuid == attempt,
            table.c.workflow_uuid.startswith(f"{attempt}/", autoescape=True),
        )
        with self._sys_db.engine.begin() as connection:
            connection.execute(
                sa.update(table).where(waits, own).values(queue_name=REQUESTED, priority=FIRST)
            )
            connection.execute(sa.update(table).where(waits, calls).values(priority=FIRST))
            connection.execute(sa.update(table).where(works, own).values(priority=FIRST))


def asked_for(system: SystemDatabase) -> frozenset[str]:
    """The attempts in work, in whatever worker, for which an officer waits.

    Raises:
        DatabaseUnreachable, QueueNotWritable
    """
    table = system.tables.workflow_status
    found = sa.select(table.c.workflow_uuid).where(
        table.c.status == "PENDING", table.c.name == WAY, table.c.priority == FIRST
    )
    try:
        with system.engine.begin() as connection:
            return frozenset(connection.execute(found).scalars())
    except DBAPIError as error:
        trouble = trouble_of(error)
    raise trouble  # outside: the engine's own quotes the address


def is_there(county: County) -> bool:
    """Whether a worker has ever been at work on this county's database; one that makes its tables
    at this moment is waited for.

    Raises:
        DatabaseUnreachable
    """
    with only_one_makes_tables(county.database, county.state):
        return _has_tables(county)


def _has_tables(county: County) -> bool:
    engine = sa.create_engine(county.database)
    try:
        schema = None if engine.dialect.name == "sqlite" else "dbos"
        return sa.inspect(engine).has_table("workflow_status", schema=schema)
    except OperationalError as trouble:
        failure = type(trouble.orig).__name__
    finally:
        engine.dispose()
    raise DatabaseUnreachable(trouble=failure)  # outside: the engine's own quotes the address


def _ended(workflow: WorkflowStatus) -> Ended:
    output = workflow.output if workflow.status == "SUCCESS" else None
    return Ended(
        workflow.workflow_id,
        output if isinstance(output, dict) else None,
        _seconds(workflow),
        is_cancelled=workflow.status == CANCELLED,
    )


def _call(workflow: WorkflowStatus) -> Call:
    """As :func:`robots.determination.way.ask_authority` names it and leaves its result."""
    source = Source(workflow.workflow_id.split("/")[2])
    output = workflow.output if isinstance(workflow.output, dict) else {}
    done, tried = output.get("done", State.FAILED), output.get("tried", 0)
    if isinstance(done, dict):  # put off: after a failure, or since the source was not to be asked
        done = State.FAILED if done["tried"] > tried else HELD
    seconds = Decimal(output.get("seconds", 0))
    retries = min(tried, 1) + output.get("sent_again", 0)
    return Call(source, str(done), seconds, retries=retries)


def _utc(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat()


def _seconds(workflow: WorkflowStatus) -> Decimal:
    """From the workflow's start to its end; nothing is waited for in a queue in between."""
    if workflow.dequeued_at is None or workflow.completed_at is None:
        return Decimal(0)
    return Decimal(workflow.completed_at - workflow.dequeued_at) / 1000
