"""A PostgreSQL of the test's own, from Debian's packages: made, started and thrown away by it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Final

import psycopg
import pytest

USER: Final = "tuloselvitys"
PASSWORD: Final = "salainen-testi"
#: PostgreSQL refuses to run as root; on Debian this account is there for such cases.
UNPRIVILEGED: Final = "nobody"


@dataclass(frozen=True)
class Postgres:
    """A running server on a port of its own."""

    folder: Path
    port: int
    control: tuple[str, ...] = ()
    options: str = ""
    as_other: Mapping[str, Any] = field(default_factory=dict)

    def new_database(self, name: str) -> str:
        """An empty database; its address as ``county.toml`` has it, without the password."""
        with self.connected("postgres") as connection:
            connection.execute(f'create database "{name}"')
        return self.address(name)

    def restart_at_once(self) -> None:
        """Without a word to those who are connected, as after a crash."""
        restart = [*self.control, "-m", "immediate", "-w", "-l", str(self.folder / "log")]
        _run([*restart, "-o", self.options, "restart"], self.folder, self.as_other)

    def address(self, name: str, port: int | None = None) -> str:
        return f"postgresql://{USER}@127.0.0.1:{port or self.port}/{name}"

    def connected(self, name: str) -> psycopg.Connection[Any]:
        return psycopg.connect(
            host="127.0.0.1",
            port=self.port,
            user=USER,
            password=PASSWORD,
            dbname=name,
            autocommit=True,
        )


def programs() -> Path | None:
    """Where the newest server's programs are."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A server for the tests of this process; they make databases of their own in it."""
    with running_postgres() as server:
        if server is None:
            pytest.skip("no PostgreSQL server here: apt-get install postgresql")
        yield server


@contextmanager
def running_postgres(disk: Path | None = None) -> Iterator[Postgres | None]:
    """A server of one's own; None where its programs are not there.

    Args:
        disk: an empty folder, on whose disk its data shall lie.
    """
    bin_folder = programs()
    if bin_folder is None or os.name != "posix":
        yield None
        return
    as_other: dict[str, Any] = {}
    # Short, and open to the other account: pytest's own folders are neither.
    folder = disk or Path(mkdtemp(prefix="pg-"))
    try:
        if os.geteuid() == 0:
            as_other = {"user": UNPRIVILEGED}
            shutil.chown(folder, UNPRIVILEGED)
        secret = folder / "password"
        secret.write_text(PASSWORD, "utf-8")
        secret.chmod(0o644)
        data, port = folder / "data", _free_port()
        make = [str(bin_folder / "initdb"), "-D", str(data), "-U", USER, "-A", "scram-sha-256"]
        make += ["--pwfile", str(secret), "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8"]
        if disk is not None:
            make += ["--wal-segsize=1"]  # megabytes: a small disk is enough
        _run(make, folder, as_other)
        options = f"-p {port} -h 127.0.0.1 -k {folder} -c fsync=off -c max_connections=200"
        control = [str(bin_folder / "pg_ctl"), "-D", str(data)]
        _run([*control, "-w", "-l", str(folder / "log"), "-o", options, "start"], folder, as_other)
        try:
            yield Postgres(folder, port, tuple(control), options, as_other)
        finally:
            _run([*control, "-m", "immediate", "stop"], folder, as_other)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(command: list[str], folder: Path, as_other: Mapping[str, Any]) -> None:
    done = subprocess.run(
        command,
        cwd=folder,
        stdout=subprocess.DEVNULL,  # the server keeps it open
        stderr=subprocess.PIPE if "initdb" in command[0] else subprocess.DEVNULL,
        text=True,
        check=False,
        **as_other,
    )
    assert done.returncode == 0, done.stderr


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
