"""The made-up county's answers, exactly, from both generations of screens in both languages.

Only the page map changes. What is right is worked out from the person files by the stand-in's
records, which share nothing with the robot. Of the county's people those few are asked about who
have everything that anybody has; with KELA_EVERYBODY set, all of them (some minutes).
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from kela_world import ASKED, Log, permit

from devdata.standins.frame import Found, Journal, People
from devdata.standins.kela_pages import Screens
from devdata.standins.kela_records import Record, record_of
from devdata.standins.kela_site import KelaSite
from robots.casework.answer import Answer, Income
from robots.casework.case import Person
from robots.casework.identity_code import IdentityCode
from robots.casework.words import IncomeKind, Per, Role, Severity
from robots.kela import Kela
from robots.kela.settings import RESOURCES

PEOPLE = Path(__file__).parents[2] / "devdata" / "county" / "people"
SCREENS = {
    (1, "fi"): "page-map.yaml",
    (1, "sv"): "page-map.1.sv.yaml",
    (2, "fi"): "page-map.2.fi.yaml",
    (2, "sv"): "page-map.2.sv.yaml",
}
SWITCHES = pytest.mark.parametrize("screens", SCREENS, ids=lambda one: f"{one[0]}-{one[1]}")
EVERYBODY = "KELA_EVERYBODY"
GROUPS = frozenset({"benefits", "payments", "decisions", "medicine_ceiling"})
#: What no file of the made-up county has.
MORE: dict[str, Any] = {
    "recoveries": [
        {
            "name": "Kansaneläke",
            "decided_on": date(2026, 1, 15),
            "whole": Decimal("1204.50"),
            "left": Decimal("804.50"),
            "monthly": Decimal("100.00"),
        },
        {
            "name": "Yleinen asumistuki",
            "decided_on": date(2025, 5, 2),
            "whole": Decimal("310.00"),
            "left": Decimal("0.00"),
            "monthly": Decimal("50.00"),
        },
    ],
    "medicine": {"accumulated": Decimal("212.40")},
}


def telling() -> list[Found]:
    """The fewest people that have every benefit, part and pending application of the county, and
    somebody whom Kela does not know; or everybody, where that is asked for."""
    chosen: list[Found] = []
    met: set[str] = set()
    known = [one for one in People.load(PEOPLE) if one.said_by("kela")]
    everybody = sorted(known, key=lambda one: -len(_shown(one)))
    if EVERYBODY in os.environ:
        return everybody
    for found in everybody:
        if _shown(found) - met:
            met |= _shown(found)
            chosen.append(found)
    return chosen


def _shown(found: Found) -> set[str]:
    block = found.said_by("kela")
    benefits = block.get("benefits") or ()
    return {
        str(block.get("answer", "normal")),
        *(one["name"] for one in benefits),
        *(
            f"{one['name']}: {part['name']}"
            for one in benefits
            for part in one.get("components", ())
        ),
        *(f"pending {one['name']}" for one in block.get("pending") or ()),
    }


@pytest.fixture(scope="module")
def people() -> list[Found]:
    chosen = telling()
    first = chosen[0]
    more = {**first.person, "kela": {**first.said_by("kela"), **MORE}}
    return [Found(first.key, first.case, more), *chosen[1:]]


@pytest.fixture(scope="module")
def answers(
    people: list[Found], make_robot: Callable[..., Kela]
) -> Iterator[Callable[[tuple[int, str]], list[Answer]]]:
    """Everybody's answers from the screens of a generation and language, asked once; now and then
    a message box lies over a page, and a page takes its time."""
    site = KelaSite(People(people), Journal())
    got: dict[tuple[int, str], list[Answer]] = {}

    def ask(screens: tuple[int, str]) -> list[Answer]:
        if screens not in got:
            behaviour = site.behaviour
            behaviour.generation, behaviour.language = screens
            behaviour.notice_every, behaviour.slow_seconds = 7, 0.01
            robot = make_robot(
                site.address, page_map=RESOURCES / SCREENS[screens], access_log=Log(), pause_ms=0
            )
            with ThreadPoolExecutor(2) as pool:
                got[screens] = list(pool.map(lambda one: _ask(robot, one), people))
            robot.close()
        return got[screens]

    yield ask
    site.stop()


def _ask(robot: Kela, found: Found) -> Answer:
    code = IdentityCode.parse(found.person["identity_code"], test_range=True)
    return robot.ask(permit(data_groups=GROUPS), Person(Role.CLIENT, code), ASKED)


def payments_in(answer: Answer) -> list[tuple[object, ...]]:
    """Each payment as the page showed it: its shares together again."""
    by_row: dict[str, list[Income]] = defaultdict(list)
    for income in answer.incomes:
        if income.per is Per.PAYMENT:
            by_row[income.evidence[0]].append(income)
    return sorted(
        (
            shares[0].paid_on,
            shares[0].period.start if shares[0].period else None,
            shares[0].period.end if shares[0].period else None,
            sum(one.gross or 0 for one in shares),
            sum(one.tax or 0 for one in shares),
            sum(one.net or 0 for one in shares),
        )
        for shares in by_row.values()
    )


def payments_of(record: Record) -> list[tuple[object, ...]]:
    assert ASKED.end is not None
    return sorted(
        (one.paid_on, one.start, one.end, one.money.gross, one.money.tax, one.money.net)
        for one in record.payments(ASKED.start, ASKED.end)
    )


Answers = Callable[[tuple[int, str]], list[Answer]]


@SWITCHES
def test_every_payment_is_read_exactly(
    answers: Answers, people: list[Found], screens: tuple[int, str]
) -> None:
    read = 0
    for found, answer in zip(people, answers(screens), strict=True):
        expected = payments_of(record_of(found.said_by("kela")))
        assert payments_in(answer) == expected, found.key
        read += len(expected)
    assert read > 50


@SWITCHES
def test_kinds_parts_days_and_marks_are_the_same_on_all_screens(
    answers: Answers, screens: tuple[int, str]
) -> None:
    def told(answer: Answer) -> object:
        return answer.state, sorted(
            (
                *(one.kind, one.per, str(one.gross), str(one.tax), str(one.net)),
                *(str(one.period), str(one.paid_on), str(one.in_force_until), sorted(one.marks)),
            )
            for one in answer.incomes
        )

    assert [told(one) for one in answers(screens)] == [told(one) for one in answers((1, "fi"))]
    assert not any(
        one.kind is IncomeKind.UNKNOWN for answer in answers(screens) for one in answer.incomes
    )


@SWITCHES
def test_names_and_pending_applications_are_in_the_language_of_the_screens(
    answers: Answers, people: list[Found], screens: tuple[int, str]
) -> None:
    shown = Screens(*screens)
    for found, answer in zip(people, answers(screens), strict=True):
        record = record_of(found.said_by("kela"))
        pending = [one for one in answer.findings if one.code == "kela_pending_application"]
        assert [(one.values["benefit"], one.values["since"]) for one in pending] == [
            (shown.named(one.name), f"{one.since.day}.{one.since.month}.{one.since.year}")
            for one in record.pending
        ]
        known = {
            shown.named(name)
            for one in record.benefits
            for name in (one.name, *(part for part, _ in one.components))
        }
        assert {one.name for one in answer.incomes} <= known


@SWITCHES
def test_a_recovery_lowers_nothing_and_is_the_officers_question(
    answers: Answers, screens: tuple[int, str]
) -> None:
    (recovery,) = [one for one in answers(screens)[0].findings if one.code == "kela_recovery"]
    assert recovery.severity is Severity.QUESTION
    assert recovery.values == {
        "benefit": Screens(*screens).named("Kansaneläke"),
        "since": "15.1.2026",
        "left": "804,50",
        "monthly": "100,00",
    }
    (evidence,) = recovery.refers_to
    assert evidence in {one.id for one in answers(screens)[0].evidence}


@SWITCHES
def test_the_medicine_ceiling_is_a_hint(answers: Answers, screens: tuple[int, str]) -> None:
    (medicine,) = [one for one in answers(screens)[0].findings if one.code == "kela_medicine_costs"]
    assert medicine.severity is Severity.INFO
    assert medicine.values == {"year": "2026", "accumulated": "212,40", "ceiling": "636,12"}


def test_the_page_of_a_year_keeps_only_what_was_paid_in_the_period(answers: Answers) -> None:
    months = {one.paid_on for answer in answers((2, "fi")) for one in answer.incomes if one.paid_on}
    assert months
    assert min(months) >= ASKED.start
