"""The clock that workers on several machines share: PostgreSQL's, of which nobody's setting counts.

The server's clock may be set while calls are counted by it, and another server that takes its place
has a clock of its own. Set forwards it would make a minute shorter than it is: so each worker holds
it against a clock of its own machine that nobody sets, and what it is ahead of that is taken off,
for all workers alike. Set backwards it makes a minute longer, which is no harm to the limit (see
:mod:`robots.traffic.slots`), and is left so; as is the sleep of a worker's own machine, which looks
to it like a server's clock that was set forwards.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from sqlalchemy import Connection, Float, literal_column, select, update

from robots.traffic.store import clock_table

#: Machines' clocks go so differently; what is more than that was set.
DRIFT: Final = 0.001
_NOW: Final = literal_column("extract(epoch FROM clock_timestamp())", Float)


class ServerClock:
    """The clock as one worker reads it, on PostgreSQL; safe for threads."""

    def __init__(self, own: Callable[[], float]) -> None:
        """``own``: seconds of a clock of this machine that nobody sets."""
        self._own = own
        #: What was read last, and the machine's own clock right before that.
        self._last: tuple[float, float] | None = None

    def seconds(self, connection: Connection) -> float:
        """Seconds of a clock that is never set forwards, within a transaction."""
        before, now = self._own(), _read(connection)
        if self._ahead(now) > 0:
            # One worker takes it off; the others read it anew.
            connection.execute(select(clock_table).with_for_update()).one()
            before, now = self._own(), _read(connection)
            if (ahead := self._ahead(now)) > 0:
                connection.execute(update(clock_table).values(ahead=clock_table.c.ahead + ahead))
                now -= ahead
        self._last = now, before
        return now

    def _ahead(self, now: float) -> float:
        """By how much the clock has gone faster than it can have by itself since it was last read;
        no more than 0 where it has not."""
        if self._last is None:
            return 0.0
        seconds, before = self._last
        # From before the last look until after this one: no less time than has truly passed.
        return now - seconds - (self._own() - before) * (1 + DRIFT)


def _read(connection: Connection) -> float:
    return float(connection.execute(select(_NOW - clock_table.c.ahead)).scalar_one())
