"""The traffic of a county that is not there, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from postgres import PASSWORD, postgres  # noqa: F401 - a fixture
from sqlalchemy import make_url
from town import Town, in_a_file


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    made = Town(in_a_file(tmp_path))
    yield made
    made.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def any_town(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Town]:
    """The same on each database."""
    if request.param == "sqlite":
        made = Town(in_a_file(tmp_path))
    else:
        server = request.getfixturevalue("postgres")
        address = server.new_database(f"traffic_{tmp_path.name}".lower().replace("-", "_")[-60:])
        url = make_url(address).set(drivername="postgresql+psycopg", password=PASSWORD)
        made = Town(url)
    yield made
    made.close()
