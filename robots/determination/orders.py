"""What the workers of one county tell each other through their database, beside the queue itself.

Small tables of our own: orders to stop, which finished attempts some run's record tells of already,
and a text by which a wrong key is noticed before anything is begun. All of it can be lost without
losing a case.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.schema import CreateTable

from robots.casework.closed_after import ClosedAfter
from robots.casework.once_more import once_more
from robots.determination.checkpoints import EncryptedJson, QueueKeyWrong
from robots.determination.presence import DatabaseUnreachable
from robots.determination.queue_trouble import trouble_of
from robots.traffic import write_ahead

_TABLES: Final = sa.MetaData()
_STOPS: Final = sa.Table(
    "work_stops",
    _TABLES,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("at", sa.String(40), nullable=False),
    sa.Column("asked_by", sa.String(200), nullable=False),
)
_TOLD: Final = sa.Table(
    "work_told",
    _TABLES,
    sa.Column("attempt", sa.String(400), primary_key=True),
)
_KEY: Final = sa.Table(
    "work_key",
    _TABLES,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("closed", sa.Text, nullable=False),
)
_AT_ONCE: Final = 500
_BUSY_SECONDS: Final = 30
_PATIENCE_SECONDS: Final = 30
_LOOK_AGAIN_SECONDS: Final = 0.5

#: What the server was told or asked while it was started again, is once it is there.
_when_cut_off = once_more(DatabaseUnreachable)


class Orders(ClosedAfter):
    """The tables, made when they are not there.

    Raises:
        DatabaseUnreachable: from every method, where the database does not answer.
        QueueNotWritable: likewise, where it takes nothing any more.
    """

    def __init__(self, database: sa.URL) -> None:
        arguments: dict[str, Any] = {"timeout": _BUSY_SECONDS}
        if database.get_backend_name() != "sqlite":
            arguments = {"options": "-c idle_in_transaction_session_timeout=10000"}
        self._engine = sa.create_engine(
            database, connect_args=arguments, pool_size=2, max_overflow=2, pool_pre_ping=True
        )
        if database.get_backend_name() == "sqlite":
            sa.event.listen(self._engine, "connect", _write_ahead)
        try:
            _make_tables(self._engine)
        except IntegrityError:  # PostgreSQL, where another worker makes them at this moment
            _make_tables(self._engine)
        except OperationalError as error:
            trouble = trouble_of(error)
        else:
            return
        raise trouble  # outside: the engine's own quotes the address

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def _transaction(self) -> Iterator[sa.Connection]:
        """One transaction; it waits for a server that is being started again."""
        try:
            with self._connected() as connection, connection.begin():
                yield connection
        except OperationalError as error:
            trouble = trouble_of(error)
        else:
            return
        raise trouble

    def _connected(self) -> sa.Connection:
        until = time.monotonic() + _PATIENCE_SECONDS
        while True:
            try:
                return self._engine.connect()
            except OperationalError:
                if time.monotonic() >= until:
                    raise
                time.sleep(_LOOK_AGAIN_SECONDS)

    # --- stopping ----------------------------------------------------------------------------

    @_when_cut_off
    def stop(self, at: datetime, asked_by: str) -> None:
        """Tell every worker of the county to end gracefully."""
        with self._transaction() as connection:
            connection.execute(_STOPS.insert().values(at=at.isoformat(), asked_by=asked_by))

    @_when_cut_off
    def last_stop(self) -> int:
        """The number of the last order; a worker obeys those that came after its own start."""
        with self._transaction() as connection:
            return connection.execute(sa.select(sa.func.max(_STOPS.c.number))).scalar() or 0

    @_when_cut_off
    def stops_before_last(self) -> dict[int, datetime]:
        """The orders that say nothing any more, by number: the last one is all that is obeyed."""
        with self._transaction() as connection:
            found = connection.execute(sa.select(_STOPS.c.number, _STOPS.c.at)).all()
        last = max((number for number, _ in found), default=0)
        return {number: datetime.fromisoformat(at) for number, at in found if number != last}

    @_when_cut_off
    def forget_stops(self, numbers: Iterable[int]) -> None:
        """Destroy orders that say nothing any more."""
        with self._transaction() as connection:
            connection.execute(_STOPS.delete().where(_STOPS.c.number.in_(sorted(numbers))))

    # --- telling -----------------------------------------------------------------------------

    @_when_cut_off
    def told(self, attempts: Iterable[str]) -> None:
        """A run's record tells how these ended: no later one needs to."""
        new = [{"attempt": attempt} for attempt in sorted(set(attempts))]
        insert = sqlite.insert if self._engine.dialect.name == "sqlite" else postgresql.insert
        with self._transaction() as connection:
            for start in range(0, len(new), _AT_ONCE):
                told = insert(_TOLD).values(new[start : start + _AT_ONCE])
                # Another run may tell of the same one at this moment: an officer's, of the night's.
                connection.execute(told.on_conflict_do_nothing())

    @_when_cut_off
    def already_told(self) -> set[str]:
        with self._transaction() as connection:
            return set(connection.execute(sa.select(_TOLD.c.attempt)).scalars())

    @_when_cut_off
    def forget_told(self, attempts: Iterable[str]) -> None:
        """Of attempts that are no longer in the queue's database either."""
        gone = sorted(attempts)
        with self._transaction() as connection:
            for start in range(0, len(gone), _AT_ONCE):
                some = gone[start : start + _AT_ONCE]
                connection.execute(_TOLD.delete().where(_TOLD.c.attempt.in_(some)))

    # --- the key -----------------------------------------------------------------------------

    @_when_cut_off
    def check_key(self, serializer: EncryptedJson) -> None:
        """See that the vault's key is the one that this database is written with.

        Raises:
            QueueKeyWrong: neither it nor a retired one is.
        """
        with self._transaction() as connection:
            closed = connection.execute(sa.select(_KEY.c.closed)).scalar()
            written: sa.Insert | sa.Update
            if closed is None:
                written = _KEY.insert().values(number=1, closed=serializer.serialize("the key"))
            else:
                serializer.deserialize(closed)
                if serializer.is_of_first_key(closed):
                    return
                written = _KEY.update().values(closed=serializer.serialize("the key"))
            try:
                with connection.begin_nested():
                    connection.execute(written)
            except IntegrityError:  # another worker was first: it is looked at the next time
                return


def _write_ahead(connection: Any, _: object) -> None:
    """The file stays so, for the engine too: a step is remembered with one write to the disk."""
    write_ahead(connection)


def _make_tables(engine: sa.Engine) -> None:
    """Make what is missing; several processes may begin at the same moment."""
    with engine.begin() as connection:
        known = sa.inspect(connection).get_table_names()
        for table in _TABLES.sorted_tables:
            if table.name not in known:
                connection.execute(CreateTable(table, if_not_exists=True))


__all__ = ["Orders", "QueueKeyWrong"]
