"""A small picture of the place where a figure stands: for a person to see at one glance.

Only the figure's own amounts and the label beside them are shown, everything else on the picture is
blank. So no address can be on it, whether or not the register says that it is protected, and no
other person's data.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from PIL import Image, ImageDraw

from robots.documents.labels import remainder
from robots.documents.layout import Layout
from robots.documents.reading import Figure
from robots.documents.text_layer import Box, Cell, Line
from robots.documents.visibility import Drawn

#: Points around what is shown, to the picture's edge and to the mark.
_AROUND: Final = 8.0
_MARK_AROUND: Final = 2.0
_MARK: Final = (200, 30, 30)
_PAPER: Final = (255, 255, 255)


def figure_picture(
    figure: Figure,
    amounts: Sequence[Cell],
    lines: Sequence[Line],
    layout: Layout,
    pages: Mapping[int, Drawn],
) -> bytes:
    """The place of a figure as PNG.

    Args:
        amounts: every amount that was read in the document.
        pages: the document's pages as they are seen.
    """
    place, wordings = figure.place, (figure.name, *_wordings(layout))
    own = [cell for cell in amounts if cell.page == place.page and _within(cell.box, place.box)]
    labels = [label for cell in own if (label := _label_before(cell, lines, wordings)) is not None]
    return marked(pages[place.page], [cell.box for cell in own], labels)


def marked(page: Drawn, amounts: Sequence[Box], labels: Sequence[Box]) -> bytes:
    """The part of the page with these places as PNG: the amounts marked, all else blank."""
    shown = [*amounts, *labels]
    whole = shown[0]
    for box in shown[1:]:
        whole = whole.joined(box)
    left, top, right, bottom = page.part(_wider(whole, _AROUND))
    picture = Image.new("RGB", (max(right - left, 1), max(bottom - top, 1)), _PAPER)
    for box in shown:
        part = page.part(_wider(box, _MARK_AROUND / 2))
        picture.paste(page.picture.crop(part).convert("RGB"), (part[0] - left, part[1] - top))
    pen = ImageDraw.Draw(picture)
    for box in amounts:
        part = page.part(_wider(box, _MARK_AROUND))
        pen.rectangle(
            (part[0] - left, part[1] - top, part[2] - left, part[3] - top), outline=_MARK, width=2
        )
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def _wordings(layout: Layout) -> list[str]:
    """What the kind of document calls its fields and rows, the longest first."""
    fields = [field.labels for field in layout.fields.values()]
    rows = [row.labels for table in layout.tables.values() for row in table.rows]
    every = {label for labels in (*fields, *rows) for label in labels.all}
    return sorted(every, key=len, reverse=True)


def _within(box: Box, place: tuple[Decimal, Decimal, Decimal, Decimal]) -> bool:
    left, top, right, bottom = (float(edge) for edge in place)
    x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    return left <= x <= right and top <= y <= bottom


def _label_before(amount: Cell, lines: Sequence[Line], wordings: Sequence[str]) -> Box | None:
    """Where one of the wordings begins a cell on the amount's row, the nearest one before it."""
    row = amount.glyphs[0].baseline
    before = [
        cell
        for line in lines
        if line.page == amount.page
        for cell in line.cells
        if cell.box.left < amount.box.left
        and abs(cell.glyphs[0].baseline - row) <= amount.glyphs[0].size / 2
    ]
    for cell in sorted(before, key=lambda one: -one.box.left):
        for wording in wordings:
            rest = remainder(cell.text, wording)
            if rest is not None:
                return _beginning(cell, len(cell.text) - len(rest.text))
    return None


def _beginning(cell: Cell, characters: int) -> Box:
    rest = cell.after(characters)
    box = cell.box
    return box if rest is None else Box(box.left, box.top, rest.box.left, box.bottom)


def _wider(box: Box, by: float) -> Box:
    return Box(box.left - by, box.top - by, box.right + by, box.bottom + by)
