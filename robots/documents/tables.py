"""Tables by their heads: every row known, every column beneath its head, the total right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from robots.casework.money import ZERO
from robots.documents.grammar import NoneCell
from robots.documents.labels import position
from robots.documents.layout import Column, Row, TablePattern
from robots.documents.text_layer import Box, Cell, Line
from robots.documents.values import Doubt, Found, is_labelled, parsed


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: its name as printed, what the layout knows of it, and its values by column."""

    name: str
    row: Row | None
    values: dict[str, Found]


def read_table(pattern: TablePattern, lines: Sequence[Line]) -> list[TableRow]:
    """A table's rows, its total checked; empty where the document has none and need not have.

    Raises:
        Doubt: it is missing though it is required or its first head is there, it stands twice, a
            cell is not written in its grammar or under no column, a row is not known, or the total
            is missing or wrong.
    """
    heads = [
        (index, columns)
        for index, line in enumerate(lines)
        if (columns := _columns(pattern, line)) is not None
    ]
    if not heads:
        if pattern.required or _begins(pattern, lines):
            raise Doubt("document_doubtful_missing", pattern.heading)
        return []
    if len(heads) > 1:
        raise Doubt("document_doubtful_two_values", pattern.heading)
    index, columns = heads[0]
    page = lines[index].page
    rows: list[TableRow] = []
    for line in lines[index + 1 :]:
        cells = _by_column(pattern, columns, line) if line.page == page else None
        first = cells.get(pattern.name_column) if cells else None
        if cells and first and pattern.total and is_labelled(first, pattern.total):
            _check_total(pattern, rows, cells)
            return rows
        if not cells or first is None or len(cells) == 1:
            break
        rows.append(_row(pattern, first, cells))
    if pattern.total is not None or not rows:
        raise Doubt("document_doubtful_table", pattern.heading)
    return rows


def _begins(pattern: TablePattern, lines: Sequence[Line]) -> bool:
    """Whether the table's first head stands there, though its others do not: it is not absent."""
    return any(is_labelled(cell, pattern.heading) for line in lines for cell in line.cells)


def _columns(pattern: TablePattern, line: Line) -> dict[str, Box] | None:
    """Where the columns' heads stand, if this is the line of the heads."""
    boxes: dict[str, Box] = {}
    for name, column in pattern.columns.items():
        box = next(
            (
                box
                for label in column.labels.all
                for cell in line.cells
                if (box := _label_box(cell, label)) is not None
            ),
            None,
        )
        if box is not None:
            boxes[name] = box
        elif column.required:
            return None
    return boxes


def _label_box(cell: Cell, label: str) -> Box | None:
    span = position(cell.text, label)
    if span is None:
        return None
    start = cell if span[0] == 0 else cell.after(span[0])
    if start is None:
        return None
    rest = cell.after(span[1])
    glyphs = start.glyphs[: len(start.glyphs) - (len(rest.glyphs) if rest else 0)]
    return Cell.of(cell.page, glyphs).box


def _by_column(pattern: TablePattern, columns: dict[str, Box], line: Line) -> dict[str, Cell]:
    """The line's cells by the head above (or nearest to) each."""
    cells: dict[str, Cell] = {}
    for cell in line.cells:
        column = max(columns, key=lambda one: columns[one].overlap(cell.box))
        if column in cells:
            raise Doubt("document_doubtful_column", pattern.heading)
        cells[column] = cell
    return cells


def _row(pattern: TablePattern, first: Cell, cells: dict[str, Cell]) -> TableRow:
    known = next((row for row in pattern.rows if is_labelled(first, row.labels)), None)
    if known is None and pattern.unknown_rows == "doubt":
        raise Doubt("document_doubtful_row", pattern.heading)
    values = {
        column: _value(column, pattern.columns[column], cell) for column, cell in cells.items()
    }
    for column, wanted in pattern.columns.items():
        if wanted.required and column not in values:
            raise Doubt("document_doubtful_missing", wanted.labels)
    return TableRow(first.text, known, values)


def _check_total(pattern: TablePattern, rows: Iterable[TableRow], cells: dict[str, Cell]) -> None:
    checked = 0
    for column, cell in cells.items():
        known = pattern.columns[column]
        if not known.grammar.is_amount:
            continue
        printed = _value(column, known, cell)
        values = [row.values[column].amount or ZERO for row in rows if column in row.values]
        if (printed.amount or ZERO) != sum(values, ZERO):
            raise Doubt("document_doubtful_sum", pattern.heading)
        checked += not isinstance(printed.value, NoneCell)
    if checked == 0:
        raise Doubt("document_doubtful_no_total", pattern.heading)


def _value(name: str, column: Column, cell: Cell) -> Found:
    return parsed(cell, column.grammar, name, column.labels)
