"""Workbooks of the made-up summaries, each written and opened once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cache
from io import BytesIO
from typing import Any

import pytest
from made_up_summary import (
    VERSION,
    alone,
    couple_at_worst,
    with_open_rows,
    without_a_source,
)
from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.workbook.workbook import Workbook

from robots.casework.texts import Language
from robots.summary.model import Summary
from robots.workbook import workbook
from robots.workbook.first_page import first_page
from robots.workbook.wording import Wording

SHEETS = {
    Language.FINNISH: [
        "Yhteenveto",
        "Muutokset",
        "Laskelma",
        "Tulot",
        "Kuukaudet",
        "Vähennykset",
        "Kysymykset",
        "Lähteet",
        "Näyttö",
        "Peruste",
        "Tarkistus",
        "Laskelman arvot",
    ],
    Language.SWEDISH: [
        "Sammandrag",
        "Ändringar",
        "Beräkning",
        "Inkomster",
        "Månader",
        "Avdrag",
        "Frågor",
        "Källor",
        "Bevis",
        "Grund",
        "Granskning",
        "Beräkningens värden",
    ],
}


EVERY = pytest.mark.parametrize("made", [alone, couple_at_worst, without_a_source, with_open_rows])


BOTH = pytest.mark.parametrize("language", list(Language))


@cache
def content_of(made: Callable[[], Summary], language: Language) -> bytes:
    """The file of a maker of summaries, written once."""
    return workbook(made(), VERSION, language)


@cache
def _book(made: Callable[[], Summary], language: Language) -> Workbook:
    return load_workbook(BytesIO(content_of(made, language)))


def book_of(
    summary: Summary | Callable[[], Summary], language: Language = Language.FINNISH
) -> Workbook:
    """The workbook as a reader opens it; that of a maker of summaries is opened once."""
    if callable(summary):
        return _book(summary, language)
    return load_workbook(BytesIO(workbook(summary, VERSION, language)))


def all_cells(book: Workbook) -> Iterator[Cell]:
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            yield from (cell for cell in row if isinstance(cell, Cell))


def first_page_text(
    summary: Summary | Callable[[], Summary], language: Language = Language.FINNISH
) -> str:
    """What the first page says, cell by cell: of a maker of summaries as the file holds it, of a
    summary as it goes into the file."""
    if callable(summary):
        rows = book_of(summary, language).worksheets[0].iter_rows()
        values = [cell.value for row in rows for cell in row]
    else:
        page = first_page(summary, VERSION, Wording(language), "", None)
        values = [_held(piece.value) for line in page.lines for piece in line.pieces]
    return "\n".join(str(value) for value in values if value)


def _held(value: Any) -> Any:
    """As a cell holds it: a link's text, and a whole number without decimals."""
    value = getattr(value, "text", value)
    return int(value) if isinstance(value, Decimal) and value == int(value) else value
