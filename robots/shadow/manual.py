"""Reads what was decided by hand."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

import openpyxl

from robots.casework.errors import ApplicationError
from robots.casework.money import parse_finnish
from robots.county.shadow import ManualColumns, ShadowSettings

_WORKBOOKS: Final = (".xlsx", ".xlsm")


class ManualResultUnreadable(ApplicationError):
    """The file is not there, is no such file, or lacks a column; ``row``: an amount or case of it
    that cannot be understood or stands twice (0: the file as a whole)."""

    code = "manual_result_unreadable"

    def __init__(self, row: int = 0) -> None:
        super().__init__(row=row)


@dataclass(frozen=True, slots=True)
class Manual:
    """One case as it was decided by hand, in euros."""

    amount: Decimal | None
    """The fee or the voucher's value; None where the row has none (yet)."""
    parts: Mapping[str, Decimal] = field(default_factory=dict)
    """Heading → amount a month, of those columns that the row has something in."""


def manual_result(settings: ShadowSettings) -> Mapping[str, Manual]:
    """Case id → what was decided. A row that cannot be understood refuses the file: a case left out
    would look as if nobody had decided it. Rows without a case or without any amount are none.

    Raises:
        ManualResultUnreadable
    """
    columns = settings.columns
    try:
        rows = [[_text(cell) for cell in row] for row in _rows(settings)]
        case, amount = rows[0].index(columns.case), rows[0].index(columns.amount)
        parts = {heading: rows[0].index(heading) for heading in part_headings(columns)}
    except Exception:  # whatever is wrong with a file, its words may quote what stands in it
        rows = []
    if not rows:
        raise ManualResultUnreadable()
    found: dict[str, Manual] = {}
    for number, row in enumerate(rows[1:], 2):
        case_id = row[case] if case < len(row) else ""
        decided = _amount(row, amount, number)
        told = {heading: _amount(row, at, number) for heading, at in parts.items()}
        given = {heading: one for heading, one in told.items() if one is not None}
        if not case_id or (decided is None and not given):
            continue
        if case_id in found:
            raise ManualResultUnreadable(number)
        found[case_id] = Manual(decided, given)
    return found


def part_headings(columns: ManualColumns) -> list[str]:
    """The columns that are compared beside the amount, in the order in which they are told."""
    totals = (columns.income, columns.deductions)
    return [*columns.incomes, *(one for one in totals if one is not None)]


def _amount(row: list[str], at: int, number: int) -> Decimal | None:
    written = row[at] if at < len(row) else ""
    if not written:
        return None
    value = parse_finnish(written)
    if value is None:
        raise ManualResultUnreadable(number)
    return value


def _rows(settings: ShadowSettings) -> Iterable[Iterable[Any]]:
    content = settings.manual.read_bytes()
    if settings.manual.suffix.lower() in _WORKBOOKS:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book[settings.sheet] if settings.sheet else book.worksheets[0]
        return list(sheet.values)
    lines = io.StringIO(content.decode(settings.encoding), newline="")
    return csv.reader(lines, delimiter=settings.separator, strict=True)


def _text(cell: object) -> str:
    """As a person would write it; a workbook's number becomes exactly what it shows."""
    if isinstance(cell, float):
        return f"{Decimal(str(cell)):f}".replace(".", ",")
    written = "" if cell is None else str(cell).strip()
    digits, dot, cents = written.rpartition(".")
    if dot and digits.lstrip("-").isdigit() and cents.isdigit() and len(cents) <= 2:
        return f"{digits},{cents}"
    return written
