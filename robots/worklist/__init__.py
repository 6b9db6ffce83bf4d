"""The consent worklist: read as cases, results written back.

Every county keeps its own workbook or CSV file: headings and code words are mapped in its settings.
One broken row never stops the others, and a file that somebody has open loses no result.
"""

from __future__ import annotations

from robots.worklist.errors import CaseUnknown, RowRefused, WorklistUnavailable
from robots.worklist.journal import Result
from robots.worklist.reading import Reading, RefusedRow, Worklist
from robots.worklist.results import Applied
from robots.worklist.settings import ResultColumns, WorklistSettings

__all__ = [
    "Applied",
    "CaseUnknown",
    "Reading",
    "RefusedRow",
    "Result",
    "ResultColumns",
    "RowRefused",
    "Worklist",
    "WorklistSettings",
    "WorklistUnavailable",
]
