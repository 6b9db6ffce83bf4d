"""The income summary as a workbook for the officer and as its twin for machines."""

from robots.workbook.book import workbook
from robots.workbook.twin import comparable, twin, twin_bytes
from robots.workbook.version import Version

__all__ = ["Version", "comparable", "twin", "twin_bytes", "workbook"]
