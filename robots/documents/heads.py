"""The heads of a table: where each column stands, and for how long a time its amounts are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from robots.casework.words import Per
from robots.documents.labels import position
from robots.documents.layout import Column, TablePattern
from robots.documents.text_layer import Box, Cell, Line
from robots.documents.values import Doubt, is_labelled

#: What may stand behind a head's label: ``€``, ``(€/kk)``, ``euro i månaden`` …
_UNIT: Final = re.compile(
    r"(?:€|e|eur|euroa|euro)?\s?(?:(?:/|i|per)?\s?(?P<time>[a-zåäö]+)\.?)?", re.IGNORECASE
)
_TIMES: Final = {
    "kk": Per.MONTH, "kuukausi": Per.MONTH, "kuukaudessa": Per.MONTH,
    "mån": Per.MONTH, "månad": Per.MONTH, "månaden": Per.MONTH,
    "v": Per.YEAR, "vuosi": Per.YEAR, "vuodessa": Per.YEAR, "år": Per.YEAR, "året": Per.YEAR,
}  # fmt: skip


def columns_of(pattern: TablePattern, line: Line) -> dict[str, Box] | None:
    """Where the columns' heads stand, or None where this is not the line of the heads.

    Raises:
        Doubt: a head says that its amounts are for another time than the layout knows.
    """
    found: list[tuple[str, Cell, tuple[int, int]]] = []
    for name, column in pattern.columns.items():
        place = _place(column, line.cells)
        if place is not None:
            found.append((name, *place))
        elif column.required:
            return None
    boxes = {}
    for name, cell, (start, end) in found:
        others = [span[0] for _, one, span in found if one is cell and span[0] >= end]
        until = min(others, default=len(cell.text))
        if pattern.columns[name].grammar.is_amount:
            _check_unit(pattern, name, cell.text[end:until])
        boxes[name] = _box(cell, start, until)
    return boxes


def begins(pattern: TablePattern, lines: Sequence[Line]) -> bool:
    """Whether the table's first head stands there, though its others do not: it is not absent."""
    return any(is_labelled(cell, pattern.heading) for line in lines for cell in line.cells)


def _place(column: Column, cells: Sequence[Cell]) -> tuple[Cell, tuple[int, int]] | None:
    """The cell that holds the column's label, and from where to where; the longest label wins."""
    for label in column.labels.all:
        for cell in cells:
            if (span := position(cell.text, label)) is not None:
                return cell, span
    return None


def _check_unit(pattern: TablePattern, name: str, behind: str) -> None:
    match = _UNIT.fullmatch(behind.strip(" ,()"))
    time = match["time"] if match else None
    if time is not None and _TIMES.get(time.casefold()) is not pattern.figures.per:
        raise Doubt("document_doubtful_unit", pattern.columns[name].labels)


def _box(cell: Cell, start: int, until: int) -> Box:
    first = cell if start == 0 else cell.after(start)
    assert first is not None  # a label of letters stands there
    rest = cell.after(until)
    glyphs = first.glyphs[: len(first.glyphs) - (len(rest.glyphs) if rest else 0)]
    return Cell.of(cell.page, glyphs).box
