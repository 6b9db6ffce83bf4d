"""What all workers of a county share besides the queue: a few small tables of our own.

They lie in the queue's PostgreSQL, in the schema ``traffic``; where the queue is a file, in a file
of their own beside it, so that nobody waits for the queue's writers. Every use of a table is one
short transaction that nobody else's can come between: on SQLite by ``BEGIN IMMEDIATE``, on
PostgreSQL by a lock on the source's row.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any, Final

from sqlalchemy import (
    URL,
    BigInteger,
    Column,
    Connection,
    Engine,
    Float,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    create_engine,
    event,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from robots.casework.words import Source
from robots.traffic.errors import TrafficOfANewerProgram, TrafficUnreachable
from robots.traffic.write_ahead import write_ahead

#: Of the tables below; a program that changes them says how an older form becomes the new one.
#: From 1 to 2: the tables ``under_way`` and ``clock`` are new, and made like any that is missing. A
#: worker of the older program that still works holds no place; the queue's own limit knows of it.
#: From 2 to 3: who waits has an order.
VERSION: Final = 3
_WAIT_IN_ORDER: Final = 3
FILE: Final = "traffic.sqlite"
_SCHEMA: Final = "traffic"
_BUSY_SECONDS: Final = 30
_PATIENCE_SECONDS: Final = 15
_LOOK_AGAIN_SECONDS: Final = 0.5
#: Of an advisory lock, while the tables are made: any number that nobody else takes.
_MAKING: Final = 0x7472_6166

_METADATA: Final = MetaData(schema=_SCHEMA)

version_table: Final = Table("version", _METADATA, Column("number", Integer, nullable=False))

#: One row a source. Whoever decides about a source holds its row.
source_table: Final = Table(
    "source",
    _METADATA,
    Column("name", Text, primary_key=True),
    # The cases whose calls failed one after the other since the source last answered: JSON.
    Column("failed", Text, nullable=False, default="[]"),
)

#: The calls that still count against the limit of calls a minute. Seconds of the store's clock.
call_table: Final = Table(
    "call",
    _METADATA,
    Column("id", Text, primary_key=True),
    Column("source", Text, nullable=False),
    Column("at", Float, nullable=False),
    Column("until", Float, nullable=False),
)
Index("call_of_source", call_table.c.source, call_table.c.until)

#: The calls under way at this moment, against the limit of calls at once; ``id`` is the call's name
#: in the queue, ``holder`` a name for this one time that it is made.
under_way_table: Final = Table(
    "under_way",
    _METADATA,
    Column("id", Text, primary_key=True),
    Column("source", Text, nullable=False),
    Column("holder", Text, nullable=False),
)

#: One row: how far the server's clock has been set forwards since the tables are there, in seconds.
clock_table: Final = Table("clock", _METADATA, Column("ahead", Float, nullable=False))

#: Officers' calls that wait for their turn, the first first. Seconds of the store's clock.
waiting_table: Final = Table(
    "waiting",
    _METADATA,
    Column("id", Text, primary_key=True),
    Column("source", Text, nullable=False),
    Column("since", Float, nullable=False, server_default="0"),
    Column("seen", Float, nullable=False),
)

#: Every pause there has been; the one of now has no ``over_at``. Seconds since 1970.
pause_table: Final = Table(
    "pause",
    _METADATA,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("source", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("since", Float, nullable=False),
    Column("until", Float),
    Column("seconds", Float, nullable=False, default=0.0),
    Column("by", Text, nullable=False, default=""),
    Column("why", Text, nullable=False),
    Column("probe_until", Float),
    Column("over_at", Float),
    Column("over_by", Text, nullable=False, default=""),
)
Index("pause_of_source", pause_table.c.source, pause_table.c.over_at)

#: The nightly run that is on: one row, or none. Seconds since 1970.
run_table: Final = Table(
    "run",
    _METADATA,
    Column("ends_at", Float),
)


class Store:
    """The tables of one county; made at the first use. Safe for threads and processes."""

    def __init__(self, database: URL) -> None:
        """``database``: the queue's."""
        self._is_file = database.get_backend_name() == "sqlite"
        self._database = database
        if self._is_file:
            assert database.database is not None  # or the queue's file would have no name
            self._file = Path(database.database).with_name(FILE)
            self._database = database.set(database=self._file.as_posix())
        self._engine: Engine | None = None
        self._making = Lock()

    @property
    def is_file(self) -> bool:
        """Whether all workers are on one machine."""
        return self._is_file

    @property
    def exists(self) -> bool:
        """Whether anything can have been written: False only of a file that is not there yet."""
        return not self._is_file or self._file.exists()

    @contextmanager
    def transaction(self, source: Source | None = None) -> Iterator[Connection]:
        """One transaction; with a source named, nobody else decides about that source in it.

        Raises:
            TrafficUnreachable: nothing of it has been done.
            TrafficOfANewerProgram
        """
        try:
            with self._connected() as connection, connection.begin():
                if source is not None:
                    row = select(source_table.c.name).where(source_table.c.name == source.value)
                    connection.execute(row.with_for_update()).one()
                yield connection
        except SQLAlchemyError as error:
            failure = type(getattr(error, "orig", None) or error).__name__
        else:
            return
        # Outside: SQLAlchemy's own error quotes the address and what was written.
        raise TrafficUnreachable(failure=failure)

    def close(self) -> None:
        """Close the connections."""
        if self._engine is not None:
            self._engine.dispose()
            self._engine = None

    def _connected(self) -> Connection:
        """A connection; a server that has answered before may be being started again, and is
        waited for."""
        engine = self._ready()
        until = time.monotonic() + (0 if self._is_file else _PATIENCE_SECONDS)
        while True:
            try:
                return engine.connect()
            except OperationalError:
                if time.monotonic() >= until:
                    raise
                time.sleep(_LOOK_AGAIN_SECONDS)

    def _ready(self) -> Engine:
        with self._making:
            if self._engine is None:
                engine = _engine(self._database, is_file=self._is_file)
                try:
                    with engine.begin() as connection:
                        _make_tables(connection, is_file=self._is_file)
                except BaseException:
                    engine.dispose()
                    raise
                self._engine = engine
            return self._engine


