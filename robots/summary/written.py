"""What the officer wrote into the working copies: carried from version to version, shown and asked
about, counted into nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from robots.casework.answer import Finding
from robots.casework.words import Severity
from robots.feelaw.model import Counts

#: The question about the officer's own rows and figures of a version before.
OFFICERS_FIGURES: Final = "officers_figures_before"


class WrittenAs(StrEnum):
    """What something that the officer wrote into a working copy is."""

    FIGURE = "figure"
    """Another figure in a cell that is meant for it."""
    ROW = "row"
    """An income or deduction of the officer's own, one cell of its row."""
    ANSWER = "answer"
    """To a question."""
    NOTE = "note"
    """Anything else, anywhere."""


@dataclass(frozen=True, slots=True)
class Written:
    """One cell that the officer changed in a working copy, as a person reads it."""

    version: int
    written_as: WrittenAs
    sheet: str
    cell: str
    """E.g. ``K7``."""
    about: str
    """What the row and the column are."""
    before: str
    """What stood there; empty where nothing did."""
    now: str
    """What the officer wrote; empty where it was taken out."""
    row: str = ""
    """Id of the income or cost, where the cell belongs to one."""
    monthly: Decimal | None = None
    """Euros a month, where that is what was written."""
    counts: Counts | None = None
    """Where that is what was written."""
    question: str = ""
    """Code of the question that is answered."""


def still_of_matter(written: Iterable[Written]) -> tuple[Written, ...]:
    """What the officer wrote into the working copies of several versions, oldest first: of one
    cell's meaning the latest, and everything that was not written again."""
    latest: dict[Hashable, Written] = {}
    for one in written:
        meaning = _meaning(one)
        latest.pop(meaning, None)
        latest[meaning] = one
    return tuple(latest.values())


def _meaning(one: Written) -> Hashable:
    if one.written_as is WrittenAs.FIGURE and one.row:
        return one.written_as, one.row, one.counts is None
    if one.written_as is WrittenAs.ANSWER:
        return one.written_as, one.question, one.about
    return one.version, one.sheet, one.cell


def settled_versions(written: Iterable[Written]) -> frozenset[int]:
    """Versions whose rows and figures of the officer's have been dealt with: the question about
    them has been answered in a later working copy."""
    answered = [one for one in written if one.question == OFFICERS_FIGURES]
    return frozenset(
        one.version for one in written for answer in answered if one.version < answer.version
    )


def findings_of(written: Iterable[Written]) -> Iterator[Finding]:
    """One for each version in which the officer wrote something; the words stand on the sheet of
    changes, never in the twin: they may be about anybody."""
    told = tuple(written)
    settled = settled_versions(told)
    by_version: dict[int, list[Written]] = defaultdict(list)
    for one in told:
        by_version[one.version].append(one)
    for version, cells in sorted(by_version.items()):
        figures = [one for one in cells if one.written_as in (WrittenAs.FIGURE, WrittenAs.ROW)]
        is_asked = bool(figures) and version not in settled
        values = {
            "version": str(version),
            "figures": str(len(figures)),
            "notes": str(len(cells) - len(figures)),
        }
        if is_asked:
            yield Finding(OFFICERS_FIGURES, Severity.QUESTION, None, values)
        else:
            yield Finding("officers_notes_before", Severity.INFO, None, values)
