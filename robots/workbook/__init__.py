"""The income summary as a workbook for the officer and as its twin for machines."""

from robots.workbook.book import workbook
from robots.workbook.twin import comparable, twin, twin_bytes
from robots.workbook.version import Version
from robots.workbook.working_copy import Reading, read_back, working_copy

__all__ = [
    "Reading",
    "Version",
    "comparable",
    "read_back",
    "twin",
    "twin_bytes",
    "workbook",
    "working_copy",
]
