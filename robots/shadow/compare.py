"""Compares the delivered shadow versions with what was decided by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any

from robots.casework.errors import ApplicationError, WorkerError
from robots.casework.reason import Reason
from robots.county import County
from robots.county.shadow import ShadowSettings
from robots.determination import RunRecord, write_record
from robots.determination.record import ShadowInRun
from robots.shadow.book import book
from robots.shadow.manual import manual_result


class ComparisonNotWritable(ApplicationError):
    """The comparison's folder is not there, is full, or somebody has the file open."""

    code = "comparison_not_writable"


class Verdict(StrEnum):
    """How one case compares."""

    DIFFERS = "differs"
    NOT_COMPUTED = "not_computed"
    NOT_DECIDED = "not_decided"
    AGREES = "agrees"


@dataclass(frozen=True, slots=True)
class Row:
    """One case, with both amounts in euros."""

    case_id: str
    verdict: Verdict
    manual: Decimal | None
    ours: Decimal | None
    outcome: str
    """The worker's; empty where it has no version."""

    @property
    def difference(self) -> Decimal | None:
        """Ours less the manual one."""
        if self.manual is None or self.ours is None:
            return None
        return self.ours - self.manual


def compared(county: County, run: RunRecord) -> RunRecord:
    """The run's record with the numbers of the comparison, whose workbook is written into the
    county's folder. What goes wrong with it never fails the run: why stands in the record."""
    settings = county.settings.shadow
    if settings is None:
        return run
    try:
        rows = rows_of(county, settings, run)
        _write(settings, run, book(rows, county.language))
        told = _counted(rows)
    except WorkerError as error:
        told = ShadowInRun(why_not=Reason.of(error))
    run = replace(run, shadow=told)
    write_record(county, run)
    return run


def rows_of(county: County, settings: ShadowSettings, run: RunRecord) -> list[Row]:
    """Every case that either side has, what needs a look first.

    Raises:
        ManualResultUnreadable
    """
    manual = manual_result(settings)
    cases = {one.case_id for one in run.cases if one.row is None} | set(manual)
    rows = [_row(county, one, manual.get(one), settings.tolerance) for one in cases]
    known = [one for one in rows if one is not None]
    return sorted(known, key=lambda row: (list(Verdict).index(row.verdict), row.case_id))


def _row(county: County, case_id: str, manual: Decimal | None, tolerance: Decimal) -> Row | None:
    twin: dict[str, Any] = {}
    try:
        latest = county.case_folder(case_id).latest()
        twin = latest.twin() if latest is not None else {}
    except WorkerError:
        twin = {}  # no folder of that case, or not now: it has no result of ours
    ours, outcome = _amount(twin), str(twin.get("outcome", ""))
    if manual is None:
        return Row(case_id, Verdict.NOT_DECIDED, None, ours, outcome) if ours is not None else None
    if ours is None:
        return Row(case_id, Verdict.NOT_COMPUTED, manual, None, outcome)
    agrees = abs(ours - manual) <= tolerance
    return Row(case_id, Verdict.AGREES if agrees else Verdict.DIFFERS, manual, ours, outcome)


def _amount(twin: dict[str, Any]) -> Decimal | None:
    """The fee, or in a voucher's case the voucher's value; None where no total came out."""
    preview = twin.get("preview") or {}
    if not preview.get("complete"):
        return None
    if twin["case"]["purpose"] == "voucher":
        written = (preview.get("voucher") or {}).get("value")
    else:
        written = preview.get("fee")
    return None if written is None else Decimal(written)


def _counted(rows: Sequence[Row]) -> ShadowInRun:
    def count(verdict: Verdict) -> int:
        return sum(row.verdict is verdict for row in rows)

    return ShadowInRun(
        agreeing=count(Verdict.AGREES),
        differing=count(Verdict.DIFFERS),
        not_computed=count(Verdict.NOT_COMPUTED),
        not_decided=count(Verdict.NOT_DECIDED),
    )


def _write(settings: ShadowSettings, run: RunRecord, content: bytes) -> None:
    file = settings.folder / f"varjovertailu-{run.id}.xlsx"
    half = file.with_name(f".{file.name}.kesken")
    try:
        half.write_bytes(content)
        half.replace(file)
    except OSError:  # its words hold a path
        raise ComparisonNotWritable() from None
