"""A consent withdrawn between two requests of one run stops the next one, for every authority."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from robocorp import vault

from devdata import made_up_county
from devdata.standins import (
    incomes_register,
    kela_site,
    population_register,
    tax_administration,
)
from devdata.standins.__main__ import PEOPLE
from devdata.standins.frame import Certificates, Journal, People
from robots.casework.words import Role, Source, State
from robots.county import County, open_county
from robots.determination.due import due_attempt
from robots.determination.work import CaseWork
from run import BROWSER_SETTING, find_browser

CASE = "T-0001"

AUTHORITIES = [
    Source.POPULATION_REGISTER,
    Source.INCOMES_REGISTER,
    Source.TAX_ADMINISTRATION,
    Source.KELA,
    pytest.param(
        Source.DOCUMENTS,
        marks=pytest.mark.skip(reason="the client's own papers are asked from no authority"),
        id="documents-not here: the client's own papers are asked from no authority",
    ),
]


@pytest.fixture(scope="module")
def authorities(certificates: Certificates) -> Iterator[tuple[dict[str, Any], Journal]]:
    """The stand-ins with the made-up county's people: their settings, and what they remember."""
    people, journal = People.load(PEOPLE), Journal()
    with ExitStack() as stack:
        settings = {}
        for module in (population_register, incomes_register, tax_administration, kela_site):
            running = module.start(people, certificates, journal)
            stack.callback(running.stop)
            settings[running.name] = dict(running.settings)
        yield settings, journal


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A fresh copy of the made-up county, with its own vault."""
    with pytest.MonkeyPatch.context() as environment:
        for name in ("RC_VAULT_SECRET_MANAGER", "RC_VAULT_SECRETS_FILE"):
            environment.delenv(name, raising=False)
        vault._get_vault.cache_clear()  # robocorp-vault keeps the first one of the process
        output = tmp_path_factory.mktemp("county")
        environment.setenv(made_up_county.OUTPUT_SETTING, str(output))
        environment.setenv(BROWSER_SETTING, find_browser() or "")
        yield made_up_county.copy_once(fresh=False)


@pytest.fixture(scope="module")
def county(folder: Path, authorities: tuple[dict[str, Any], Journal]) -> Iterator[County]:
    with open_county(folder, standins=authorities[0]) as county:
        yield county


@pytest.fixture(scope="module")
def begun(county: County) -> tuple[CaseWork, str]:
    """A case that has been opened, and its attempt; no source of it has been asked yet."""
    work = CaseWork(county)
    attempt = str(due_attempt(county, county.worklist.case(CASE), lambda _: False))
    assert work.open(attempt) is None
    return work, attempt


def withdraw(folder: Path, source: Source) -> None:
    """What an officer does in Excel while the robot works."""
    columns = tomllib.loads((folder / "county.toml").read_text("utf-8"))["worklist"]["columns"]
    heading = columns[f"consents.client.{source}.state"]
    file = folder / "tyolista.xlsx"
    book = openpyxl.load_workbook(file)
    sheet = book["Työlista"]
    column = next(cell.column for cell in sheet[1] if cell.value == heading)
    row = next(row for row in sheet.iter_rows(min_row=2) if row[0].value == CASE)
    row[column - 1].value = "peruutettu"
    book.save(file)


@pytest.mark.parametrize("source", AUTHORITIES)
def test_a_permit_withdrawn_between_two_requests_stops_the_next(
    folder: Path,
    authorities: tuple[dict[str, Any], Journal],
    begun: tuple[CaseWork, str],
    source: Source,
) -> None:
    if source is Source.KELA and not find_browser():
        pytest.skip("no browser on this machine")
    journal, (work, attempt) = authorities[1], begun
    before = len(journal.entries())
    calls = work.asking.permitted_calls(attempt, Role.CLIENT, source)
    first = work.asking.ask(attempt, Role.CLIENT, source, calls[0])
    asked = len(journal.entries())
    assert first in (State.FOUND, State.NONE)
    assert asked > before

    withdraw(folder, source)
    second = work.asking.ask(attempt, Role.CLIENT, source, calls[-1])

    assert second == State.NOT_PERMITTED
    assert len(journal.entries()) == asked
    kept = work.asking.folder(attempt).answers(attempt).values()
    (refused,) = [one for one in kept if one.source is source]
    assert refused.state is State.NOT_PERMITTED
    assert (refused.incomes, refused.person, refused.evidence) == ((), None, ())
