"""Every authority's stand-in with the same two made-up people, and each source that asks them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import Any

import yaml

from devdata.standins import incomes_register, population_register, tax_administration
from devdata.standins import population_register_changes as change_interface
from devdata.standins.frame import Certificates, Journal, People, Running, Switch
from robots.casework.answer import Answer, Income
from robots.casework.case import ConsentState, Person
from robots.casework.identity_code import IdentityCode
from robots.casework.period import Period
from robots.casework.permit import Permit
from robots.casework.protocols import Access, SourceOfIncome
from robots.casework.words import Purpose, Role, Source, State
from robots.county.settings import CountySettings, read_settings
from robots.documents import Limits
from robots.incomes_register import IncomesRegister
from robots.population_register import (
    Asked,
    ChangeInterface,
    ChangeInterfaceSettings,
    Credentials,
    PopulationRegister,
)
from robots.tax_administration import TaxSecrets, TaxSource, connect
from robots.transport.https import ConnectionSettings

COUNTY = Path(__file__).parents[2] / "devdata" / "county"
DAY = date(2026, 3, 16)
PERIOD = Period.months_before(DAY, 12)

SOMEBODY = "010140-901U"
"""Whom every authority has something on."""
UNKNOWN = "030343-902J"
"""Whom they have nothing on."""
HIDDEN = "020232-9039"
"""Of whom the population register may not tell this county."""

_CAST: Mapping[str, Any] = {
    "T-0001": {
        "identity_code": SOMEBODY,
        "first_names": "Aino Maria",
        "last_name": "Koskela",
        "address": {
            "street": "Salakuja 99 X 1",
            "postal_code": "01999",
            "post_office": "Piilolahti",
        },
        "population_register": {"marital_status": 1, "spouse": False, "residents": 1},
        "incomes_register": {
            "benefits": [
                {
                    "payer": "Keva",
                    "business_id": "9990001-6",
                    "code": 9001,
                    "day": 2,
                    "from": "2025-12",
                    "until": "2026-03",
                    "gross": "1823.45",
                    "tax": "306.00",
                }
            ],
            "wages": [
                {
                    "payer": "Kulman Kirjakauppa Oy",
                    "business_id": "9990001-1",
                    "code": 201,
                    "payments": [{"on": date(2025, 4, 15), "gross": "1234.56", "tax": "168.00"}],
                }
            ],
        },
        "tax_administration": {
            "tax_year": 2024,
            "decided_on": "2025-08-28",
            "items": [
                {"kind": "rents", "gross": "7265.43", "deductions": "2652.00", "tax": "1382.40"}
            ],
            "forests": [{"municipality": "Sulkava", "hectares": "32.5", "interest": "318.40"}],
        },
    },
    "T-0002": {
        "identity_code": UNKNOWN,
        "population_register": {"answer": "not_found"},
        "incomes_register": {},
        "tax_administration": {"answer": "none"},
    },
    "T-0003": {"identity_code": HIDDEN, "population_register": {"answer": "0019"}},
}

#: What may stand in no error: of whom, and what was read.
PERSONAL = (
    SOMEBODY,
    "Aino",
    "Koskela",
    "Salakuja",
    "Piilolahti",
    "1823",
    "1234.56",
    "7265",
    "Keva",
)

_CHANGES = {
    "client": population_register.CLIENT,
    "groups": ["HENKILON_NIMI", "KUOLINPAIVA", "TURVAKIELTO", "HENKILOTUNNUS_KORJAUS"],
    "most_persons": 50,
}


@dataclass
class World:
    """The stand-ins, running; and what the sources wrote down."""

    standins: Mapping[str, Running]
    settings: CountySettings
    rows: list[Access] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)
    sources: dict[tuple[Any, ...], Any] = field(default_factory=dict)
    key_passphrase: str | None = None

    def record(self, access: Access) -> None:
        self.rows.append(access)

    def begin(self) -> None:
        """As if nothing had been: everything answers as it should, nothing is written down."""
        for running in self.standins.values():
            switch_of(running).turn_off()
        self.rows.clear()
        self.slept.clear()
        self.key_passphrase = None

    def close(self) -> None:
        for source in self.sources.values():
            source.close()
        for running in self.standins.values():
            running.stop()

    def common(self) -> dict[str, Any]:
        ids = count(1)
        return {
            "access_log": self,
            "clock": lambda: datetime.now(UTC),
            "new_id": lambda: f"00000000-0000-4000-8000-{next(ids):012d}",
            "sleep": self.slept.append,
            "key_passphrase": self.key_passphrase,
        }


def make_world(folder: Path, certificates: Certificates) -> World:
    """Start the stand-ins of the three authorities that have an interface."""
    for case_id, client in _CAST.items():
        case = {"case": {"id": case_id}, "client": client, "spouse": None}
        (folder / f"{case_id}.yaml").write_text(yaml.safe_dump(case), "utf-8")
    people, journal = People.load(folder), Journal()
    running = {
        one.name: one
        for one in (
            module.start(people, certificates, journal)
            for module in (population_register, incomes_register, tax_administration)
        )
    }
    given: dict[str, Mapping[str, Any]] = {name: one.settings for name, one in running.items()}
    kela = {
        "environment": "standins",
        "address": "http://127.0.0.1:1",
        "organisation": "-",
        "sign_in": "standin",
    }
    return World(running, read_settings(COUNTY, {**given, "kela": kela}))


def switch_of(running: Running) -> Switch:
    """The stand-in's switch."""
    assert running.switch is not None
    return running.switch


