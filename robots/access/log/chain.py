"""The writing end of one chain, held by one process: each row is on the disk when a call returns.

Files only grow. What a killed process left torn stays where it is, and the next row says how many
bytes it is and their hash; rows that are missing at the end are told by the head, and the next row
says so. Neither can be mended silently, and neither keeps the work from going on.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from filelock import FileLock, Timeout

from robots.access.errors import AccessLogNotWritable
from robots.access.log.files import (
    ChainFiles,
    Head,
    chain_numbered,
    chains_begun,
    lines_of,
    number_of,
)
from robots.access.log.keys import LogKeys
from robots.access.log.rows import START, Link, Row, RowUnreadable, hash_of, line_of
from robots.access.log.state import known_chains, state_of
from robots.casework.closed_after import ClosedAfter
from robots.casework.period import HELSINKI, Month

#: What a row that the log writes about itself tells.
BEGAN: Final = "began"
GOES_ON: Final = "goes_on"
SEALED: Final = "sealed"
RECOVERED: Final = "recovered"
BROKEN: Final = "broken"
DESTROYED: Final = "destroyed"

_MOST_CHAINS: Final = 999
_TAKING: Final = "chains.lock"
_TAKING_SECONDS: Final = 60
_LOOK_AGAIN_SECONDS: Final = 0.005


class Chain(ClosedAfter):
    """A chain that this process holds; not for several threads at once. Close it."""

    def __init__(self, files: ChainFiles, keys: LogKeys, lock: FileLock, at: datetime) -> None:
        """Go on where the last process stopped, however it stopped.

        Raises:
            AccessLogNotWritable: the files cannot be used.
        """
        self._files = files
        self._keys = keys
        self._lock = lock
        self._is_taken_up = False
        self._is_closed = False
        self._last = START
        self._destroyed: Link | None = None
        self._month = _month(at)
        self._size = 0
        self.found_broken = False
        """Whether rows were missing or changed when this process took the chain up."""
        self._write_safely(at, None)

    @property
    def name(self) -> str:
        return self._files.name

    def append(self, content: Mapping[str, Any], at: datetime) -> None:
        """Write a row; in a new month, the one before it is sealed first.

        Raises:
            AccessLogNotWritable: the row is not on the disk.
        """
        self._write_safely(at, content)

    def destroy_until(self, last: Month, at: datetime) -> tuple[tuple[Month, int], ...]:
        """Destroy the months up to one; the head keeps the hash that the rest begins with.

        First a row says what is about to go, then the head, then the file goes: killed in between,
        the next call does the rest.

        Returns:
            The months and how many rows each had.

        Raises:
            AccessLogNotWritable
        """
        self._write_safely(at, None)
        done: list[tuple[Month, int]] = []
        try:
            if self._files.months() and self._month <= last:
                self._roll(_month(at), at)
                self._tell(GOES_ON, at)
            months = self._files.months()
            for month, after in pairwise(months):
                if month > last:
                    break
                begun = (self._destroyed or START).row
                end = self._before(after)
                if end.row > begun:
                    self._destroyed = end
                    self._tell(DESTROYED, at, month=str(month), until_row=end.row, hash=end.hash)
                    done.append((month, end.row - begun))
                self._files.month(month).unlink()
        except OSError:
            self._is_taken_up = False
            raise AccessLogNotWritable(why="destroying") from None
        return tuple(done)

    def close(self) -> None:
        """Leave the chain to the next process. What still asks somebody in this one finds no place
        for its row: the chain may be another's by then."""
        self._is_closed = True
        self._lock.release()

    def _write_safely(self, at: datetime, content: Mapping[str, Any] | None) -> None:
        if self._is_closed:
            raise AccessLogNotWritable(why="closed")
        try:
            if not self._is_taken_up:
                self._take_up(at)
            if content is not None:
                if _month(at) > self._month:
                    self._roll(_month(at), at)
                self._write(content)
        except OSError:
            # What of the row is on the disk is not known: it is looked at before the next one.
            self._is_taken_up = False
            raise AccessLogNotWritable(why="file") from None

    def _take_up(self, at: datetime) -> None:
        state = state_of(self._files, self._keys)
        self._last = state.last
        self._month = state.month or _month(at)
        self._size = state.size
        self._destroyed = state.destroyed
        if state.torn:
            digest = hashlib.sha256(state.torn).hexdigest()
            self._tell(RECOVERED, at, torn_bytes=len(state.torn), torn_sha256=digest)
        if state.broken:
            self.found_broken = True
            self._tell(BROKEN, at, why=state.broken)
        if state.is_new:
            log = self._files.folder.parent
            if known_chains(log, self._keys) >= number_of(self._files):
                self.found_broken = True
                self._tell(BROKEN, at, why="chain_missing")
            else:
                self._tell(BEGAN, at)
        self._is_taken_up = True

    def _roll(self, month: Month, at: datetime) -> None:
        """Seal the open month: from then on the next file's first row holds its end."""
        if self._files.month(self._month).exists():
            self._tell(SEALED, at, month=str(self._month))
        self._month = month
        self._size = 0

    def _before(self, month: Month) -> Link:
        """Where the month before it ended, by its own first row."""
        for line, _ in lines_of(self._files.month(month)):
            try:
                row = Row.read(line)
            except RowUnreadable:
                continue
            return Link(row.number - 1, row.before)
        raise OSError("the month has no row")

    def _tell(self, kind: str, at: datetime, **what: str | int) -> None:
        self._write({"kind": kind, "at": at.isoformat(), **what})

    def _write(self, content: Mapping[str, Any]) -> None:
        line = line_of(
            content,
            chain=self.name,
            month=self._month,
            after=self._last,
            key=self._keys.current,
        )
        with self._files.month(self._month).open("ab+", buffering=0) as stream:
            size = stream.seek(0, os.SEEK_END)
            if size != self._size:
                raise OSError("somebody else has written into the chain")
            start = b""
            if size:
                stream.seek(-1, os.SEEK_END)
                start = b"" if stream.read(1) == b"\n" else b"\n"
            row = start + line + b"\n"
            if stream.write(row) != len(row):
                raise OSError("the row is not whole")
            os.fsync(stream.fileno())
        self._size += len(row)
        self._last = Link(self._last.row + 1, hash_of(line))
        chains = max(chains_begun(self._files.folder.parent), number_of(self._files))
        Head(self._last, chains, self._destroyed).write(self._files.head, self._keys)


