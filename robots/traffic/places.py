"""How many calls a source gets at once: over all workers, at every moment.

The queue's own engine keeps the night's calls waiting by the same limit; an officer's are begun at
once. But it counts the calls that are begun and then begins others, and another worker may do so in
between: with four workers and a limit of 2 up to six were measured under way. So each call takes a
place here, together with its slot of the minute: it gets both or neither, and who waits holds
nothing that another could use.

A place belongs to a call by its name in the queue, and is free when the call ends. Of a worker that
was killed it is kept until the queue has the call in work no more: then whoever needs the place
forgets it. Where another worker has taken the call over meanwhile, it takes its own place again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, Select, delete, insert, select

from robots.casework.words import Source
from robots.traffic.store import under_way_table

#: Seconds; whoever waits so long asks once more whether the others' calls are in work.
ASK_AGAIN: Final = 2.0

#: Which of these calls the queue has in work. What has left its place and is told of here, keeps
#: others waiting in vain; what is under way and left out, is one too many for the source.
InWork = Callable[[Collection[str]], Collection[str]]


@dataclass(frozen=True, slots=True)
class Place:
    """One of the places of a source, as it is taken now."""

    call: str
    """The call's name in the queue."""
    holder: str
    """Who has taken it: a name for this one time that the call is made, so that a worker which was
    believed gone gives nothing back that is another's by now."""


def all_are(calls: Collection[str]) -> Collection[str]:
    """Nobody knows better: every call is still in work."""
    return calls


def taken_by_others(connection: Connection, source: Source, call: str) -> Sequence[Place]:
    """The places that other calls have, within a transaction on the source."""
    table = under_way_table.c
    others = (table.source == source.value) & (table.id != call)
    return _places(connection, select(table.id, table.holder).where(others))


def all_taken(connection: Connection) -> Sequence[Place]:
    """The places that are taken now, at all sources."""
    return _places(connection, select(under_way_table.c.id, under_way_table.c.holder))


def take(connection: Connection, source: Source, place: Place) -> None:
    """Take the place, within a transaction on the source that has shown it to be free."""
    forget(connection, place.call)
    connection.execute(
        insert(under_way_table).values(id=place.call, source=source.value, holder=place.holder)
    )


def leave(connection: Connection, *holders: str) -> None:
    """These are under way no more."""
    connection.execute(delete(under_way_table).where(under_way_table.c.holder.in_(holders)))


def forget(connection: Connection, call: str) -> None:
    """Whoever held the call's place: it is not under way."""
    connection.execute(delete(under_way_table).where(under_way_table.c.id == call))


def _places(connection: Connection, wanted: Select[tuple[str, str]]) -> Sequence[Place]:
    return [Place(row.id, row.holder) for row in connection.execute(wanted)]
