"""The sheets of questions, of sources with their permits, and of evidence."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Final

from robots.casework.answer import Answer, Evidence, Finding
from robots.casework.period import HELSINKI
from robots.casework.permit import Permit
from robots.casework.texts import Language
from robots.casework.words import Role
from robots.summary.model import Summary
from robots.workbook.calculation.plan import key_of
from robots.workbook.layout import Input, Link, Sheet, Time, Value
from robots.workbook.places import Places
from robots.workbook.table import Column, table
from robots.workbook.wording import Wording

_QUESTION_COLUMNS: Final = (
    Column("number", 5, "center"),
    Column("severity", 10),
    Column("person", 10),
    Column("finding_fi", 48),
    Column("finding_sv", 50, indent=1),
    Column("refers_to", 18, indent=1),
    Column("solution", 30),
)
_SOURCE_COLUMNS: Final = (
    Column("source", 21.5),
    Column("person", 10),
    Column("state", 14),
    Column("reason", 31),
    Column("asked_at", 20),
    Column("period", 20),
    Column("basis", 28),
    Column("requested_by", 14, indent=1),
    Column("told_on", 11),
    Column("consent", 11),
    Column("request_ids", 29, size=7),
)
#: Whom it is about, then the six things of 703/2023 § 39 in the act's order.
_EVIDENCE_COLUMNS: Final = (
    Column("number", 5.5, "center"),
    Column("person", 10),
    Column("what", 40),
    Column("from_whom", 20),
    Column("obtained_at", 20),
    Column("requested_by", 13),
    Column("legal_basis", 31, size=8),
    Column("purpose", 18, indent=1),
    Column("file", 27, size=7),
    Column("place", 26, size=7),
    Column("hash", 25, size=7),
)
#: A step's end in a path, but not inside brackets; and what stands between quotation marks there.
_STEP: Final = re.compile(r"/(?![^\[]*\])")
_QUOTED: Final = re.compile(r'"([^"]+)"')


def question_sheet(
    summary: Summary, places: Places, words: Wording, to_settle: Mapping[str, int] | None = None
) -> Sheet:
    """Every finding in both languages, with room for the officer's answer.

    Args:
        to_settle: rows of the calculation where a figure is settled by choosing; a question about
            one of them leads there, so that nothing is answered in two places.
    """
    both = Wording(Language.FINNISH), Wording(Language.SWEDISH)

    def row(number: int, finding: Finding) -> Sequence[Value]:
        return (
            number,
            words.word("severity", finding.severity),
            words.word("role", finding.role) if finding.role is not None else "",
            *(language.finding(finding) for language in both),
            places.rows(finding.refers_to),
            _solution(finding, to_settle or {}, words),
        )

    rows = [row(number, finding) for number, finding in enumerate(summary.findings, 1)]
    note = words("questions_note")
    return table(words("sheet_questions"), note, _QUESTION_COLUMNS, rows, words)


def _solution(finding: Finding, to_settle: Mapping[str, int], words: Wording) -> Value:
    roles = [finding.role] if finding.role is not None else list(Role)
    for identifier in finding.refers_to:
        for role in roles:
            row = to_settle.get(key_of(role, identifier, "x").removesuffix("_x"))
            if row is not None:
                return Link(words("solve_in_calculation"), words("sheet_calculation"), row)
    return Input(None, "text", prompt=words("solution_prompt"))


def source_sheet(summary: Summary, words: Wording) -> Sheet:
    """What each source answered about each person, and on which permit it was asked."""

    def row(answer: Answer) -> Sequence[Value]:
        permits = [
            permit
            for permit in summary.permits
            if permit.source is answer.source and permit.role is answer.role
        ]
        return (
            words.word("source", answer.source),
            words.word("role", answer.role),
            words.word("state", answer.state),
            words.reason(answer.reason),
            Time(answer.asked_at, words("time_format")) if answer.asked_at is not None else "",
            words.period(answer.period),
            _each(permits, lambda permit: words.section(permit.legal_basis)),
            _each(permits, lambda permit: permit.requested_by),
            _each(permits, lambda permit: words.day(permit.told_on) if permit.told_on else ""),
            _each(permits, lambda permit: words.word("consent", permit.consent)),
            "\n".join(answer.request_ids),
        )

    rows = [row(answer) for answer in summary.answers]
    return table(words("sheet_sources"), words("sources_note"), _SOURCE_COLUMNS, rows, words)


def evidence_sheet(summary: Summary, words: Wording) -> Sheet:
    """What 703/2023 § 39 asks for of each piece, and the way to it."""

    def row(number: int, evidence: Evidence) -> Sequence[Value]:
        listed, at = evidence.is_in_worklist, evidence.obtained_at
        return (
            words("evidence_number", number=number),
            words.word("role", evidence.role),
            evidence.in_words(words.language),
            words("worklist") if listed else words.word("source", evidence.source),
            # The worklist is read for a day, not at a time.
            at.astimezone(HELSINKI).date() if listed else Time(at, words("time_format")),
            evidence.requested_by,
            words.section(evidence.legal_basis),
            words.purpose(evidence.purpose),
            _file(evidence, words),
            _place(evidence, words),
            evidence.sha256 or "",
        )

    rows = [row(number, evidence) for number, evidence in enumerate(summary.evidence, 1)]
    return table(words("sheet_evidence"), words("evidence_note"), _EVIDENCE_COLUMNS, rows, words)


def _file(evidence: Evidence, words: Wording) -> Value:
    if evidence.is_in_worklist:
        return words("in_worklist")
    if evidence.file is None:
        return words("sealed_letter")
    return Link(PurePosixPath(evidence.file).name, file=evidence.file)


def _place(evidence: Evidence, words: Wording) -> Value:
    """Where it stands; it leads to a picture of the place, where there is one."""
    place = _place_in_words(evidence, words)
    return Link(place, file=evidence.picture) if evidence.picture else place


def _place_in_words(evidence: Evidence, words: Wording) -> str:
    """Page and name; of a path through a report its last step and the report's id, since the twin
    has the whole path."""
    place, page = evidence.place, evidence.page
    report = _QUOTED.search(place) if place.startswith("/") else None
    if report is not None:
        return words("in_report", element=_STEP.split(place)[-1], report=report[1])
    return ", ".join(one for one in (words("page_number", page=page) if page else "", place) if one)


def _each(permits: Sequence[Permit], of: Callable[[Permit], str]) -> str:
    """One permit's word, or each different one where there are several."""
    return "\n".join(dict.fromkeys(text for permit in permits if (text := of(permit))))
