"""Officers' calls that wait at a source, the first first."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from town import Town

from robots.casework.words import Source
from robots.traffic.line import look_again

SOURCE = Source.INCOMES_REGISTER


def looks_of(town: Town, a_minute: int | None) -> Callable[[str, int], bool]:
    """Whether an officer's call has its turn, where so many places are free."""
    worker = town.worker()

    def look(name: str, places: int) -> bool:
        with worker._store.transaction(SOURCE) as connection:
            slots = worker._slots
            wait = slots.take(connection, SOURCE, a_minute, name, urgent=True, places=places)
            return wait == 0

    return look


@pytest.mark.parametrize("a_minute", [None, 100])
def test_who_has_waited_longest_for_a_place_goes_first(
    any_town: Town, a_minute: int | None
) -> None:
    look = looks_of(any_town, a_minute)
    for name in ("c", "a", "b"):
        any_town.pass_time(0.1)
        assert not look(name, 0)
    any_town.pass_time(0.1)
    assert [look(name, 1) for name in ("d", "b", "a")] == [False, False, False]
    assert look("c", 1)
    assert not look("b", 1)
    assert look("b", 2), "there is a place for the one before it as well"
    assert look("a", 1)
    assert look("d", 1)


def test_who_has_waited_longest_for_a_slot_goes_first(town: Town) -> None:
    look = looks_of(town, 2)
    assert look("x", 9)
    town.pass_time(30)
    assert look("y", 9)
    for name in ("a", "b"):
        assert not look(name, 9)
        town.pass_time(0.1)
    for _ in range(36):  # until the first slot is free again, and not yet the second
        town.pass_time(1)
        assert not look("b", 9)
        if look("a", 9):
            break
    else:
        raise AssertionError("a slot came and nobody had it")
    assert not look("b", 9)
    town.pass_time(30)
    assert look("b", 9)


def test_who_is_gone_holds_nobody_up(town: Town) -> None:
    look = looks_of(town, None)
    assert not look("dies", 0)
    town.pass_time(1)
    assert not look("waits", 0)
    town.pass_time(3)
    assert not look("waits", 1)
    town.pass_time(2)
    assert look("waits", 1)


def test_the_longer_the_line_the_more_seldom_its_end_looks() -> None:
    assert look_again(0) < look_again(1) < look_again(5) == 6 * look_again(0)
    assert look_again(1000) == look_again(100) <= 1
