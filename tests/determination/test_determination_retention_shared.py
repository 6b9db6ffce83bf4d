"""Purge and duties where machines share a PostgreSQL: the same as with a file of one's own."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from light_county import LightCounty, light_county
from postgres import Postgres, postgres

from robots.casework.words import Source
from robots.county import County, open_county
from robots.determination import Request, pause, resume, run_nightly, stop
from robots.determination.duty import CLOCK, REQUESTS, Duty
from robots.determination.engine import Engine
from robots.determination.presence import Presence, presence_at
from robots.retention import purge

__all__ = ["postgres"]

Standins = tuple[dict[str, Any], Path]
ASKED = Request("virkailija-07", "säilytysaika")
SHARED = ("queue", "stop_orders", "pauses")


@pytest.fixture
def name(postgres: Postgres, tmp_path: Path) -> str:
    """Of an empty database of the test's own."""
    postgres.new_database(tmp_path.name)
    return tmp_path.name


@pytest.fixture
def light(
    tmp_path: Path, standins: Standins, folder: Path, postgres: Postgres, name: str
) -> LightCounty:
    return light_county(tmp_path / "light", standins, database=postgres.address(name))


def rows_of(postgres: Postgres, name: str) -> dict[str, int]:
    """How many rows the tables of the queue and of traffic hold of cases and of people."""
    with postgres.connected(name) as opened:
        tables = opened.execute(
            "select schemaname, tablename from pg_tables where schemaname = 'dbos' and ("
            "tablename like 'workflow_%' or tablename like 'operation_%') or tablename = 'pauses'"
        ).fetchall()
        assert len(tables) > 2
        return {
            table: opened.execute(f'select count(*) from "{schema}"."{table}"').fetchone()[0]  # type: ignore[index]
            for schema, table in tables
        }


def test_what_is_over_goes_from_the_shared_database_and_what_is_in_work_stays(
    light: LightCounty, county: County, postgres: Postgres, name: str
) -> None:
    stop(county, ASKED)
    stop(county, ASKED)
    run_nightly(county, 2, lambda case, count, total: None)
    pause(county, Source.DOCUMENTS, ASKED)
    resume(county, Source.DOCUMENTS, ASKED)
    today = {one.store: one for one in purge(county)}
    assert all(today[one].left and not today[one].destroyed for one in SHARED)
    with postgres.connected(name) as opened:
        opened.execute(
            "update dbos.workflow_status set status = 'ENQUEUED' where workflow_uuid ="
            " (select min(workflow_uuid) from dbos.workflow_status where name = 'way_of_one_case')"
        )
    at = county.clock() + timedelta(days=400)
    county.close()
    with open_county(light.folder, standins=light.standins, clock=lambda: at) as then:
        told = {one.store: one for one in purge(then)}
    assert all(one.is_proven for one in told.values()), told
    assert all(told[one].destroyed for one in SHARED)
    assert told["queue"].spared == 1
    left = rows_of(postgres, name)
    assert 0 < left["workflow_status"] < today["queue"].left, "the attempt in work and its calls"
    with postgres.connected(name) as opened:
        opened.execute("update dbos.workflow_status set status = 'SUCCESS', completed_at = 1")
    with open_county(light.folder, standins=light.standins, clock=lambda: at) as then:
        assert all(one.is_proven for one in purge(then))
    assert not any(rows_of(postgres, name).values())


def test_one_workers_duty_passes_to_another_when_it_ends(county: County) -> None:
    run_nightly(county, 0, lambda case, count, total: None)

    def worker() -> tuple[Presence, Engine]:
        presence = presence_at(county.database, county.state)
        presence.begin(lambda: None)
        return presence, cast(Engine, SimpleNamespace(presence=presence))

    (first, engine), (second, other) = worker(), worker()
    try:
        held = {number: Duty(number) for number in (REQUESTS, CLOCK)}
        wanted = {number: Duty(number) for number in (REQUESTS, CLOCK)}
        assert all(one.is_mine(engine) for one in held.values())
        assert not any(one.is_mine(other) for one in wanted.values())
        first.end()
        assert all(one.is_mine(other) for one in wanted.values())
        assert all(one.is_mine(other) for one in wanted.values()), "and stays there"
    finally:
        second.end()
