"""One process at a time makes a county's tables, or brings them up to this program; whoever looks
for them meanwhile waits until they are whole.

The engine makes its tables in many small steps, and says of none that it is the last one.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Final

import sqlalchemy as sa
from filelock import FileLock
from sqlalchemy.exc import OperationalError

from robots.determination.presence import DatabaseUnreachable

#: Of an advisory lock, beside those of the workers and of the traffic's tables.
_MAKING: Final = 0x6462_6F73
_TRY: Final = sa.text("select pg_try_advisory_lock(:key)")
_LOOK_AGAIN_SECONDS: Final = 0.2
FILE: Final = "tables.lock"


@contextmanager
def only_one_makes_tables(database: sa.URL, state: Path) -> Iterator[None]:
    """Wait for whoever is at them, and keep all others away until this ends; a process that dies
    lets go of it by itself.

    Raises:
        DatabaseUnreachable: PostgreSQL does not answer.
    """
    with ExitStack() as closing:
        if database.get_backend_name() == "sqlite":
            with suppress(OSError):  # a disk that takes no lock takes no tables either
                state.mkdir(parents=True, exist_ok=True)
                closing.enter_context(FileLock(state / FILE))
        else:
            closing.enter_context(_session_lock(database))
        yield


@contextmanager
def _session_lock(database: sa.URL) -> Iterator[None]:
    engine = sa.create_engine(database, poolclass=sa.NullPool)
    try:
        connection = engine.connect()
    except OperationalError as error:
        failure = type(error.orig).__name__
    else:
        with connection:
            # Asked again and again: who waited within a statement would be waited for in turn by
            # the engine, which makes its indexes concurrently, and neither would ever go on.
            while not connection.execute(_TRY, {"key": _MAKING}).scalar():
                connection.commit()
                time.sleep(_LOOK_AGAIN_SECONDS)
            connection.commit()  # the lock stays the session's; an open transaction would be ended
            yield
        return
    raise DatabaseUnreachable(trouble=failure)  # outside: the engine's own quotes the address
