"""How the last process left a chain: where it ends, what is torn, and whether rows are missing."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from robots.access.log.files import ChainFiles, Head, HeadBroken, chains_in, end_of
from robots.access.log.keys import LogKeys
from robots.access.log.rows import START, Link, Row, RowUnreadable
from robots.casework.period import Month


@dataclass(frozen=True, slots=True)
class ChainState:
    """Of a chain that nobody writes now."""

    last: Link
    """After which the next row comes."""
    month: Month | None
    """Of the latest file; None where there is none."""
    size: int
    """Of that file, in bytes."""
    torn: bytes
    """What a killed process left of a row."""
    broken: str
    """Why the end is not what a writer left; empty where it is."""
    destroyed: Link | None

    @property
    def is_new(self) -> bool:
        return self.last == START and not self.broken and not self.torn


def state_of(files: ChainFiles, keys: LogKeys) -> ChainState:
    """
    Raises:
        OSError: the files cannot be read.
    """
    try:
        head = Head.read(files.head, keys)
        broken = ""
    except HeadBroken:
        head, broken = None, "head"
    months = files.months()
    found, torn = _end(files, months, keys)
    if found is None:
        broken = broken or "last_row"
    elif head is not None:
        destroyed = head.destroyed or START
        end = found if found.row else destroyed
        if end.row < head.last.row or (end.row == head.last.row and end != head.last):
            broken = "cut"
        found = end
    elif found.row > 1:
        # A process killed in its very first row leaves a row without a head: one, not more.
        broken = broken or "head"
    return ChainState(
        last=_further(head.last if head else START, found or START),
        month=months[-1] if months else None,
        size=files.month(months[-1]).stat().st_size if months else 0,
        torn=torn,
        broken=broken,
        destroyed=head.destroyed if head else None,
    )


def known_chains(log: Path, keys: LogKeys) -> int:
    """How many chains there have been, by the heads of those that are there."""
    known = 0
    for files in chains_in(log):
        with suppress(HeadBroken):
            head = Head.read(files.head, keys)
            known = max(known, head.chains if head else 0)
    return known


def _end(files: ChainFiles, months: list[Month], keys: LogKeys) -> tuple[Link | None, bytes]:
    """The last whole row (None: it is not as it was written), and what is torn after it."""
    torn = b""
    for month in reversed(months):
        line, left = end_of(files.month(month))
        torn = torn or left
        if line is None:
            continue
        try:
            row = Row.read(line)
            row.content(files.name, month, keys)
        except RowUnreadable:
            return None, torn
        return row.link, torn
    return START, torn


def _further(one: Link, other: Link) -> Link:
    return one if one.row > other.row else other
