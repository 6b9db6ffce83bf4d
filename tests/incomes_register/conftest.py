"""A made-up Incomes Register over real TLS, and a client that asks about one person."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from incomes_register_world import CODE, INCOME_TYPES, World, call
from made_up_reports import Ask

from devdata.standins import incomes_register as standin
from devdata.standins.frame import COUNTY_BUSINESS_ID, Certificates, Journal, People
from devdata.standins.incomes_register_services import STATUS_DATA_TYPE
from robots.casework.answer import Answer
from robots.casework.protocols import Access
from robots.incomes_register import IncomesRegister, IncomesRegisterSettings


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def world(certificates: Certificates, tmp_path: Path) -> Iterator[Callable[..., World]]:
    """Makes a world: ``world({"benefits": […]}, some_setting=…)``."""
    with ExitStack() as stack:

        def make(
            held: Mapping[str, Any],
            connection: Mapping[str, Any] | None = None,
            **changed: Any,
        ) -> World:
            case = {
                "case": {"id": "T-0001"},
                "client": {"identity_code": CODE, "incomes_register": dict(held)},
                "spouse": None,
            }
            (tmp_path / "person.yaml").write_text(yaml.safe_dump(case), "utf-8")
            journal = Journal()
            running = standin.start(People.load(tmp_path), certificates, journal)
            stack.callback(running.stop)
            values = {
                "production_environment": False,
                "business_id": COUNTY_BUSINESS_ID,
                "query_profile": standin.PROFILE,
                "withheld_tax_in_profile": True,
                "wages": call("StandinGetWageReports"),
                "benefits": call("StandinGetBenefitReports"),
                "status_delivery_data_type": STATUS_DATA_TYPE,
                "payment_date_parameter": standin.PAYMENT_DATE_PARAMETER,
                "income_earner_parameter": standin.INCOME_EARNER_PARAMETER,
                "usable_report_statuses": [1],
                "cancelled_report_statuses": [9],
                "income_types": INCOME_TYPES,
                **running.settings,
                **changed,
            }
            values["connection"] = {**running.settings["connection"], **(connection or {})}
            settings = IncomesRegisterSettings.model_validate(values)
            accesses: list[Access] = []
            slept: list[float] = []
            log = type("Log", (), {"record": staticmethod(accesses.append)})()
            ids = itertools.count(1)
            source = IncomesRegister(
                settings,
                access_log=log,
                clock=lambda: datetime.now(UTC),
                new_id=lambda: f"request-{next(ids)}",
                sleep=slept.append,
            )
            stack.callback(source.close)
            return World(source, settings, journal, running.switch, accesses, slept)

        yield make


@pytest.fixture
def wages(world: Callable[..., World]) -> Ask:
    def ask(*reports: str, **settings: Any) -> Answer:
        return world({"verbatim": {"wages": list(reports)}}, **settings).ask("wages")

    return ask


@pytest.fixture
def benefits(world: Callable[..., World]) -> Ask:
    def ask(*reports: str, **settings: Any) -> Answer:
        return world({"verbatim": {"benefits": list(reports)}}, **settings).ask("benefits")

    return ask
