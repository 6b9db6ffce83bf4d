"""Lines, columns and cells of a page of plain text, a hundred columns wide."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

WIDTH: Final = 100


def wrapped(line: str, indent: str = "", rest: int | None = None) -> list[str]:
    """The line within the page; what follows the first stands under the text or ``rest`` in."""
    following = " " * (len(indent) if rest is None else rest)
    return textwrap.wrap(
        line,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=following,
        break_long_words=False,
        break_on_hyphens=False,
    )


def columns(*given: tuple[str, int]) -> Iterator[str]:
    """Columns of the given widths beside each other, each wrapped within its own."""
    folded: list[Sequence[str]] = [textwrap.wrap(cell, width - 2) for cell, width in given]
    for at in range(max(map(len, folded), default=0)):
        beside = [lines[at] if at < len(lines) else "" for lines in folded]
        line = "".join(f"{cell:<{width}}" for cell, (_, width) in zip(beside, given, strict=True))
        # A no-break space keeps words together while folding.
        yield line.replace("\u00a0", " ").rstrip()


def cells(row: Iterable[str]) -> str:
    """The cells of a table, each ten wide."""
    return "".join(f"{cell:>10}" for cell in row)
