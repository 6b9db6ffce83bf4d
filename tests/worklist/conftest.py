"""A folder with a small worklist in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from worklist_office import Office, an_office


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return an_office(tmp_path, "lista.xlsx")


@pytest.fixture
def office_with(tmp_path: Path) -> Callable[[str], Office]:
    """An office whose worklist has another name, and so another type."""
    return lambda name: an_office(tmp_path, name)
