"""The stand-in site and the robot, one browser for a module's tests."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from kela_world import (
    BLOCKS,
    NOW,
    PENSIONER,
    Log,
    World,
    checked,
    people,
    settings,
    written_decision,
)

from devdata.standins.frame import Journal
from devdata.standins.kela_site import Behaviour, KelaSite
from robots.casework.answer import Attachment
from robots.casework.machine import may_sandbox_a_browser
from robots.documents import DocumentReader
from robots.kela import Kela


@pytest.fixture(scope="session")
def browser_file() -> Path:
    for name in ("chromium-headless-shell", "chromium", "google-chrome"):
        if found := shutil.which(name):
            return Path(found)
    pytest.skip("no browser on this machine")


@pytest.fixture(scope="session")
def reader() -> Iterator[DocumentReader]:
    with DocumentReader() as reader:
        yield reader


@pytest.fixture(scope="module")
def make_robot(browser_file: Path, reader: DocumentReader) -> Iterator[Callable[..., Kela]]:
    """Makes a robot that asks the service at an address."""
    made: list[Kela] = []

    def make(address: str, **changes: Any) -> Kela:
        ids = count(1)
        given: dict[str, Any] = {
            "access_log": Log(),
            "clock": lambda: NOW,
            "new_id": lambda: f"r-{next(ids)}",
            "keep_unknown_page": None,
            "session_file": None,
            "incidents": None,
        }
        kept = {key: changes.pop(key, value) for key, value in given.items()}
        made.append(
            Kela(
                settings(address, **changes),
                browser=browser_file,
                sandbox=may_sandbox_a_browser(),
                read=reader.read,
                **kept,
            )
        )
        return made[-1]

    yield make
    for robot in made:
        robot.close()


@pytest.fixture(scope="module")
def make_world(make_robot: Callable[..., Kela], tmp_path_factory: Any) -> Iterator[Any]:
    """Makes a site and a robot of its own."""
    opened: list[World] = []

    def make(
        decision: bytes | None = None, blocks: dict[str, dict[str, Any]] = BLOCKS, **changes: Any
    ) -> World:
        decisions = tmp_path_factory.mktemp("decisions")
        content = decision or written_decision(checked(PENSIONER))
        (decisions / "KE-2025-00123.pdf").write_bytes(content)
        journal, log = Journal(), Log()
        site = KelaSite(people(blocks), journal, decisions=decisions)
        unknown: list[Attachment] = []
        robot = make_robot(
            site.address, access_log=log, keep_unknown_page=unknown.append, **changes
        )
        opened.append(World(site, journal, robot, log, unknown))
        return opened[-1]

    yield make
    for world in opened:
        world.site.stop()


@pytest.fixture(scope="module")
def shared_world(make_world: Callable[..., World]) -> World:
    return make_world()


@pytest.fixture
def world(shared_world: World) -> World:
    """One site and one browser for a module's tests, behaving well at the start of each."""
    shared_world.site.behaviour.__dict__.update(Behaviour().__dict__)
    shared_world.log.rows.clear()
    shared_world.unknown_pages.clear()
    return shared_world
