"""The comparison as a workbook: what matched in numbers, then case by case, then part by part.

It holds amounts of clients; it lies in the county's own folder of comparisons and nowhere else.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Final, cast

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from robots.casework.texts import Language, text
from robots.shadow.parts import Part, PartVerdict
from robots.workbook.cells import put_amount, put_text
from robots.workbook.layout import BAND, FONT
from robots.workbook.measure import lines_needed, row_height
from robots.workbook.plain_sheet import lay_out_table, print_across, set_widths

if TYPE_CHECKING:
    from robots.shadow.compare import Row

_SIZE: Final = 10
_PLAIN: Final = Font(name=FONT, size=_SIZE)
_HEAD: Final = Font(name=FONT, size=_SIZE, bold=True)
_TITLE: Final = Font(name=FONT, size=14, bold=True)
_BAND: Final = PatternFill("solid", fgColor=BAND)

_CASES: Final = {
    "case": 16, "verdict": 30, "manual": 15, "ours": 15, "difference": 15, "outcome": 30,
    "apart": 46,
}  # fmt: skip
_PARTS: Final = {
    "case": 16, "part": 30, "verdict": 40, "manual_month": 20, "ours_month": 23, "difference": 15,
}  # fmt: skip
_AMOUNTS: Final = frozenset({"manual", "ours", "manual_month", "ours_month", "difference"})
_SUMMARY: Final = (46, 16, 16, 16, 16, 16, 16)

#: What a cell may hold: a text, euros, a count.
Value = str | Decimal | int | None


def book(rows: Sequence[Row], headings: Sequence[str], language: Language) -> bytes:
    """The three sheets.

    Args:
        rows: in the order in which they are to stand.
        headings: of the parts that the county's file tells apart.
    """
    made, words = Workbook(), _Words(language)
    _summary(cast(Worksheet, made.active), rows, headings, words)
    _table(made.create_sheet(words("sheet")), _CASES, [_case(row, words) for row in rows], words)
    if headings:
        parts = sorted(
            ((row.case_id, part) for row in rows for part in row.parts),
            key=lambda one: (list(PartVerdict).index(one[1].verdict), one[0]),
        )
        listed = [_part(case_id, part, words) for case_id, part in parts]
        _table(made.create_sheet(words("sheet_parts")), _PARTS, listed, words)
    content = BytesIO()
    made.save(content)
    return content.getvalue()


class _Words:
    def __init__(self, language: Language) -> None:
        self._language = language

    def __call__(self, key: str) -> str:
        return text(f"shadow.{key}", self._language)

    def outcome(self, outcome: str) -> str:
        return text(f"words.outcome_{outcome}", self._language) if outcome else "–"


def _summary(sheet: Worksheet, rows: Sequence[Row], headings: Sequence[str], words: _Words) -> None:
    sheet.title = words("sheet_summary")
    sheet.sheet_view.showGridLines = False
    set_widths(sheet, _SUMMARY)
    print_across(sheet)
    _row(sheet, 1, (words("title"),), _SUMMARY, _TITLE)
    _over_all(sheet, 2, words("about_book"))
    _row(sheet, 4, (words("column_verdict"), words("cases")), _SUMMARY, _HEAD, _BAND, (1,))
    verdicts = ("agrees", "differs", "not_computed", "not_decided", "unreadable")
    number = 5
    for verdict in verdicts:
        count = sum(row.verdict == verdict for row in rows)
        _row(sheet, number, (words(verdict), count), _SUMMARY)
        number += 1
    if not headings:
        return
    number += 1
    told = (PartVerdict.AGREES, *(one for one in PartVerdict if one is not PartVerdict.AGREES))
    heads = (words("column_part"), *(words(f"part_{one}") for one in told))
    _row(sheet, number, heads, _SUMMARY, _HEAD, _BAND, range(1, 1 + len(told)))
    for heading in headings:
        number += 1
        found = [part.verdict for row in rows for part in row.parts if part.heading == heading]
        _row(sheet, number, (heading, *(found.count(one) for one in told)), _SUMMARY)
    _over_all(sheet, number + 2, words("about_parts"))


def _case(row: Row, words: _Words) -> Sequence[Value]:
    apart = [
        part.heading
        for part in row.parts
        if part.verdict not in (PartVerdict.AGREES, PartVerdict.NOT_ASKED)
    ]
    return (
        row.case_id,
        words(row.verdict),
        row.manual,
        row.ours,
        row.difference,
        words.outcome(row.outcome),
        ", ".join(apart),
    )


def _part(case_id: str, part: Part, words: _Words) -> Sequence[Value]:
    verdict = words(f"part_{part.verdict}")
    return (case_id, part.heading, verdict, part.manual, part.ours, part.difference)


def _table(
    sheet: Worksheet, columns: dict[str, int], rows: Sequence[Sequence[Value]], words: _Words
) -> None:
    widths = tuple(columns.values())
    lay_out_table(sheet, widths, len(rows))
    numbers = [at for at, name in enumerate(columns) if name in _AMOUNTS]
    heads = [words(f"column_{name}") for name in columns]
    _row(sheet, 1, heads, widths, _HEAD, _BAND, numbers)
    for number, row in enumerate(rows, 2):
        _row(sheet, number, row, widths, numbers=numbers)


def _over_all(sheet: Worksheet, number: int, told: str) -> None:
    _row(sheet, number, (told,), (sum(_SUMMARY),))
    sheet.merge_cells(None, number, 1, number, len(_SUMMARY))


def _row(
    sheet: Worksheet,
    number: int,
    values: Sequence[Value],
    widths: Sequence[float],
    font: Font = _PLAIN,
    fill: PatternFill | None = None,
    numbers: Collection[int] = (),
) -> None:
    """One row, as high as its longest text needs: not every program measures that itself.

    Args:
        numbers: columns of amounts or counts, from 0; their headings stand to the right as well.
    """
    lines = 1
    for at, value in enumerate(values):
        cell = cast(Cell, sheet.cell(number, at + 1))
        cell.font = font
        is_text = isinstance(value, str)
        cell.alignment = Alignment(
            horizontal="right" if at in numbers or not is_text else "left",
            vertical="top",
            wrap_text=is_text,
            indent=1 if is_text and at - 1 in numbers and at not in numbers else 0,
        )
        if fill is not None:
            cell.fill = fill
        if isinstance(value, str):
            put_text(cell, value)
            if font is not _TITLE:
                lines = max(lines, lines_needed(value, widths[at], _SIZE, bool(font.b)))
        elif isinstance(value, Decimal):
            put_amount(cell, value)
        elif value is not None:
            cell.value = value
    size = _SIZE if font is not _TITLE else 14
    sheet.row_dimensions[number].height = row_height(lines, size)
