"""Looking at each source without any client: what is seen, and what is not said to be fine."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from tax_administration_world import REGISTERS, TAXATION, World

from devdata.standins.people import People
from devdata.standins.tax_administration import OPERATION
from devdata.standins.tax_administration_delivery import deliver_rows
from robots.casework.checks import InterfaceCheck, Verdict
from robots.casework.texts import Language

OK, FAILED, UNKNOWN = Verdict.OK, Verdict.FAILED, Verdict.UNKNOWN


def look(asked: World) -> InterfaceCheck:
    (check,) = asked.source.check()
    assert asked.accesses == [], "nobody is asked about, so no access is written down"
    if check.advice is not None:
        assert all(check.advice.in_words(language) for language in Language)
    return check


def seen(check: InterfaceCheck) -> tuple[Verdict, Verdict, Verdict]:
    return check.reachable, check.certificate, check.permit


def test_an_operation_about_nobody_shows_that_we_may_ask(world: Callable[..., World]) -> None:
    asked = world(TAXATION)

    check = look(asked)

    assert seen(check) == (OK, OK, OK)
    assert check.is_fine
    assert check.latency_ms is not None
    assert asked.journal is not None
    assert asked.journal.entries() == []


def test_without_such_an_operation_the_right_to_ask_stays_unknown(
    world: Callable[..., World],
) -> None:
    check = look(world(TAXATION, check_path=None))

    assert seen(check) == (OK, OK, UNKNOWN)
    assert check.service == OPERATION


@pytest.mark.parametrize(
    ("failure", "expected"),
    [
        ("403", (OK, OK, FAILED)),
        ("401", (OK, OK, FAILED)),
        ("500", (FAILED, UNKNOWN, UNKNOWN)),
        ("503", (FAILED, UNKNOWN, UNKNOWN)),
        ("refuse", (FAILED, UNKNOWN, UNKNOWN)),
    ],
)
def test_what_is_wrong_with_the_service_is_told_apart(
    world: Callable[..., World], failure: str, expected: tuple[Verdict, Verdict, Verdict]
) -> None:
    check = look(world(TAXATION).fail(failure))

    assert seen(check) == expected
    assert not check.is_fine
    assert check.advice is not None


def test_a_wrong_key_is_not_taken(world: Callable[..., World]) -> None:
    assert seen(look(world(TAXATION, software_key="guessed"))) == (OK, OK, FAILED)


def test_the_newest_delivery_is_loaded_and_its_age_told(
    connected: Callable[..., World], people: Callable[..., People], tmp_path: Path
) -> None:
    settings = {
        "source": "file",
        "folder": tmp_path,
        "layout": REGISTERS / "tax-administration-file.yaml",
        "oldest_days": 60,
    }
    empty = look(connected(settings))
    assert (empty.reachable, empty.advice and empty.advice.code) == (FAILED, "tax_file_missing")

    file = deliver_rows(people(TAXATION), tmp_path, date(2020, 1, 15))
    old = look(connected(settings))
    assert old.is_fine
    assert old.advice is not None
    assert old.advice.values == {"day": "15.1.2020", "days": "60"}

    file.write_bytes(b"PK\x03\x04")
    locked = look(connected(settings))
    assert (locked.reachable, locked.advice and locked.advice.code) == (FAILED, "tax_file_locked")


def test_of_papers_the_reader_is_looked_at(connected: Callable[..., World]) -> None:
    check = look(connected({"source": "document"}))

    assert (check.reachable, check.permit) == (OK, Verdict.NOT_APPLICABLE)
