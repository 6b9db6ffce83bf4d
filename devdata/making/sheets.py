"""A letter in many looks: the same words in another face, with rules or without, over many pages.

A :class:`Sheet` takes what a :class:`~devdata.making.letter.Letter` takes and sets it when it is
finished, so that every column is as wide as its longest cell and each page knows of how many.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import reportlab
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader, simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from devdata.making.letter import Column

_WIDTH, _HEIGHT = A4
_LEFT, _RIGHT, _TOP, _BOTTOM = 57.0, _WIDTH - 57.0, _HEIGHT - 60.0, 70.0
_SMALLEST: Final = 5.0
_DOUBLED_BY: Final = 0.3
#: The one face with glyphs of its own that is wherever the library is; it is embedded.
EMBEDDED: Final = "Vera"
FACES: Final = {
    "Helvetica": "Helvetica-Bold",
    "Times-Roman": "Times-Bold",
    "Courier": "Courier-Bold",
    EMBEDDED: "VeraBd",
}


@dataclass(frozen=True, slots=True)
class Look:
    """How a letter is set."""

    face: str = "Helvetica"
    size: float = 10.0
    rules: str = "lines"
    """``none``, ``lines`` below the heads and above the total, or ``grid``."""
    repeats_heads: bool = True
    """Whether a table's heads stand again on its next page."""
    marks: str = "count"
    """Page marks: ``none``, ``number`` or ``count`` (of how many)."""
    margin_code: bool = True
    thousands: str = "\u00a0"
    dash: str = "–"
    column_gap: float = 14.0
    rows_a_page: int = 60
    """A page ends at its foot or after so many lines."""
    colons: bool = False
    """A label and its value in one run, parted by a colon."""
    doubled: bool = False
    password: str | None = None
    without_page: int | None = None
    """This page is left out, its mark with it."""
    form: bool = False
    """Values are fields of a form."""


class Sheet:
    """One document, with a letter's methods."""

    def __init__(self, sender: str, page_word: str, look: Look) -> None:
        self._sender = sender
        self._page_word = page_word
        self._look = look
        self._blocks: list[Callable[[_Setting], None]] = []
        self.tables: list[tuple[Sequence[Sequence[str]], Sequence[str] | None]] = []

    def title(self, text: str) -> None:
        """The document's own name."""
        self._blocks.append(lambda setting: setting.line(text, bold=True, size=14))

    def heading(self, text: str) -> None:
        """A section's head."""
        self._blocks.append(lambda setting: setting.line(text, bold=True))

    def line(self, text: str) -> None:
        """A line of its own."""
        self._blocks.append(lambda setting: setting.line(text))

    def field(self, label: str, value: str) -> None:
        """A label and its value."""
        self._blocks.append(lambda setting: setting.field(label, value))

    def page_break(self) -> None:
        """What follows begins on a page of its own."""
        self._blocks.append(lambda setting: setting.new_page())

    def pictures(self, pages: Sequence[Image.Image]) -> None:
        """Pages that are pictures and nothing else."""
        for picture in pages:
            self._blocks.append(lambda setting, one=picture: setting.picture(one))

    def paragraph(self, text: str) -> None:
        """Running text."""
        self._blocks.append(lambda setting: setting.paragraph(text))

    def table(
        self,
        columns: Sequence[Column],
        rows: Sequence[Sequence[str]],
        total: Sequence[str] | None = None,
    ) -> None:
        """A table; its columns' own places are left aside."""
        self.tables.append((rows, total))
        heads = [head for head, _, _ in columns]
        numbers = [is_number for _, _, is_number in columns]
        self._blocks.append(lambda setting: setting.table(heads, numbers, rows, total))

    def bytes(self, change: Callable[[str], str] = str) -> bytes:
        """The finished file; ``change`` may print a text otherwise than it was written."""
        count = self._set(_Setting(self, 0, change))[1]
        return self._set(_Setting(self, count, change))[0]

    def _set(self, setting: _Setting) -> tuple[bytes, int]:
        for block in self._blocks:
            block(setting)
        return setting.finish()


