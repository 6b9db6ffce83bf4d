"""How much room a text takes, since nobody fits the rows of a workbook made by a program.

Widths are Arial's, in thousandths of the font's size; Liberation Sans has the same.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

_BY_WIDTH: Final = {
    191: "'",
    222: "ijl’",
    260: "|",
    278: " !,./:;I[\\]ft·\u00a0",
    333: "()-`r{}²”„",
    355: '"',
    389: "*",
    469: "^",
    500: "Jcksvxyz",
    556: "#$0123456789?L_abdeghnopqu§€–«»",
    584: "+<=>~×",
    611: "FTZø",
    667: "&ABEKPSVXY",
    722: "CDHNRUw",
    778: "GOQØ",
    833: "Mm",
    889: "%",
    944: "W",
    1015: "@—…",
}
_WIDTHS: Final = {character: width for width, line in _BY_WIDTH.items() for character in line}
_WIDEST: Final = 1015
_BOLD: Final = 1.08
#: Programs draw a little differently; better a little air than a line cut off.
_CAUTION: Final = 1.04
_LINE: Final = 1.3
_PADDING: Final = 5.0

#: One unit of column width in points, with Arial 10 as the workbook's ordinary font.
POINTS_PER_UNIT: Final = 5.25
#: Excel shows no higher row.
HIGHEST_ROW: Final = 409.0


def text_width(text: str, size: float, bold: bool = False) -> float:
    """The width of one line, in points."""
    thousandths = sum(_width(character) for character in text)
    return thousandths / 1000 * size * (_BOLD if bold else 1) * _CAUTION


@lru_cache(maxsize=4096)
def lines_needed(text: str, units: float, size: float, bold: bool = False) -> int:
    """How many lines the text wraps to in a column (or merged columns) so many units wide."""
    room = units * POINTS_PER_UNIT - _PADDING
    return sum(_wrapped(paragraph.split(" "), room, size, bold) for paragraph in text.split("\n"))


def row_height(lines: int, size: float) -> float:
    """The height of a row of so many lines, in points."""
    return min(HIGHEST_ROW, math.ceil((lines * size * _LINE + 3) * 4) / 4)


def _wrapped(words: Iterable[str], room: float, size: float, bold: bool) -> int:
    lines, used, space = 1, 0.0, text_width(" ", size, bold)
    for word in words:
        width = text_width(word, size, bold)
        if used and used + space + width > room:
            lines, used = lines + 1, 0.0
        if width > room:
            pieces = math.ceil(width / room)
            lines, used = lines + pieces - 1, width - (pieces - 1) * room
        else:
            used += (space if used else 0) + width
    return lines


def _width(character: str) -> int:
    if character not in _WIDTHS:
        character = unicodedata.normalize("NFD", character)[0]
    return _WIDTHS.get(character, _WIDEST)
