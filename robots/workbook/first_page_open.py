"""What the first page shows while rows wait for the officer: comparisons, and never a fee."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Final

from robots.feelaw.model import Preview
from robots.workbook.layout import HAIRLINE, HEAD, Line, Look, Piece
from robots.workbook.wording import Wording

_LAST: Final = 12
_CELL: Final = Look(bottom=HAIRLINE)
_ITALIC: Final = replace(_CELL, italic=True)
_SUM: Final = replace(_CELL, italic=True, align="right", indent=1)


def comparisons(preview: Preview, words: Wording) -> Iterator[Line]:
    """Two lines under a heading that says what they are not; nothing where no row is open."""
    if preview.without_open is None:
        return
    yield Line((Piece(1, _LAST, words("comparisons"), HEAD),))
    yield _line(words("without_open"), preview.without_open, words)
    yield _line(words("with_open"), preview.with_open, words)


def _line(label: str, supposed: Preview | None, words: Wording) -> Line:
    return Line(
        (
            Piece(1, 7, label, _ITALIC),
            Piece(8, 10, words("not_known") if supposed is None else _outcome(supposed), _SUM),
            Piece(11, _LAST, words("no_fee_yet"), _ITALIC),
        )
    )


def _outcome(supposed: Preview) -> Decimal | None:
    """What would come out; of a voucher its value, or the income that a value rests on."""
    if supposed.fee is not None:
        return supposed.fee
    return supposed.voucher.value if supposed.voucher is not None else supposed.basis
