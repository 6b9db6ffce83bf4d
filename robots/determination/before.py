"""What the versions before say to the next one: the figures to compare with, what the officer has
written into the working copies, and what is wrong with either."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from robots.casefolder import CaseFolder, Delivered
from robots.casework.answer import Finding
from robots.casework.words import Severity
from robots.summary.baseline import Baseline, baseline_of
from robots.summary.changes import Before
from robots.summary.written import Written, still_of_matter
from robots.workbook import Reading, read_back

WORKBOOK = "tuloselvitys.xlsx"
TWIN = "tuloselvitys.json"


def before_this(folder: CaseFolder, attempt: str) -> Before:
    """Everything that the next version must know of the ones before it; a working copy that
    somebody has spoilt, or has open, is told and stops nothing.

    Args:
        folder: the case's.
        attempt: whose version is being made: its own earlier delivery is none before it.
    """
    versions = [one for one in folder.delivered_versions() if one.attempt != attempt]
    notices = [*_retracted(folder, versions), *_changed(versions)]
    written: list[Written] = []
    readings: dict[int, Reading] = {}
    for version in versions:
        reading, notice = _read_back(folder, version)
        if reading is not None:
            readings[version.number] = reading
            written += reading.written
        if notice is not None and version is versions[-1]:
            notices.append(notice)
    baseline: Baseline | None = None
    for version in reversed(versions):
        baseline = baseline_of(version.twin()) if _is_intact(version, TWIN) else None
        if baseline is not None:
            reading = readings.get(version.number)
            if reading is not None:
                baseline = baseline.with_officers(reading.written, reading.fee)
            break
        notices.append(_notice("version_before_unreadable", version))
    return Before(baseline, still_of_matter(written), tuple(notices))


def is_retracted_since(folder: CaseFolder, latest: Delivered) -> bool:
    """Whether a later version was delivered and taken out again."""
    return any(one.version > latest.number for one in folder.retracted_versions())


def _read_back(folder: CaseFolder, version: Delivered) -> tuple[Reading | None, Finding | None]:
    """What stands in a version's working copy, and what kept it from being read."""
    if not version.has_copy:
        return None, None
    copy = folder.working_copy(version)
    file = version.working_copy.name
    if not copy.is_there:
        return None, _notice("working_copy_missing", version, file=file)
    reading = None
    if copy.content is not None and _is_intact(version, WORKBOOK):
        sealed = (version.folder / WORKBOOK).read_bytes()
        reading = read_back(copy.content, sealed, version.twin(), version.number)
    if reading is None:
        return None, _notice("working_copy_unreadable", version, file=file)
    return reading, _notice("working_copy_open", version, file=file) if copy.is_open else None


def _is_intact(version: Delivered, name: str) -> bool:
    file = version.folder / name
    known = version.files.get(name)
    return file.is_file() and hashlib.sha256(file.read_bytes()).hexdigest() == known


def _changed(versions: Sequence[Delivered]) -> list[Finding]:
    changed = len(versions[-1].changed_files()) if versions else 0
    if not changed:
        return []
    return [_notice("sealed_version_changed", versions[-1], count=str(changed))]


def _retracted(folder: CaseFolder, versions: Sequence[Delivered]) -> list[Finding]:
    latest = versions[-1].number if versions else 0
    return [
        Finding("version_before_retracted", Severity.INFO, None, {"version": str(one.version)})
        for one in folder.retracted_versions()
        if one.version > latest
    ]


def _notice(code: str, version: Delivered, **values: str) -> Finding:
    return Finding(code, Severity.WARNING, None, {"version": str(version.number), **values})
