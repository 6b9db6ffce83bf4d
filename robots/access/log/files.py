"""Where the access log lies: a folder a chain, in it a file a month, its head, and its lock.

    access-log/chain-01/2026-03.jsonl    the rows of a month
    access-log/chain-01/head.json        how far the chain goes, signed
    access-log/chain-01/chain.lock       held by the process that writes it

A chain belongs to one process at a time; the next process goes on with a free one. So there are as
many chains as there ever were writers at once, and each goes on through the years.
"""

from __future__ import annotations

import hmac
import json
import os
import re
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from robots.access.log.keys import LogKeys
from robots.access.log.rows import Link
from robots.casework.period import Month

_NAME: Final = re.compile(r"chain-(\d{2,})")
_MONTH: Final = re.compile(r"(\d{4})-(\d{2})\.jsonl")

_TRIES: Final = 50
_PAUSE: Final = 0.02
"""Seconds."""


class HeadBroken(ValueError):
    """The head is not what a writer of ours has signed."""


@dataclass(frozen=True, slots=True)
class Head:
    """How far a chain goes: without it, rows cut from the end would not be missed."""

    last: Link
    chains: int
    """How many chains there were: so that a chain that is gone altogether is missed."""
    destroyed: Link | None = None
    """The last row that was destroyed when its time was over: the chain begins after it."""

    def write(self, file: Path, keys: LogKeys) -> None:
        """Whole or not at all, and on the disk.

        Raises:
            OSError
        """
        destroyed = self.destroyed
        content = {
            "row": self.last.row,
            "hash": self.last.hash,
            "chains": self.chains,
            "destroyed": [destroyed.row, destroyed.hash] if destroyed else None,
            "key": keys.current.id,
        }
        signed = content | {"signature": keys.current.sign(_bytes(file, content))}
        temporary = file.with_name(file.name + ".tmp")
        with temporary.open("wb") as stream:
            stream.write(json.dumps(signed).encode())
            stream.flush()
            os.fsync(stream.fileno())
        _replace(temporary, file)

    @classmethod
    def read(cls, file: Path, keys: LogKeys) -> Head | None:
        """None where there is none.

        Raises:
            HeadBroken: it is another's, or cannot be read.
        """
        try:
            content = json.loads(file.read_bytes())
            signature = content.pop("signature")
            key = keys.find(content["key"])
            if key is not None and not hmac.compare_digest(
                key.sign(_bytes(file, content)), signature
            ):
                raise HeadBroken
            destroyed = content["destroyed"]
            return cls(
                Link(int(content["row"]), str(content["hash"])),
                int(content["chains"]),
                Link(int(destroyed[0]), str(destroyed[1])) if destroyed else None,
            )
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError):
            raise HeadBroken from None


@dataclass(frozen=True, slots=True)
class ChainFiles:
    """The files of one chain."""

    folder: Path

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def head(self) -> Path:
        return self.folder / "head.json"

    @property
    def lock(self) -> Path:
        return self.folder / "chain.lock"

    def month(self, month: Month) -> Path:
        return self.folder / f"{month}.jsonl"

    def months(self) -> list[Month]:
        """The months that have a file, oldest first."""
        if not self.folder.is_dir():
            return []
        found = (_MONTH.fullmatch(file.name) for file in self.folder.iterdir())
        return sorted(Month(int(one[1]), int(one[2])) for one in found if one)


def chain_numbered(log: Path, number: int) -> ChainFiles:
    """The files of a chain, whether they are there or not."""
    return ChainFiles(log / f"chain-{number:02d}")


def chains_in(log: Path) -> list[ChainFiles]:
    """Every chain of the log, in order."""
    if not log.is_dir():
        return []
    found = [folder for folder in log.iterdir() if _NAME.fullmatch(folder.name)]
    return [ChainFiles(folder) for folder in sorted(found, key=lambda one: _number(one.name))]


def number_of(chain: ChainFiles) -> int:
    """The chain's number."""
    return _number(chain.name)


def chains_begun(log: Path) -> int:
    """How many chains have been begun: the greatest number of one that has a head."""
    return max((number_of(chain) for chain in chains_in(log) if chain.head.exists()), default=0)


def lines_of(file: Path) -> Iterator[tuple[bytes, bool]]:
    """The file's lines, and whether each is whole: only the last one may lack its end."""
    with file.open("rb") as stream:
        for line in stream:
            yield line.removesuffix(b"\n"), line.endswith(b"\n")


def end_of(file: Path) -> tuple[bytes | None, bytes]:
    """The file's last whole line (None where there is none) and what is torn after it."""
    with file.open("rb") as stream:
        size = stream.seek(0, os.SEEK_END)
        taken = 0
        read = b""
        while taken < size and read.count(b"\n") < 2:
            taken = min(size, max(64 * 1024, taken * 2))
            stream.seek(size - taken)
            read = stream.read(taken)
    whole, end, torn = read.rpartition(b"\n")
    if not end:
        return None, torn
    return whole.rpartition(b"\n")[2], torn


def _replace(new: Path, file: Path) -> None:
    """Windows lets nobody replace a file that somebody is just reading: a proof is made in a
    moment, so it is tried again."""
    for _ in range(_TRIES):
        with suppress(PermissionError):
            new.replace(file)
            return
        time.sleep(_PAUSE)
    new.replace(file)


def _bytes(file: Path, content: dict[str, Any]) -> bytes:
    """What is signed: the chain's name with it, so that no head serves another chain."""
    return json.dumps([file.parent.name, content], sort_keys=True).encode()


def _number(name: str) -> int:
    found = _NAME.fullmatch(name)
    return int(found[1]) if found else 0
