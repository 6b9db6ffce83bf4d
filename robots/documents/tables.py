"""Tables by their heads: every row known, every column beneath its head, the total right.

A table may go on over the pages that follow, with its heads printed again or not. Between its
pages only lines without amounts are passed over, and the total at the end holds all of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from robots.casework.money import ZERO
from robots.casework.period import Period
from robots.documents.grammar import Grammar, NoneCell
from robots.documents.heads import begins, columns_of
from robots.documents.layout import Column, Row, TablePattern
from robots.documents.text_layer import Box, Cell, Line
from robots.documents.values import Doubt, Found, is_labelled, parsed

Columns = Mapping[str, Box]
#: So few lines below a table are the foot of the page: the table may be cut there.
_LINES_OF_A_FOOT: Final = 3


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
            cell is not written in its grammar or under no column, a row is not known, its amounts
            are for another time, or the total is missing or wrong.
    """
    heads = {
        index: columns
        for index, line in enumerate(lines)
        if (columns := columns_of(pattern, line)) is not None
    }
    if not heads:
        if pattern.required or begins(pattern, lines):
            raise Doubt("document_doubtful_missing", pattern.heading)
        return []
    first = min(heads)
    goes_on: _Start | None = _Start(first + 1, lines[first].page, heads[first])
    rows: list[TableRow] = []
    end = first
    while goes_on is not None:
        end, is_whole = _read_page(pattern, goes_on, lines, rows)
        if is_whole:
            break
        goes_on = _next_page(pattern, goes_on, heads, lines, end)
        if goes_on is None and pattern.total is not None:
            raise Doubt("document_doubtful_table", pattern.heading)
    if any(head > end for head in heads):
        raise Doubt("document_doubtful_two_values", pattern.heading)
    if not rows:
        raise Doubt("document_doubtful_table", pattern.heading)
    return rows


@dataclass(frozen=True, slots=True)
class _Start:
    """Where a table, or its part on one page, begins."""

    line: int
    page: int
    columns: Columns


def _read_page(
    pattern: TablePattern, start: _Start, lines: Sequence[Line], rows: list[TableRow]
) -> tuple[int, bool]:
    """Add the rows that follow on the same page.

    Returns:
        The line at which they end, and whether the total stood there.
    """
    index = start.line
    while index < len(lines) and lines[index].page == start.page:
        cells = _by_column(pattern, start.columns, lines[index])
        first = cells.get(pattern.name_column)
        if first and pattern.total and is_labelled(first, pattern.total):
            _check_sums(pattern, rows, cells)
            return index, True
        if first and pattern.subtotal and is_labelled(first, pattern.subtotal):
            _check_sums(pattern, rows, cells)
        elif first is None or not _has_amount(pattern, cells):
            return index, False
        else:
            rows.append(_row(pattern, first, cells))
        index += 1
    return index, False


def _next_page(
    pattern: TablePattern,
    start: _Start,
    heads: Mapping[int, dict[str, Box]],
    lines: Sequence[Line],
    end: int,
) -> _Start | None:
    """Where the table goes on after ``end``; None: it does not.

    Raises:
        Doubt: it may go on, and nobody can tell where.
    """
    head = min((head for head in heads if head >= end), default=None)
    if head is not None and lines[head].page == start.page:
        raise Doubt("document_doubtful_two_values", pattern.heading)
    below = [line for line in lines[end:] if line.page == start.page]
    is_cut = len(below) <= _LINES_OF_A_FOOT
    if pattern.total is None and head is None and not is_cut:
        return None  # it ended above other text
    above = lines[end : head if head is not None else len(lines)]
    for index, line in enumerate(above, start=end):
        if line.page > start.page + 1:
            break
        if not _could_be_row(pattern, start.columns, line):
            continue
        if line.page == start.page or pattern.total is None or head is not None:
            raise Doubt("document_doubtful_table", pattern.heading)
        return _Start(index, line.page, start.columns)
    return None if head is None else _Start(head + 1, lines[head].page, heads[head])


def _has_amount(pattern: TablePattern, cells: Mapping[str, Cell]) -> bool:
    """Whether anything stands beneath a head of amounts: the foot of a page has nothing there."""
    return any(pattern.columns[name].grammar.is_amount for name in cells)


def _could_be_row(pattern: TablePattern, columns: Columns, line: Line) -> bool:
    """Whether the line has a name and, beneath the heads of amounts, only amounts."""
    try:
        cells = _by_column(pattern, columns, line)
    except Doubt:
        return True
    amounts = [
        pattern.columns[name].grammar.parse(cell.text) is not None
        for name, cell in cells.items()
        if pattern.columns[name].grammar.is_amount
    ]
    return bool(amounts) and all(amounts)


def _by_column(pattern: TablePattern, columns: Columns, line: Line) -> dict[str, Cell]:
    """The line's cells by the head above (or nearest to) each; none for a line without amounts
    that is set otherwise than the table, such as the foot of a page.

    Raises:
        Doubt: two cells are beneath one head, or an amount is beneath none.
    """
    cells: dict[str, Cell] = {}
    is_apart = False
    for cell in line.cells:
        column = max(columns, key=lambda one: columns[one].overlap(cell.box))
        is_beneath = columns[column].overlap(cell.box) > 0
        is_apart |= column in cells or (
            pattern.columns[column].grammar.is_amount and not is_beneath
        )
        cells[column] = cell
    if not is_apart:
        return cells
    if any(_is_amount(cell) for cell in line.cells):
        raise Doubt("document_doubtful_column", pattern.heading)
    return {}


def _is_amount(cell: Cell) -> bool:
    return Grammar.AMOUNT_A_MONTH.parse(cell.text) is not None


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
    if known is not None:
        _check_days(pattern, known, values)
    return TableRow(first.text, known, values)


def _check_days(pattern: TablePattern, row: Row, values: Mapping[str, Found]) -> None:
    for found in values.values():
        period = found.value
        if not isinstance(period, Period):
            continue
        is_before = row.since is not None and period.start < row.since
        is_after = row.until is not None and (period.end is None or period.end > row.until)
        if is_before or is_after:
            raise Doubt("document_doubtful_days", pattern.heading)


def _check_sums(pattern: TablePattern, rows: Iterable[TableRow], cells: dict[str, Cell]) -> None:
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
