"""Two machines on one PostgreSQL, one of which never comes back: the other takes its cases over."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from light_county import LightCounty, kill, light_county, second_machine, source_and_person
from postgres import PASSWORD, USER, Postgres, postgres
from sqlalchemy import URL

from robots.determination.gate import Gate
from robots.determination.presence import SERVER_WAITS_SECONDS, SessionPresence

__all__ = ["postgres"]

pytestmark = pytest.mark.skipif(not hasattr(os, "killpg"), reason="kills process groups: POSIX")

Standins = tuple[dict[str, Any], Path]
CASES = 5
A_MINUTE = 60.0


class Wire:
    """Between a worker and its database; it can fall silent without being cut."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._silent = threading.Event()
        self._open: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def fall_silent(self) -> None:
        self._silent.set()

    def close(self) -> None:
        self._listening.close()
        for one in self._open:
            one.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listening.accept()
                far = socket.create_connection(("127.0.0.1", self._to))
                self._open += [near, far]
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=self._pass_on, args=(one, other), daemon=True).start()

    def _pass_on(self, one: socket.socket, other: socket.socket) -> None:
        try:
            while data := one.recv(65536):
                if self._silent.is_set():
                    return
                other.sendall(data)
        except OSError:
            pass  # killed: the other end learns of it, as it would on a wire
        if not self._silent.is_set():
            with suppress(OSError):
                other.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def wire(postgres: Postgres) -> Iterator[Wire]:
    made = Wire(postgres.port)
    yield made
    made.close()


def in_flight(postgres: Postgres, database: str) -> list[tuple[str, str]]:
    with postgres.connected(database) as connection:
        rows = connection.execute(
            "select workflow_uuid from dbos.workflow_status"
            " where status = 'PENDING' and name = 'ask_authority'"
        ).fetchall()
    return [source_and_person(name) for (name,) in rows]


def unfinished(postgres: Postgres, database: str) -> int:
    with postgres.connected(database) as connection:
        row = connection.execute(
            "select count(*) from dbos.workflow_status"
            " where status in ('PENDING', 'ENQUEUED', 'DELAYED') and name = 'way_of_one_case'"
        ).fetchone()
    assert row is not None
    return int(row[0])


def wait_until_requested(county: LightCounty, run: subprocess.Popen[str], count: int) -> None:
    while len(county.requests()) < count and run.poll() is None:
        time.sleep(0.02)


@pytest.mark.parametrize("gone_by", ["a kill", "a silent wire"])
def test_another_machine_takes_over_within_a_minute(
    tmp_path: Path, standins: Standins, postgres: Postgres, wire: Wire, gone_by: str
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
    wait_until_requested(one, night, begun + 8)
    if gone_by == "a kill":
        kill(night)
    else:
        wire.fall_silent()
        assert night.wait(timeout=30) != 0, "it may not go on when others may think it gone"
    lost = in_flight(postgres, name)
    gone = time.monotonic()
    while unfinished(postgres, name) and time.monotonic() - gone < 2 * A_MINUTE:
        assert helper.poll() is None, other.told()
        time.sleep(0.2)
    assert unfinished(postgres, name) == 0
    other.start("nightly", "0", wait=True)
    kill(helper)
    assert len(other.outcomes()) == CASES
    assert set(one.versions()) == {f"{case}/v1" for case in other.outcomes()}
    for (source, _, person), count in one.counted(begun).items():
        assert count <= 1 + lost.count((source, person)), (source, person)


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
