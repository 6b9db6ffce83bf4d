"""Proves the access log: every row is where it was written, and none is missing.

Of each chain: the rows are numbered without a gap, each holds the hash of the line before it, each
opens at its own place, each month that is over is sealed, and the chain goes as far as its signed
head says. A torn line counts as told when the row after it says how many bytes it is and their
hash. Without the keys the order and the hashes are still proven.

What a folder cannot prove by itself is that it has not been put back whole to an earlier day, head
and all. So a proof gives each chain's end: kept elsewhere, it must still be in the chain next time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final

from robots.access.log.chain import BROKEN, RECOVERED, SEALED
from robots.access.log.files import (
    ChainFiles,
    Head,
    HeadBroken,
    chain_numbered,
    chains_in,
    lines_of,
    number_of,
)
from robots.access.log.keys import LogKeys
from robots.access.log.rows import START, Link, Row, RowUnreadable
from robots.access.log.state import known_chains
from robots.casework.period import Month

HEAD: Final = "head.json"
UNREAD: Final = "unread"
#: The hash of a line that is not as it was written: what follows is not held against it.
NOT_SURE: Final = ""


class Fault(StrEnum):
    """What is wrong with a chain."""

    UNREADABLE = "unreadable"
    CHANGED = "changed"
    MISSING = "missing"
    OUT_OF_ORDER = "out_of_order"
    NOT_SEALED = "not_sealed"
    CUT = "cut"
    HEAD_BROKEN = "head_broken"
    CHAIN_MISSING = "chain_missing"
    FOUND_BROKEN = "found_broken"
    """A writer found the end broken, and went on."""
    NOT_AS_KEPT = "not_as_kept"
    """An end that was kept elsewhere is not in the chain."""


@dataclass(frozen=True, slots=True)
class Break:
    """Where a chain is not as it was written."""

    fault: Fault
    file: str
    """The month's file, or the head."""
    line: int
    """Counted from 1; 0 of the head."""
    row: int
    """The first row that is not as it was written, or not there."""


@dataclass(slots=True)
class ChainProof:
    """What was found of one chain."""

    chain: str
    rows: int = 0
    months: list[str] = field(default_factory=list)
    last: Link = START
    breaks: list[Break] = field(default_factory=list)
    recovered: int = 0
    """Torn lines that the row after them tells of."""
    torn: bool = False
    """The last line is torn and no writer has come since: a killed process, or one at work now."""
    unread: int = 0
    """Rows whose key is not held any more: proven in order, not opened."""
    destroyed_until: int = 0
    """Rows that were destroyed when their time was over."""


@dataclass(frozen=True, slots=True)
class LogProof:
    """What was found of the whole log."""

    chains: tuple[ChainProof, ...]

    @property
    def is_whole(self) -> bool:
        return not any(chain.breaks for chain in self.chains)


def prove(log: Path, keys: LogKeys, kept: Mapping[str, Link] | None = None) -> LogProof:
    """Look through every row of every chain. Writers may be at work meanwhile.

    Args:
        kept: chain → its end as an earlier proof gave it.

    Raises:
        OSError: the files cannot be read.
    """
    kept = kept or {}
    found = {files.name: files for files in chains_in(log)}
    names = set(found) | set(kept)
    highest = known_chains(log, keys)
    names |= {chain_numbered(log, number).name for number in range(1, highest + 1)}
    proofs = []
    for name in sorted(names):
        files = found.get(name)
        is_gone = files is None or not (files.head.exists() or files.months())
        if files is None or (is_gone and number_of(files) <= highest):
            missing = Break(Fault.CHAIN_MISSING, f"{name}/{HEAD}", 0, 1)
            proofs.append(ChainProof(name, breaks=[missing]))
        else:
            proofs.append(_Proving(files, keys, kept.get(name)).proof)
    return LogProof(tuple(proofs))


