"""A plain sheet of rows that people filter and print: of the run report, of a comparison."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

A4: Final = 9


def set_widths(sheet: Worksheet, widths: Sequence[float]) -> None:
    """The columns' widths, in digits of the book's ordinary font."""
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width


def print_across(sheet: Worksheet) -> None:
    """On A4 laid on its side, all columns on one page, as many pages as there are rows for."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def lay_out_table(sheet: Worksheet, widths: Sequence[float], rows: int) -> None:
    """A table from the first cell on: its headings stay in sight and on each printed page, its
    rows can be filtered.

    Args:
        widths: of its columns.
        rows: so many, the headings not counted.
    """
    set_widths(sheet, widths)
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(widths))}{rows + 1}"
    sheet.print_title_rows = "1:1"
    print_across(sheet)
