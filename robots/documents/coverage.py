"""What each page is made of: text that can be read, pictures, or text that must not be trusted.

Judged page by page, so that a half-scanned letter is never taken for a whole one.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import Any, Final

import pypdfium2
import pypdfium2.raw as pdfium

from robots.documents.reading import PageState, ReadState
from robots.documents.settings import Limits
from robots.documents.structure import NotReadable
from robots.documents.text_layer import Line, lines_of, read_glyphs

#: Above this share of the page, a picture is the page itself and its text is somebody's guess.
_PAGE_WIDE: Final = 0.6
#: A picture of this share hides something where there is hardly any text beside it; a logo is less.
_LARGE_PICTURE: Final = 0.08
_HARDLY_ANY_TEXT: Final = 60
#: So many lines and curves on a page without text are letters that were drawn.
_DRAWN_LETTERS: Final = 40
#: A word or two printed twice is an old way of making bold; half a page is a second text layer.
_DOUBLED_SHARE: Final = 0.3
_SAME_PLACE_POINTS: Final = 1.0
_DEEPEST_FORM: Final = 4


@dataclass(frozen=True, slots=True)
class PageText:
    """One page: its state and its lines."""

    number: int
    state: PageState
    lines: tuple[Line, ...] = ()


def read_page(document: Any, index: int, limits: Limits) -> PageText:
    """Triage one page and read its text.

    Raises:
        NotReadable: more characters or drawings on the page than a letter can have.
    """
    number = index + 1
    try:
        page = document[index]
        try:
            return _page_text(page, number, limits)
        finally:
            page.close()
    except pypdfium2.PdfiumError:
        return PageText(number, PageState.DAMAGED)


def _page_text(page: Any, number: int, limits: Limits) -> PageText:
    if pdfium.FPDFPage_CountObjects(page) > limits.objects_a_page:
        raise NotReadable(ReadState.TOO_LARGE)
    text_page = page.get_textpage()
    try:
        if text_page.count_chars() > limits.characters_a_page:
            raise NotReadable(ReadState.TOO_LARGE)
        characters = _characters(text_page)
        state = _state(page, text_page, characters)
        glyphs = read_glyphs(page, text_page)
        if state is PageState.TEXT and 2 * len(glyphs) < characters:
            state = PageState.SIDEWAYS
        return PageText(number, state, tuple(lines_of(number, glyphs)))
    finally:
        text_page.close()


def _state(page: Any, text_page: Any, characters: int) -> PageState:
    pictures = _picture_share(page)
    if pictures >= _PAGE_WIDE:
        wide_and_bare = characters < _HARDLY_ANY_TEXT
        return PageState.PICTURE if wide_and_bare else PageState.TEXT_OVER_PICTURE
    if pictures >= _LARGE_PICTURE and characters < _HARDLY_ANY_TEXT:
        return PageState.PICTURE
    if characters == 0:
        drawings = len(list(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH])))
        return PageState.PICTURE if drawings > _DRAWN_LETTERS else PageState.EMPTY
    is_unmapped, text = pdfium.FPDFText_HasUnicodeMapError, text_page.raw
    if any(is_unmapped(text, index) == 1 for index in range(text_page.count_chars())):
        return PageState.UNMAPPED
    return (
        PageState.DOUBLED if _doubled_share(page, text_page) >= _DOUBLED_SHARE else PageState.TEXT
    )


def _characters(text_page: Any) -> int:
    return len("".join(text_page.get_text_range().split()))


def _picture_share(page: Any) -> float:
    width, height = page.get_size()
    area = 0.0
    for picture in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=_DEEPEST_FORM):
        left, bottom, right, top = picture.get_bounds()
        area += (right - left) * (top - bottom)
    return area / float(width * height)


def _doubled_share(page: Any, text_page: Any) -> float:
    """The share of text pieces that stand on another piece: pdfium itself hides the copies."""
    buffer = ctypes.create_string_buffer(2 * 4)
    pointer = ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR))
    boxes: list[tuple[float, ...]] = []
    copies: list[tuple[float, ...]] = []
    for piece in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT], max_depth=_DEEPEST_FORM):
        box = piece.get_bounds()
        if box[2] - box[0] <= _SAME_PLACE_POINTS:
            continue
        length = pdfium.FPDFTextObj_GetText(piece, text_page, pointer, 4)
        (boxes if length > 2 else copies).append(box)
    if not boxes:
        return 0.0
    on_another = sum(any(_same_place(copy, box) for box in boxes) for copy in copies)
    return on_another / len(boxes)


def _same_place(first: tuple[float, ...], second: tuple[float, ...]) -> bool:
    pairs = zip(first, second, strict=True)
    return all(abs(one - other) <= _SAME_PLACE_POINTS for one, other in pairs)
