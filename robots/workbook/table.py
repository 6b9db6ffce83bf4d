"""The sheets behind the first page: a title, a note, headings that stay in sight, rows."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from robots.workbook.layout import (
    HAIRLINE,
    HEAD,
    LABEL,
    NOTE,
    TITLE,
    Line,
    Look,
    Piece,
    Sheet,
    Value,
)
from robots.workbook.wording import Wording

#: Where the rows begin: after the title, the note, a little space and the headings.
FIRST_ROW: Final = 5

_ROW: Final = Look(valign="top", bottom=HAIRLINE)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading's key in the workbook's texts, its width, how its values stand."""

    key: str
    width: float
    align: Literal["left", "right", "center"] = "left"
    size: float = 9
    indent: int = 0
    """Air before it, where the column before is full of sentences."""
    stands_out: bool = True
    """Bold in a row that stands out; sentences are not."""

    def look(self, row: Look) -> Look:
        return replace(row, align=self.align, indent=1 if self.align == "right" else self.indent)

    def cell(self, *, strong: bool) -> Look:
        return replace(self.look(_ROW), size=self.size, bold=strong and self.stands_out)


def table(
    name: str,
    note: str,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Value]],
    words: Wording,
    strong: Container[int] = (),
) -> Sheet:
    """A sheet of one table; an empty one says so.

    Args:
        strong: numbers of the rows that stand out, counted from one.
    """
    last = len(columns)
    heads = (
        Piece(at, at, words(f"column_{one.key}"), one.look(HEAD))
        for at, one in enumerate(columns, 1)
    )
    top = (
        Line((Piece(1, last, name, TITLE),)),
        Line((Piece(1, last, note, NOTE),)),
        Line(space=6),
        Line(tuple(heads), heading=True),
    )
    looks = {
        is_strong: [one.cell(strong=is_strong) for one in columns] for is_strong in (False, True)
    }
    body = tuple(
        Line(
            tuple(
                Piece(at, at, value, look)
                for at, (look, value) in enumerate(
                    zip(looks[row_at in strong], row, strict=True), 1
                )
            )
        )
        for row_at, row in enumerate(rows, 1)
    )
    nothing = (Line((Piece(1, last, words("nothing_here"), LABEL),)),)
    return Sheet(name, tuple(one.width for one in columns), top + (body or nothing))
