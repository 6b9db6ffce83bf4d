"""What one run did, as the supervisors and the machines after it read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from pydantic import TypeAdapter, ValidationError

from robots.casework.errors import CannotStart
from robots.casework.reason import Reason
from robots.casework.words import Outcome, Source
from robots.county import County
from robots.determination.attempt import CaseRecord

RECORD_FILE: Final = "run.json"
WAY_BROKEN: Final = "way_broken"


class RunUnknown(CannotStart):
    """No run of that id has left a record."""

    code = "run_unknown"


@dataclass(frozen=True, slots=True)
class CaseInRun:
    """One case of a run, as the supervisor sees it."""

    case_id: str
    outcome: Outcome
    seconds: Decimal = Decimal(0)
    """From its start to its end, the waiting for authorities included."""
    record: CaseRecord | None = None
    reason: Reason | None = None
    row: int | None = None
    """Of an unreadable worklist row."""


@dataclass(frozen=True, slots=True)
class SourceInRun:
    """How often one source was called, and how long its calls took, in seconds."""

    source: Source
    calls: int
    median: Decimal
    longest: Decimal


@dataclass(frozen=True, slots=True)
class CertificateInRun:
    """A certificate of the county's settings that has expired or will within 60 days."""

    setting: str
    """Which names its file: ``interfaces.incomes_register.connection.client_certificate``."""
    expires_on: date
    days_left: int
    """Whole days; negative when it has expired."""


@dataclass(frozen=True, slots=True)
class RunRecord:
    """What one run did: no personal data, so that it may lie and be mailed outside case folders."""

    id: str
    county_fi: str
    county_sv: str
    day: date
    started_at: datetime
    ended_at: datetime
    left_alone: int
    """Cases of the worklist that were not due, or beyond the limit that was asked for."""
    cases: tuple[CaseInRun, ...] = ()
    results_waiting: int = 0
    """Results that the worklist file could not take yet."""
    results_why: Reason | None = None
    """Why it could not."""
    sources: tuple[SourceInRun, ...] = ()
    certificates: tuple[CertificateInRun, ...] = ()
    """To be renewed, the most urgent first."""
    access_log_broken: bool = False
    """Rows of the access log were missing or changed when this run took it up."""

    def count(self, outcome: Outcome) -> int:
        return sum(case.outcome is outcome for case in self.cases)

    @property
    def faults(self) -> int:
        """Cases that a fault of ours broke off: such a run did not end well."""
        reasons = [case.reason for case in self.cases if case.reason is not None]
        return sum(reason.code == WAY_BROKEN for reason in reasons)


RUNS: Final = TypeAdapter(RunRecord)


def write_record(county: County, record: RunRecord) -> None:
    """Write the run's record into its folder."""
    folder = county.state / "runs" / record.id
    folder.mkdir(parents=True, exist_ok=True)
    half = folder / f"{RECORD_FILE}.tmp"
    half.write_bytes(RUNS.dump_json(record, indent=2))
    half.replace(folder / RECORD_FILE)


def run_record(county: County, run_id: str | None) -> RunRecord:
    """The record of a run, or of the latest one.

    Raises:
        RunUnknown: there is none.
    """
    records = sorted((county.state / "runs").glob(f"run-*/{RECORD_FILE}"))
    wanted = [file for file in records if run_id is None or file.parent.name == run_id]
    if not wanted:
        raise RunUnknown(run=run_id or "-")
    return RUNS.validate_json(wanted[-1].read_bytes())


def latest_record(county: County) -> RunRecord | None:
    """The latest run's record; None before the first run, and where another version of the program
    wrote it: that must not stop a run."""
    try:
        return run_record(county, None)
    except (RunUnknown, ValidationError):
        return None
