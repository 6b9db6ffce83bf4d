"""The sheets of questions, of sources with their permits, and of evidence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import PurePosixPath
from typing import Final

from robots.casework.answer import Answer, Evidence, Finding
from robots.casework.permit import Permit
from robots.casework.texts import Language
from robots.summary.model import Summary
from robots.workbook.layout import Link, Sheet, Time, Value
from robots.workbook.places import Places
from robots.workbook.table import Column, table
from robots.workbook.wording import Wording

_QUESTION_COLUMNS: Final = (
    Column("number", 5, "center"),
    Column("severity", 10),
    Column("person", 10),
    Column("finding_fi", 48),
    Column("finding_sv", 48),
    Column("refers_to", 16),
    Column("solution", 30),
)
_SOURCE_COLUMNS: Final = (
    Column("source", 21.5),
    Column("person", 10),
    Column("state", 14),
    Column("reason", 34),
    Column("asked_at", 15),
    Column("period", 18),
    Column("basis", 28),
    Column("requested_by", 13),
    Column("told_on", 11),
    Column("consent", 11),
    Column("request_ids", 18),
)
#: The six things of 703/2023 § 39 first, in the act's order.
_EVIDENCE_COLUMNS: Final = (
    Column("number", 5.5, "center"),
    Column("what", 34),
    Column("from_whom", 16),
    Column("obtained_at", 15),
    Column("requested_by", 14),
    Column("legal_basis", 28),
    Column("purpose", 17),
    Column("file", 34),
    Column("place", 26),
    Column("hash", 25, size=7),
)


def question_sheet(summary: Summary, places: Places, words: Wording) -> Sheet:
    """Every finding in both languages, with room for the officer's answer."""
    both = Wording(Language.FINNISH), Wording(Language.SWEDISH)

    def row(number: int, finding: Finding) -> Sequence[Value]:
        return (
            number,
            words.word("severity", finding.severity),
            words.word("role", finding.role) if finding.role is not None else "",
            *(language.finding(finding) for language in both),
            places.rows(finding.refers_to),
            "",
        )

    rows = [row(number, finding) for number, finding in enumerate(summary.findings, 1)]
    note = words("questions_note")
    return table(words("sheet_questions"), note, _QUESTION_COLUMNS, rows, words)


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
            _each(permits, lambda permit: permit.legal_basis),
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
        return (
            words("evidence_number", number=number),
            evidence.what,
            words.word("source", evidence.source),
            Time(evidence.obtained_at, words("time_format")),
            evidence.requested_by,
            evidence.legal_basis,
            words.purpose(evidence.purpose),
            Link(PurePosixPath(evidence.file).name, file=evidence.file),
            _place(evidence, words),
            evidence.sha256,
        )

    rows = [row(number, evidence) for number, evidence in enumerate(summary.evidence, 1)]
    return table(words("sheet_evidence"), words("evidence_note"), _EVIDENCE_COLUMNS, rows, words)


def _place(evidence: Evidence, words: Wording) -> str:
    page = words("page_number", page=evidence.page) if evidence.page is not None else ""
    return "\n".join(one for one in (page, evidence.place) if one)


def _each(permits: Sequence[Permit], of: Callable[[Permit], str]) -> str:
    """One permit's word, or each different one where there are several."""
    return "\n".join(dict.fromkeys(text for permit in permits if (text := of(permit))))
