"""The judge of the fuzzers sees what it is there for: a figure that no authority has told."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from contract_world import BENEFITS, QUERY, TAX, WAGES, Subject, World

from robots.casework.answer import Answer
from robots.casework.words import State

sys.path.append(str(Path(__file__).parents[1] / "fuzz"))

import judging

CENT = Decimal("0.01")


def made_up(answer: Answer) -> Iterator[Answer]:
    """The same answer with something in it that nobody has told."""
    yield replace(answer, state=State.NOT_PERMITTED)
    if answer.incomes:
        first, *others = answer.incomes
        assert first.gross is not None
        assert first.tax is not None
        assert first.net is not None
        yield replace(answer, state=State.NONE)
        for change in (
            {"gross": first.gross + CENT, "net": first.net + CENT},
            {"gross": Decimal(0), "net": -first.tax},
            {"net": first.net + CENT},
            {"tax": Decimal(99_999_999), "net": first.gross - 99_999_999},
        ):
            changed: Any = replace(first, **change)
            yield replace(answer, incomes=(changed, *others))
    if answer.forests:
        yield replace(answer, forests=(replace(answer.forests[0], hectares=Decimal("77.7")),))
    if answer.person is not None:
        yield replace(answer, person=replace(answer.person, name="Toinen"))
        yield replace(answer, person=replace(answer.person, residents=77))


@pytest.mark.parametrize(
    ("subject", "numbers"),
    [
        (WAGES, judging.xml_numbers),
        (BENEFITS, judging.xml_numbers),
        (QUERY, judging.xml_numbers),
        (TAX, judging.json_numbers),
    ],
    ids=lambda one: one.name if isinstance(one, Subject) else "",
)
def test_what_nobody_has_told_is_found_out(
    world: World, subject: Subject, numbers: Callable[[bytes], set[Any]]
) -> None:
    answer = subject.ask(world)
    bodies = [one.content for one in answer.attachments if one.sealed]

    judging.check_answer(answer, bodies, numbers)

    for changed in made_up(answer):
        with pytest.raises(judging.Finding):
            judging.check_answer(changed, bodies, numbers)
