"""The border between texts from outside and cells: a text never becomes a formula, an error value
or a broken file."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import quote

from openpyxl.cell.cell import Cell
from openpyxl.worksheet.hyperlink import Hyperlink

from robots.casework.money import cents
from robots.casework.period import HELSINKI

#: 40B is Finland's Finnish: spaces between thousands and a decimal comma on every machine.
EUROS: Final = '[$-40B]#,##0.00\\ "€"'
DAY: Final = "d.m.yyyy"

_FORMULA_SIGNS: Final = tuple("=+-@")
_LONGEST: Final = 32_000
_INVISIBLE: Final = re.compile(
    "[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)


def clean(text: str) -> str:
    """The text without what breaks a file or deceives a reader: control characters, half code
    points, marks that turn the direction of writing. Line breaks stay; tabs become spaces."""
    if text.isprintable() and len(text) <= _LONGEST:
        return text
    text = text.replace("\r\n", "\n").replace("\t", " ").replace("\r", "\n")
    text = _INVISIBLE.sub("", text)
    text = "".join(one for one in text if one == "\n" or unicodedata.category(one) != "Cc")
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def put_text(cell: Cell, text: str) -> None:
    """Write a text as a text, whatever it begins with; an empty one leaves the cell empty."""
    text = clean(text)
    if not text:
        return
    cell.value = text
    cell.data_type = "s"
    if text.lstrip().startswith(_FORMULA_SIGNS):
        cell.quotePrefix = True


def put_amount(cell: Cell, amount: Decimal) -> None:
    """Write euros as a number with two decimals."""
    cell.value = cents(amount)
    cell.number_format = EUROS


def put_number(cell: Cell, number: Decimal, number_format: str = "") -> None:
    """Write a number with all its decimals."""
    cell.value = number
    if number_format:
        cell.number_format = number_format


def put_formula(cell: Cell, written: str, number_format: str = "") -> None:
    """Write a formula of ours; nothing from outside ever comes here."""
    cell.value = f"={written}"
    cell.data_type = "f"
    if number_format:
        cell.number_format = number_format


def put_day(cell: Cell, day: date) -> None:
    """Write a calendar day."""
    cell.value = day
    cell.number_format = DAY


def put_time(cell: Cell, at: datetime, number_format: str) -> None:
    """Write a time of day in Helsinki's time: a workbook knows no zones."""
    cell.value = at.astimezone(HELSINKI).replace(tzinfo=None, microsecond=0)
    cell.number_format = number_format


def link_to_cell(cell: Cell, sheet: str, row: int) -> None:
    """Lead to a row of another sheet."""
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{sheet}'!A{row}")


def link_to_file(cell: Cell, file: str) -> None:
    """Lead to a file in the version's own folder; any other place gets no link."""
    path = PurePosixPath(file)
    if path.parts and not path.is_absolute() and ".." not in path.parts and "\\" not in file:
        cell.hyperlink = Hyperlink(ref=cell.coordinate, target=quote(str(path)))
