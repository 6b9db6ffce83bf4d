"""The sheet with the basis of the fee in words, to be pasted into the decision (2 b §)."""

from __future__ import annotations

from typing import Final

from robots.casework.texts import Language
from robots.feelaw.basis import basis_in_words
from robots.summary.model import Summary
from robots.workbook.layout import Sheet
from robots.workbook.table import Column, table
from robots.workbook.wording import Wording

_COLUMNS: Final = (
    Column("finding_fi", 70),
    Column("finding_sv", 72, indent=1),
)


def basis_sheet(summary: Summary, words: Wording) -> Sheet:
    """The text in both languages, line beside line."""
    texts = (basis_in_words(summary.preview, language).split("\n") for language in Language)
    rows = list(zip(*texts, strict=True))
    return table(words("sheet_basis"), words("basis_note"), _COLUMNS, rows, words)
