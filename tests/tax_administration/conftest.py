"""A made-up Tax Administration over real TLS, and a client that asks about one person."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from tax_administration_world import CODE, MAPPING, World

from devdata.standins import tax_administration as standin
from devdata.standins.frame import Certificates, Journal, People
from robots.casework.protocols import Access
from robots.documents import Limits
from robots.tax_administration import ApiSettings, TaxSecrets, connect


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def world(certificates: Certificates, tmp_path: Path) -> Iterator[Callable[..., World]]:
    """Makes a world: ``world({"tax_year": …}, software_key=…)``."""
    with ExitStack() as stack:

        def make(
            held: Mapping[str, Any], software_key: str = standin.SOFTWARE_KEY, **changed: Any
        ) -> World:
            case = {
                "case": {"id": "T-0005"},
                "client": {"identity_code": CODE, "tax_administration": dict(held)},
                "spouse": None,
            }
            (tmp_path / "person.yaml").write_text(yaml.safe_dump(case), "utf-8")
            journal = Journal()
            running = standin.start(People.load(tmp_path), certificates, journal)
            stack.callback(running.stop)
            settings = ApiSettings.model_validate(
                {
                    "source": "api",
                    "operation_path": standin.OPERATION,
                    "mapping": MAPPING,
                    **running.settings,
                    **changed,
                }
            )
            accesses: list[Access] = []
            slept: list[float] = []
            log = type("Log", (), {"record": staticmethod(accesses.append)})()
            ids = itertools.count(1)
            source = connect(
                settings,
                secrets=lambda: TaxSecrets(software_key),
                handed_in=lambda case_id, role: (),
                limits=Limits(),
                access_log=log,
                clock=lambda: datetime.now(UTC),
                new_id=lambda: f"request-{next(ids)}",
                sleep=slept.append,
            )
            stack.callback(source.close)
            return World(source, journal, accesses, slept)

        yield make
