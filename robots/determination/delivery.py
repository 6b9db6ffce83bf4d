"""From answers to a delivered version: classify, reconcile, preview, compare, write, deliver."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from robots.casefolder import CaseFolder, Delivered
from robots.casework.case import Case
from robots.casework.letter import Letter
from robots.casework.texts import Language
from robots.casework.words import Outcome, Severity
from robots.county import County
from robots.determination.attempt import CaseRecord
from robots.determination.before import TWIN, WORKBOOK, before_this, is_retracted_since
from robots.determination.found import Found
from robots.letters import letters_of
from robots.summary import Summary, summarise
from robots.summary.changes import with_changes
from robots.workbook import (
    Version,
    comparable,
    twin,
    twin_bytes,
    workbook,
    working_copy,
)


def compile_and_deliver(
    county: County, case: Case, folder: CaseFolder, found: Found, attempt: str, run_id: str
) -> CaseRecord:
    """Write the next version into the case folder, unless this determination's latest already
    says the same; the record tells which version holds the figures."""
    settings = county.settings
    summary = summarise(
        case, found.answers, found.permits, county.day, settings.summary, settings.rules
    )
    record = CaseRecord(
        attempt=attempt,
        outcome=summary.outcome,
        ask_again=found.ask_again,
        sources=found.source_records(),
    )
    latest = folder.latest()
    if latest is not None and _says_the_same(latest, folder, summary, attempt):
        return _as_delivered(latest, record)
    summary = with_changes(summary, before_this(folder, attempt))
    delivered = folder.deliver(
        attempt,
        lambda number: _files(county, summary, number, run_id),
        at=county.clock(),
        copy=working_copy,
    )
    return replace(
        record,
        outcome=summary.outcome,
        version=delivered.number,
        is_new_version=True,
        questions=sum(one.severity is Severity.QUESTION for one in summary.findings),
    )


def _says_the_same(latest: Delivered, folder: CaseFolder, summary: Summary, attempt: str) -> bool:
    """Whether the latest version needs no other one: it is of the same determination, as it was
    delivered, and by these answers it would be written again as it stands."""
    anew = twin(summary, Version(latest.number, "", latest.delivered_at))
    return (
        latest.attempt != attempt
        and latest.determination == str(summary.case.determination)
        and not latest.changed_files()
        and not is_retracted_since(folder, latest)
        and comparable(latest.twin()) == comparable(anew)
    )


def _as_delivered(latest: Delivered, record: CaseRecord) -> CaseRecord:
    """How the case stands by the version that holds its figures: with what the officer is still
    asked about the versions before it."""
    held = latest.twin()
    questions = sum(one["severity"] == Severity.QUESTION for one in held["findings"])
    outcome = Outcome(held["outcome"])
    return replace(record, outcome=outcome, version=latest.number, questions=questions)


def _files(county: County, summary: Summary, number: int, run_id: str) -> Mapping[str, bytes]:
    version = Version(number, run_id, county.clock())
    letters = _letters(county, summary)
    return {
        WORKBOOK: _workbook(county, summary, version, letters),
        TWIN: twin_bytes(twin(summary, version, letters)),
        **{letter.file: letter.content for letter in letters},
    }


def _letters(county: County, summary: Summary) -> tuple[Letter, ...]:
    """Ready for the officer to send; none where the county has set no deadlines, and none that
    nobody is to send (shadow mode)."""
    settings, name = county.settings.letters, county.settings.name
    if settings is None or county.settings.shadow is not None:
        return ()
    organiser = {Language.FINNISH: name.fi, Language.SWEDISH: name.sv}
    return letters_of(summary, settings, organiser=organiser, officers=county.language)


def _workbook(
    county: County, summary: Summary, version: Version, letters: tuple[Letter, ...]
) -> bytes:
    wanted = county.settings.officer_language
    language = summary.case.language if wanted == "client" else Language(wanted)
    name = county.settings.name
    organiser = name.fi if language is Language.FINNISH else name.sv
    return workbook(summary, version, language, organiser=organiser, letters=letters)
