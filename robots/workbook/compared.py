"""Two workbooks laid beside each other: which cells are not as they were.

Rows are found again by what stands in them, so that a row put in between does not make every row
below it a changed one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Any, Final

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from robots.casework.money import in_finnish
from robots.workbook.layout import BAND

#: What spreadsheet programs write one way or another in a formula that is the same.
_VARIES: Final = re.compile(r"_xlfn\.|_xlws\.|['$\s]")
_LONGEST_LABEL: Final = 160
_EUROS: Final = re.compile(r"0\.00|€")
#: Of headings, as openpyxl tells a colour.
_BAND: Final = f"00{BAND}"

_Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Changed:
    """One cell that is not as it was."""

    sheet: str
    cell: str
    """Where it is now."""
    was_at: str
    """Where it was; empty of one in a new row or sheet."""
    before: str
    now: str
    heading: str
    """Of its column; empty where there is none."""
    about: str
    """What stands before it in its row, and the heading."""
    number: int
    """Which the row's first cell shows; 0 where it shows none."""


def changed_cells(before: Workbook, now: Workbook) -> list[Changed]:
    """Every changed cell, sheet by sheet and row by row; comments are part of their cells."""
    changed: list[Changed] = []
    for sheet in now.worksheets:
        if sheet.title in before.sheetnames:
            changed += _in_sheet(before[sheet.title], sheet)
        else:
            changed += _in_sheet(None, sheet)
    for sheet in before.worksheets:
        if sheet.title not in now.sheetnames:
            changed.append(Changed(sheet.title, "-", "", sheet.title, "", "", sheet.title, 0))
    return changed


def _in_sheet(old: Worksheet | None, new: Worksheet) -> Iterator[Changed]:
    old_rows = _rows(old) if old is not None else []
    new_rows = _rows(new)
    was = [tuple(map(_sign, row)) for row in old_rows]
    now = [tuple(map(_sign, row)) for row in new_rows]
    if was == now:
        return
    width = max((len(row) for row in (*was, *now)), default=0)
    was, now = _padded(was, width), _padded(now, width)
    headings = _headings(old_rows)
    steps = SequenceMatcher(None, was, now, autojunk=False).get_opcodes()
    for step, first, last, new_first, new_last in steps:
        if step == "equal":
            continue
        paired = min(last - first, new_last - new_first)
        for at in range(paired):
            over = headings[first + at]
            yield from _in_row(old_rows[first + at], new_rows[new_first + at], over, new.title)
        over = headings[min(first, len(headings) - 1)] if headings else ()
        for row in new_rows[new_first + paired : new_last]:
            yield from _in_row((), row, over, new.title)
        for row in old_rows[first + paired : last]:
            yield _gone(row, new.title)


def _in_row(
    old: Sequence[Any], new: Sequence[Any], headings: Sequence[str], sheet: str
) -> Iterator[Changed]:
    for at in range(max(len(old), len(new))):
        one = old[at] if at < len(old) else None
        other = new[at] if at < len(new) else None
        if _sign(one) == _sign(other):
            continue
        heading = headings[at] if at < len(headings) else ""
        place = other if other is not None else one
        yield Changed(
            sheet=sheet,
            cell=place.coordinate if place is not None else "",
            was_at=one.coordinate if one is not None else "",
            before=_shown(one),
            now=_shown(other),
            heading=heading,
            about=_about(new or old, at, heading),
            number=_number(old or new),
        )


def _gone(row: Sequence[Any], sheet: str) -> Changed:
    """A row that was taken out, as one change."""
    shown = " · ".join(text for cell in row if (text := _shown(cell)))
    first = row[0].coordinate
    return Changed(sheet, first, first, shown[:_LONGEST_LABEL], "", "", sheet, _number(row))


def _rows(sheet: Worksheet) -> list[_Row]:
    return list(sheet.iter_rows())


def _padded(rows: list[_Row], width: int) -> list[_Row]:
    return [row + ("",) * (width - len(row)) for row in rows]


def _headings(rows: Sequence[_Row]) -> list[Sequence[str]]:
    """For each row the headings over it: bold texts on a band, the nearest in each column."""
    over: dict[int, str] = {}
    headings: list[Sequence[str]] = []
    for row in rows:
        for at, cell in enumerate(row):
            if isinstance(cell.value, str) and cell.font.b and cell.fill.fgColor.rgb == _BAND:
                over[at] = cell.value
        headings.append([over.get(at, "") for at in range(len(row))])
    return headings


def _about(row: Sequence[Any], until: int, heading: str) -> str:
    texts = [_shown(cell) for cell in row[:until] if isinstance(_value(cell), str)]
    label = " · ".join(dict.fromkeys(one for one in texts if one)).replace("\n", ", ")
    if len(label) > _LONGEST_LABEL:
        label = f"{label[: _LONGEST_LABEL - 1]}…"
    return ": ".join(one for one in (label, heading) if one)


def _number(row: Sequence[Any]) -> int:
    first = _value(row[0]) if row else None
    return first if isinstance(first, int) and not isinstance(first, bool) else 0


def _value(cell: Cell | MergedCell | None) -> Any:
    return None if cell is None else cell.value


def _comment(cell: Any) -> str:
    comment = getattr(cell, "comment", None)
    return str(comment.text).strip() if comment is not None else ""


def _sign(cell: Any) -> Any:
    """What is the same where two programs have saved the same cell."""
    value, comment = _value(cell), _comment(cell)
    match value:
        case None:
            sign: Any = ""
        case bool():
            sign = value
        case int() | float() | Decimal():
            sign = Decimal(str(value)).quantize(Decimal("0.000001")).normalize()
        case datetime():
            at = value.replace(microsecond=0)
            sign = at.date() if at.time() == time() else at
        case str() if getattr(cell, "data_type", "") == "f":
            sign = _VARIES.sub("", value).upper()
        case str():
            sign = value.replace("\r\n", "\n").strip()
        case _:
            sign = value if isinstance(value, date | time) else str(value)
    return (sign, comment) if comment else sign


def _shown(cell: Any) -> str:
    """A cell as a person reads it."""
    value, comment = _value(cell), _comment(cell)
    match value:
        case None:
            shown = ""
        case bool():
            shown = str(value)
        case float() | Decimal():
            is_euros = _EUROS.search(cell.number_format or "") is not None
            exact = Decimal(str(value))
            shown = in_finnish(exact) if is_euros else f"{exact.normalize():f}".replace(".", ",")
        case int():
            is_euros = _EUROS.search(cell.number_format or "") is not None
            shown = in_finnish(Decimal(value)) if is_euros else str(value)
        case datetime() | date():
            shown = f"{value.day}.{value.month}.{value.year}"
        case _:
            shown = str(value).strip()
    return " ".join(one for one in (shown, f"({comment})" if comment else "") if one)
