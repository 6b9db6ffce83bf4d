"""How many calls a source may get in a minute: in every minute, over all workers.

A call counts from the moment its slot is taken, right before it leaves, until 60 seconds after its
reply has come. Whenever it reached the authority in between, no 60 seconds of the authority's own
holds more than the limit. Of a call that has not told of its end after 65 seconds (its worker was
killed, or the authority is slow) it is taken that it reached the authority within five.

The nightly's calls moreover keep a distance of an even share of the minute from the call before:
so there is always a slot soon, and an officer's call, which goes before all that wait, gets it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from sqlalchemy import Connection, delete, func, insert, select, update

from robots.casework.words import Source
from robots.traffic.server_clock import ServerClock
from robots.traffic.store import Store, call_table, waiting_table

MINUTE: Final = 60.0
#: Seconds from taking a slot to reaching the authority, of a call whose end nobody told.
ON_THE_WAY: Final = 5.0
#: After so many seconds without a word, an officer's call waits no more: its worker is gone.
STILL_WAITING: Final = 5.0
#: Seconds after which whoever waits behind an officer looks again.
LOOK_AGAIN: Final = 0.25


class Slots:
    """The slots of all sources. ``now``: seconds of a clock that all processes of this machine
    share and nobody sets; on PostgreSQL its own clock is used, and held against this one."""

    def __init__(self, store: Store, now: Callable[[], float]) -> None:
        self._store = store
        self._now = now
        self._server = ServerClock(now)

    def take(
        self, connection: Connection, source: Source, a_minute: int, call_id: str, *, urgent: bool
    ) -> float:
        """Take a slot within a transaction on the source.

        Returns:
            0 when it is taken; else the seconds after which to try again.
        """
        now = self._clock(connection)
        _forget(connection, source, now)
        of_source = call_table.c.source == source.value
        ends = select(call_table.c.until).where(of_source).order_by(call_table.c.until)
        until = list(connection.execute(ends).scalars())
        wait = 0.0
        if len(until) >= a_minute:
            wait = until[len(until) - a_minute] - now
        if not urgent:
            wait = max(wait, self._behind_others(connection, source, a_minute, now))
        if wait > 0:
            if urgent:
                _wait(connection, source, call_id, now)
            return wait
        connection.execute(delete(waiting_table).where(waiting_table.c.id == call_id))
        connection.execute(
            insert(call_table).values(
                id=call_id, source=source.value, at=now, until=now + MINUTE + ON_THE_WAY
            )
        )
        return 0.0

    def wait(self, connection: Connection, source: Source, call_id: str) -> None:
        """An officer's call waits for something else than its slot; those of the nightly let it go
        before them all the same."""
        _wait(connection, source, call_id, self._clock(connection))

    def over(self, connection: Connection, call_id: str) -> None:
        """The reply has come: from now on the call counts for a minute."""
        over = self._clock(connection) + MINUTE
        connection.execute(update(call_table).where(call_table.c.id == call_id).values(until=over))

    def give_back(self, connection: Connection, call_id: str) -> None:
        """The call has not been made, or is not waited for any more."""
        connection.execute(delete(call_table).where(call_table.c.id == call_id))
        connection.execute(delete(waiting_table).where(waiting_table.c.id == call_id))

    def _clock(self, connection: Connection) -> float:
        return self._now() if self._store.is_file else self._server.seconds(connection)

    def _behind_others(
        self, connection: Connection, source: Source, a_minute: int, now: float
    ) -> float:
        """How long the nightly's call waits for an officer, and for its distance."""
        officers = select(waiting_table.c.id).where(waiting_table.c.source == source.value)
        if connection.execute(officers.limit(1)).first() is not None:
            return LOOK_AGAIN
        last = select(func.max(call_table.c.at)).where(call_table.c.source == source.value)
        before: float | None = connection.execute(last).scalar()
        return 0.0 if before is None else before + MINUTE / a_minute - now


def _wait(connection: Connection, source: Source, call_id: str, now: float) -> None:
    """The officer's call waits: those of the nightly let it go before them."""
    here = waiting_table.c.id == call_id
    if not connection.execute(update(waiting_table).where(here).values(seen=now)).rowcount:
        connection.execute(insert(waiting_table).values(id=call_id, source=source.value, seen=now))


def _forget(connection: Connection, source: Source, now: float) -> None:
    """Take away what counts no more.

    A clock that has begun anew (the machine was started again) or was set back leaves calls that
    lie ahead of it: they are taken to have been made now.
    """
    of_source = call_table.c.source == source.value
    connection.execute(delete(call_table).where(of_source, call_table.c.until <= now))
    connection.execute(
        update(call_table)
        .where(of_source, call_table.c.at > now)
        .values(at=now, until=now + MINUTE + ON_THE_WAY)
    )
    gone = (waiting_table.c.seen <= now - STILL_WAITING) | (waiting_table.c.seen > now)
    connection.execute(delete(waiting_table).where(waiting_table.c.source == source.value, gone))
