"""Characters, cells and lines of a page with their places, as the first reader (pdfium) sees them.

A *cell* is a run of words with ordinary spaces between them; a wider gap begins the next cell.
Only upright text is taken: codes along the margin are not part of any line. Places are in points
from the upper left corner of the page as it is shown, whatever its rotation.
"""

from __future__ import annotations

import ctypes
import math
import struct
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final, NamedTuple

import pypdfium2.raw as pdfium

#: Shares of the type size: how far apart two baselines of one line may be, what is a space between
#: words, and what is a gap between cells. Spaces are about 0.25-0.33, in typewriter faces 0.6.
_SAME_LINE: Final = 0.35
_WORD_GAP: Final = 0.15
_CELL_GAP: Final = 0.9
#: A space inside an amount is not wider than a digit; wider, and it may part two columns.
_WIDEST_SPACE_IN_DIGITS: Final = 1.1
_TENTH_OF_A_POINT: Final = Decimal("0.1")
#: Below it no character combines with the one before it.
_LAST_PLAIN: Final = "\u02ff"
_UPRIGHT_DEGREES: Final = 2.0
#: Left, top, right and bottom, as pdfium's rectangle holds them.
_RECTANGLE: Final = struct.Struct("4f")
_LIGATURES: Final = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl"}


class Box(NamedTuple):
    """Left, top, right and bottom in points from the page's upper left corner."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    def joined(self, other: Box) -> Box:
        """The smallest box around both."""
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def overlap(self, other: Box) -> float:
        """How many points of width the two have in common."""
        return min(self.right, other.right) - max(self.left, other.left)


class Glyph(NamedTuple):
    """One character; ``baseline`` is measured downwards from the page's top."""

    character: str
    box: Box
    baseline: float
    size: float
    number: int = -1
    """Its place among the page's characters, as pdfium counts them."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Words that stand together."""

    page: int
    glyphs: tuple[Glyph, ...]
    text: str
    box: Box

    @classmethod
    def of(cls, page: int, glyphs: Sequence[Glyph]) -> Cell:
        """A cell of these characters, in order from the left; gaps become spaces."""
        lefts, tops, rights, bottoms = zip(*(glyph.box for glyph in glyphs), strict=True)
        box = Box(min(lefts), min(tops), max(rights), max(bottoms))
        return cls(page, tuple(glyphs), "".join(_pieces(glyphs)), box)

    @property
    def has_wide_space(self) -> bool:
        """Whether a space in it is so wide that it may part two columns of numbers."""
        digits = [glyph.box.width for glyph in self.glyphs if glyph.character.isdigit()]
        if not digits:
            return False
        widest = _WIDEST_SPACE_IN_DIGITS * max(digits)
        pairs = zip(self.glyphs, self.glyphs[1:], strict=False)
        return any(_gap(before, glyph) > widest for before, glyph in pairs)

    def after(self, characters: int) -> Cell | None:
        """The rest of the cell after so many characters of its text."""
        passed = 0
        for index, piece in enumerate(_pieces(self.glyphs)):
            if passed + piece.startswith(" ") >= characters:
                return Cell.of(self.page, self.glyphs[index:])
            passed += len(piece)
        return None


@dataclass(frozen=True, slots=True)
class Line:
    """The cells on one baseline, from left to right."""

    page: int
    cells: tuple[Cell, ...]

    @property
    def text(self) -> str:
        return " ".join(cell.text for cell in self.cells)


def placing(page: Any) -> Callable[[float, float, float, float], Box]:
    """Gives the place on the shown page of a left, bottom, right and top in the file's terms."""
    if page.get_rotation() == 0:
        upper = page.get_size()[1] + page.get_cropbox()[1]
        before = page.get_cropbox()[0]
        return lambda left, bottom, right, top: Box(
            left - before, upper - top, right - before, upper - bottom
        )
    place = _placing_of(page)

    def placed(left: float, bottom: float, right: float, top: float) -> Box:
        first, second = place(left, bottom), place(right, top)
        return Box(
            min(first[0], second[0]),
            min(first[1], second[1]),
            max(first[0], second[0]),
            max(first[1], second[1]),
        )

    return placed


def edges_of(box: Box) -> tuple[Decimal, Decimal, Decimal, Decimal]:
    """Left, top, right and bottom to a tenth of a point."""
    left, top, right, bottom = (
        Decimal(edge).quantize(_TENTH_OF_A_POINT, ROUND_HALF_UP)
        for edge in (box.left, box.top, box.right, box.bottom)
    )
    return left, top, right, bottom


