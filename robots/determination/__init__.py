"""The way of one case, as a durable workflow; which cases are due; one run of them.

Read :mod:`robots.determination.way` first: it is the way of one case from top to bottom.
"""

from robots.determination.attempt import CaseRecord, Request, SourceRecord
from robots.determination.control import cancel, stop
from robots.determination.dry_run import PlannedCase, plan_nightly, plan_one
from robots.determination.dry_run_table import plan_as_json, plan_as_table
from robots.determination.outcome_as_data import where
from robots.determination.pausing import pause, resume
from robots.determination.record import RUNS, CaseInRun, RunRecord, run_record, write_record
from robots.determination.run import run_nightly, run_one, run_retry, work_along

__all__ = [
    "RUNS",
    "CaseInRun",
    "CaseRecord",
    "PlannedCase",
    "Request",
    "RunRecord",
    "SourceRecord",
    "cancel",
    "pause",
    "plan_as_json",
    "plan_as_table",
    "plan_nightly",
    "plan_one",
    "resume",
    "run_nightly",
    "run_one",
    "run_record",
    "run_retry",
    "stop",
    "where",
    "work_along",
    "write_record",
]
