"""LibreOffice counts the workbooks anew: as they are, and after the officer's changes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from calculation_cases import inputs_of, other_values, sheets_of
from libreoffice import NEEDED, Cells, are_alike, counted_anew, formulas_of, shown_in
from made_up_summary import VERSION
from openpyxl import load_workbook
from spreadsheet import Spreadsheet
from test_workbook_calculation import CASES, expected_on, summary

from robots.casework.money import cents
from robots.casework.texts import Language
from robots.workbook import workbook

#: Of these every yellow cell is changed in turn, in a file of its own.
CHANGED = ("joint, county", "home care, county", "previous homes", "voucher by the hour")
#: LibreOffice takes a third of a second for a file: of a case no more than so many, spread over it.
MOST_CHANGES = 8

pytestmark = [NEEDED, pytest.mark.slow]


@dataclass(frozen=True)
class Change:
    """One workbook with one cell changed, and the result that the fee law gives of it."""

    cell: str
    value: Any
    content: bytes
    place: tuple[str, str]
    expected: Decimal | str


@pytest.fixture(scope="module")
def unchanged() -> dict[str, bytes]:
    return {name: workbook(summary(name), VERSION, Language.FINNISH) for name in CASES}


@pytest.fixture(scope="module")
def changes(unchanged: dict[str, bytes]) -> dict[str, Change]:
    return {
        f"{name}-{at}": change
        for name in CHANGED
        for at, change in enumerate(_changes(name, unchanged[name]))
    }


@pytest.fixture(scope="module")
def shown(
    unchanged: dict[str, bytes],
    changes: dict[str, Change],
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, Cells]:
    """All of it in one process: starting takes longer than counting."""
    files = {**unchanged, **{name: one.content for name, one in changes.items()}}
    return counted_anew(files, tmp_path_factory.mktemp("libreoffice"))


def test_every_formula_comes_to_the_value_that_stands_in_the_file(
    unchanged: dict[str, bytes], shown: dict[str, Cells]
) -> None:
    for name, content in unchanged.items():
        in_file, formulas = shown_in(content), formulas_of(load_workbook(BytesIO(content)))
        assert len(formulas) > 40
        for place in formulas:
            assert are_alike(in_file[place], shown[name][place]), (name, place)


def test_each_changed_cell_gives_what_the_fee_law_gives(
    changes: dict[str, Change], shown: dict[str, Cells]
) -> None:
    assert len(changes) > 30
    for name, change in changes.items():
        result = shown[name][change.place]
        result = result if isinstance(result, str) else cents(Decimal(repr(result)))
        assert result == change.expected, (name, change.cell, change.value)


def test_the_first_page_shows_the_officers_result_once_it_is_another(
    changes: dict[str, Change], shown: dict[str, Cells]
) -> None:
    pages = [
        (change.expected, [v for (sheet, _), v in shown[name].items() if sheet == "Yhteenveto"])
        for name, change in changes.items()
    ]
    for expected, page in pages:
        if isinstance(expected, Decimal):
            assert "ei muutoksia" in page or float(expected) in page
    assert any("ei muutoksia" not in page for _, page in pages)


def _changes(name: str, content: bytes) -> list[Change]:
    of = summary(name)
    sheets = sheets_of(of)
    book = Spreadsheet.of_sheets(sheets)
    every = [
        (cell, value)
        for cell, held in inputs_of(sheets).items()
        for value in other_values(cell, held, book)
    ]
    step = max(1, len(every) // MOST_CHANGES)
    made = []
    for cell, value in every[::step]:
        start = book.entered(cell)
        book.set(cell, value)
        typed = _typed(content, book.names[cell], value)
        result = book.names["officer_result"]
        made.append(Change(cell, value, typed, result, expected_on(book, of)))
        book.set(cell, start)
    return made


def _typed(content: bytes, place: tuple[str, str], value: Any) -> bytes:
    """The file with another value in one cell; the formulas' values are the old ones."""
    sheet, address = place
    made = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(made, "w") as new:
        names = re.findall(r'<sheet [^>]*name="([^"]*)"', old.read("xl/workbook.xml").decode())
        file = f"xl/worksheets/sheet{names.index(sheet) + 1}.xml"
        for entry in old.infolist():
            xml = old.read(entry)
            if entry.filename == file:
                pattern = rb'<c r="%s"( s="\d+")?[^>]*?(?:/>|>.*?</c>)' % address.encode()
                cell = b'<c r="%s"\\1%s</c>' % (address.encode(), _as_xml(value))
                xml, count = re.subn(pattern, cell, xml)
                assert count == 1
            new.writestr(entry.filename, xml)
    return made.getvalue()


def _as_xml(value: Any) -> bytes:
    if isinstance(value, str):
        return f' t="inlineStr"><is><t>{value}</t></is>'.encode()
    number = (value - date(1899, 12, 30)).days if isinstance(value, date) else value
    return f"><v>{number}</v>".encode()
