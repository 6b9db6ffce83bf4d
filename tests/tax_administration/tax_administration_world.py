"""One person's taxation in the made-up Tax Administration, and what was noticed on the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from devdata.standins.frame import Journal, Switch
from robots.casework.answer import Answer, Evidence
from robots.casework.case import ConsentState, Person
from robots.casework.identity_code import IdentityCode
from robots.casework.period import Period
from robots.casework.permit import Permit
from robots.casework.protocols import Access
from robots.casework.texts import Language, text
from robots.casework.words import Purpose, Role, Source
from robots.tax_administration import TaxSource
from robots.tax_administration.answering import Question, answer_of
from robots.tax_administration.taxation import TaxYear

CODE = "010140-901U"
PERSON = Person(Role.CLIENT, IdentityCode.parse(CODE, test_range=True))
PERIOD = Period.months_before(date(2026, 3, 16), 12)
REGISTERS = Path(__file__).parents[2] / "devdata/county/registers"
MAPPING = REGISTERS / "tax-administration-mapping.yaml"

TAXATION = {
    "tax_year": 2024,
    "decided_on": "2025-08-28",
    "items": [
        {"kind": "rents", "gross": "7260.00", "deductions": "2652.00", "tax": "1382.40"},
        {"kind": "dividends", "gross": "1845.00", "tax": "470.48"},
        {"kind": "interest", "gross": "120.00", "tax": "36.00"},
        {"kind": "capital_gains", "gross": "60000.00", "deductions": "0.00", "tax": "18000.00"},
    ],
    "forests": [{"municipality": "Sulkava", "hectares": "32.5", "interest": "318.40"}],
}


@dataclass
class World:
    """The source, and what was noticed."""

    source: TaxSource
    accesses: list[Access] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)
    journal: Journal | None = None
    switch: Switch | None = None

    def fail(self, failure: str, **how: Any) -> World:
        """The stand-in goes wrong from now on."""
        assert self.switch is not None
        self.switch.turn_on(failure, **how)
        return self

    def ask(self, *groups: str) -> Answer:
        """Ask about the person; all groups unless said. Each finding has its sentence."""
        return in_words(self.source.ask(permit(*groups), PERSON, PERIOD))


def permit(*groups: str) -> Permit:
    """Leave to ask about the person; all groups unless said."""
    return Permit(
        case_id="T-0005",
        role=Role.CLIENT,
        source=Source.TAX_ADMINISTRATION,
        data_groups=frozenset(groups or ("capital_income", "forest", "deductions")),
        period=PERIOD,
        legal_basis="734/1992 14 a § 1 mom",
        purpose=Purpose.FEE,
        requested_by="virkailija-07",
        reason="vuositarkistus",
        told_on=date(2026, 2, 16),
        consent=ConsentState.GIVEN,
        granted_at=datetime(2026, 3, 16, 8, 0, tzinfo=UTC),
    )


def in_words(answer: Answer) -> Answer:
    """The answer, once each finding and each piece of evidence has its sentence."""
    for language in Language:
        for finding in answer.findings:
            assert text(f"findings.{finding.code}", language, **finding.values)
        for evidence in answer.evidence:
            assert evidence.in_words(language)
    return answer


def answer_to(years: Sequence[TaxYear], *groups: str) -> Answer:
    """The answer out of tax years that some reader has read."""
    question = Question(permit(*groups), PERIOD, datetime(2026, 3, 16, tzinfo=UTC), "request-1")
    origin = Evidence.on(
        question.permit,
        what="tax_administration",
        file=question.file,
        content=b"",
        obtained_at=question.asked_at,
    )
    return in_words(answer_of(question, years, origin=origin))
