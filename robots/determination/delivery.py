"""From answers to a delivered version: classify, reconcile, preview, write, deliver."""

from __future__ import annotations

from collections.abc import Mapping

from robots.casefolder import CaseFolder
from robots.casework.case import Case
from robots.casework.letter import Letter
from robots.casework.texts import Language
from robots.casework.words import Severity
from robots.county import County
from robots.determination.attempt import CaseRecord
from robots.determination.found import Found
from robots.letters import letters_of
from robots.summary import Summary, summarise
from robots.workbook import Version, comparable, twin, twin_bytes, workbook

WORKBOOK = "tuloselvitys.xlsx"
TWIN = "tuloselvitys.json"


def compile_and_deliver(
    county: County, case: Case, folder: CaseFolder, found: Found, attempt: str, run_id: str
) -> CaseRecord:
    """Write the next version into the case folder, unless this determination's latest already
    says the same; the record tells which version holds the figures."""
    settings = county.settings
    summary = summarise(
        case, found.answers, found.permits, county.day, settings.summary, settings.rules
    )
    latest = folder.latest()
    is_new = not (
        latest is not None
        and latest.attempt != attempt
        and latest.determination == str(case.determination)
        and comparable(latest.twin())
        == comparable(twin(summary, Version(latest.number, run_id, county.clock())))
    )
    if is_new or latest is None:
        latest = folder.deliver(
            attempt, lambda number: _files(county, summary, number, run_id), at=county.clock()
        )
    return CaseRecord(
        attempt=attempt,
        outcome=summary.outcome,
        version=latest.number,
        is_new_version=is_new,
        ask_again=found.ask_again,
        sources=found.source_records(),
        questions=sum(finding.severity is Severity.QUESTION for finding in summary.findings),
    )


def _files(county: County, summary: Summary, number: int, run_id: str) -> Mapping[str, bytes]:
    version = Version(number, run_id, county.clock())
    letters = _letters(county, summary)
    return {
        WORKBOOK: _workbook(county, summary, version, letters),
        TWIN: twin_bytes(twin(summary, version, letters)),
        **{letter.file: letter.content for letter in letters},
    }


def _letters(county: County, summary: Summary) -> tuple[Letter, ...]:
    """Ready for the officer to send; none where the county has set no deadlines."""
    settings, name = county.settings.letters, county.settings.name
    if settings is None:
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
