"""Reads what was decided by hand."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

import openpyxl

from robots.casework.errors import ApplicationError
from robots.casework.money import parse_finnish
from robots.county.shadow import ShadowSettings

_WORKBOOKS: Final = (".xlsx", ".xlsm")


class ManualResultUnreadable(ApplicationError):
    """The file is not there, is no such file, or lacks a column; ``row``: an amount or case of it
    that cannot be understood or stands twice (0: the file as a whole)."""

    code = "manual_result_unreadable"

    def __init__(self, row: int = 0) -> None:
        super().__init__(row=row)


def manual_result(settings: ShadowSettings) -> Mapping[str, Decimal]:
    """Case id → amount in euros. A row that cannot be understood refuses the file: a case left out
    would look as if nobody had decided it. Rows without a case or without an amount are none.

    Raises:
        ManualResultUnreadable
    """
    try:
        rows = [[_text(cell) for cell in row] for row in _rows(settings)]
        case, amount = (rows[0].index(one) for one in _headings(settings))
    except Exception:  # whatever is wrong with a file, its words may quote what stands in it
        rows = []
    if not rows:
        raise ManualResultUnreadable()
    found: dict[str, Decimal] = {}
    for number, row in enumerate(rows[1:], 2):
        case_id, written = (row[at] if at < len(row) else "" for at in (case, amount))
        if not case_id or not written:
            continue
        value = parse_finnish(written)
        if value is None or case_id in found:
            raise ManualResultUnreadable(number)
        found[case_id] = value
    return found


def _headings(settings: ShadowSettings) -> tuple[str, str]:
    return settings.columns.case, settings.columns.amount


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