def take_chain(log: Path, keys: LogKeys, at: datetime) -> Chain:
    """The first chain of the log that no other process holds; a new one where all are held.

    One process at a time: a new chain is begun before there is another one after it, or it would
    look like one that is gone.

    Raises:
        AccessLogNotWritable: the folder cannot be used.
    """
    taking = FileLock(log / _TAKING)
    try:
        log.mkdir(parents=True, exist_ok=True)
        taking.acquire(timeout=_TAKING_SECONDS, poll_interval=_LOOK_AGAIN_SECONDS)
    except (Timeout, OSError):
        raise AccessLogNotWritable(why="folder") from None
    try:
        for number in range(1, _MOST_CHAINS + 1):
            chain = held(chain_numbered(log, number), keys, at)
            if chain is not None:
                return chain
    finally:
        taking.release()
    raise AccessLogNotWritable(why="chains")


def held(files: ChainFiles, keys: LogKeys, at: datetime) -> Chain | None:
    """The chain, for this process; None where another holds it.

    Raises:
        AccessLogNotWritable: its files cannot be used.
    """
    lock = FileLock(files.lock, thread_local=False)
    try:
        files.folder.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except Timeout:
        return None
    except OSError:
        raise AccessLogNotWritable(why="folder") from None
    try:
        return Chain(files, keys, lock, at)
    except BaseException:
        lock.release()
        raise


def _month(at: datetime) -> Month:
    return Month.of(at.astimezone(HELSINKI).date())
