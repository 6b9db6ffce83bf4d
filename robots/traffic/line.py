"""The line of officers' calls that wait for a place or a slot at a source: who comes first goes
first, and nothing of the nightly before any of them."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, delete, func, insert, or_, select, update

from robots.casework.words import Source
from robots.traffic.store import waiting_table

#: After so many seconds without a word, an officer's call waits no more: its worker is gone.
STILL_WAITING: Final = 5.0
#: Seconds after which the first of the line looks again, the second twice as many, and so on: the
#: longer the line, the more look at the same time, and only the first has anything to look for.
LOOK_AGAIN: Final = 0.1
_LONGEST: Final = 1.0


def before(connection: Connection, source: Source, call: str, now: float) -> int:
    """How many wait before this call: all, where it has not waited yet. ``now``: the store's."""
    table = waiting_table.c
    of_source = table.source == source.value
    gone = (table.seen <= now - STILL_WAITING) | (table.seen > now)
    connection.execute(delete(waiting_table).where(of_source, gone))
    own = select(table.since).where(table.id == call)
    since: float | None = connection.execute(own).scalar()
    earlier = select(func.count()).where(of_source)
    if since is not None:
        same = (table.since == since) & (table.id < call)
        earlier = earlier.where(or_(table.since < since, same))
    return connection.execute(earlier).scalar_one()


def stay(connection: Connection, source: Source, call: str, now: float) -> None:
    """The call waits, and is still there."""
    here = waiting_table.c.id == call
    if not connection.execute(update(waiting_table).where(here).values(seen=now)).rowcount:
        connection.execute(
            insert(waiting_table).values(id=call, source=source.value, since=now, seen=now)
        )


def leave(connection: Connection, call: str) -> None:
    """It has its turn, or waits no more."""
    connection.execute(delete(waiting_table).where(waiting_table.c.id == call))


def look_again(place: int) -> float:
    """Seconds after which whoever has so many before it looks again."""
    return min(LOOK_AGAIN * (place + 1), _LONGEST)
