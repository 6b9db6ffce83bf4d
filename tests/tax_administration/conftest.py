"""A made-up Tax Administration over real TLS, its deliveries, and a client's papers."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import TypeAdapter
from tax_administration_world import CODE, MAPPING, World

from devdata.standins import tax_administration as standin
from devdata.standins.frame import Certificates, Journal, People
from robots.casework.protocols import Access
from robots.documents import Limits
from robots.tax_administration import TaxAdministrationSettings, TaxSecrets, connect

MakeWorld = Callable[..., World]


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def people(tmp_path: Path) -> Callable[[Mapping[str, Any]], People]:
    """Makes the one person there is: ``people({"tax_year": …})``."""

    def make(held: Mapping[str, Any]) -> People:
        case = {
            "case": {"id": "T-0005"},
            "client": {"identity_code": CODE, "tax_administration": dict(held)},
            "spouse": None,
        }
        folder = tmp_path / "people"
        folder.mkdir(exist_ok=True)
        (folder / "person.yaml").write_text(yaml.safe_dump(case), "utf-8")
        return People.load(folder)

    return make


@pytest.fixture
def connected() -> Iterator[MakeWorld]:
    """Connects a source by its settings: ``connected({"source": "file", …})``."""
    with ExitStack() as stack:

        def make(
            settings: Mapping[str, Any],
            *,
            software_key: str = standin.SOFTWARE_KEY,
            papers: tuple[Path, ...] = (),
        ) -> World:
            accesses: list[Access] = []
            slept: list[float] = []
            ids = itertools.count(1)
            source = connect(
                TypeAdapter(TaxAdministrationSettings).validate_python(dict(settings)),
                secrets=lambda: TaxSecrets(software_key),
                handed_in=lambda case_id, role: papers,
                limits=Limits(megabytes=1),
                access_log=type("Log", (), {"record": staticmethod(accesses.append)})(),
                clock=lambda: datetime.now(UTC),
                new_id=lambda: f"request-{next(ids)}",
                sleep=slept.append,
            )
            stack.callback(source.close)
            return World(source, accesses, slept)

        yield make


@pytest.fixture
def world(
    certificates: Certificates,
    people: Callable[[Mapping[str, Any]], People],
    connected: MakeWorld,
) -> Iterator[MakeWorld]:
    """Makes a world with the API: ``world({"tax_year": …}, software_key=…)``."""
    with ExitStack() as stack:

        def make(
            held: Mapping[str, Any], software_key: str = standin.SOFTWARE_KEY, **changed: Any
        ) -> World:
            journal = Journal()
            running = standin.start(people(held), certificates, journal)
            stack.callback(running.stop)
            settings = {
                "source": "api",
                "operation_path": standin.OPERATION,
                "mapping": MAPPING,
                **running.settings,
                **changed,
            }
            made = connected(settings, software_key=software_key)
            made.journal, made.switch = journal, running.switch
            return made

        yield make
