"""May this document's figures be used, and what must the officer be told of it?

The person's identity code must stand on the paper; a paper without one is used and said so. A
document is named by its number in the folder and its pages: a file's name may hold a person's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from robots.casework.answer import Finding
from robots.casework.case import Person
from robots.casework.period import Period
from robots.casework.words import Severity
from robots.documents.layout import NotCounted
from robots.documents.reading import Figure, Reading, ReadState
from robots.documents.remarks_told import filled_fields, remarks_on

#: The last whole year is often the one before the months that are asked for.
_YEARS_BACK: Final = 1
#: How loudly the officer is told of a kind that gives no figures: a daily amount or a forest's
#: cutting value is for somebody to decide on, an accrual record is not.
_NOT_COUNTED: Final = {
    NotCounted.NOT_INCOME: Severity.INFO,
    NotCounted.TOTALS_ONLY: Severity.WARNING,
    NotCounted.DAILY_AMOUNTS: Severity.QUESTION,
    NotCounted.CUTTING_VALUE: Severity.QUESTION,
}


@dataclass(frozen=True, slots=True)
class Judged:
    """A document's figures that belong to the answer, and the findings about it."""

    figures: tuple[Figure, ...]
    findings: tuple[Finding, ...]
    is_wholly_read: bool


def judge(reading: Reading, number: int, person: Person, period: Period, evidence: str) -> Judged:
    """Decide about one document.

    Args:
        number: the document's place in the folder, counted from one.
        period: the months that are asked for; a payment outside them is not this answer's.
        evidence: id of the document, to which the findings refer.
    """

    def finding(code: str, severity: Severity, values: Mapping[str, str] | None = None) -> Finding:
        of_the_paper = {"number": str(number), "pages": str(reading.pages or "–")}
        of_the_paper |= reading.reason.values
        return Finding(code, severity, person.role, of_the_paper | dict(values or {}), (evidence,))

    findings = [finding(*remark) for remark in remarks_on(reading)]
    is_read = reading.state is ReadState.READ
    if not is_read:
        findings.insert(0, finding(reading.reason.code, Severity.QUESTION, filled_fields(reading)))
    whose = _whose(reading, person)
    if whose is not None and (is_read or reading.records):
        findings.append(finding(*whose))
        if whose[1] is Severity.QUESTION:
            return Judged((), tuple(findings), is_read)
    if is_read and not reading.is_evidence:
        findings.append(finding(reading.reason.code, _NOT_COUNTED[NotCounted(reading.reason.code)]))
    figures = tuple(figure for figure in reading.records if _concerns(figure, period))
    if len(figures) < len(reading.records):
        findings.append(finding("document_outside_period", Severity.WARNING))
    return Judged(figures, tuple(findings), is_read)


def _whose(reading: Reading, person: Person) -> tuple[str, Severity] | None:
    """What is odd about the identity codes on the paper; a question stops its use."""
    codes = reading.identity_codes
    if not codes:
        return "document_without_identity_code", Severity.INFO
    if person.identity_code is None:
        return "document_identity_not_compared", Severity.WARNING
    if person.identity_code.reveal() not in codes:
        return "document_of_another_person", Severity.QUESTION
    if len(codes) > 1 and not reading.names_others:
        return "document_of_several_people", Severity.QUESTION
    return None


def _concerns(figure: Figure, period: Period) -> bool:
    """Whether the figure tells of the months that are asked for."""
    if figure.paid_on is not None:
        return period.contains(figure.paid_on)
    if figure.tax_year is not None:
        return figure.tax_year >= period.start.year - _YEARS_BACK
    return figure.period is None or figure.period.overlaps(period)
