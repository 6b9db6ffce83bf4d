"""Reads the export file, row by row; a row that cannot be understood refuses the whole file.

A row that is left out would be an income that nobody misses, so nothing is left out. Rows without a
payee (empty lines, sums) are no payments.
"""

from __future__ import annotations

import calendar
import csv
import hashlib
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from robots.carer_payments.errors import CarerPaymentsRefused
from robots.carer_payments.settings import CarerPaymentsSettings
from robots.casework.identity_code import IdentityCode, IdentityCodeRefused
from robots.casework.period import Month

_MONTH: Final = (
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})(?:-\d{1,2})?"),
    re.compile(r"(?:\d{1,2}\.)?(?P<month>\d{1,2})[./](?P<year>\d{4})"),
)
_DAY: Final = (
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})"),
    re.compile(r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})"),
)


@dataclass(frozen=True, slots=True)
class Payment:
    """One row."""

    row: int
    """As a spreadsheet counts."""
    payee: IdentityCode
    month: Month
    paid_on: date
    fee: Decimal
    tax: Decimal | None
    kind: str


@dataclass(frozen=True, slots=True)
class ExportFile:
    """The whole file, read."""

    payments: tuple[Payment, ...]
    sha256: str

    @property
    def months(self) -> frozenset[Month]:
        """The months that it covers: those in which it has a payment to anybody."""
        return frozenset(one.month for one in self.payments)

    def of(self, payee: IdentityCode) -> tuple[Payment, ...]:
        """One person's payments, in the file's order."""
        return tuple(one for one in self.payments if one.payee == payee)


def read_export(content: bytes, settings: CarerPaymentsSettings, *, test_range: bool) -> ExportFile:
    """The file's payments.

    Args:
        test_range: whether identity codes of the test range are accepted (not in production).

    Raises:
        CarerPaymentsRefused: and where.
    """
    is_workbook = settings.file.suffix.lower() == ".xlsx"
    rows = list(_of_workbook(content, settings) if is_workbook else _of_csv(content, settings))
    if len(rows) < settings.heading_row:
        raise CarerPaymentsRefused(heading=settings.columns.payee, row=settings.heading_row)
    headings = [
        str(cell).strip() if cell is not None else "" for cell in rows[settings.heading_row - 1]
    ]
    at = _places(headings, settings)
    payments = tuple(
        _payment(number, row, at, settings, test_range)
        for number, row in enumerate(rows[settings.heading_row :], settings.heading_row + 1)
        if _cell(row, at["payee"]) not in (None, "")
    )
    return ExportFile(payments, hashlib.sha256(content).hexdigest())


def _of_workbook(content: bytes, settings: CarerPaymentsSettings) -> Iterator[list[Any]]:
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book[settings.sheet] if settings.sheet else book.worksheets[0]
        yield from (list(row) for row in sheet.iter_rows(values_only=True))
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError):
        raise CarerPaymentsRefused(heading=settings.sheet or "-", row=0) from None


def _of_csv(content: bytes, settings: CarerPaymentsSettings) -> Iterable[list[Any]]:
    try:
        text = content.decode(settings.encoding)
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=settings.separator))
    except (UnicodeDecodeError, csv.Error):
        raise CarerPaymentsRefused(heading="-", row=0) from None


def _places(headings: list[str], settings: CarerPaymentsSettings) -> dict[str, int]:
    """Field → its column; each heading must stand there once."""
    at = {}
    for name, heading in settings.columns.model_dump(exclude_none=True).items():
        if headings.count(heading) != 1:
            raise CarerPaymentsRefused(heading=heading, row=settings.heading_row)
        at[name] = headings.index(heading)
    return at


def _payment(
    number: int,
    row: list[Any],
    at: dict[str, int],
    settings: CarerPaymentsSettings,
    test_range: bool,
) -> Payment:
    def refuse(name: str) -> CarerPaymentsRefused:
        return CarerPaymentsRefused(heading=getattr(settings.columns, name), row=number)

    try:
        payee = IdentityCode.parse(str(_cell(row, at["payee"])), test_range=test_range)
    except IdentityCodeRefused:
        raise refuse("payee") from None
    month, fee = _month(_cell(row, at["month"])), _amount(_cell(row, at["fee"]), settings)
    kind = _cell(row, at["kind"])
    if month is None:
        raise refuse("month")
    if fee is None:
        raise refuse("fee")
    if kind in (None, ""):
        raise refuse("kind")
    tax = _amount(_cell(row, at["tax"]), settings) if "tax" in at else None
    if "tax" in at and tax is None:
        raise refuse("tax")
    paid_on = _day(_cell(row, at["paid_on"])) if "paid_on" in at else _pay_day(month, settings)
    if paid_on is None:
        raise refuse("paid_on")
    return Payment(number, payee, month, paid_on, fee, tax, str(kind))


def _pay_day(month: Month, settings: CarerPaymentsSettings) -> date:
    """The county's day of paying, in the month or in the one after it."""
    paid = month.shifted(1) if settings.paid_in_next_month else month
    last = calendar.monthrange(paid.year, paid.month)[1]
    return date(paid.year, paid.month, min(settings.pay_day or last, last))


def _cell(row: list[Any], at: int) -> Any:
    cell = row[at] if at < len(row) else None
    return cell.strip() if isinstance(cell, str) else cell


def _month(cell: Any) -> Month | None:
    if isinstance(cell, date):
        return Month.of(cell)
    for form in _MONTH:
        match = form.fullmatch(str(cell))
        if match is not None and 1 <= int(match["month"]) <= 12:
            return Month(int(match["year"]), int(match["month"]))
    return None


def _day(cell: Any) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    for form in _DAY:
        match = form.fullmatch(str(cell))
        if match is not None:
            try:
                return date(int(match["year"]), int(match["month"]), int(match["day"]))
            except ValueError:
                return None
    return None


def _amount(cell: Any, settings: CarerPaymentsSettings) -> Decimal | None:
    """Exact euros; None for anything that is not exactly an amount."""
    if isinstance(cell, bool) or cell is None:
        return None
    if isinstance(cell, int | float):
        return Decimal(repr(cell))
    written = re.sub(r"[\s\u00a0\u202f]", "", str(cell)).removesuffix("€")
    other = "." if settings.decimal_sign == "," else ","
    if other in written or not re.fullmatch(r"-?\d+(?:[.,]\d{1,2})?", written):
        return None
    try:
        return Decimal(written.replace(",", "."))
    except InvalidOperation:
        return None
