"""Two machines on one PostgreSQL, one of which never comes back: the other takes its cases over."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from light_county import kill, light_county, second_machine
from postgres import PASSWORD, USER, Postgres, postgres
from sqlalchemy import URL
from two_machines import Wire, in_flight, unfinished, wait_until_requested

from robots.casework.texts import Language
from robots.determination import run_nightly
from robots.determination.case_queue import LEFT
from robots.determination.gate import Gate
from robots.determination.presence import (
    SERVER_WAITS_SECONDS,
    SURE_SECONDS,
    Presence,
    PresenceLost,
    SessionPresence,
)
from robots.determination.rescue import Rescue

__all__ = ["postgres"]

pytestmark = pytest.mark.skipif(not hasattr(os, "killpg"), reason="kills process groups: POSIX")

Standins = tuple[dict[str, Any], Path]
CASES = 3
A_MINUTE = 60.0


@pytest.fixture
def wire(postgres: Postgres) -> Iterator[Wire]:
    made = Wire(postgres.port)
    yield made
    made.close()


@pytest.mark.parametrize("gone_by", ["a kill", "a silent wire"])
def test_another_machine_takes_over_within_a_minute(
    tmp_path: Path,
    standins: Standins,
    postgres: Postgres,
    wire: Wire,
    folder: Path,
    gone_by: str,
) -> None:
    name = gone_by.replace(" ", "-")
    direct = postgres.new_database(name)
    one = light_county(
        tmp_path / "one", standins, database=f"postgresql://{USER}@127.0.0.1:{wire.port}/{name}"
    )
    other = second_machine(one, tmp_path / "other", direct)
    begun = len(one.requests())
    night = one.start("nightly", str(CASES))
    wait_until_requested(one, night, begun + 2)
    helper = other.start("worker")
    wait_until_requested(one, night, begun + 6)
    if gone_by == "a kill":
        kill(night)
    else:
        wire.fall_silent()
        assert night.wait(timeout=30) != 0, "it may not go on when others may think it gone"
        for language in Language:
            assert PresenceLost().in_words(language) in one.told()
    lost = in_flight(postgres, name)
    gone = time.monotonic()
    while unfinished(postgres, name) and time.monotonic() - gone < 2 * A_MINUTE:
        assert helper.poll() is None, other.told()
        time.sleep(0.2)
    assert unfinished(postgres, name) == 0
    other.tell()
    kill(helper)
    assert len(other.outcomes()) == CASES
    assert set(one.versions()) == {f"{case}/v1" for case in other.outcomes()}
    for (source, _, person), count in one.counted(begun).items():
        assert count <= 1 + lost.count((source, person)), (source, person)


def test_a_database_that_is_started_again_in_the_middle_of_a_run_costs_nothing(
    tmp_path: Path, standins: Standins, postgres: Postgres
) -> None:
    """Its end takes both workers' locks: they get them again before anybody takes over anything."""
    one = light_county(tmp_path / "one", standins, database=postgres.new_database("again"))
    other = second_machine(one, tmp_path / "other", postgres.address("again"))
    begun = len(one.requests())
    night, helper = one.start("nightly", str(CASES)), other.start("worker")
    wait_until_requested(one, night, begun + 6)
    postgres.restart_at_once()
    lost = in_flight(postgres, "again")
    assert night.wait(timeout=120) == 0, one.told()
    assert helper.poll() is None, other.told()
    kill(helper)
    assert len(one.outcomes()) == CASES
    assert "failed" not in one.outcomes().values()
    assert set(one.versions()) == {f"{case}/v1" for case in one.outcomes()}
    for (source, _, person), count in one.counted(begun).items():
        assert count <= 1 + lost.count((source, person)), (source, person)


def test_what_a_stopped_run_leaves_is_free_at_once(
    tmp_path: Path, standins: Standins, postgres: Postgres, folder: Path
) -> None:
    light = light_county(tmp_path / "light", standins, database=postgres.new_database("stopped"))
    begun = len(light.requests())
    with light.open() as county:
        run_nightly(
            county, 1, lambda *_: None, meanwhile=lambda engine: len(light.requests()) > begun
        )
    with postgres.connected("stopped") as connection:
        owners = connection.execute(
            "select executor_id from dbos.workflow_status where status = 'PENDING'"
        ).fetchall()
    assert set(owners) == {(LEFT,)}


def test_nobody_takes_over_from_a_worker_that_may_get_its_lock_again() -> None:
    now = [0.0]

    class Silent:
        worker, comes_back_seconds = "worker-1", SURE_SECONDS

    rescue = Rescue(cast(Presence, Silent()), clock=lambda: now[0])
    assert rescue._gone_for_good({"worker-2", LEFT}) == {LEFT}, "its worker has ended by itself"
    now[0] = SURE_SECONDS - 1
    assert rescue._gone_for_good({"worker-2"}) == set()
    assert rescue._gone_for_good(set()) == set(), "it has its lock again"
    now[0] = SURE_SECONDS + 1
    assert rescue._gone_for_good({"worker-2"}) == set()
    now[0] = 3 * SURE_SECONDS
    assert rescue._gone_for_good({"worker-2"}) == {"worker-2"}


def test_a_machine_that_was_stopped_and_wakes_up_does_nothing_more() -> None:
    """Others may have its cases by then; it must not wait for its database to learn so."""
    ahead = [0.0]
    presence = SessionPresence(URL.create("postgresql"), clock=lambda: ahead[0])
    assert presence.is_sure()
    ahead[0] = SERVER_WAITS_SECONDS
    assert not presence.is_sure()

    class Lost(Exception):
        """In the place of the process's end."""

    def make_sure() -> None:
        if not presence.is_sure():
            raise Lost

    async def go_in() -> None:
        async with Gate(make_sure):
            pytest.fail("nothing may be done")

    with pytest.raises(Lost):
        asyncio.run(go_in())


def test_the_password_lies_only_in_the_vault(
    tmp_path: Path, standins: Standins, folder: Path
) -> None:
    county = light_county(
        tmp_path / "light", standins, database=f"postgresql://{USER}@127.0.0.1:1/x"
    )
    with county.open() as opened:
        assert opened.database.password == PASSWORD
        assert PASSWORD not in str(opened.database)
        assert PASSWORD not in repr(opened.settings)
