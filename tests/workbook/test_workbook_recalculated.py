"""LibreOffice counts the workbooks anew: as they are, and after each of the officer's changes."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from calculation_cases import inputs_of, other_values, sheets_of
from libreoffice import (
    NEEDED,
    Cells,
    Place,
    Session,
    differing,
    formulas_in,
    formulas_shown,
    names_in,
    to_the_cent,
)
from made_up_summary import VERSION
from spreadsheet import Spreadsheet
from test_workbook_calculation import CASES, expected_on, summary

from robots.casework.texts import Language
from robots.workbook import workbook

pytestmark = [NEEDED, pytest.mark.slow, pytest.mark.timeout(600)]


@dataclass(frozen=True)
class Change:
    """One cell typed into, what the fee law says then, and what the workbook shows."""

    case: str
    cell: str
    value: Any
    expected: Decimal | str
    result: Decimal | str
    on_first_page: Decimal | str


@dataclass(frozen=True)
class Counted:
    """What LibreOffice made of every case."""

    files: dict[str, bytes]
    shown: dict[str, Cells]
    changes: list[Change]


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> Counted:
    session = Session(tmp_path_factory.mktemp("libreoffice"))
    files, asked = {}, []
    for name in CASES:
        files[name] = workbook(summary(name), VERSION, Language.FINNISH)
        names, first_page = names_in(files[name]), _on_first_page(files[name])
        session.open(files[name])
        session.show_formulas()
        for change in _every_change(name):
            cell, start, value, _ = change
            session.type(names[cell], value)
            session.show(names["officer_result"])
            session.show(first_page)
            session.type(names[cell], start)
            asked.append((name, change))
        session.show_formulas()
    answers = session.answers()
    shown, changes, ends = {}, [], {}
    for name in CASES:
        shown[name] = formulas_shown(answers)
        for of, (cell, _, value, expected) in asked:
            if of == name:
                result, page = (to_the_cent(next(answers)[1]) for _ in range(2))  # type: ignore[index]
                changes.append(Change(name, cell, value, expected, result, page))
        ends[name] = formulas_shown(answers)
    assert ends == shown  # every cell was given back what stood in it
    return Counted(files, shown, changes)


def test_every_formula_comes_to_the_value_that_stands_in_the_file(counted: Counted) -> None:
    for name, content in counted.files.items():
        assert len(counted.shown[name]) > 40
        assert differing(content, counted.shown[name]) == [], name


def test_each_changed_cell_gives_what_the_fee_law_gives(counted: Counted) -> None:
    assert len(counted.changes) > 500
    assert [one for one in counted.changes if one.result != one.expected] == []


def test_the_first_page_shows_the_officers_result_once_it_is_another(counted: Counted) -> None:
    pages = {one.on_first_page for one in counted.changes}
    assert "ei muutoksia" in pages
    for one in counted.changes:
        assert one.on_first_page in (one.result, "ei muutoksia"), one
    assert len(pages) > 100


def _every_change(name: str) -> list[tuple[str, Any, Any, Decimal | str]]:
    """Cell, what stands in it, what is typed instead, and the result that the fee law gives."""
    of = summary(name)
    sheets = sheets_of(of)
    book = Spreadsheet.of_sheets(sheets)
    made = []
    for cell, held in inputs_of(sheets).items():
        start = book.entered(cell)
        for value in other_values(cell, held, book):
            book.set(cell, value)
            made.append((cell, start, value, expected_on(book, of)))
        book.set(cell, start)
    return made


def _on_first_page(content: bytes) -> Place:
    [place] = [place for place in formulas_in(content) if place[0] == "Yhteenveto"]
    return place
