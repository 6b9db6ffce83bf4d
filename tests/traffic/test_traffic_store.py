"""Tables that another version of the program has made."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text
from town import NOON, Town

from robots.casework.words import Source
from robots.traffic import Call, Kind, NotNow, TrafficOfANewerProgram
from robots.traffic.store import VERSION

SOURCE = Source.INCOMES_REGISTER
FIRST_VERSION = """
CREATE TABLE call (id TEXT NOT NULL, source TEXT NOT NULL, at FLOAT NOT NULL,
    until FLOAT NOT NULL, PRIMARY KEY (id));
CREATE TABLE pause (id INTEGER NOT NULL, source TEXT NOT NULL, kind TEXT NOT NULL,
    since FLOAT NOT NULL, until FLOAT, seconds FLOAT NOT NULL, "by" TEXT NOT NULL,
    why TEXT NOT NULL, probe_until FLOAT, over_at FLOAT, over_by TEXT NOT NULL, PRIMARY KEY (id));
CREATE TABLE run (ends_at FLOAT);
CREATE TABLE source (name TEXT NOT NULL, failed TEXT NOT NULL, PRIMARY KEY (name));
INSERT INTO source VALUES('population_register','[]');
INSERT INTO source VALUES('incomes_register','["T-0001"]');
INSERT INTO source VALUES('tax_administration','[]');
INSERT INTO source VALUES('kela','[]');
INSERT INTO source VALUES('documents','[]');
CREATE TABLE version (number INTEGER NOT NULL);
INSERT INTO version VALUES(1);
CREATE TABLE waiting (id TEXT NOT NULL, source TEXT NOT NULL, seen FLOAT NOT NULL,
    PRIMARY KEY (id));
CREATE INDEX call_of_source ON call (source, until);
CREATE INDEX pause_of_source ON pause (source, over_at);
"""


def asked(town: Town, *statements: str) -> Sequence[Any]:
    """The rows of the last statement, from the tables as they lie."""
    is_file = town.database.get_backend_name() == "sqlite"
    address = town.database
    if is_file:
        assert address.database is not None
        address = address.set(database=str(Path(address.database).with_name("traffic.sqlite")))
    engine = create_engine(address)
    try:
        with engine.begin() as connection:
            if not is_file:
                connection.execute(text("SET search_path = traffic"))
            *before, last = statements
            for one in before:
                connection.execute(text(one))
            found = connection.execute(text(last))
            return found.all() if found.returns_rows else []
    finally:
        engine.dispose()


def test_the_file_of_the_first_version_goes_on_with_all_that_it_says(
    town: Town, tmp_path: Path
) -> None:
    with sqlite3.connect(tmp_path / "traffic.sqlite") as file:
        file.executescript(FIRST_VERSION)
        now = NOON.timestamp()
        file.execute("INSERT INTO call VALUES ('x', 'incomes_register', ?, ?)", (now, now + 65))
        file.execute("INSERT INTO run VALUES (?)", (now + 3600,))
        file.execute(
            """INSERT INTO pause VALUES (1, 'kela', 'person', ?, NULL, 0, 'virkailija-12',
            '{"code": "source_paused_by_person", "values": {"reason": "-"}}', NULL, NULL, '')""",
            (now,),
        )
    file.close()
    worker = town.worker(at_once=1, a_minute=2)
    (pause,) = worker.paused()
    assert (pause.source, pause.kind, pause.by) == (Source.KELA, Kind.PERSON, "virkailija-12")
    call = worker.begin(SOURCE, "T-0001", urgent=False, call_id="a")
    assert isinstance(call, Call)
    assert sum(town.slept) == pytest.approx(30), "the call of before counts in this minute"
    assert asked(town, "SELECT number FROM version") == [(VERSION,)]
    assert asked(town, "SELECT id, source FROM under_way") == [("a", SOURCE.value)]
    town.pass_time(3600)
    over = worker.begin(SOURCE, "T-0001", urgent=False)
    assert isinstance(over, NotNow)
    assert over.is_run_over


def test_what_the_first_version_lacked_is_made(any_town: Town) -> None:
    before = any_town.worker()
    before.pause(Source.KELA, "virkailija-12", "")
    before.close()
    asked(
        any_town,
        "DROP TABLE under_way",
        "DROP TABLE clock",
        "ALTER TABLE waiting DROP COLUMN since",
        "UPDATE version SET number = 1",
    )
    worker = any_town.worker(at_once=1, a_minute=6000)
    assert [one.by for one in worker.paused()] == ["virkailija-12"]
    for _ in range(2):
        call = worker.begin(SOURCE, "T-0001", urgent=False)
        assert isinstance(call, Call)
        with call:
            call.ended(None)
    assert asked(any_town, "SELECT number FROM version") == [(VERSION,)]


def test_tables_of_a_newer_program_are_left_alone(any_town: Town) -> None:
    any_town.worker().run_begins(None)
    asked(any_town, "UPDATE version SET number = 1000")
    worker = any_town.worker()
    with pytest.raises(TrafficOfANewerProgram):
        worker.run_begins(NOON + timedelta(hours=1))
    assert asked(any_town, "SELECT number FROM version") == [(1000,)]
    assert asked(any_town, "SELECT ends_at FROM run") == [(None,)]
