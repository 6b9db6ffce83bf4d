"""The stand-ins run once for all of the suite's tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from contract_world import World, make_world

from devdata.standins.frame import Certificates


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="session")
def running_world(
    tmp_path_factory: pytest.TempPathFactory, certificates: Certificates
) -> Iterator[World]:
    made = make_world(tmp_path_factory.mktemp("people"), certificates)
    yield made
    made.close()


@pytest.fixture
def world(running_world: World) -> World:
    running_world.begin()
    return running_world
