"""Several processes begin at the same moment on a county that nobody has worked for: none of them
meets tables that are half made."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from light_county import LightCounty, light_county
from postgres import Postgres, postgres

from robots.determination.case_queue import is_there
from robots.determination.tables import only_one_makes_tables

__all__ = ["postgres"]

Standins = tuple[dict[str, Any], Path]
CASES = ("T-0017", "T-0002")


@pytest.fixture(params=["sqlite", "postgresql"])
def light(
    request: pytest.FixtureRequest, tmp_path: Path, standins: Standins, folder: Path
) -> LightCounty:
    """On an empty database of each kind."""
    database = None
    if request.param == "postgresql":
        server: Postgres = request.getfixturevalue("postgres")
        database = server.new_database(f"first-{tmp_path.name[-3:]}")
    return light_county(tmp_path / "light", standins, database=database)


def test_whoever_looks_for_the_tables_waits_until_they_are_whole(light: LightCounty) -> None:
    told: list[str] = []
    with light.open() as county:
        looking = threading.Thread(
            target=lambda: told.append("there" if is_there(county) else "not there")
        )
        with only_one_makes_tables(county.database, county.state):
            looking.start()
            looking.join(timeout=0.5)
            told.append("made")
        looking.join(timeout=60)
    assert told == ["made", "not there"]


@pytest.mark.parametrize("light", ["postgresql"], indirect=True)
def test_several_that_begin_at_once_on_an_empty_database_all_do_their_work(
    light: LightCounty,
) -> None:
    before = len(light.requests())
    begun = [light.start("case", one) for one in CASES]
    for one in begun:
        assert one.wait(timeout=240) == 0, light.told()
    assert set(light.versions()) == {"T-0002/v1"}, "the other one has accepted the highest fee"
    assert max(light.counted(before).values()) == 1
