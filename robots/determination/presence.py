"""Which workers of a county are alive, each known by a lock that ends with it.

A worker that is gone lets go of its lock by itself, whatever ended it, so that another may take
over its cases; and one that cannot be sure of its own lock any more must stop before that.

On one machine the lock is a file's. In PostgreSQL it is a session's advisory lock, on a connection
that does nothing else: the worker lets it be heard of every two seconds, the server ends a session
that has been silent for twenty (``idle_session_timeout``, PostgreSQL 14), and the worker stops when
it has had no answer for six: earlier than anybody else can take its cases, even where a connection
silently drops everything while it looks open at both ends. A machine that was stopped and wakes up
must ask :meth:`Presence.is_sure` before it does anything: it learns of the lost lock too late.

A server that is started again takes every worker's lock at once. So a worker whose connection has
broken goes on while it is still sure, and gets its lock anew within that time or stops; and nobody
takes a worker for gone sooner than so long after it was first seen without its lock.
"""

from __future__ import annotations

import os
import secrets
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as NoAnswer
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, Protocol

import psycopg
from filelock import FileLock, Timeout
from sqlalchemy import URL

from robots.casework.errors import CannotStart
from robots.casework.texts import Language

#: Of the advisory locks: one class for the workers, one for what only one of them does at a time.
_WORKERS: Final = 0x1DE7
_DUTIES: Final = 0x1DE8
HEARD_EVERY_SECONDS: Final = 2.0
LONGEST_SILENCE_SECONDS: Final = 6.0
SERVER_WAITS_SECONDS: Final = 20
#: So long after a word that the server has answered it cannot have ended the session yet.
SURE_SECONDS: Final = 15.0
_OLDEST_SERVER: Final = 140000
_LOCK: Final = "select pg_try_advisory_lock(%s, %s)"
_NOTICES_SOON: Final = (
    ("idle_session_timeout", f"{SERVER_WAITS_SECONDS}s"),
    ("tcp_keepalives_idle", "5"),
    ("tcp_keepalives_interval", "5"),
    ("tcp_keepalives_count", "2"),
)


class DatabaseUnreachable(CannotStart):
    """The county's PostgreSQL does not answer, or refuses the worker."""

    code = "database_unreachable"


class DatabaseTooOld(CannotStart):
    """The county's PostgreSQL cannot end a session that has fallen silent."""

    code = "database_too_old"


class PresenceLost(CannotStart):
    """The worker has been without its database for so long that others may have its cases."""

    code = "presence_lost"


class Presence(Protocol):
    """One worker's own lock, and a look at the others'."""

    worker: str
    """This worker's name, which no other has or will have."""
    comes_back_seconds: float
    """Within which one that has lost its lock gets it again or stops."""

    def begin(self, on_lost: Callable[[], None]) -> None:
        """Be alive; ``on_lost`` is called once when that is no longer sure."""

    def is_sure(self) -> bool:
        """Whether nobody can believe this worker gone; told without asking the database."""

    def alive(self) -> set[str]:
        """The workers that live now, this one among them."""

    def take_duty(self, number: int) -> bool:
        """Take what only one worker does at a time; False where another has it."""

    def leave_duty(self, number: int) -> None:
        """Let others do it."""

    def end(self) -> None:
        """Be no longer alive."""


def presence_at(database: URL, state: Path) -> Presence:
    """How the workers of this database know of each other."""
    if database.get_backend_name() == "sqlite":
        return FilePresence(state / "workers")
    return SessionPresence(database)


class FilePresence:
    """Locks on files, of workers of one machine: only their end takes them away."""

    comes_back_seconds = 0.0

    def __init__(self, folder: Path) -> None:
        self.worker = f"worker-{secrets.token_hex(8)}"
        self._folder = folder
        self._lock: FileLock | None = None
        self._duties: dict[int, FileLock] = {}

    def begin(self, on_lost: Callable[[], None]) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._lock = FileLock(self._file_of(self.worker))
        self._lock.acquire()

    def is_sure(self) -> bool:
        return True  # the system keeps the lock of a process that is stopped

    def alive(self) -> set[str]:
        found = {file.stem for file in self._folder.glob("worker-*.lock")}
        return {one for one in found if one == self.worker or self._is_held(one)}

    def take_duty(self, number: int) -> bool:
        self._folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self._folder / f"duty-{number}.lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            return False
        self._duties[number] = lock
        return True

    def leave_duty(self, number: int) -> None:
        if number in self._duties:
            self._duties.pop(number).release()

    def end(self) -> None:
        for number in list(self._duties):
            self.leave_duty(number)
        if self._lock is not None:
            self._lock.release()
            self._lock = None
            with suppress(OSError):
                self._file_of(self.worker).unlink()

    def _is_held(self, worker: str) -> bool:
        lock = FileLock(self._file_of(worker))
        try:
            lock.acquire(timeout=0)
        except Timeout:
            return True
        lock.release()
        return False

    def _file_of(self, worker: str) -> Path:
        return self._folder / f"{worker}.lock"