class _Proving:
    def __init__(self, files: ChainFiles, keys: LogKeys, kept: Link | None) -> None:
        self._files = files
        self._keys = keys
        self._wanted = [link for link in (kept,) if link]
        self.proof = ChainProof(files.name)
        # The head is read before the rows: a writer at work only ever adds to them.
        head, is_fine = _head(files, keys)
        if not is_fine:
            self._broken(Fault.HEAD_BROKEN, HEAD, 0, 0)
        destroyed = (head.destroyed if head else None) or START
        self.proof.destroyed_until = destroyed.row
        self._last = destroyed
        #: Of the line before: its hash, where the chain was before it, and how many breaks.
        self._line_before: tuple[str, Link, int] | None = None
        self._seen: dict[int, str] = {destroyed.row: destroyed.hash}
        if head:
            self._wanted.append(head.last)
        self._rows_wanted = {link.row for link in self._wanted}
        self._look_at_months()
        if head is None and is_fine and self._last.row > 1:
            self._broken(Fault.HEAD_BROKEN, HEAD, 0, 0)
        if head and self._last.row < head.last.row:
            self._broken(Fault.CUT, HEAD, 0, self._last.row + 1)
        elif head and self._seen.get(head.last.row, head.last.hash) != head.last.hash:
            self._broken(Fault.CHANGED, HEAD, 0, head.last.row)
        if kept and kept.row > destroyed.row and self._seen.get(kept.row) != kept.hash:
            self._broken(Fault.NOT_AS_KEPT, HEAD, 0, kept.row)
        self.proof.last = self._last

    def _look_at_months(self) -> None:
        months = self._files.months()
        for month in months:
            file = self._files.month(month)
            is_last = month == months[-1]
            kind: object = None
            number = 0
            for number, (line, is_whole) in enumerate(lines_of(file), start=1):
                if is_whole or not is_last:
                    kind = self._line(file.name, number, line, month)
                else:
                    self.proof.torn = True
            self.proof.months.append(str(month))
            if not is_last and kind not in (SEALED, UNREAD):
                self._broken(Fault.NOT_SEALED, file.name, number, self._last.row)

    def _line(self, file: str, number: int, line: bytes, month: Month) -> object:
        """One line; the kind of its row, where it can be opened."""
        try:
            row = Row.read(line)
            content = row.content(self._files.name, month, self._keys)
        except RowUnreadable:
            self._not_as_written(file, number, line)
            return None
        if row.number <= self.proof.destroyed_until:
            return UNREAD  # of a file that was about to go when the destroying process was killed
        if content is not None and content.get("kind") == RECOVERED:
            self._take_back_torn(row, str(content.get("torn_sha256")))
        self._line_before = (hashlib.sha256(line).hexdigest(), self._last, len(self.proof.breaks))
        self._is_in_its_place(file, number, row)
        self._go_on(row)
        if content is None:
            self.proof.unread += 1
            return UNREAD
        if content.get("kind") == BROKEN:
            self._broken(Fault.FOUND_BROKEN, file, number, row.number)
        return content.get("kind")

    def _not_as_written(self, file: str, number: int, line: bytes) -> None:
        """A line that is no row, or does not open at its place: torn, or changed."""
        self._line_before = (hashlib.sha256(line).hexdigest(), self._last, len(self.proof.breaks))
        try:
            row = Row.read(line)
        except RowUnreadable:
            self._broken(Fault.UNREADABLE, file, number, self._last.row + 1)
            self._last = Link(self._last.row + 1, NOT_SURE)
            return
        if row.number == self._last.row + 1:
            self._broken(Fault.CHANGED, file, number, row.number)
        else:
            self._is_in_its_place(file, number, row)
        self._go_on(row)
        self._last = Link(row.number, NOT_SURE)

    def _is_in_its_place(self, file: str, number: int, row: Row) -> None:
        if row.number > self._last.row + 1:
            self._broken(Fault.MISSING, file, number, self._last.row + 1)
        elif row.number <= self._last.row:
            self._broken(Fault.OUT_OF_ORDER, file, number, row.number)
        elif self._last.hash not in (NOT_SURE, row.before):
            # The line before it is no longer what this row was bound to.
            self._broken(Fault.CHANGED, file, max(number - 1, 1), self._last.row)

    def _go_on(self, row: Row) -> None:
        self._last = row.link
        self.proof.rows += 1
        if row.number in self._rows_wanted:
            self._seen[row.number] = row.hash

    def _take_back_torn(self, row: Row, torn: str) -> None:
        """The line before was torn, and this row tells of it: as if it had not been there."""
        if self._line_before is None or self._line_before[0] != torn:
            return
        _, last, breaks = self._line_before
        if last.row + 1 == row.number and last.hash == row.before:
            del self.proof.breaks[breaks:]
            self._last = last
            self.proof.recovered += 1

    def _broken(self, fault: Fault, file: str, line: int, row: int) -> None:
        self.proof.breaks.append(Break(fault, f"{self._files.name}/{file}", line, row))


def _head(files: ChainFiles, keys: LogKeys) -> tuple[Head | None, bool]:
    """The head, and whether it is as a writer signed it."""
    try:
        return Head.read(files.head, keys), True
    except HeadBroken:
        return None, False
