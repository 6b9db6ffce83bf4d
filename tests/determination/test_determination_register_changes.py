"""Of whom the population register has something new, their cases are found out once more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from devdata.standins import population_register
from devdata.standins import population_register_changes as standin
from devdata.standins.__main__ import PEOPLE
from devdata.standins.frame import Certificates, Journal, People, Running
from robots.casework.case import Case
from robots.casework.reason import Reason
from robots.county import County, open_county
from robots.determination.due import due_attempt
from robots.determination.register_changes import RegisterChanges, look_for_changes, remember
from robots.determination.work import CaseWork

Standins = tuple[dict[str, Any], Path]
Turn = Callable[[str | None], None]

CHANGES = """
[interfaces.population_register.changes]
groups = ["HENKILON_NIMI", "KUOLINPAIVA", "TURVAKIELTO"]
most_persons = 100

[interfaces.population_register.changes.client]
instance = "FI-TEST"
member_class = "MUN"
member_code = "9990000-8"
subsystem_code = "tuloselvitys"
"""


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Running]:
    """A population register of this test's own, whose failures can be turned on."""
    running = population_register.start(
        People.load(PEOPLE), Certificates(tmp_path / "certificates"), Journal()
    )
    yield running
    running.stop()


@pytest.fixture
def turn(register: Running) -> Turn:
    """Turns a failure of the register on, or all off."""
    switch = register.switch
    assert switch is not None

    def turn_on(failure: str | None) -> None:
        if failure is None:
            switch.turn_off()
        else:
            switch.turn_on(failure)

    return turn_on


@pytest.fixture
def county(folder: Path, standins: Standins, register: Running) -> Iterator[County]:
    """The made-up county, with a permission to the change interface."""
    settings = folder / "county.toml"
    settings.write_text(settings.read_text("utf-8") + CHANGES, "utf-8")
    secrets = yaml.safe_load((folder / "vault.yaml").read_text("utf-8"))
    secrets["population_register_changes"] = {
        "username": standin.USERNAME,
        "password": standin.PASSWORD,
    }
    (folder / "vault.yaml").write_text(yaml.safe_dump(secrets), "utf-8")
    with open_county(
        folder, standins={**standins[0], "population_register": register.settings}
    ) as opened:
        yield opened


def settled(county: County) -> Case:
    """A case that was found out, and of which nothing is new."""
    case = county.worklist.case("T-0001")
    attempt = str(due_attempt(county, case, lambda _: False))
    work = CaseWork(county)
    work.close(attempt, work.broken(attempt, Reason("outcome_ready"), ask_again=False))
    assert due_attempt(county, case, lambda _: False) is None
    return case


def test_a_settled_case_is_found_out_again_when_the_register_has_something_new(
    county: County, turn: Turn
) -> None:
    case = settled(county)
    first = look_for_changes(county, [case])
    assert first == RegisterChanges(frozenset(), standin.FIRST_KEY)
    remember(county, first, [])
    assert look_for_changes(county, [case]).cases == frozenset()
    turn("everybody_changed")
    changes = look_for_changes(county, [case])
    assert changes == RegisterChanges(frozenset({case.id}), standin.FIRST_KEY + 1)
    again = due_attempt(county, case, lambda _: False, is_changed=True)
    assert again is not None
    assert again.number == 2


def test_the_key_moves_on_only_when_every_changed_case_has_its_attempt(
    county: County, turn: Turn
) -> None:
    case = settled(county)
    remember(county, look_for_changes(county, []), [])
    turn("everybody_changed")
    changes = look_for_changes(county, [case])
    remember(county, changes, [])
    assert look_for_changes(county, [case]) == changes
    remember(county, changes, [case.id])
    assert look_for_changes(county, [case]).key == standin.FIRST_KEY + 2


def test_a_case_that_was_not_found_out_yet_is_not_asked_about(county: County, turn: Turn) -> None:
    remember(county, look_for_changes(county, []), [])
    turn("everybody_changed")
    case = county.worklist.case("T-0002")
    assert look_for_changes(county, [case]).cases == frozenset()


def test_a_look_that_fails_leaves_the_night_and_the_key_as_they_were(
    county: County, turn: Turn, capsys: pytest.CaptureFixture[str]
) -> None:
    case = settled(county)
    remember(county, look_for_changes(county, []), [])
    turn("broken_record")
    assert look_for_changes(county, [case]) == RegisterChanges()
    turn(None)
    assert "reply_not_understood" in capsys.readouterr().err
    assert look_for_changes(county, [case]).key == standin.FIRST_KEY


def test_without_the_setting_nobody_is_looked_at(folder: Path, standins: Standins) -> None:
    with open_county(folder, standins=standins[0]) as county:
        assert look_for_changes(county, county.worklist.read().cases) == RegisterChanges()
