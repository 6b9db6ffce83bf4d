"""Kela's level in force is told wherever it cannot be what was last paid."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from kela_world import World, benefit

from robots.casework.answer import Answer, Income
from robots.casework.period import Period
from robots.casework.words import IncomeKind, Per, Severity

NAME = "Takuueläke"
MARCH = date(2026, 3, 1)
NOT_PAID_YET = {"from": MARCH, "paid_from": "2026-04"}


def guarantee(gross: str, **more: Any) -> dict[str, Any]:
    return benefit(NAME, gross, day=22, **more)


def care(care: str, supplement: str, **more: Any) -> dict[str, Any]:
    parts = [
        {"name": "Perustuki", "gross": Decimal(care)},
        {"name": "Veteraanilisä", "gross": Decimal(supplement)},
    ]
    whole = str(Decimal(care) + Decimal(supplement))
    return benefit("Eläkettä saavan hoitotuki", whole, components=parts, **more)


#: Name of a situation → the benefits; what has ended is known by its payments only.
SITUATIONS: dict[str, list[dict[str, Any]]] = {
    "long unpaid": [
        guarantee("980.00", until=date(2025, 9, 30)),
        guarantee("980.00", **NOT_PAID_YET),
    ],
    "newer and higher": [
        guarantee("700.00", until=date(2026, 2, 28)),
        guarantee("980.00", until=date(2026, 12, 31), **NOT_PAID_YET),
    ],
    "older and higher": [
        guarantee("700.00", until=date(2026, 2, 28)),
        guarantee("980.00", paid_from="2026-04"),
    ],
    "two of one name": [
        guarantee("980.00"),
        guarantee("50.00", **NOT_PAID_YET),
    ],
    "two of one name, both paid": [guarantee("980.00"), guarantee("50.00")],
    "after varying payments": [
        benefit("Opintoraha", "250.00", until=date(2025, 3, 31), day=1),
        benefit("Opintoraha", "260.00", until=date(2025, 4, 30), paid_from="2025-04", day=1),
        benefit("Opintoraha", "279.38", until=date(2025, 5, 31), paid_from="2025-05", day=1),
        benefit("Opintoraha", "279.38", day=1, **NOT_PAID_YET),
    ],
    "agreeing": [guarantee("980.00")],
    "parts": [
        care("80.00", "50.00", until=date(2026, 2, 28)),
        care("84.56", "60.00", **NOT_PAID_YET),
    ],
}


def code(situation: str) -> str:
    return f"010150-{920 + list(SITUATIONS).index(situation)}"


@pytest.fixture(scope="module")
def shared_world(make_world: Callable[..., World]) -> World:
    return make_world(blocks={code(name): {"benefits": own} for name, own in SITUATIONS.items()})


def levels(answer: Answer) -> list[Income]:
    return [income for income in answer.incomes if income.per is Per.MONTH]


def test_a_level_in_force_that_begins_after_the_last_payment_is_told(world: World) -> None:
    answer = world.ask(code("long unpaid"))
    (level,) = levels(answer)
    assert (level.kind, level.gross) == (IncomeKind.GUARANTEE_PENSION, Decimal("980.00"))
    assert (level.period, level.paid_on) == (Period(MARCH, None), None)
    assert len(answer.incomes) == 1 + 7
    assert answer.findings == ()


def test_a_newer_level_of_another_amount_is_told_with_a_warning(world: World) -> None:
    answer = world.ask(code("newer and higher"))
    (level,) = levels(answer)
    assert level.gross == Decimal("980.00")
    assert level.in_force_until == date(2026, 12, 31)
    (finding,) = answer.findings
    assert (finding.code, finding.severity) == ("kela_level_differs", Severity.WARNING)
    assert finding.refers_to == (level.id,)
    assert finding.values == {
        "benefit": NAME,
        "level": "980,00",
        "since": "1.3.2026",
        "paid": "700,00",
        "day": "20.2.2026",
    }


@pytest.mark.parametrize(
    "situation", ["older and higher", "two of one name", "after varying payments"]
)
def test_a_level_that_is_not_surely_newer_is_the_officers_question(
    world: World, situation: str
) -> None:
    answer = world.ask(code(situation))
    (level,) = levels(answer)
    (finding,) = answer.findings
    assert (finding.code, finding.severity) == ("kela_level_differs", Severity.QUESTION)
    assert finding.refers_to == (level.id,)


@pytest.mark.parametrize("situation", ["agreeing", "two of one name, both paid"])
def test_a_level_that_is_what_was_last_paid_is_not_told_twice(world: World, situation: str) -> None:
    answer = world.ask(code(situation))
    assert levels(answer) == []
    assert answer.incomes
    assert answer.findings == ()


def test_a_level_is_split_into_its_parts(world: World) -> None:
    answer = world.ask(code("parts"))
    assert {level.kind: level.gross for level in levels(answer)} == {
        IncomeKind.PENSIONER_CARE_ALLOWANCE: Decimal("84.56"),
        IncomeKind.VETERAN_SUPPLEMENT: Decimal("60.00"),
    }
    (differs,) = [one for one in answer.findings if one.code == "kela_level_differs"]
    assert set(differs.refers_to) == {level.id for level in levels(answer)}
