"""Compares the delivered shadow versions with what was decided by hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any

from robots.casefolder.errors import CaseFolderMissing
from robots.casework.errors import ApplicationError, WorkerError
from robots.casework.reason import Reason
from robots.county import County
from robots.county.shadow import BOOK, ShadowSettings
from robots.determination import RunRecord, write_record
from robots.determination.record import RunKind, ShadowInRun, ShadowPartInRun
from robots.shadow.book import book
from robots.shadow.manual import Manual, manual_result, part_headings
from robots.shadow.parts import Part, PartVerdict, difference, parts_of


class ComparisonNotWritable(ApplicationError):
    """The comparison's folder is not there, is full, or somebody has the file open."""

    code = "comparison_not_writable"


class Verdict(StrEnum):
    """How one case compares."""

    DIFFERS = "differs"
    UNREADABLE = "unreadable"
    """Its folder or the worker's own version cannot be read now: nothing is known of it."""
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
    parts: tuple[Part, ...] = ()

    @property
    def difference(self) -> Decimal | None:
        """Ours less the manual one."""
        return difference(self.manual, self.ours)


def compared(county: County, run: RunRecord) -> RunRecord:
    """The run's record with the numbers of the comparison, whose workbook is written into the
    county's folder. What goes wrong with it never fails the run: why stands in the record."""
    settings = county.settings.shadow
    if settings is None:
        return run
    try:
        rows = rows_of(county, settings, run)
        name = f"{BOOK}{run.id}.xlsx"
        _write(settings, name, book(rows, part_headings(settings.columns), county.language))
        told = replace(_counted(rows, part_headings(settings.columns)), book=name)
    except WorkerError as error:
        told = ShadowInRun(why_not=Reason.of(error))
    run = replace(run, shadow=told)
    write_record(county, run)
    return run


def rows_of(county: County, settings: ShadowSettings, run: RunRecord) -> list[Row]:
    """The run's cases and, unless it was for one case only, every case of the manual result; what
    needs a look first.

    Raises:
        ManualResultUnreadable
    """
    manual = manual_result(settings)
    cases = {one.case_id for one in run.cases if one.row is None}
    if run.kind is not RunKind.CASE:
        cases |= set(manual)
    rows = [_row(county, settings, one, manual.get(one, Manual(None))) for one in cases]
    known = [one for one in rows if one is not None]
    return sorted(known, key=lambda row: (list(Verdict).index(row.verdict), row.case_id))


def _row(county: County, settings: ShadowSettings, case_id: str, manual: Manual) -> Row | None:
    try:
        twin = _twin(county, case_id)
        ours = _amount(twin)
        parts = parts_of(twin, manual, settings.columns, settings.tolerance)
    except (WorkerError, LookupError, TypeError, ValueError, ArithmeticError):
        # The folder is away, or somebody has spoilt the version: it says nothing of the case.
        return Row(case_id, Verdict.UNREADABLE, manual.amount, None, "")
    outcome = str(twin.get("outcome", ""))
    verdict = _verdict(manual.amount, ours, settings.tolerance)
    if manual.amount is None and ours is None and not parts:
        return None  # neither side has anything yet
    return Row(case_id, verdict, manual.amount, ours, outcome, parts)


def _twin(county: County, case_id: str) -> dict[str, Any]:
    """The newest version's; empty where the case has no folder or no version of ours.

    Raises:
        WorkerError, ValueError: it cannot be read.
    """
    try:
        latest = county.case_folder(case_id).latest()
    except CaseFolderMissing:
        return {}
    if latest is None:
        return {}
    if not (twin := latest.twin()):
        raise ValueError("the version's twin is spoilt or gone")
    return twin


def _verdict(manual: Decimal | None, ours: Decimal | None, tolerance: Decimal) -> Verdict:
    if manual is None:
        return Verdict.NOT_COMPUTED if ours is None else Verdict.NOT_DECIDED
    if ours is None:
        return Verdict.NOT_COMPUTED
    return Verdict.AGREES if abs(ours - manual) <= tolerance else Verdict.DIFFERS


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


def _counted(rows: Sequence[Row], headings: Sequence[str]) -> ShadowInRun:
    def ids(verdict: Verdict) -> tuple[str, ...]:
        return tuple(row.case_id for row in rows if row.verdict is verdict)

    differing, not_computed = ids(Verdict.DIFFERS), ids(Verdict.NOT_COMPUTED)
    not_decided, unreadable = ids(Verdict.NOT_DECIDED), ids(Verdict.UNREADABLE)
    parts = [(row.case_id, part) for row in rows for part in row.parts]
    return ShadowInRun(
        agreeing=len(ids(Verdict.AGREES)),
        differing=len(differing),
        not_computed=len(not_computed),
        not_decided=len(not_decided),
        unreadable=len(unreadable),
        differing_cases=differing,
        not_computed_cases=not_computed,
        not_decided_cases=not_decided,
        unreadable_cases=unreadable,
        parts=tuple(
            _part(heading, [one for one in parts if one[1].heading == heading])
            for heading in headings
        ),
    )


def _part(heading: str, of_cases: Iterable[tuple[str, Part]]) -> ShadowPartInRun:
    found: dict[PartVerdict, list[str]] = {verdict: [] for verdict in PartVerdict}
    for case_id, part in of_cases:
        found[part.verdict].append(case_id)
    counts = {verdict.value: len(ids) for verdict, ids in found.items() if ids}
    apart = (PartVerdict.DIFFERS, PartVerdict.ONLY_MANUAL, PartVerdict.ONLY_OURS)
    return ShadowPartInRun(heading, counts, tuple(one for each in apart for one in found[each]))


def _write(settings: ShadowSettings, name: str, content: bytes) -> None:
    file = settings.folder / name
    half = file.with_name(f".{name}.kesken")
    try:
        half.write_bytes(content)
        half.replace(file)
    except OSError:  # its words hold a path
        raise ComparisonNotWritable() from None