@dataclass(frozen=True)
class Subject:
    """One source as the suite asks it; ``name`` is in the tests' ids."""

    name: str
    standin: str
    make: Callable[[World, ConnectionSettings], Any]
    ask_it: Callable[[Any, Person], Answer]
    about: str | None = "T-0001/client"
    """As the stand-in knows somebody; None where one request is about many."""

    def ask(self, world: World, code: str = SOMEBODY, **connection: Any) -> Answer:
        """Ask about one person, with the connection's settings changed as said."""
        person = Person(Role.CLIENT, IdentityCode.parse(code, test_range=True))
        return self.ask_it(self._source(world, connection), person)

    def switch(self, world: World) -> Switch:
        return switch_of(world.standins[self.standin])

    def _source(self, world: World, connection: Mapping[str, Any]) -> Any:
        """One for all cases, as in a run: what one case does to it, the next would notice."""
        key = (self.name, *connection.items())
        if key not in world.sources:
            usual: ConnectionSettings = getattr(world.settings.interfaces, self.standin).connection
            world.sources[key] = self.make(world, usual.model_copy(update=connection))
        return world.sources[key]


def permit(source: Source, *groups: str) -> Permit:
    """Leave to ask about the client."""
    return Permit(
        case_id="T-0001",
        role=Role.CLIENT,
        source=source,
        data_groups=frozenset(groups),
        period=PERIOD,
        legal_basis="734/1992 14 a §",
        purpose=Purpose.FEE,
        requested_by="virkailija-07",
        reason="vuositarkistus",
        told_on=date(2026, 2, 16),
        consent=ConsentState.GIVEN,
        granted_at=datetime(2026, 3, 16, 8, 0, tzinfo=UTC),
    )


def _query_service(world: World, connection: ConnectionSettings) -> PopulationRegister:
    return PopulationRegister(
        world.settings.interfaces.population_register.model_copy(update={"connection": connection}),
        Credentials(population_register.USERNAME, population_register.PASSWORD),
        **world.common(),
    )


def _change_interface(world: World, connection: ConnectionSettings) -> ChangeInterface:
    return ChangeInterface(
        world.settings.interfaces.population_register.model_copy(update={"connection": connection}),
        ChangeInterfaceSettings.model_validate(_CHANGES),
        Credentials(change_interface.USERNAME, change_interface.PASSWORD),
        **world.common(),
    )


def _incomes_register(world: World, connection: ConnectionSettings) -> IncomesRegister:
    settings = world.settings.interfaces.incomes_register
    return IncomesRegister(settings.model_copy(update={"connection": connection}), **world.common())


def _tax_api(world: World, connection: ConnectionSettings) -> TaxSource:
    return connect(
        world.settings.interfaces.tax_administration.model_copy(update={"connection": connection}),
        secrets=lambda: TaxSecrets(tax_administration.SOFTWARE_KEY),
        handed_in=lambda case_id, role: (),
        limits=Limits(),
        **world.common(),
    )


def _asks(source: Source, *groups: str) -> Callable[[SourceOfIncome, Person], Answer]:
    """The face that every source has."""
    return lambda made, person: made.ask(permit(source, *groups), person, PERIOD)


def _basic_data(made: ChangeInterface, person: Person) -> Answer:
    """The basic data of one person, as an answer."""
    leave = permit(Source.POPULATION_REGISTER, "person", "protection")
    (data,) = made.basic_data([Asked(leave, person)]).values()
    return Answer(
        Source.POPULATION_REGISTER,
        Role.CLIENT,
        data.state,
        person=data.facts,
        findings=data.findings,
    )


QUERY = Subject(
    "VTJ-query",
    "population_register",
    _query_service,
    _asks(Source.POPULATION_REGISTER, "person", "spouse", "guardian", "protection"),
)
CHANGE = Subject("VTJ-changes", "population_register", _change_interface, _basic_data, about=None)
WAGES = Subject(
    "wages", "incomes_register", _incomes_register, _asks(Source.INCOMES_REGISTER, "wages")
)
BENEFITS = Subject(
    "benefits", "incomes_register", _incomes_register, _asks(Source.INCOMES_REGISTER, "benefits")
)
TAX = Subject(
    "tax",
    "tax_administration",
    _tax_api,
    _asks(Source.TAX_ADMINISTRATION, "capital_income", "forest", "deductions"),
)
SUBJECTS = (QUERY, CHANGE, WAGES, BENEFITS, TAX)


def figures(answer: Answer) -> list[Income]:
    """What could be counted."""
    return list(answer.incomes)


def has_something(answer: Answer) -> bool:
    """Whether the answer carries what was asked for."""
    facts = answer.person
    return bool(answer.incomes or answer.forests) or (
        answer.state is State.FOUND and facts is not None and bool(facts.name)
    )
