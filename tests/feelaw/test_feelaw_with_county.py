"""Every written case of ``tests/rules/with-county``, by the county's rules that lie beside them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from robots.feelaw.county_rules import read_rules
from robots.feelaw.written_cases import block_of, written_cases

FOLDER = Path(__file__).parents[1] / "rules" / "with-county"
RULES = read_rules(FOLDER)
CASES = [
    pytest.param(case, id=f"{file.stem}: {case['name']}")
    for file in sorted(FOLDER.glob("*.yaml"))
    for case in written_cases(file.read_text("utf-8"))
]


@pytest.mark.parametrize("case", CASES)
def test_rule(case: dict[str, Any]) -> None:
    block = block_of(case, RULES)
    assert block.get("matches") is True, block
