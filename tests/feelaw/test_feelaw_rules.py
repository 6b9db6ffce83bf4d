"""Every written case of ``tests/rules``, one test each, named by its name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from robots.feelaw.written_cases import block_of, written_cases

RULES = Path(__file__).parents[1] / "rules"
CASES = [
    pytest.param(case, id=f"{file.stem}: {case['name']}")
    for file in sorted(RULES.glob("*.yaml"))
    for case in written_cases(file.read_text("utf-8"))
]


@pytest.mark.parametrize("case", CASES)
def test_rule(case: dict[str, Any]) -> None:
    block = block_of(case)
    assert block.get("matches") is True, block
