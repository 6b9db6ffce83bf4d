"""One answer out of a person's tax years, the same whichever source told them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from robots.casework.answer import Answer, Attachment, Evidence, Finding
from robots.casework.period import Period
from robots.casework.permit import Permit
from robots.casework.words import Role, Source, State
from robots.tax_administration.choosing import chosen, findings_of
from robots.tax_administration.figures import Figures, figures_of
from robots.tax_administration.taxation import TaxYear


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked, on which permit, and when."""

    permit: Permit
    period: Period
    asked_at: datetime
    request_id: str

    @property
    def role(self) -> Role:
        return self.permit.role

    @property
    def day(self) -> date:
        """The day of the determination: the last one of the time that is asked about."""
        return self.period.end or self.period.start

    @property
    def file(self) -> str:
        """Name of the file of what was used of the answer."""
        return f"{Source.TAX_ADMINISTRATION}-{self.role}.json"


def answer_of(
    question: Question,
    years: Sequence[TaxYear],
    *,
    origin: Evidence,
    attachments: Sequence[Attachment] = (),
    findings: Sequence[Finding] = (),
    is_complete: bool = True,
) -> Answer:
    """The answer: the latest final year's figures, where none is final the latest there is.

    Args:
        years: what the source told; none of them means that there is no taxation.
        origin: the evidence of the whole, of which each figure's own is made.
        attachments: files beside the one of what was used.
        findings, is_complete: what the source itself knows of its answer.

    Raises:
        TaxYearWrong, TaxYearTwice, TaxationEndNotKnown: see :mod:`choosing`.
        ReplyNotUnderstood: the year's contents are not in the declared form.
    """
    latest = chosen(years, question.day)
    used, figures, told = {}, Figures(), list(findings)
    if latest is not None:
        contents = latest.read(question.permit.data_groups)
        used = dict(contents.used)
        figures = figures_of(latest, contents, question.role, origin)
        told += figures.findings
        told += findings_of(latest, years, question.day, question.role)
    written = json.dumps(used, ensure_ascii=False, indent=2).encode()
    return Answer(
        Source.TAX_ADMINISTRATION,
        question.role,
        _state(figures, is_complete and figures.is_complete),
        question.asked_at,
        question.period,
        request_ids=(question.request_id,),
        permit=question.permit,
        incomes=figures.incomes,
        costs=figures.costs,
        forests=figures.forests,
        findings=tuple(told),
        evidence=(origin, *figures.evidence),
        attachments=(Attachment(question.file, written), *attachments),
    )


def _state(figures: Figures, is_complete: bool) -> State:
    if not is_complete:
        return State.PARTIAL
    return State.NONE if figures.is_empty else State.FOUND
