"""How the tests share the machine's processors, and that none of them is held to a time."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

#: How long one example takes says how loaded the machine is, and nothing of what is tested.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

WHOLE = Path(__file__).parent / "whole"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A module's tests stay together, and so do those that look at the one whole night: their
    fixtures, whole authorities among them, are then made once and not once a process."""
    for item in items:
        together = "whole" if item.path.is_relative_to(WHOLE) else str(item.path)
        if item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(together))