class _Setting:
    """One pass over the blocks: the first counts the pages."""

    def __init__(self, sheet: Sheet, pages: int, change: Callable[[str], str]) -> None:
        self._sheet, self._look, self._pages, self._change = sheet, sheet._look, pages, change
        self._file = io.BytesIO()
        _know_faces()
        password = self._look.password
        encryption = StandardEncryption(password, "omistaja", strength=128) if password else None
        self._canvas = Canvas(
            self._file, pagesize=A4, pageCompression=0, invariant=1, encrypt=encryption
        )
        self._page = 0
        self._fields = 0
        self._lines = 0
        self._y = 0.0
        self.new_page()

    def line(self, text: str, *, bold: bool = False, size: float | None = None) -> None:
        size = size or self._look.size
        self._room(1.5 * size)
        self._text(_LEFT, text, bold=bold, size=size)
        self._down(1.5 * size)

    def field(self, label: str, value: str) -> None:
        size = self._look.size
        self._room(1.5 * size)
        if self._look.colons and not self._look.form:
            self._text(_LEFT, f"{label.rstrip(':')}: {value}")
        else:
            at = max(300.0, _LEFT + self._width(label, size) + 20)
            self._text(_LEFT, label)
            if self._look.form:
                self._form_field(at, value)
            else:
                self._text(at, value)
        self._down(1.5 * size)

    def paragraph(self, text: str) -> None:
        for one in simpleSplit(text, self._look.face, self._look.size, _RIGHT - _LEFT):
            self.line(one)

    def picture(self, picture: Image.Image) -> None:
        self._end_page()
        self._page += 1
        self._canvas.drawImage(ImageReader(picture), 0, 0, _WIDTH, _HEIGHT)
        self._y = 0.0

    def table(
        self,
        heads: Sequence[str],
        numbers: Sequence[bool],
        rows: Sequence[Sequence[str]],
        total: Sequence[str] | None,
    ) -> None:
        printed = [*rows, *([total] if total else [])]
        size, edges = self._columns(heads, numbers, printed)
        self._room(4 * 1.6 * size)
        self._row(heads, edges, numbers, size, bold=True)
        self._rule(size)
        for row in rows:
            if not self._has_room(2.5 * 1.6 * size):
                self.new_page()
                if self._look.repeats_heads:
                    self._row(heads, edges, numbers, size, bold=True)
                    self._rule(size)
            self._row(row, edges, numbers, size)
            if self._look.rules == "grid":
                self._rule(size)
        if total:
            if not self._has_room(1.6 * size):
                self.new_page()
            self._rule(size)
            self._row(total, edges, numbers, size, bold=True)
        self._down(0.8 * size)

    def finish(self) -> tuple[bytes, int]:
        self._end_page()
        self._canvas.save()
        return self._file.getvalue(), self._page

    def _columns(
        self, heads: Sequence[str], numbers: Sequence[bool], rows: Sequence[Sequence[str]]
    ) -> tuple[float, list[float]]:
        """The size of type at which all columns have room, and each one's left or right edge."""
        size = self._look.size - 1
        while True:
            widths = [
                max(
                    self._width(heads[index], size, bold=True),
                    *(self._width(row[index], size, bold=True) for row in rows),
                )
                for index in range(len(heads))
            ]
            spare = _RIGHT - _LEFT - sum(widths) - self._look.column_gap * (len(widths) - 1)
            if spare >= 0 or size <= _SMALLEST:
                break
            size -= 0.5
        edges, x = [], _LEFT
        for index, (width, is_number) in enumerate(zip(widths, numbers, strict=True)):
            edges.append(x + width if is_number else x)
            x += width + self._look.column_gap + (max(0.0, spare) if index == 0 else 0.0)
        return size, edges

    def _row(
        self,
        cells: Sequence[str],
        edges: Sequence[float],
        numbers: Sequence[bool],
        size: float,
        *,
        bold: bool = False,
    ) -> None:
        for cell, edge, is_number in zip(cells, edges, numbers, strict=True):
            self._text(edge, cell, bold=bold, size=size, is_right=is_number)
        self._down(1.6 * size)

    def _rule(self, size: float) -> None:
        if self._look.rules != "none":
            y = self._y + 1.15 * size
            self._canvas.line(_LEFT, y, _RIGHT, y)

    def _room(self, points: float) -> None:
        if not self._has_room(points):
            self.new_page()

    def _has_room(self, points: float) -> bool:
        return self._y - points > _BOTTOM and self._lines < self._look.rows_a_page

    def _down(self, points: float) -> None:
        self._y -= points
        self._lines += 1

    def new_page(self) -> None:
        if self._page:
            self._end_page()
        self._page += 1
        self._y, self._lines = _TOP, 0
        self._text(_LEFT, self._sheet._sender, bold=True, size=12)
        mark = {"none": "", "number": f"{self._sheet._page_word} {self._page}"}.get(
            self._look.marks, f"{self._sheet._page_word} {self._page} ({self._pages})"
        )
        self._text(_RIGHT, mark, size=8, is_right=True)
        self._down(30)
        if self._look.margin_code:
            self._canvas.saveState()
            self._canvas.translate(22, 120)
            self._canvas.rotate(90)
            self._canvas.setFont(self._look.face, 6)
            self._canvas.drawString(0, 0, "LOMAKE X 00 FI 01.26 0001234567 1 234,56")
            self._canvas.restoreState()

    def _end_page(self) -> None:
        if self._page == self._look.without_page:
            self._canvas._code = []
            return
        self._canvas.setFont(self._look.face, 7)
        self._canvas.drawString(_LEFT, 40, "Y 900 01.26 esimerkki.example")
        self._canvas.showPage()

    def _form_field(self, x: float, value: str) -> None:
        self._fields += 1
        typed = self._printed(value).replace("–", "-").replace("€", "e")  # as people type
        self._canvas.acroForm.textfield(
            name=f"field{self._fields}", value=typed, x=x, y=self._y - 3, width=150, height=14,
            fontSize=9, borderWidth=0,
        )  # fmt: skip

    def _text(
        self,
        x: float,
        text: str,
        *,
        bold: bool = False,
        size: float | None = None,
        is_right: bool = False,
    ) -> None:
        face = FACES[self._look.face] if bold else self._look.face
        self._canvas.setFont(face, size or self._look.size)
        draw = self._canvas.drawRightString if is_right else self._canvas.drawString
        for shift in (0.0, _DOUBLED_BY) if self._look.doubled else (0.0,):
            draw(x + shift, self._y, self._printed(text))

    def _printed(self, text: str) -> str:
        printed = self._change(text)
        return printed.replace("\u00a0", self._look.thousands).replace("–", self._look.dash)

    def _width(self, text: str, size: float, *, bold: bool = False) -> float:
        face = FACES[self._look.face] if bold else self._look.face
        return float(pdfmetrics.stringWidth(self._printed(text), face, size))


def _know_faces() -> None:
    fonts = Path(reportlab.__file__).parent / "fonts"
    for name in (EMBEDDED, FACES[EMBEDDED]):
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, fonts / f"{name}.ttf"))
