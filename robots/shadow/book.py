"""The comparison as a workbook, one row a case."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Final, cast

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from robots.casework.texts import Language, text
from robots.workbook.cells import put_amount, put_text

if TYPE_CHECKING:
    from robots.shadow.compare import Row

_COLUMNS: Final = ("case", "verdict", "manual", "ours", "difference", "outcome")
_WIDTHS: Final = (16, 30, 16, 16, 16, 30)


def book(rows: Sequence[Row], language: Language) -> bytes:
    """The rows in their order, with a heading that stays and a filter."""
    made = Workbook()
    sheet = cast(Worksheet, made.active)
    sheet.title = text("shadow.sheet", language)
    for column, (name, width) in enumerate(zip(_COLUMNS, _WIDTHS, strict=True), 1):
        cell = _cell(sheet, 1, column)
        put_text(cell, text(f"shadow.column_{name}", language))
        cell.font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = width
    for number, row in enumerate(rows, 2):
        outcome = text(f"words.outcome_{row.outcome}", language) if row.outcome else "–"
        put_text(_cell(sheet, number, 1), row.case_id)
        put_text(_cell(sheet, number, 2), text(f"shadow.{row.verdict}", language))
        for column, amount in ((3, row.manual), (4, row.ours), (5, row.difference)):
            _put(sheet, number, column, amount)
        put_text(_cell(sheet, number, 6), outcome)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    content = BytesIO()
    made.save(content)
    return content.getvalue()


def _put(sheet: Worksheet, row: int, column: int, amount: Decimal | None) -> None:
    if amount is not None:
        put_amount(_cell(sheet, row, column), amount)


def _cell(sheet: Worksheet, row: int, column: int) -> Cell:
    return cast(Cell, sheet.cell(row, column))
