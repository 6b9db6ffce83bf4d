"""What one run did, as the supervisors and the machines after it read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

from pydantic import TypeAdapter, ValidationError

from robots.casefolder.files import Files
from robots.casework.errors import CannotStart
from robots.casework.reason import Reason
from robots.casework.words import Outcome, Source
from robots.casework.wrong_clock import is_of_wrong_clock
from robots.county import County
from robots.determination.attempt import CaseRecord

RECORD_FILE: Final = "run.json"
RUNS_FOLDER: Final = "runs"
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


class RunKind(StrEnum):
    """What a run was for: only runs of one kind are compared with each other."""

    NIGHTLY = "nightly"
    CASE = "case"
    """One case, asked for by an officer."""
    RETRY = "retry"
    """What the last run could not finish, once more."""


@dataclass(frozen=True, slots=True)
class SourceInRun:
    """How often one source was called, and how long its calls took, in seconds."""

    source: Source
    calls: int
    """Asked now; answers that an earlier attempt had left are not among them."""
    median: Decimal
    longest: Decimal
    percentile_95: Decimal = Decimal(0)
    """Nineteen calls of twenty took no longer."""
    answered: int = 0
    failed: int = 0
    held: int = 0
    """Calls that were not made: the source was paused, closed or unusable."""
    kept: int = 0
    """Not called: an answer of an earlier attempt still served."""
    retries: int = 0
    """Requests that left for a second time or more, within a call."""


@dataclass(frozen=True, slots=True)
class PauseInRun:
    """A time during which nobody asked one source: a pause, closed hours, an announced break."""

    source: Source
    since: datetime
    until: datetime | None
    """None: until somebody lifts it."""
    why: Reason
    by: str = ""
    """The user who paused it; empty where the worker did."""


@dataclass(frozen=True, slots=True)
class CertificateInRun:
    """A certificate of the county's settings that has expired or will within 60 days."""

    setting: str
    """Which names its file: ``interfaces.incomes_register.connection.client_certificate``."""
    expires_on: date
    days_left: int
    """Whole days; negative when it has expired."""


@dataclass(frozen=True, slots=True)
class SecretInRun:
    """A secret of the county's vault that has expired or soon will, by the county's own dates."""

    name: str
    """The secret's name in the vault, never its value."""
    expires_on: date
    days_left: int
    """Whole days; negative when it has expired."""


@dataclass(frozen=True, slots=True)
class LawInRun:
    """A value or rule of the law that nobody has checked for over a year."""

    name_fi: str
    name_sv: str
    checked_on: date


@dataclass(frozen=True, slots=True)
class FeeSpread:
    """How the fee previews of one run spread, in whole euros a month; see
    :mod:`robots.determination.spread` for what keeps a person from being told out of it."""

    edges: tuple[int, ...]
    """Upper ends of all bands but the last, ascending; a fee that equals one is below it."""
    counts: tuple[int, ...]
    """Cases by band; one more than there are edges."""


@dataclass(frozen=True, slots=True)
class MailInRun:
    """What became of the run's e-mail."""

    at: datetime
    recipients: int
    why_not: Reason | None = None
    """Why it was not sent; None where the server took it for every recipient."""


@dataclass(frozen=True, slots=True)
class ShadowPartInRun:
    """One column of the manual result beside the worker's own figures: numbers of cases only."""

    heading: str
    """As the county's own file names it."""
    counts: Mapping[str, int]
    """Verdict (:class:`robots.shadow.parts.PartVerdict`) → cases."""
    differing_cases: tuple[str, ...] = ()
    """Of those cases that differ, or where one side has nothing."""


