"""A queue's database that cannot be written any more: its disk is full, read-only or broken, or its
server has become another's standby.

The engine goes on trying only what passes by itself, a lost connection or a busy file. After
anything else the cases in work would stay as they are for ever, in a worker that lives; so the
worker ends, and another run, or the next night, goes on with them from what was remembered.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Final

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from robots.casework.errors import CannotStart
from robots.determination.presence import DatabaseUnreachable

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
#: PostgreSQL's (its manual's appendix A): read_only_sql_transaction; class 58, system error.
_READ_ONLY: Final = "25006"
_SYSTEM_ERROR: Final = "58"


class QueueNotWritable(CannotStart):
    """What was done cannot be remembered: nothing more may be begun."""

    code = "queue_not_writable"


def trouble_of(error: DBAPIError) -> CannotStart:
    """What to tell of a database that did not do what it was asked; nothing of its own message,
    which quotes addresses."""
    return _lasting(error.orig) or DatabaseUnreachable(trouble=type(error.orig).__name__)


def watch(engine: sa.Engine, tell: Callable[[QueueNotWritable], None]) -> None:
    """``tell`` of each use of the database that fails in a way that does not pass."""

    def look(context: sa.ExceptionContext) -> None:
        if (trouble := _lasting(context.original_exception)) is not None:
            tell(trouble)

    sa.event.listen(engine, "handle_error", look)


def _lasting(error: BaseException | None) -> QueueNotWritable | None:
    if isinstance(error, sqlite3.Error):
        number = getattr(error, "sqlite_errorcode", 0)  # none on a fault of the module's own
        if number & _PRIMARY in _SQLITE:
            return QueueNotWritable(why=error.sqlite_errorname)
    state = getattr(error, "sqlstate", None) or ""
    if state == _READ_ONLY or state.startswith(_SYSTEM_ERROR):
        return QueueNotWritable(why=state)
    return None