def _engine(database: URL, *, is_file: bool) -> Engine:
    if not is_file:
        # A machine that is gone is noticed within seconds, not after PostgreSQL's two hours.
        quick: dict[str, Any] = {
            "connect_timeout": 10,
            "keepalives_idle": 5,
            "keepalives_interval": 2,
            "keepalives_count": 3,
            "tcp_user_timeout": 15_000,
            # One that has fallen silent in a transaction must not keep the others waiting.
            "options": "-c statement_timeout=30000 -c idle_in_transaction_session_timeout=10000",
        }
        return create_engine(database, connect_args=quick, pool_pre_ping=True)
    engine = create_engine(
        database,
        connect_args={"timeout": _BUSY_SECONDS},
        execution_options={"schema_translate_map": {_SCHEMA: None}},
    )

    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _: object) -> None:
        connection.isolation_level = None  # or sqlite3 would begin transactions in its own way
        write_ahead(connection)
        connection.execute("PRAGMA synchronous=NORMAL")

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _make_tables(connection: Connection, *, is_file: bool) -> None:
    """Make what is missing; several processes may begin at the same moment.

    Raises:
        TrafficOfANewerProgram
    """
    if not is_file:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MAKING})
        connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {_SCHEMA}"))
    _METADATA.create_all(connection)
    number = connection.execute(select(version_table.c.number)).scalar()
    if number is None:
        connection.execute(insert(version_table).values(number=VERSION))
    elif number > VERSION:
        raise TrafficOfANewerProgram(found=number, known=VERSION)
    else:
        if number < _WAIT_IN_ORDER:
            waiting = "waiting" if is_file else f"{_SCHEMA}.waiting"
            connection.execute(
                text(f"ALTER TABLE {waiting} ADD COLUMN since FLOAT NOT NULL DEFAULT 0")
            )
        connection.execute(update(version_table).values(number=VERSION))
    if connection.execute(select(clock_table.c.ahead)).first() is None:
        connection.execute(insert(clock_table).values(ahead=0.0))
    known = set(connection.execute(select(source_table.c.name)).scalars())
    for source in Source:
        if source.value not in known:
            connection.execute(insert(source_table).values(name=source.value))