def read_glyphs(page: Any, text_page: Any) -> list[Glyph]:
    """The upright characters that lie on the shown page; whether they can be seen there is
    :mod:`robots.documents.visibility`'s to say."""
    width, height = page.get_size()
    point, placed = _placing_of(page), placing(page)
    is_upright, is_turned = _upright(page.get_rotation()), page.get_rotation() != 0
    before, upper = page.get_cropbox()[0], height + page.get_cropbox()[1]
    text = text_page.raw  # the bare pointer: the wrapper would be unwrapped again at every call
    unicode_of, angle_of = pdfium.FPDFText_GetUnicode, pdfium.FPDFText_GetCharAngle
    box_of, origin_of = pdfium.FPDFText_GetLooseCharBox, pdfium.FPDFText_GetCharOrigin
    rect, x, y = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    into_rect, into_x, into_y = ctypes.byref(rect), ctypes.byref(x), ctypes.byref(y)
    edges, made = _RECTANGLE.unpack_from, tuple.__new__  # both much quicker than by name
    glyphs: list[Glyph] = []
    for index in range(text_page.count_chars()):
        character = chr(unicode_of(text, index))
        if character.isspace():
            continue  # also those that pdfium puts in by itself
        if glyphs and character > _LAST_PLAIN and unicodedata.combining(character):
            composed = unicodedata.normalize("NFC", glyphs[-1].character + character)
            glyphs[-1] = glyphs[-1]._replace(character=composed)
            continue
        angle = angle_of(text, index)
        if (angle or is_turned) and not is_upright(angle):
            continue
        box_of(text, index, into_rect)
        left, top, right, bottom = edges(rect)
        if is_turned:
            left, top, right, bottom = placed(left, bottom, right, top)
        else:  # as above, without two calls a character: there are thousands of them
            left, top, right, bottom = left - before, upper - top, right - before, upper - bottom
        if right <= 0 or left >= width or bottom <= 0 or top >= height:
            continue
        origin_of(text, index, into_x, into_y)
        baseline = point(x.value, y.value)[1] if is_turned else upper - y.value
        box = made(Box, (left, top, right, bottom))
        drawn = _LIGATURES.get(character, character)
        glyphs.append(made(Glyph, (drawn, box, baseline, bottom - top, index)))
    return glyphs


def lines_of(page: int, glyphs: Sequence[Glyph]) -> list[Line]:
    """The lines of a page from top to bottom."""
    lines: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda one: (one.baseline, one.box.left)):
        if lines and glyph.baseline - lines[-1][0].baseline <= _SAME_LINE * glyph.size:
            lines[-1].append(glyph)
        else:
            lines.append([glyph])
    return [Line(page, _cells(page, sorted(line, key=lambda one: one.box.left))) for line in lines]


def _cells(page: int, glyphs: Sequence[Glyph]) -> tuple[Cell, ...]:
    cells: list[list[Glyph]] = []
    edge = 0.0
    for glyph in glyphs:
        if cells and glyph.box.left - edge <= _CELL_GAP * glyph.size:
            cells[-1].append(glyph)
        else:
            cells.append([glyph])
        edge = glyph.box.right
    return tuple(Cell.of(page, cell) for cell in cells)


def _pieces(glyphs: Sequence[Glyph]) -> list[str]:
    """The characters, each with the space that stands before it."""
    pieces: list[str] = []
    edge = math.inf
    for character, box, _, size, _ in glyphs:
        pieces.append(" " + character if box.left - edge > _WORD_GAP * size else character)
        edge = box.right
    return pieces


def _gap(before: Glyph, glyph: Glyph) -> float:
    return glyph.box.left - before.box.right


def _upright(rotation: int) -> Callable[[float], bool]:
    """Tells of an angle in the file (radians) whether it is upright on the page as it is shown."""
    most = math.radians(_UPRIGHT_DEGREES)
    turned, whole = math.radians(rotation), 2 * math.pi

    def is_upright(angle: float) -> bool:
        off = (angle + turned) % whole
        return off <= most or whole - off <= most

    return is_upright


def _placing_of(page: Any) -> Callable[[float, float], tuple[float, float]]:
    """From the file's coordinates (upwards, unrotated) to the shown page's (downwards)."""
    width, height = page.get_size()
    left, bottom, _, _ = page.get_cropbox()
    return {
        0: lambda x, y: (x - left, height - (y - bottom)),
        90: lambda x, y: (y - bottom, x - left),
        180: lambda x, y: (width - (x - left), y - bottom),
        270: lambda x, y: (width - (y - bottom), height - (x - left)),
    }[page.get_rotation()]
