"""What most tests of runs ask for, and how they look at what became of it."""

from __future__ import annotations

from robots.casework.words import Outcome
from robots.county import County
from robots.determination import CaseInRun, Request, RunRecord
from robots.determination.case_queue import CaseQueue
from robots.determination.due import due_attempt
from robots.determination.engine import Engine

ASKED = Request("virkailija-07", "puhelu")


def silently(case: CaseInRun, count: int, total: int) -> None:
    """Progress that nobody looks at."""


def outcomes(run: RunRecord) -> dict[str, Outcome]:
    """Of the cases that have a readable row."""
    return {case.case_id: case.outcome for case in run.cases if case.row is None}


def queued(county: County, case_id: str) -> str:
    """A case in the queue of a county at which nobody works now, as a stopped run leaves it."""
    with CaseQueue(county) as queue:
        attempt = due_attempt(county, county.worklist.case(case_id), queue.is_over)
        assert attempt is not None
        queue.enqueue(str(attempt), "run-before", is_requested=False)
    return str(attempt)


def made_ready(county: County) -> None:
    """The queue's tables, by a worker that ends at once."""
    with Engine(county):
        pass
