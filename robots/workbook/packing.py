"""From openpyxl's workbook to the file: formulas get their values, times of saving go.

openpyxl writes no value into a formula's cell. A program that only shows files, and Excel's
Protected View, would show it empty, or as nothing: a silent zero.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Final
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.writer.excel import ExcelWriter

from robots.casework.period import HELSINKI

#: What a formula comes to, by its cell.
Computed = Mapping[str, str | Decimal | date | None]

#: From which day on a workbook counts days.
_DAY_ZERO: Final = date(1899, 12, 30)
_CORE: Final = "docProps/core.xml"
_CHANGED: Final = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
_FORMULA: Final = re.compile(
    rb'<c r="(?P<cell>[A-Z]+[0-9]+)"(?P<style>(?: s="[0-9]+")?)(?: t="[a-z]+")?>'
    rb"(?P<formula><f>[^<]*</f>)<v ?(?:/>|></v>)</c>"
)


def packed(book: Workbook, computed: Sequence[Computed], at: datetime) -> bytes:
    """The file; the same book and time give the same bytes.

    Args:
        computed: of each sheet, in the sheets' order.
        at: when the version was made; it stands for the time of saving.
    """
    unpacked = BytesIO()
    with ZipFile(unpacked, "w", ZIP_STORED) as archive:
        ExcelWriter(book, archive).save()
    sheets = {f"xl/worksheets/sheet{at}.xml": one for at, one in enumerate(computed, 1) if one}
    there = at.astimezone(HELSINKI)
    stamp = there.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    moment = (there.year, there.month, there.day, there.hour, there.minute, there.second)
    made = BytesIO()
    with ZipFile(unpacked) as old, ZipFile(made, "w", ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == _CORE:
                content = _CHANGED.sub(rb"\g<1>" + stamp + rb"\g<2>", content)
            elif entry.filename in sheets:
                content = with_values(content, sheets[entry.filename])
            info = ZipInfo(entry.filename, moment)
            info.compress_type = ZIP_DEFLATED
            new.writestr(info, content)
    return made.getvalue()


def with_values(sheet: bytes, computed: Computed) -> bytes:
    """The sheet's XML with a value in each formula's cell.

    Raises:
        ValueError: a formula has no cell there, so that it would go without its value.
    """
    found = set()

    def with_value(match: re.Match[bytes]) -> bytes:
        cell = match["cell"].decode()
        found.add(cell)
        kind, value = _written(computed[cell])
        return b'<c r="%s"%s%s>%s<v>%s</v></c>' % (
            match["cell"],
            match["style"],
            kind,
            match["formula"],
            value,
        )

    written = _FORMULA.sub(with_value, sheet)
    if found != set(computed):
        raise ValueError(f"formulas without a value: {sorted(set(computed) ^ found)}")
    return written


def _written(value: str | Decimal | date | None) -> tuple[bytes, bytes]:
    """Type and text of a value: a text has one of its own, numbers and days have none."""
    match value:
        case Decimal():
            return b"", repr(float(value)).encode()
        case date():
            return b"", str((value - _DAY_ZERO).days).encode()
        case _:
            return b' t="str"', escape(value or "").encode()
