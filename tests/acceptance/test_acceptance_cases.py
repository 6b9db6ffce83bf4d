"""Every case of the officers' workbooks in ``devdata/acceptance``, one test each, by its name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from devdata.making.acceptance import SOURCE, workbook_of
from robots.feelaw.written_cases import block_of, written_cases
from robots.feelaw.written_workbook import WrittenColumn, columns_of

FOLDER = Path(__file__).parents[2] / "devdata" / "acceptance"
BOOKS = [book for book in sorted(FOLDER.glob("*.xlsx")) if not book.name.startswith("~$")]
CASES = [
    pytest.param(
        one,
        id=f"{book.stem} {one.column}: {one.case.get('name', '')}",
        marks=[pytest.mark.skip(reason=one.skipped)] if one.skipped else [],
    )
    for book in BOOKS
    for one in columns_of(book.read_bytes())
]


def told(wanted: dict[str, Any], block: dict[str, Any], column: str) -> str:
    """What an officer reads when a case does not come out."""
    if "error" in block and "error" not in wanted:
        return f"sarake {column}: {block['error']['text_fi']}"
    lines = [f"sarake {column}: tulos ei ole odotettu"]
    lines += [f"  {key}: odotettu {wanted[key]}, saatu {block.get(key)}" for key in wanted]
    return "\n".join(lines)


@pytest.mark.parametrize("one", CASES)
def test_case(one: WrittenColumn) -> None:
    block = block_of(one.case)
    wanted = one.case.get("expect")
    assert wanted, f"sarake {one.column}: odotettu tulos puuttuu"
    assert block.get("matches") is True, told(wanted, block, one.column)


def test_there_are_as_many_worked_examples_as_the_reference_has() -> None:
    assert len(CASES) >= 25


def test_the_workbook_is_the_one_that_its_source_makes() -> None:
    made = workbook_of(written_cases(SOURCE.read_text("utf-8"))).worksheets[0]
    kept = openpyxl.load_workbook(FOLDER / "asiakasmaksut.xlsx").worksheets[0]
    # A workbook knows no difference between a day and its midnight, nor between 10 and 10.0.
    assert [[_plain(cell.value) for cell in row] for row in kept.iter_rows()] == [
        [_plain(cell.value) for cell in row] for row in made.iter_rows()
    ]


def _plain(value: object) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:.4f}"
    return str(value).removesuffix(" 00:00:00")
