"""How often the workers look into their queues: often only while an officer waits."""

from __future__ import annotations

import asyncio

from sqlalchemy.exc import SQLAlchemyError

from robots.determination.asking import Superseded
from robots.determination.looks import OFTEN_SECONDS, SELDOM_SECONDS, Looks


def looks_of(urgent: set[str], asked: list[float]) -> Looks:
    return Looks(lambda attempt: attempt in urgent, asked.append)


def test_the_nights_cases_change_nothing() -> None:
    asked: list[float] = []

    async def night() -> None:
        async with looks_of(set(), asked).often_for("T-0001"):
            pass

    asyncio.run(night())
    assert asked == []


def test_while_an_officer_waits_the_looks_are_frequent_and_seldom_after_the_last_one() -> None:
    asked: list[float] = []
    looks = looks_of({"T-0001", "T-0002"}, asked)

    async def two() -> None:
        async with looks.often_for("T-0001"):
            async with looks.often_for("T-0002"):
                assert asked == [OFTEN_SECONDS]
            assert asked == [OFTEN_SECONDS]
        assert asked == [OFTEN_SECONDS, SELDOM_SECONDS]

    asyncio.run(two())


def test_a_broken_case_leaves_no_haste_behind() -> None:
    asked: list[float] = []
    looks = looks_of({"T-0001"}, asked)

    async def broken() -> None:
        try:
            async with looks.often_for("T-0001"):
                raise ValueError
        except ValueError:
            pass

    asyncio.run(broken())
    assert asked == [OFTEN_SECONDS, SELDOM_SECONDS]


def test_a_case_whose_folder_cannot_be_read_is_in_no_haste() -> None:
    asked: list[float] = []

    def unreadable(attempt: str) -> bool:
        raise Superseded()

    async def case() -> None:
        async with Looks(unreadable, asked.append).often_for("T-0001"):
            pass

    asyncio.run(case())
    assert asked == []


def test_a_database_that_takes_no_haste_costs_no_case() -> None:
    asked: list[float] = []

    def refuses_once(seconds: float) -> None:
        asked.append(seconds)
        if len(asked) == 1:
            raise SQLAlchemyError

    async def case() -> None:
        async with Looks(lambda attempt: True, refuses_once).often_for("T-0001"):
            pass

    asyncio.run(case())
    assert asked == [OFTEN_SECONDS, SELDOM_SECONDS]
