"""The second reader: every amount must be the same in pdfplumber, at the same place.

Slow, so only the pages that hold an amount are parsed. It also sees what pdfium hides: a second
text layer over the first. Memory is held unless every page is closed.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any, Final

import pdfplumber

from robots.documents.labels import normal
from robots.documents.structure import passwords_to_try
from robots.documents.text_layer import Cell

#: How far beside the amount, in shares of its height, a sign or another digit would be noticed.
_BESIDE: Final = 0.3


def disagreed_pages(content: bytes, password: str | None, amounts: Sequence[Cell]) -> list[int]:
    """The pages on which this reader does not see the same amounts at the same places."""
    pages = sorted({amount.page for amount in amounts})
    if not pages:
        return []
    try:
        with _open(content, password) as document:
            return [
                page
                for page in pages
                if not _agrees(document, page, [one for one in amounts if one.page == page])
            ]
    except MemoryError:
        raise
    except Exception:
        # pdfminer's errors share no root but Exception; what it cannot read, it does not confirm.
        return pages


def opens_without_password(content: bytes) -> bool:
    """Whether this reader opens what the first one calls locked: no password would help it."""
    try:
        with pdfplumber.open(io.BytesIO(content)):
            return True
    except Exception:
        # As above; what fails here stays locked.
        return False


def _open(content: bytes, password: str | None) -> Any:
    *others, last = passwords_to_try(password)
    for attempt in others:
        try:
            return pdfplumber.open(io.BytesIO(content), password=attempt)
        except Exception:  # as above; the last attempt raises
            continue
    return pdfplumber.open(io.BytesIO(content), password=last)


def _agrees(document: Any, number: int, amounts: Sequence[Cell]) -> bool:
    page = document.pages[number - 1]
    try:
        left, top = page.cropbox[:2]
        characters = [
            ((one["x0"] + one["x1"]) / 2 - left, (one["top"] + one["bottom"]) / 2 - top, one)
            for one in page.chars
            if not one["text"].isspace()
        ]
        return all(_same_characters(amount, characters) for amount in amounts)
    finally:
        page.close()


def _same_characters(amount: Cell, characters: Sequence[tuple[float, float, Any]]) -> bool:
    box = amount.box
    beside = _BESIDE * (box.bottom - box.top)
    inside = [
        (x, one["text"])
        for x, y, one in characters
        if box.left - beside <= x <= box.right + beside and box.top <= y <= box.bottom
    ]
    seen = "".join(text for _, text in sorted(inside, key=lambda pair: pair[0]))
    return normal(seen).replace(" ", "") == normal(amount.text).replace(" ", "")
