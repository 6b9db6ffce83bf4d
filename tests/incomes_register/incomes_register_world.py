"""A made-up Incomes Register over real TLS, and a client that a test points at one person."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from devdata.standins import incomes_register as standin
from devdata.standins.frame import Journal, Switch
from robots.casework.answer import Answer
from robots.casework.case import ConsentState, Person
from robots.casework.identity_code import IdentityCode
from robots.casework.period import Period
from robots.casework.permit import Permit
from robots.casework.protocols import Access
from robots.casework.texts import Language, text
from robots.casework.words import Purpose, Role, Source
from robots.incomes_register import IncomesRegister, IncomesRegisterSettings

CODE = "010140-901U"
DAY = date(2026, 3, 16)
PERIOD = Period.months_before(DAY, 12)
INCOME_TYPES = Path(__file__).parents[2] / "devdata/county/registers/income-types.csv"

PENSION = {
    "payer": "Keva",
    "business_id": "9990001-6",
    "code": 9001,
    "day": 2,
    "from": "2025-12",
    "until": "2026-03",
    "gross": "1800.00",
    "tax": "306.00",
}


@dataclass
class World:
    """One person's register entry, and everything that was noticed on the way."""

    source: IncomesRegister
    settings: IncomesRegisterSettings
    journal: Journal
    switch: Switch
    accesses: list[Access] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)

    def ask(self, *groups: str, period: Period = PERIOD) -> Answer:
        """Ask about the person; both groups unless said. Each finding has its sentence."""
        permit = permit_for(groups or ("wages", "benefits"), period)
        person = Person(Role.CLIENT, IdentityCode.parse(CODE, test_range=True))
        answer = self.source.ask(permit, person, period)
        for finding in answer.findings:
            for language in Language:
                assert text(f"findings.{finding.code}", language, **finding.values)
        return answer


def permit_for(groups: tuple[str, ...], period: Period = PERIOD) -> Permit:
    return Permit(
        case_id="T-0001",
        role=Role.CLIENT,
        source=Source.INCOMES_REGISTER,
        data_groups=frozenset(groups),
        period=period,
        legal_basis="53/2018 § 13",
        purpose=Purpose.FEE,
        requested_by="virkailija-07",
        reason="vuositarkistus",
        told_on=date(2026, 2, 16),
        consent=ConsentState.GIVEN,
        granted_at=datetime(2026, 3, 16, 8, 0, tzinfo=UTC),
    )


def call(operation: str) -> dict[str, str]:
    """The settings of one kind of question."""
    return {
        "service_path": standin.SERVICE_PATH,
        "soap_action": operation,
        "query_data_type": standin.OPERATIONS[operation].query_data_type,
    }
