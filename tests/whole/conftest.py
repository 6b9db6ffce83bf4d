"""One undisturbed night, shared by the tests that only look at it."""

from __future__ import annotations

import pytest
from nights import Night, WholeNight


@pytest.fixture(scope="session")
def whole_night(tmp_path_factory: pytest.TempPathFactory) -> WholeNight:
    """One nightly run over the whole made-up county."""
    night = Night(tmp_path_factory.mktemp("night"))
    first = night.door("nightly")
    return WholeNight(night, first, len(night.requests()))
