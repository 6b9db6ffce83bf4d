"""A server's clock that somebody sets while calls are counted by it, and several workers see it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from postgres import PASSWORD, Postgres
from sqlalchemy import make_url
from town import Town

from robots.casework.words import Source
from robots.traffic import Traffic
from robots.traffic.server_clock import ServerClock

SOURCE = Source.INCOMES_REGISTER
HOUR = 3600.0
#: Found before PostgreSQL's own, which it stands on.
SET_CLOCK = """
create schema set_clock;
create table set_clock.by (seconds float not null);
insert into set_clock.by values (0);
grant usage on schema set_clock to public;
create function set_clock.clock_timestamp() returns timestamptz language sql volatile as
$$ select pg_catalog.clock_timestamp() + make_interval(secs => seconds) from set_clock.by $$;
"""


class Server:
    """A county's database on a server whose clock the test sets."""

    def __init__(self, postgres: Postgres, name: str) -> None:
        self._postgres, self._name = postgres, name
        self.address = make_url(postgres.new_database(name)).set(
            drivername="postgresql+psycopg", password=PASSWORD
        )
        self._do(SET_CLOCK)
        self._do(f'alter database "{name}" set search_path = set_clock, pg_catalog')

    def set_by(self, seconds: float) -> None:
        self._do(f"update set_clock.by set seconds = seconds + {seconds}")

    def pass_time(self, town: Town, seconds: float) -> None:
        """For the server and for the machines."""
        self.set_by(seconds)
        town.pass_time(seconds)

    def is_waited_for(self) -> bool:
        """Whether anybody waits for another's lock."""
        with self._postgres.connected(self._name) as connection:
            return bool(connection.execute("select from pg_locks where not granted").fetchall())

    def _do(self, statement: str) -> None:
        with self._postgres.connected(self._name) as connection:
            connection.execute(statement)


@pytest.fixture
def server(postgres: Postgres, tmp_path: Path) -> Server:
    return Server(postgres, f"clock_{tmp_path.name}".lower().replace("-", "_")[-60:])


@pytest.fixture
def town(server: Server) -> Iterator[Town]:
    made = Town(server.address)
    made.pass_time(1)
    yield made
    made.close()


def has_slot(worker: Traffic, name: str, a_minute: int = 2) -> bool:
    with worker._store.transaction(SOURCE) as connection:
        return worker._slots.take(connection, SOURCE, a_minute, name, urgent=True) == 0


@pytest.mark.parametrize("jump", [2.0, HOUR, 30 * HOUR, -HOUR, -2.0])
def test_a_servers_clock_that_is_set_makes_no_minute_shorter(
    server: Server, town: Town, jump: float
) -> None:
    one, other = town.worker(), town.worker()
    assert has_slot(one, "a")
    assert has_slot(other, "b")
    assert not has_slot(other, "c")
    server.set_by(jump)
    assert not has_slot(one, "d")
    assert not has_slot(other, "e")
    server.pass_time(town, 63.5)  # of 65, since nobody told of their end
    assert not has_slot(one, "f")
    assert not has_slot(other, "g")
    server.pass_time(town, 15)
    if jump < 0:  # what lay ahead of the clock counts from then on
        server.pass_time(town, 60)
    assert has_slot(one, "h"), "and none much longer"


def test_a_clock_set_again_and_again_is_still_one_clock_for_all(server: Server, town: Town) -> None:
    one, other = town.worker(), town.worker()
    clocks = [ServerClock(lambda: town.at.timestamp()) for _ in range(2)]

    def read() -> list[float]:
        found = []
        for worker, clock in zip((one, other), clocks, strict=True):
            with worker._store.transaction() as connection:
                found.append(clock.seconds(connection))
        return found

    before = read()
    for _ in range(3):
        server.set_by(HOUR)
        server.pass_time(town, 10)
        now = read()
        passed = [after - earlier for after, earlier in zip(now, before, strict=True)]
        assert passed == pytest.approx([10, 10], abs=0.5)
        assert now[0] == pytest.approx(now[1], abs=0.5)
        before = now


def test_two_that_notice_at_the_same_moment_take_it_off_once(server: Server, town: Town) -> None:
    store = town.worker()._store
    clocks = [ServerClock(lambda: town.at.timestamp()) for _ in range(2)]
    told: list[float] = []

    def read(clock: ServerClock) -> None:
        with store.transaction() as connection:
            told.append(clock.seconds(connection))

    for clock in clocks:
        read(clock)
    before = told[-1]
    server.set_by(HOUR)
    second = threading.Thread(target=read, args=(clocks[1],))
    with store.transaction() as connection:
        assert clocks[0].seconds(connection) == pytest.approx(before, abs=0.5)
        second.start()
        while not server.is_waited_for():
            assert second.is_alive()
    second.join()
    assert told[-1] == pytest.approx(before, abs=0.5)
    for clock in clocks:
        read(clock)
    assert told[-2:] == pytest.approx([before, before], abs=0.5)
