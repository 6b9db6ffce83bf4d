"""A made-up letter on paper: heads, fields, tables and sections, as authorities and firms set them.

Helvetica without embedding is on every machine, and nothing of the text is compressed: the same
letter gives the same bytes, whatever compression library the machine has.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader, simpleSplit
from reportlab.pdfgen.canvas import Canvas

_WIDTH, _HEIGHT = A4
_LEFT: Final = 57.0
_RIGHT: Final = _WIDTH - 57.0
_VALUE_AT: Final = 320.0
_LEADING: Final = 15.0
_REGULAR: Final = "Helvetica"
_BOLD: Final = "Helvetica-Bold"
_SIZE: Final = 10.0
_TABLE_SIZE: Final = 8.0
#: How far a doubled text layer lies beside the first.
_DOUBLED_BY: Final = 0.3

#: Cells that hold numbers stand at the column's right edge.
Column = tuple[str, float, bool]


class Letter:
    """One document; write from top to bottom, then take :meth:`bytes`."""

    def __init__(
        self, sender: str, page_word: str, *, password: str | None = None, doubled: bool = False
    ) -> None:
        self._file = io.BytesIO()
        encryption = StandardEncryption(password, "omistaja", strength=128) if password else None
        self._canvas = Canvas(
            self._file, pagesize=A4, pageCompression=0, invariant=1, encrypt=encryption
        )
        self._doubled = doubled
        self._y = _HEIGHT - 60
        self._text(_LEFT, self._y, sender, _BOLD, 12)
        self._text(_RIGHT, self._y, f"{page_word} 1", _REGULAR, 8, is_right=True)
        self._margin_code()
        self._y -= 2 * _LEADING

    def title(self, text: str) -> None:
        """The document's own name."""
        self._y -= _LEADING / 2
        self._text(_LEFT, self._y, text, _BOLD, 14)
        self._y -= 1.6 * _LEADING

    def heading(self, text: str) -> None:
        """A section's head."""
        self._y -= _LEADING / 2
        self._text(_LEFT, self._y, text, _BOLD, _SIZE)
        self._y -= _LEADING

    def line(self, text: str) -> None:
        """A line of its own."""
        self._text(_LEFT, self._y, text)
        self._y -= _LEADING

    def field(self, label: str, value: str) -> None:
        """A label and its value beside it."""
        self._text(_LEFT, self._y, label)
        self._text(_VALUE_AT, self._y, value)
        self._y -= _LEADING

    def paragraph(self, text: str) -> None:
        """Running text."""
        for line in simpleSplit(text, _REGULAR, _SIZE, _RIGHT - _LEFT):
            self.line(line)
        self._y -= _LEADING / 2

    def table(
        self,
        columns: Sequence[Column],
        rows: Sequence[Sequence[str]],
        total: Sequence[str] | None = None,
    ) -> None:
        """A ruled table: each column's head, left edge (right edge for numbers), and whether it
        holds numbers."""
        self._row(columns, [head for head, _, _ in columns], _BOLD)
        self._rule()
        for row in rows:
            self._row(columns, row)
        if total is not None:
            self._rule()
            self._row(columns, total, _BOLD)
        self._y -= _LEADING / 2

    def picture_page(self, picture: Image.Image) -> None:
        """One more page, that is a picture and nothing else."""
        self._canvas.showPage()
        self._canvas.drawImage(ImageReader(picture), 0, 0, _WIDTH, _HEIGHT)

    def bytes(self) -> bytes:
        """The finished file."""
        self._canvas.save()
        return self._file.getvalue()

    def _row(self, columns: Sequence[Column], cells: Sequence[str], font: str = _REGULAR) -> None:
        for (_, edge, is_number), cell in zip(columns, cells, strict=True):
            self._text(edge, self._y, cell, font, _TABLE_SIZE, is_right=is_number)
        self._y -= _LEADING

    def _rule(self) -> None:
        y = self._y + 0.7 * _LEADING
        self._canvas.line(_LEFT, y, _RIGHT, y)

    def _margin_code(self) -> None:
        self._canvas.saveState()
        self._canvas.translate(22, 120)
        self._canvas.rotate(90)
        self._text(0, 0, "LOMAKE X 00 FI 01.26 0001234567", _REGULAR, 6)
        self._canvas.restoreState()

    def _text(
        self,
        x: float,
        y: float,
        text: str,
        font: str = _REGULAR,
        size: float = _SIZE,
        *,
        is_right: bool = False,
    ) -> None:
        self._canvas.setFont(font, size)
        draw = self._canvas.drawRightString if is_right else self._canvas.drawString
        draw(x, y, text)
        if self._doubled:
            draw(x + _DOUBLED_BY, y, text)


def picture_letter(pictures: Sequence[Image.Image]) -> bytes:
    """A file whose pages are pictures: what a scanner makes."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4, invariant=1)
    for picture in pictures:
        canvas.drawImage(ImageReader(picture), 0, 0, _WIDTH, _HEIGHT)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def euros(amount: Decimal | None) -> str:
    """An amount as letters print it; a dash where there is none."""
    if amount is None:
        return "–"
    return f"{amount:,.2f}".replace(",", "\u00a0").replace(".", ",").replace("-", "−")


def day(value: date) -> str:
    """A day as letters print it."""
    return f"{value.day}.{value.month}.{value.year}"


def days(start: date, end: date | None, until_further_notice: str) -> str:
    """A period as letters print it; the first year is left out where both are the same."""
    if end is None:
        return f"{day(start)}–{until_further_notice}"
    if start.year == end.year:
        return f"{start.day}.{start.month}.–{day(end)}"
    return f"{day(start)}–{day(end)}"
