"""The end of the nightly run that is on: one row, which all workers of the county see.

There is no row where no run is on, or the last one has done all it had to do. After a run that has
left something the row stays, with its end behind it: what is left waits until the next run begins.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Connection, delete, insert, select, update

from robots.traffic.store import run_table


def run_ends_at(connection: Connection) -> datetime | None:
    """None where no run is on, or its county has set no end."""
    ends: float | None = connection.execute(select(run_table.c.ends_at)).scalar()
    return None if ends is None else datetime.fromtimestamp(ends, UTC)


def begin_run(connection: Connection, ends_at: datetime | None, at: datetime) -> datetime | None:
    """A run begins; gives its end: that of the one that is on, where it is still to come. An end
    later than its own is of a clock that was ahead, or of settings that are not any more."""
    before = run_ends_at(connection)
    if before is not None and before > at and (ends_at is None or before <= ends_at):
        return before
    connection.execute(delete(run_table))
    connection.execute(
        insert(run_table).values(ends_at=None if ends_at is None else ends_at.timestamp())
    )
    return ends_at


def end_run(connection: Connection, at: datetime) -> None:
    """Its time is over now, though by the clock it might not be."""
    here = run_table.c.ends_at > at.timestamp()
    connection.execute(update(run_table).where(here).values(ends_at=at.timestamp()))


def forget_run(connection: Connection) -> None:
    """It has done all it had to do."""
    connection.execute(delete(run_table))
