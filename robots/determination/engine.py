"""DBOS over one county's own folder: the queue, and what has been done, in one SQLite file.

Rules that this follows were measured with dbos 3.4.0: a fixed application version, or queued cases
strand after an upgrade; an executor id held by a lock, or two processes repeat a running query; no
low cap on the cases' own queue, or one slow authority blocks everything.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from dbos import DBOS, SetWorkflowID, WorkflowStatus
from dbos._serialization import Serializer  # DBOS hands on no public name for it
from filelock import FileLock, Timeout

from robots.casework.errors import CannotStart
from robots.casework.words import Source
from robots.county import County
from robots.determination import way
from robots.determination.work import CaseWork

APPLICATION_VERSION: Final = "1"
EXECUTOR: Final = "worker-1"
POLL_SECONDS: Final = 0.1
#: So long a step in work is waited for before the browser is closed under it.
LONGEST_STEP_SECONDS: Final = 30
UNFINISHED: Final = ["PENDING", "ENQUEUED", "DELAYED"]


class RunIsOn(CannotStart):
    """Another run works on this county now."""

    code = "run_is_on"


def _exceptions_only(other: object) -> str:
    """DBOS stores a workflow's exception too: by its kind alone, without its message."""
    if isinstance(other, BaseException):
        return type(other).__name__
    raise TypeError(f"a step gave a {type(other).__name__}, which is no plain data")


class PlainJson(Serializer):
    """What lies in the queue's database can be read, and searched for what must not be there."""

    def serialize(self, data: Any) -> str:
        return json.dumps(data, default=_exceptions_only)

    def deserialize(self, serialized_data: str) -> Any:
        return json.loads(serialized_data)

    def name(self) -> str:
        return "plain_json"


@dataclass(frozen=True, slots=True)
class Ended:
    """One attempt that has ended: its record, or None where the way itself broke."""

    attempt: str
    output: dict[str, Any] | None
    seconds: Decimal


class Engine:
    """The running engine of one county; leaving it stops the work where it is, to go on later."""

    def __init__(self, county: County, queue: str) -> None:
        """``queue``: whose cases are worked on; those of the other wait for their own run."""
        self._county = county
        self._queue = queue
        self._work = CaseWork(county)
        self._lock = FileLock(county.state / "run.lock")

    def __enter__(self) -> Self:
        state = self._county.state
        state.mkdir(parents=True, exist_ok=True)
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            raise RunIsOn() from None
        try:
            self._launch(state / "queue.sqlite")
        except BaseException:
            self._lock.release()
            raise
        return self

    def _launch(self, database: Path) -> None:
        way.use(self._work)
        DBOS(
            config={
                "name": "income-determination",
                "system_database_url": f"sqlite:///{database.as_posix()}",
                "executor_id": EXECUTOR,
                "application_version": APPLICATION_VERSION,
                "serializer": PlainJson(),
                "console_log_level": "ERROR",
                "notification_listener_polling_interval_sec": POLL_SECONDS,
            }
        )
        DBOS.listen_queues([self._queue, *(source.value for source in Source)])
        DBOS.launch()
        settings = self._county.settings
        for queue in (way.CASES, way.REQUESTED):
            DBOS.register_queue(
                queue,
                worker_concurrency=settings.run.cases_at_once,
                polling_interval_sec=POLL_SECONDS,
                on_conflict="always_update",
            )
        for source in Source:
            DBOS.register_queue(
                source.value,
                global_concurrency=settings.limits[source].at_once,
                polling_interval_sec=POLL_SECONDS,
                on_conflict="always_update",
            )

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        DBOS.destroy(workflow_completion_timeout_sec=LONGEST_STEP_SECONDS)
        way.use(None)
        self._lock.release()

    def enqueue(self, attempt: str, run_id: str) -> None:
        """Put one attempt into the queue; one that is there already is not put twice."""
        with SetWorkflowID(attempt):
            DBOS.enqueue_workflow(self._queue, way.way_of_one_case, attempt, run_id)

    @property
    def stopped_by(self) -> CannotStart | None:
        """What kept the run from asking anybody any more."""
        return self._work.asking.stopped_by

    def unfinished(self) -> set[str]:
        """Attempts of earlier runs that were interrupted; the engine goes on with them."""
        return {
            workflow.workflow_id
            for workflow in DBOS.list_workflows(
                name="way_of_one_case",
                queue_name=self._queue,
                status=UNFINISHED,
                load_input=False,
                load_output=False,
            )
        }

    def is_over(self, attempt: str) -> bool:
        """Whether the attempt has been in the queue and is not any more."""
        status = DBOS.get_workflow_status(attempt)
        return status is not None and status.status not in UNFINISHED

    def ended(self, attempts: Iterable[str]) -> Sequence[Ended]:
        """Those of the attempts that have ended."""
        ids = list(attempts)
        if not ids:
            return []
        return _ended(DBOS.list_workflows(workflow_ids=ids, load_input=False))

    def ended_since(self, since: datetime | None) -> Sequence[Ended]:
        """Every attempt that has ended since then, whichever run it was begun in."""
        return _ended(
            DBOS.list_workflows(
                name="way_of_one_case", completed_after=_utc(since), load_input=False
            )
        )

    def call_times(self, since: datetime | None) -> Mapping[Source, Sequence[Decimal]]:
        """How long each call to a source took, in seconds."""
        times: dict[Source, list[Decimal]] = {}
        for workflow in DBOS.list_workflows(
            name="ask_authority",
            status="SUCCESS",
            completed_after=_utc(since),
            load_input=False,
            load_output=False,
        ):
            source = Source(workflow.workflow_id.split("/")[2])
            times.setdefault(source, []).append(_seconds(workflow))
        return times


def _ended(workflows: Iterable[WorkflowStatus]) -> Sequence[Ended]:
    return [
        Ended(
            workflow.workflow_id,
            workflow.output if workflow.status == "SUCCESS" else None,
            _seconds(workflow),
        )
        for workflow in workflows
        if workflow.status not in UNFINISHED
    ]


def _utc(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat()


def _seconds(workflow: WorkflowStatus) -> Decimal:
    """From the workflow's start to its end; nothing is waited for in a queue in between."""
    if workflow.dequeued_at is None or workflow.completed_at is None:
        return Decimal(0)
    return Decimal(workflow.completed_at - workflow.dequeued_at) / 1000
