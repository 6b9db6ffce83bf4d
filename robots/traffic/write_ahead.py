"""A SQLite file that is written ahead (WAL): who reads waits for nobody who writes, and what is
written goes to the disk once instead of three times. The file stays so for whoever opens it later.

SQLite's own patience (``busy_timeout``) does not hold for the change itself: of several processes
that begin in a fresh county at the same moment, one would be told at once that the file is locked.
"""

from __future__ import annotations

import sqlite3
import time
from typing import Final

_PATIENCE_SECONDS: Final = 30.0
_LOOK_AGAIN_SECONDS: Final = 0.02
_PRIMARY: Final = 0xFF


def write_ahead(connection: sqlite3.Connection) -> None:
    """See that the connection's file is written ahead.

    Raises:
        sqlite3.OperationalError: it cannot be, or somebody has kept it locked all the time.
    """
    until = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            is_locked = getattr(error, "sqlite_errorcode", 0) & _PRIMARY == sqlite3.SQLITE_BUSY
            if not is_locked or time.monotonic() >= until:
                raise
        time.sleep(_LOOK_AGAIN_SECONDS)
