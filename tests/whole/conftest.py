"""One undisturbed night, shared by the tests that only look at it."""

from __future__ import annotations

import shutil

import pytest
from nights import Night, WholeNight


@pytest.fixture(scope="session")
def whole_night(tmp_path_factory: pytest.TempPathFactory) -> WholeNight:
    """One nightly run over the whole made-up county."""
    night = Night(tmp_path_factory.mktemp("night"))
    first = night.door("nightly")
    log = tmp_path_factory.mktemp("first") / "log.html"
    shutil.copyfile(night.output / "nightly" / "log.html", log)  # the next run writes over it
    return WholeNight(night, first, log, len(night.requests()))
