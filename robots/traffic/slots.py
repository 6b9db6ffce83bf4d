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
from robots.traffic import line
from robots.traffic.server_clock import ServerClock
from robots.traffic.store import Store, call_table

MINUTE: Final = 60.0
#: Seconds from taking a slot to reaching the authority, of a call whose end nobody told.
ON_THE_WAY: Final = 5.0
#: Seconds after which a call of the nightly looks again that waits for an officer or for a place.
LOOK_AGAIN: Final = 0.25


class Slots:
    """The slots of all sources. ``now``: seconds of a clock that all processes of this machine
    share and nobody sets; on PostgreSQL its own clock is used, and held against this one."""

    def __init__(self, store: Store, now: Callable[[], float]) -> None:
        self._store = store
        self._now = now
        self._server = ServerClock(now)

    def take(
        self,
        connection: Connection,
        source: Source,
        a_minute: int | None,
        call_id: str,
        *,
        urgent: bool,
        places: int | None = 1,
    ) -> float:
        """Take a slot within a transaction on the source.

        Args:
            a_minute: None: no limit; a call waits for nothing but the officers before it.
            places: how many are free at the source: without one there is no slot either. None: the
                call has its place already, so that those who wait for it must not keep it waiting.

        Returns:
            0 when it is taken; else the seconds after which to try again.
        """
        now = self._clock(connection)
        _forget(connection, source, now)
        officers = 0 if places is None else line.before(connection, source, call_id, now)
        is_full = places is not None and places <= (officers if urgent else 0)
        wait = 0.0 if a_minute is None else _until_free(connection, source, a_minute, officers, now)
        if urgent:
            wait = max(wait, line.look_again(officers) if is_full else 0.0)
        else:
            wait = max(wait, LOOK_AGAIN if is_full or officers else 0.0)
            if a_minute is not None:
                wait = max(wait, _distance(connection, source, a_minute, now))
        if wait > 0:
            if urgent:
                line.stay(connection, source, call_id, now)
            return wait
        line.leave(connection, call_id)
        if a_minute is not None:
            until = now + MINUTE + ON_THE_WAY
            values = {"id": call_id, "source": source.value, "at": now, "until": until}
            connection.execute(insert(call_table).values(**values))
        return 0.0

    def over(self, connection: Connection, call_id: str) -> None:
        """The reply has come: from now on the call counts for a minute."""
        over = self._clock(connection) + MINUTE
        connection.execute(update(call_table).where(call_table.c.id == call_id).values(until=over))

    def give_back(self, connection: Connection, call_id: str) -> None:
        """The call has not been made, or is not waited for any more."""
        connection.execute(delete(call_table).where(call_table.c.id == call_id))
        line.leave(connection, call_id)

    def _clock(self, connection: Connection) -> float:
        return self._now() if self._store.is_file else self._server.seconds(connection)


def _until_free(
    connection: Connection, source: Source, a_minute: int, officers: int, now: float
) -> float:
    """Seconds until there is a slot for a call and for the officers' calls before it; less, where
    nobody knows."""
    ends = select(call_table.c.until).where(call_table.c.source == source.value)
    until = list(connection.execute(ends.order_by(call_table.c.until)).scalars())
    place = len(until) + officers - a_minute
    if place < 0:
        return 0.0
    return until[place] - now if place < len(until) else line.look_again(officers)


def _distance(connection: Connection, source: Source, a_minute: int, now: float) -> float:
    """How long the nightly's call keeps its distance from the one before it."""
    last = select(func.max(call_table.c.at)).where(call_table.c.source == source.value)
    before: float | None = connection.execute(last).scalar()
    return 0.0 if before is None else before + MINUTE / a_minute - now


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
