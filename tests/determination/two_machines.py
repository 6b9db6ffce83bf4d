"""What tests and benches of two machines on one PostgreSQL share: a wire between a machine and its
database, and looks into the queue."""

from __future__ import annotations

import socket
import subprocess
import threading
import time
from contextlib import suppress

from light_county import LightCounty, source_and_person
from postgres import Postgres


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
