"""What a run's record tells of its sources' trouble and of the list that it was given."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from light_county import LightCounty, light_county
from light_runs import ASKED, outcomes, silently

from devdata.standins import incomes_register
from devdata.standins.__main__ import PEOPLE
from devdata.standins.frame import Certificates, Journal, People, Running
from robots.casework.words import Outcome, Source
from robots.county import open_county
from robots.determination import run_nightly, run_one

Standins = tuple[dict[str, Any], Path]


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Running]:
    """An Incomes Register of this test's own, whose failures can be turned on."""
    running = incomes_register.start(
        People.load(PEOPLE), Certificates(tmp_path / "certificates"), Journal()
    )
    yield running
    running.stop()


@pytest.fixture
def light(tmp_path: Path, standins: Standins, folder: Path) -> LightCounty:
    """With a vault of its own, as ``folder`` sees to it."""
    return light_county(tmp_path / "light", standins, only={"T-0001"})


def test_a_request_that_left_twice_is_a_retry_of_its_source_and_no_failure(
    light: LightCounty, register: Running
) -> None:
    assert register.switch is not None
    register.switch.turn_on("503", times=1)
    standins = {**light.standins, "incomes_register": register.settings}
    with open_county(light.folder, standins=standins) as county:
        run = run_one(county, "T-0001", ASKED, silently)
    assert outcomes(run) == {"T-0001": Outcome.INCOMPLETE}
    told = {one.source: one for one in run.sources}
    wages_and_benefits = told[Source.INCOMES_REGISTER]
    assert (wages_and_benefits.calls, wages_and_benefits.failed) == (2, 0)
    assert {source for source, one in told.items() if one.retries} == {Source.INCOMES_REGISTER}
    assert wages_and_benefits.retries == 1


@pytest.mark.parametrize(("hours", "is_old"), [(1, False), (30, True)])
def test_a_nights_record_tells_when_its_worklist_was_kept(
    light: LightCounty, hours: int, is_old: bool
) -> None:
    toml, worklist = light.folder / "county.toml", light.folder / "tyolista.xlsx"
    text = toml.read_text("utf-8")
    kept_at = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=hours)
    os.utime(worklist, (kept_at.timestamp(), kept_at.timestamp()))
    with light.open() as county:
        assert run_nightly(county, 0, silently).worklist_from is None, (
            "a fixed day: nobody keeps it"
        )
    toml.write_text(text.replace("business_date = 2026-03-16", ""), "utf-8")
    with light.open() as county:
        night = run_nightly(county, 0, silently)
    assert night.worklist_from == kept_at
    assert night.worklist_is_old is is_old
