"""What a worker that lives has let fall: nobody else takes it over, since its worker is there.

It happens where the database goes away at the wrong moment. A worker takes something out of a queue
and is cut off before it hears that it has: then it is in work for ever, nobody works on it, and a
call holds its place at its source. Or the end of a call cannot be written down, or only that it
broke: then its case waits for an answer that nobody will send.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any, Final

from dbos import DBOS, WorkflowStatus
from dbos._dbos import _get_dbos_instance  # DBOS tells by no public name what runs in it

from robots.determination.case_queue import CALL, CANCELLED, CASES, WAY
from robots.determination.outcome_as_data import BROKEN_CALL
from robots.determination.way import Asked, answer_key
from robots.journal import Event, note

#: So long something may be between its queue and its work, or between its work and its end.
BETWEEN_SECONDS: Final = 20.0
_DEAD: Final = ["ERROR", CANCELLED, "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]


class Dropped:
    """Takes up again what its own worker has let fall, and answers for calls that broke."""

    def __init__(self, worker: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        """``clock``: seconds."""
        self._worker = worker
        self._clock = clock
        self._idle_since: dict[str, float] = {}
        self._answered: set[str] = set()

    def look(self, in_work: Sequence[WorkflowStatus]) -> None:
        """``in_work``: everything that any worker has in work, as just now found."""
        self._take_up(in_work)
        self._answer_for_the_dead({one.workflow_id for one in in_work if one.name == WAY})

    def _take_up(self, in_work: Sequence[WorkflowStatus]) -> None:
        engine = _get_dbos_instance()
        running = set(engine._active_workflows_set.activeList())
        idle = {
            one.workflow_id: one.queue_name or _queue_of(one)
            for one in in_work
            if one.executor_id == self._worker and one.workflow_id not in running
        }
        now = self._clock()
        self._idle_since = {one: self._idle_since.get(one, now) for one in idle}
        for one, since in list(self._idle_since.items()):
            if now - since >= BETWEEN_SECONDS:
                note(Event.TAKEN_OVER, count=1)
                # Who might still work on it notices at its next step that it is not its own.
                engine._sys_db.reenqueue_for_recovery(one, [self._worker], idle[one])
                del self._idle_since[one]

    def _answer_for_the_dead(self, cases: set[str]) -> None:
        """The case ends as broken and is asked for anew the next night. A call that had told its
        own result, or had put itself off, is not answered for."""
        dead = {
            name: Asked.topic_and_number(name)
            for name in _names(status=_DEAD)
            if name not in self._answered and name.split("/")[0] in cases
        }
        for name, (topic, number) in dead.items():
            if not _names(workflow_ids=[f"{topic}/{number + 1}"]):
                DBOS.send(
                    topic.split("/")[0],
                    {**BROKEN_CALL, "times": 1, "number": number},
                    topic=topic,
                    idempotency_key=answer_key(name),
                )
            self._answered.add(name)


def _queue_of(begun_at_once: WorkflowStatus) -> str:
    """Where it would wait, had nobody waited for it."""
    if begun_at_once.name != CALL:
        return CASES
    return Asked.topic_and_number(begun_at_once.workflow_id)[0].split("/")[2]


def _names(**by: Any) -> list[str]:
    """Of the calls that are so."""
    found = DBOS.list_workflows(name=CALL, load_input=False, load_output=False, **by)
    return [one.workflow_id for one in found]
