"""A made-up register with a few people, over real TLS, and the source that asks it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml

from devdata.standins import population_register as standin
from devdata.standins.frame import Certificates, Journal, People
from robots.casework.answer import Answer
from robots.casework.case import ConsentState, Person
from robots.casework.identity_code import IdentityCode
from robots.casework.period import HELSINKI, Period
from robots.casework.permit import Permit
from robots.casework.protocols import Access
from robots.casework.words import Purpose, Role, Source
from robots.population_register import (
    Credentials,
    PopulationRegister,
    PopulationRegisterSettings,
)
from robots.population_register.product import read_products

CODE = "010140-900T"
SPOUSES_CODE = "020242-901T"
ACTIVE_CODE = "010141-9002"
STREET = "Salakuja 99 X 1"
TOWN = "Piilolahti"
NOW = datetime(2026, 3, 16, 21, 30, tzinfo=HELSINKI)
PERIOD = Period.months_before(NOW.date(), 12)

#: Where the made-up county's permission names its products.
COUNTYS_PRODUCTS = (
    Path(__file__).parents[2]
    / "devdata"
    / "county"
    / "registers"
    / "population-register-products.yaml"
)
PRODUCT = read_products(COUNTYS_PRODUCTS)[0]
EVERYTHING = frozenset({"person", "spouse", "guardian", "residents", "protection"})

SETTINGS = PopulationRegisterSettings.model_validate(
    {
        "connection": {
            "address": "https://security-server.example",
            "client_certificate": "c.pem",
            "client_key": "k.pem",
            "trusted_certificates": "t.pem",
        },
        "client": {
            "instance": "FI-TEST",
            "member_class": "MUN",
            "member_code": "9990000-8",
            "subsystem_code": "ours",
        },
        "products": COUNTYS_PRODUCTS,
        "end_user": "{requested_by}",
    }
)


def products_file(folder: Path, *products: dict[str, Any]) -> Path:
    """A county's file of products."""
    file = folder / "products.yaml"
    file.write_text(yaml.safe_dump({"products": list(products)}, sort_keys=False), "utf-8")
    return file


class Register:
    """The stand-in with one couple in it, and what was asked and logged."""

    def __init__(
        self,
        folder: Path,
        certificates: Certificates,
        facts: dict[str, Any],
        spouse: dict[str, Any] | None = None,
        code: str = CODE,
    ) -> None:
        client = {
            "identity_code": code,
            "first_names": "Aino Maria",
            "last_name": "Koskela",
            "address": {"street": STREET, "postal_code": "01999", "post_office": TOWN},
            "population_register": {"marital_status": 1, "spouse": False, "residents": 2, **facts},
        }
        spouse = {
            "identity_code": SPOUSES_CODE,
            "first_names": "Eino",
            "last_name": "Koskela",
            "address": {"street": STREET, "postal_code": "01999", "post_office": TOWN},
            "population_register": {"marital_status": 2, "spouse": True, **(spouse or {})},
        }
        case = {"case": {"id": "T-0001"}, "client": client, "spouse": spouse}
        folder.joinpath("one.yaml").write_text(yaml.safe_dump(case), "utf-8")
        self.journal = Journal()
        self.running = standin.start(People.load(folder), certificates, self.journal)
        self.log: list[Access] = []
        self.slept: list[float] = []
        self._ids = 0

    def source(
        self, password: str = standin.PASSWORD, settings: dict[str, Any] | None = None
    ) -> PopulationRegister:
        return PopulationRegister(
            PopulationRegisterSettings.model_validate(
                {**self.running.settings, "products": COUNTYS_PRODUCTS, **(settings or {})}
            ),
            Credentials(standin.USERNAME, password),
            access_log=self,
            clock=lambda: NOW,
            new_id=self.new_id,
            sleep=self.slept.append,
        )

    def ask(self, code: str = CODE, role: Role = Role.CLIENT, **source: Any) -> Answer:
        person = Person(role, IdentityCode.parse(code, test_range=True))
        return self.source(**source).ask(permit(role), person, PERIOD)

    @property
    def answered(self) -> list[Access]:
        """The access log's rows of what came back; each has one before it."""
        return [row for row in self.log if row.outcome != "asked"]

    def record(self, access: Access) -> None:
        self.log.append(access)

    def new_id(self) -> str:
        self._ids += 1
        return f"00000000-0000-4000-8000-{self._ids:012d}"


def permit(role: Role = Role.CLIENT, **changes: Any) -> Permit:
    return Permit(
        **{
            "case_id": "T-0001",
            "role": role,
            "source": Source.POPULATION_REGISTER,
            "data_groups": EVERYTHING,
            "period": PERIOD,
            "legal_basis": "734/1992 14 a §",
            "purpose": Purpose.FEE,
            "requested_by": "virkailija-07",
            "reason": "vuositarkistus",
            "told_on": date(2026, 2, 16),
            "consent": ConsentState.GIVEN,
            "granted_at": NOW,
            **changes,
        }
    )


def facts(answer: Answer) -> Any:
    """What the answer says of its person."""
    assert answer.person is not None
    return answer.person


def kept(answer: Answer) -> str:
    """All that is kept in the open."""
    files = [file.content.decode() for file in answer.attachments if not file.sealed]
    names = [file.name for file in answer.attachments]
    return "\n".join([repr(replace(answer, attachments=())), *names, *files])
