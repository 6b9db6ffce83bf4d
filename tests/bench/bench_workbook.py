"""The workbook of a couple with forty incomes, beside what bare openpyxl takes for the same cells.

Bare openpyxl writes the same values, formulas and merged cells into as many sheets, each cell in
one of as many looks, and saves; it knows no heights, no links and no values of formulas.
"""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path

from measuring import side_by_side
from openpyxl import Workbook, load_workbook

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[1] / "workbook"))

from made_up_summary import VERSION, couple_at_worst

from robots.casework.texts import Language
from robots.workbook import workbook

PROMISED = 1.5


def main() -> None:
    """Measure, and print one line of JSON."""
    summary = couple_at_worst()
    made = load_workbook(BytesIO(workbook(summary, VERSION, Language.SWEDISH)))
    cells = [
        (
            sheet.title,
            [(c.row, c.column, c.value, c._style) for row in sheet for c in row if c.has_style],
        )
        for sheet in made.worksheets
    ]
    merged = {sheet.title: [str(one) for one in sheet.merged_cells.ranges] for sheet in made}
    count = sum(len(rows) for _, rows in cells)

    def plain() -> bytes:
        book = Workbook()
        book._fonts, book._fills, book._borders = made._fonts, made._fills, made._borders
        book._alignments, book._number_formats = made._alignments, made._number_formats
        book._cell_styles, book._protections = made._cell_styles, made._protections
        book.remove(book.worksheets[0])
        for title, rows in cells:
            sheet = book.create_sheet(title)
            for row, column, value, style in rows:
                cell = sheet.cell(row, column)
                cell._style = style
                if value is not None:
                    cell.value = value
            for one in merged[title]:
                sheet.merge_cells(one)
        file = BytesIO()
        book.save(file)
        return file.getvalue()

    side_by_side(
        f"workbook: {count} cells of forty incomes",
        lambda: workbook(summary, VERSION, Language.SWEDISH),
        plain,
        beside="bare openpyxl, the same cells",
        at_most=PROMISED,
        rounds=9,
    )


if __name__ == "__main__":
    main()
