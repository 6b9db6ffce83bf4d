"""What one who asked is told: that it is in work, how it ended, or why it is not done."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from robots.casework.errors import WorkerError
from robots.casework.period import HELSINKI
from robots.casework.reason import Reason
from robots.casework.texts import Language, text
from robots.county import County
from robots.determination import CaseInRun


def in_work(case_id: str, attempt: str, at: datetime) -> dict[str, Any]:
    """The case has been taken up; ``attempt`` is how a worker that goes on finds it again."""
    return {"case": case_id, "state": "in_work", "at": _time(at), "attempt": attempt}


def waiting(case_id: str, error: WorkerError, at: datetime) -> dict[str, Any]:
    """The case cannot be taken up just now, and why; it is tried again."""
    return {**refusal(case_id, error, at), "state": "waiting"}


def reply(county: County, ended: CaseInRun, at: datetime) -> dict[str, Any]:
    """How the case ended, and where what was delivered lies."""
    record = ended.record
    version = record.version if record is not None else None
    reason = ended.reason or Reason(f"outcome_{ended.outcome}")
    workbook = county.case_folder(ended.case_id).workbook_of(version) if version else None
    return {
        "case": ended.case_id,
        "state": "ended",
        "at": _time(at),
        "outcome": ended.outcome.value,
        "outcome_fi": text(f"words.outcome_{ended.outcome}", Language.FINNISH),
        "outcome_sv": text(f"words.outcome_{ended.outcome}", Language.SWEDISH),
        "version": version,
        "is_new_version": record.is_new_version if record is not None else False,
        "workbook": str(workbook) if workbook is not None else None,
        "questions": record.questions if record is not None else 0,
        "reason_fi": reason.in_words(Language.FINNISH),
        "reason_sv": reason.in_words(Language.SWEDISH),
    }


def refusal(case_id: str, error: WorkerError, at: datetime) -> dict[str, Any]:
    """Why nothing was done."""
    return {
        "case": case_id,
        "state": "refused",
        "at": _time(at),
        "code": error.code,
        "reason_fi": error.in_words(Language.FINNISH),
        "reason_sv": error.in_words(Language.SWEDISH),
    }


def _time(moment: datetime) -> str:
    """Helsinki time, to the second."""
    return moment.astimezone(HELSINKI).isoformat(timespec="seconds")
