from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A client's folder with nothing in it."""
    folder = tmp_path / "T-0001"
    folder.mkdir()
    return folder
