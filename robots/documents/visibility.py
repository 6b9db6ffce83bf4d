"""Is what was read what a person sees? A hidden figure must never be read.

The page is drawn as it is, and again without its text. Where taking the text away changes nothing,
the text cannot be seen: it is of the paper's colour, covered, cut off, or drawn invisibly. Text
that is drawn invisibly over something else is told by its own drawing mode.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageChops

from robots.documents.text_layer import Box, Cell, Glyph, placing

#: Picture elements a point; and how many at most, however large the page is.
_FINENESS: Final = 2.0
_MOST_ELEMENTS: Final = 6_000_000
#: Of 255: what text must differ from what lies under it. Light grey on white differs by 60.
_CLEARLY: Final = 40
#: Points; nobody reads smaller letters on paper.
_SMALLEST: Final = 3.5
_UNSEEN_MODES: Final = (pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP)
_DEEPEST_FORM: Final = 4


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page as a person sees it."""

    picture: Image.Image
    fineness: float
    """Picture elements a point."""

    def part(self, box: Box) -> tuple[int, int, int, int]:
        """The elements that the box covers, within the picture."""
        return (
            min(max(math.floor(box.left * self.fineness), 0), self.picture.width),
            min(max(math.floor(box.top * self.fineness), 0), self.picture.height),
            min(max(math.ceil(box.right * self.fineness), 0), self.picture.width),
            min(max(math.ceil(box.bottom * self.fineness), 0), self.picture.height),
        )


def drawn(page: Any, fineness: float = _FINENESS) -> Drawn:
    """The page in greys; a large one coarser, so that no page takes more memory than another."""
    width, height = page.get_size()
    fineness = min(fineness, math.sqrt(_MOST_ELEMENTS / (width * height)))
    return Drawn(page.render(scale=fineness, grayscale=True).to_pil(), fineness)


def seen(document: Any, cells: Sequence[Cell]) -> tuple[dict[int, Drawn], list[int]]:
    """The pages of these cells as they are seen, and those on which a cell is not all seen."""
    pictures, unseen = {}, []
    for number in sorted({cell.page for cell in cells}):
        page = document[number - 1]
        try:
            pictures[number] = drawn(page)
            glyphs = [glyph for cell in cells if cell.page == number for glyph in cell.glyphs]
            if not _all_seen(page, pictures[number], glyphs):
                unseen.append(number)
        except pypdfium2.PdfiumError:
            unseen.append(number)
        finally:
            page.close()
    return pictures, unseen


def _all_seen(page: Any, before: Drawn, glyphs: Sequence[Glyph]) -> bool:
    place, text_page = placing(page), page.get_textpage()
    try:
        boxes = [_ink_box(text_page, glyph, place) for glyph in glyphs]
        if any(box is None for box in boxes):
            return False
        for text in page.get_objects([pdfium.FPDF_PAGEOBJ_TEXT], max_depth=_DEEPEST_FORM):
            pdfium.FPDFPageObj_SetIsActive(text, False)
        difference = ImageChops.difference(before.picture, drawn(page, before.fineness).picture)
        return all(_largest(difference.crop(before.part(box))) >= _CLEARLY for box in boxes if box)
    finally:
        text_page.close()


def _largest(greys: Image.Image) -> int:
    """The lightest of the greys; nothing in an empty picture."""
    if 0 in greys.size:
        return 0
    _, lightest = greys.getextrema()
    assert isinstance(lightest, int)
    return lightest


def _ink_box(text_page: Any, glyph: Glyph, place: Any) -> Box | None:
    """Where the character's own ink is; None where it is drawn so that nobody sees it."""
    if glyph.number < 0 or glyph.size < _SMALLEST:
        return None
    text = pdfium.FPDFText_GetTextObject(text_page, glyph.number)
    if not text or pdfium.FPDFTextObj_GetTextRenderMode(text) in _UNSEEN_MODES:
        return None
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    if not pdfium.FPDFText_GetCharBox(text_page, glyph.number, left, right, bottom, top):
        return None
    box: Box = place(left.value, bottom.value, right.value, top.value)
    is_inside = box.right > box.left and box.bottom > box.top and box.right > 0 and box.bottom > 0
    return box if is_inside else None
