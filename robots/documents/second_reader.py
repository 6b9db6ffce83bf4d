"""The second reader: every amount must be the same in pdfminer, at the same place.

It is the engine below pdfplumber, asked for the characters alone: that takes a third of the time.
Slow all the same, so only the pages that hold an amount are parsed. It also sees what pdfium hides:
a second text layer over the first.
"""

from __future__ import annotations

import io
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Any, Final

from pdfminer.converter import PDFLayoutAnalyzer
from pdfminer.pdfcolor import PDFColorSpace
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdffont import PDFFont, PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFGraphicState, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.utils import Matrix

from robots.documents.labels import normal
from robots.documents.operations import Interpreter
from robots.documents.structure import passwords_to_try
from robots.documents.text_layer import Cell

#: The middle of a character, downwards and from the left, and what it is.
_Character = tuple[float, float, str]

#: How far beside the amount, in shares of its height, a sign or another digit would be noticed.
_BESIDE: Final = 0.3


def disagreed_pages(content: bytes, password: str | None, amounts: Sequence[Cell]) -> list[int]:
    """The pages on which this reader does not see the same amounts at the same places."""
    pages = sorted({amount.page for amount in amounts})
    if not pages:
        return []
    try:
        reader = _Reader()
        agreed = {
            number
            for number, page in enumerate(PDFPage.create_pages(_opened(content, password)), start=1)
            if number in pages
            and _agrees(reader.characters(page), [one for one in amounts if one.page == number])
        }
        return [page for page in pages if page not in agreed]
    except MemoryError:
        raise
    except Exception:
        # pdfminer's errors share no root but Exception; what it cannot read, it does not confirm.
        return pages


def opens_without_password(content: bytes) -> bool:
    """Whether this reader opens what the first one calls locked: no password would help it."""
    try:
        _opened(content, None)
        return True
    except Exception:
        # As above; what fails here stays locked.
        return False


def _opened(content: bytes, password: str | None) -> PDFDocument:
    """The file as pdfminer opens it; its errors share no root but Exception."""
    *others, last = (one or "" for one in passwords_to_try(password))
    parser = PDFParser(io.BytesIO(content))
    for attempt in others:
        try:
            return PDFDocument(parser, password=attempt)
        except Exception:  # as above; the last attempt raises
            continue
    return PDFDocument(parser, password=last)


class _Characters(PDFLayoutAnalyzer):
    """Keeps the characters of a page; pictures and drawings are passed over.

    Of each character only its middle is worked out, upwards and from the left: half of pdfminer's
    time would go into what else there is to say of it.
    """

    def __init__(self, resources: PDFResourceManager) -> None:
        super().__init__(resources, laparams=None)
        self.found: list[_Character] = []

    def paint_path(self, *_: Any) -> None:
        pass

    def render_image(self, *_: Any) -> None:
        pass

    def begin_page(self, page: PDFPage, ctm: Matrix) -> None:
        self.found = []
        super().begin_page(page, ctm)

    def render_char(
        self,
        matrix: Matrix,
        font: PDFFont,
        fontsize: float,
        scaling: float,
        rise: float,
        cid: int,
        ncs: PDFColorSpace,
        graphicstate: PDFGraphicState,
    ) -> float:
        if font.is_vertical():  # no letter that is read is written so
            return super().render_char(
                matrix, font, fontsize, scaling, rise, cid, ncs, graphicstate
            )
        try:
            text = font.to_unichr(cid)
        except PDFUnicodeNotDefined:
            text = self.handle_undefined_char(font, cid)
        advance = font.char_width(cid) * fontsize * scaling
        if not text.isspace():
            x, y = advance / 2, font.get_descent() * fontsize + rise + fontsize / 2
            a, b, c, d, e, f = matrix
            self.found.append((b * x + d * y + f, a * x + c * y + e, text))
        return advance


class _Reader:
    """Gives the characters of one document's pages; fonts are read once."""

    def __init__(self) -> None:
        resources = PDFResourceManager()
        self._device = _Characters(resources)
        self._interpreter = Interpreter(resources, self._device)

    def characters(self, page: PDFPage) -> list[_Character]:
        """Those of the page as it is shown, from its top downwards."""
        self._interpreter.process_page(page)
        left, top = _shown_corner(page)
        return sorted(
            (top - upwards, across - left, text) for upwards, across, text in self._device.found
        )


def _agrees(characters: Sequence[_Character], amounts: Sequence[Cell]) -> bool:
    return all(_same_characters(amount, characters) for amount in amounts)


def _shown_corner(page: PDFPage) -> tuple[float, float]:
    """The upper left corner of the page as it is shown, in what pdfminer makes of its places.

    It turns the page, and counts from the corner of the paper; what is shown of it may be less.
    """
    x0, y0, x1, y1 = page.mediabox
    left, bottom, right, top = page.cropbox
    before, below, behind, above = left - x0, bottom - y0, x1 - right, y1 - top
    width, height = x1 - x0, y1 - y0
    return {
        0: (before, height - above),
        90: (below, width - before),
        180: (behind, height - below),
        270: (above, width - behind),
    }[page.rotate % 360]


def _same_characters(amount: Cell, characters: Sequence[_Character]) -> bool:
    box = amount.box
    beside = _BESIDE * (box.bottom - box.top)
    first, last = bisect_left(characters, (box.top,)), bisect_right(characters, (box.bottom,))
    inside = sorted(
        (x, text)
        for _, x, text in characters[first:last]
        if box.left - beside <= x <= box.right + beside
    )
    seen = "".join(text for _, text in inside)
    return normal(seen).replace(" ", "") == normal(amount.text).replace(" ", "")