class SessionPresence:
    """Advisory locks of one PostgreSQL session, or of the one after it."""

    comes_back_seconds = SURE_SECONDS

    def __init__(self, database: URL, *, clock: Callable[[], float] | None = None) -> None:
        """``clock``: seconds; another than the system's for tests."""
        self._clock = clock or _seconds
        self._number = secrets.randbelow(2**31)
        self.worker = f"worker-{self._number}"
        self._database = database
        self._connection: psycopg.Connection[Any] | None = None
        self._duties: set[int] = set()
        self._talking = threading.Lock()
        self._ending = threading.Event()
        self._heard_at = self._clock()

    def begin(self, on_lost: Callable[[], None]) -> None:
        self._connection = self._session()
        self._heard_at = self._clock()
        listener = threading.Thread(target=self._be_heard, args=(on_lost,), daemon=True)
        listener.start()

    def is_sure(self) -> bool:
        return self._clock() - self._heard_at < SURE_SECONDS

    def alive(self) -> set[str]:
        rows = self._rows(
            "select objid from pg_locks where locktype = 'advisory' and granted and classid = %s"
            " and database = (select oid from pg_database where datname = current_database())",
            (_WORKERS,),
        )
        return {f"worker-{number}" for (number,) in rows}

    def take_duty(self, number: int) -> bool:
        try:
            (taken,) = self._rows(_LOCK, (_DUTIES, number))[0]
        except DatabaseUnreachable:
            if not self.is_sure():
                raise
            return False  # for the moment nobody can have it
        if taken:
            self._duties.add(number)
        return bool(taken)

    def leave_duty(self, number: int) -> None:
        self._duties.discard(number)
        self._rows("select pg_advisory_unlock(%s, %s)", (_DUTIES, number))

    def end(self) -> None:
        self._ending.set()
        if self._connection is not None:
            self._connection.close()

    def _connected(self) -> psycopg.Connection[Any]:
        parts = self._database.translate_connect_args(username="user", database="dbname")
        query = dict(self._database.query)
        try:
            return psycopg.connect(
                **{**query, **parts},
                autocommit=True,
                connect_timeout=10,
                keepalives_idle=5,
                keepalives_interval=5,
                keepalives_count=2,
            )
        except psycopg.OperationalError as trouble:
            raise DatabaseUnreachable(trouble=type(trouble).__name__) from None

    def _session(self) -> psycopg.Connection[Any]:
        """A connection whose end the server notices soon, with this worker's locks."""
        connection = self._connected()
        try:
            if connection.info.server_version < _OLDEST_SERVER:
                raise DatabaseTooOld(version=connection.info.server_version // 10000)
            for setting, value in _NOTICES_SOON:
                connection.execute("select set_config(%s, %s, false)", (setting, value))
            locks = [(_WORKERS, self._number), *((_DUTIES, number) for number in self._duties)]
            for lock in locks:
                row = connection.execute(_LOCK, lock).fetchone()
                if row is None or not row[0]:
                    raise DatabaseUnreachable(trouble="LockTaken")
        except BaseException as trouble:
            connection.close()
            if isinstance(trouble, psycopg.OperationalError):
                raise DatabaseUnreachable(trouble=type(trouble).__name__) from None
            raise
        return connection

    def _rows(self, query: str, values: tuple[int, ...]) -> list[tuple[Any, ...]]:
        if self._connection is None:
            self._connection = self._connected()
        with self._talking:
            try:
                return self._connection.execute(query, values).fetchall()
            except psycopg.OperationalError as trouble:
                raise DatabaseUnreachable(trouble=type(trouble).__name__) from None

    def _be_heard(self, on_lost: Callable[[], None]) -> None:
        asking = ThreadPoolExecutor(max_workers=1)
        while not self._ending.wait(HEARD_EVERY_SECONDS):
            said_at = self._clock()
            heard = asking.submit(self._say_something)
            try:
                heard.result(timeout=LONGEST_SILENCE_SECONDS)
                self._heard_at = said_at
            except (NoAnswer, DatabaseUnreachable) as trouble:
                if isinstance(trouble, DatabaseUnreachable) and self.is_sure():
                    continue  # the connection broke, and may be had again
                if not self._ending.is_set():
                    on_lost()
                break
        asking.shutdown(wait=False)

    def _say_something(self) -> None:
        if self._connection is not None and self._connection.closed:
            with self._talking:
                self._connection = self._session()
        else:
            self._rows("select 1", ())


def _seconds() -> float:
    """Seconds that go on while the machine sleeps, where the system counts them."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


def stop_at_once() -> None:
    """End this process without another request: its cases may be another's by now. Why is said on
    standard error."""
    with suppress(OSError, ValueError):
        for language in Language:
            print(PresenceLost().in_words(language), file=sys.stderr, flush=True)
    os._exit(1)
