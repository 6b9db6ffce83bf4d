"""Page marks, ``Sivu 2 (3)``: whether every page of the letter is there, and no other letter's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from robots.documents.text_layer import Line
from robots.documents.values import Doubt

_MARK: Final = re.compile(
    r"(?:sivu|sida|s\.)\s*(?P<page>[0-9]{1,3})\s?(?:\(\s?(?P<of>[0-9]{1,3})\s?\)|/\s?(?P<by>[0-9]{1,3}))",
    re.IGNORECASE,
)


def check_page_marks(lines: Sequence[Line]) -> None:
    """Where pages say which of how many they are, hold them to it.

    Raises:
        Doubt: a page is missing, stands twice, or belongs to another letter.
    """
    marks: dict[int, tuple[int, int]] = {}
    for line in lines:
        for cell in line.cells:
            if match := _MARK.fullmatch(cell.text.strip()):
                marks.setdefault(line.page, (int(match["page"]), int(match["of"] or match["by"])))
    if not marks:
        return
    pages = [page for page, _ in marks.values()]
    (count, *others) = {count for _, count in marks.values()}
    if others or pages != list(range(1, count + 1)):
        raise Doubt("document_doubtful_pages")