@dataclass(frozen=True, slots=True)
class ShadowInRun:
    """How a shadow run's amounts compare with the manual ones: numbers of cases only."""

    agreeing: int = 0
    differing: int = 0
    not_computed: int = 0
    """Decided by hand; the worker has asked the officer something, or has no result."""
    not_decided: int = 0
    """The worker has an amount; the manual result has no such case."""
    unreadable: int = 0
    """The case's folder or version could not be read: nothing is known of it."""
    differing_cases: tuple[str, ...] = ()
    not_computed_cases: tuple[str, ...] = ()
    not_decided_cases: tuple[str, ...] = ()
    unreadable_cases: tuple[str, ...] = ()
    parts: tuple[ShadowPartInRun, ...] = ()
    """Kinds of income, all incomes, all deductions: what the county's columns tell apart."""
    book: str = ""
    """Name of the workbook with the amounts, in the county's folder of comparisons."""
    why_not: Reason | None = None
    """Why there is no comparison; None where there is one."""


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
    left_in_queue: int = 0
    """Cases that the run left to the next one, because it was stopped or its time was over."""
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
    kind: RunKind = RunKind.NIGHTLY
    requested_by: str = ""
    """The officer's user id; empty where the county's own schedule started the run."""
    stopped_by: Reason | None = None
    """What kept the run from going on to its end; None where it did."""
    worklist_from: datetime | None = None
    """When the worklist file was last written by whoever keeps it, as the run began; None where
    nobody keeps it (a county with a fixed day), or the file did not tell."""
    worklist_is_old: bool = False
    """Whether that was longer ago than the county allows (``[report] worklist_hours``)."""
    pauses: tuple[PauseInRun, ...] = ()
    secrets: tuple[SecretInRun, ...] = ()
    """To be renewed, the most urgent first."""
    law_to_check: tuple[LawInRun, ...] = ()
    sample: tuple[str, ...] = ()
    """Ids of finished cases, picked at random, for a person to check."""
    fees: FeeSpread | None = None
    """None where there are too few to tell without telling of somebody."""
    mail: MailInRun | None = None
    """None before it was tried, and where the county has no mail."""
    shadow: ShadowInRun | None = None
    """None where what was done is delivered."""

    def count(self, outcome: Outcome) -> int:
        return sum(case.outcome is outcome for case in self.cases)

    @property
    def faults(self) -> int:
        """Cases that a fault of ours broke off: such a run did not end well."""
        reasons = [case.reason for case in self.cases if case.reason is not None]
        return sum(reason.code == WAY_BROKEN for reason in reasons)


RUNS: Final = TypeAdapter(RunRecord)


def write_record(county: County, record: RunRecord) -> None:
    """Write the run's record into its folder; it is on the disk when this returns, for what it
    tells is not told again."""
    file = county.state / RUNS_FOLDER / record.id / RECORD_FILE
    Files().write(file, RUNS.dump_json(record, indent=2))


def run_record(county: County, run_id: str | None) -> RunRecord:
    """The record of a run, or of the latest one.

    Raises:
        RunUnknown: there is none.
    """
    if run_id is None:
        record = latest_record(county)
        if record is None:
            raise RunUnknown(run="-")
        return record
    records = (county.state / RUNS_FOLDER).glob(f"run-*/{RECORD_FILE}")
    for file in records:
        if file.parent.name == run_id:
            return RUNS.validate_json(file.read_bytes())
    raise RunUnknown(run=run_id)


def latest_record(county: County, *kinds: RunKind) -> RunRecord | None:
    """The latest run's record, of these kinds where some are given; None where there is none.

    One that another version of the program wrote counts as none: it must not stop a run. Nor does
    one of a run that began by a clock far ahead: it would be the latest for years.
    """
    now = county.clock()
    files = (county.state / RUNS_FOLDER).glob(f"run-*/{RECORD_FILE}")
    for file in sorted(files, reverse=True):
        try:
            record = RUNS.validate_json(file.read_bytes())
        except (ValidationError, OSError):
            continue
        is_one = not kinds or record.kind in kinds
        if is_one and not is_of_wrong_clock(record.started_at, now):
            return record
    return None
