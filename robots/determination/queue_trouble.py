"""A queue's database that cannot be written any more: its disk is full, read-only or broken, or its
server has become another's standby.

The engine goes on trying for ever what may pass by itself: a lost connection, a busy file, also
PostgreSQL's full disk. After anything else it would write down that the case itself has failed, as
soon as the database takes that; or the case would stay as it is, in a worker that lives. So the
worker ends and writes nothing more, and another run, or the next night, goes on with its cases from
what was remembered.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

import sqlalchemy as sa
from psycopg.errors import DiskFull
from sqlalchemy.exc import DBAPIError

from robots.casework.errors import CannotStart
from robots.determination.presence import DatabaseUnreachable
from robots.traffic import TrafficUnreachable

#: SQLite's result codes (https://www.sqlite.org/rescode.html), without what extends them.
_SQLITE: Final = frozenset(
    {
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_NOTADB,
    }
)
_PRIMARY: Final = 0xFF
#: PostgreSQL's (its manual's appendix A): read_only_sql_transaction, disk_full; class 58, system
#: error.
_READ_ONLY: Final = "25006"
_DISK_FULL: Final = DiskFull.sqlstate
_SYSTEM_ERROR: Final = "58"


class QueueNotWritable(CannotStart):
    """What was done cannot be remembered: nothing more may be begun."""

    code = "queue_not_writable"


def trouble_of(error: DBAPIError) -> CannotStart:
    """What to tell of a database that did not do what it was asked; nothing of its own message,
    which quotes addresses."""
    return _lasting(error.orig) or DatabaseUnreachable(trouble=type(error.orig).__name__)


@contextmanager
def traffic_is_needed(database: sa.URL) -> Iterator[None]:
    """Around a use of the traffic's tables without which no run begins or ends.

    Raises:
        QueueNotWritable, DatabaseUnreachable: they could not be used.
    """
    try:
        yield
    except TrafficUnreachable as error:
        failure = str(error.context["failure"])
    else:
        return
    if database.get_backend_name() == "sqlite" or failure == DiskFull.__name__:
        raise QueueNotWritable(why=failure)
    raise DatabaseUnreachable(trouble=failure)


def watch(
    engine: sa.Engine | type[sa.Engine], instead: Callable[[QueueNotWritable], BaseException]
) -> Callable[[], None]:
    """See each use of the database that fails in a way that does not pass.

    Args:
        engine: the database's, or all of this process.
        instead: takes the trouble and says what is raised in the place of the database's own error.

    Returns:
        What ends the watching.
    """

    def look(context: sa.ExceptionContext) -> BaseException | None:
        trouble = _lasting(context.original_exception)
        return None if trouble is None else instead(trouble)

    sa.event.listen(engine, "handle_error", look)
    return lambda: sa.event.remove(engine, "handle_error", look)


def the_trouble_itself(trouble: QueueNotWritable) -> BaseException:
    """For :func:`watch`: whoever uses the database is told in words."""
    return trouble


def _lasting(error: BaseException | None) -> QueueNotWritable | None:
    if isinstance(error, sqlite3.Error):
        number = getattr(error, "sqlite_errorcode", 0)  # none on a fault of the module's own
        if number & _PRIMARY in _SQLITE:
            return QueueNotWritable(why=error.sqlite_errorname)
    state = getattr(error, "sqlstate", None) or ""
    if state in (_READ_ONLY, _DISK_FULL) or state.startswith(_SYSTEM_ERROR):
        return QueueNotWritable(why=state)
    return None
