"""Which calls are under way, as the queue knows it: for :mod:`robots.traffic.places`."""

from __future__ import annotations

from collections.abc import Callable, Collection

from dbos import DBOS
from sqlalchemy.exc import SQLAlchemyError

from robots.determination.case_queue import CANCELLED
from robots.determination.presence import DatabaseUnreachable

_IN_WORK = "PENDING"


def calls_in_work(calls: Collection[str], alive: Callable[[], set[str]]) -> Collection[str]:
    """Those of the calls, by their names, that some worker makes or will make again.

    A killed worker's stays in work until another has put it back into its queue. One whose case was
    cancelled is made to its end all the same, by a worker that lives. Where the queue does not say,
    all are taken to be in work: who waits for them asks again.

    Args:
        alive: the workers that live, see :class:`robots.determination.presence.Presence`.
    """
    try:
        found = DBOS.list_workflows(
            workflow_ids=list(calls),
            status=[_IN_WORK, CANCELLED],
            load_input=False,
            load_output=False,
        )
        cancelled = [one for one in found if one.status == CANCELLED]
        living = alive() if cancelled else set()
    except (SQLAlchemyError, DatabaseUnreachable):
        return calls
    return {one.workflow_id for one in found if one not in cancelled} | {
        one.workflow_id for one in cancelled if one.executor_id in living
    }
