"""One row of a chain as a line of a file: numbered, sealed, and bound to the row before it.

A line is JSON: ``row`` (counted from 1 through the whole chain), ``key`` (the key's id), ``before``
(SHA-256 of the line before it) and ``sealed`` (AES-256-GCM, URL-safe base64). The hash needs no
key: whoever holds the files can prove their order and that none is missing, without being able to
read one row. What keeps a forger from making new hashes is the seal: it takes in the chain, the
month, the row's number and the hash before it, so that a row opens nowhere else, and only the key
makes another.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from robots.access.log.keys import LogKey, LogKeys
from robots.casework.period import Month


@dataclass(frozen=True, slots=True)
class Link:
    """A place in a chain: so many rows, and the hash of the last of them."""

    row: int
    hash: str


#: Before the first row.
START: Final = Link(0, "0" * 64)


class RowUnreadable(ValueError):
    """The line is no row."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line, read."""

    number: int
    key: str
    before: str
    sealed: bytes
    hash: str

    @classmethod
    def read(cls, line: bytes) -> Self:
        """
        Raises:
            RowUnreadable: the line is not one of ours, or not whole.
        """
        try:
            written = json.loads(line)
            return cls(
                int(written["row"]),
                str(written["key"]),
                str(written["before"]),
                base64.b64decode(written["sealed"], altchars=b"-_", validate=True),
                hash_of(line),
            )
        except (ValueError, KeyError, TypeError, RecursionError, binascii.Error):
            raise RowUnreadable from None

    @property
    def link(self) -> Link:
        return Link(self.number, self.hash)

    def content(self, chain: str, month: Month, keys: LogKeys) -> dict[str, Any] | None:
        """What it says.

        Raises:
            RowUnreadable: it is not what was written at this place.

        Returns:
            None where its key is not held any more.
        """
        key = keys.find(self.key)
        if key is None:
            return None
        plain = key.open(self.sealed, _place(chain, month, self.number, self.before))
        if plain is None:
            raise RowUnreadable
        content: dict[str, Any] = json.loads(plain)
        return content


def line_of(
    content: Mapping[str, Any], *, chain: str, month: Month, after: Link, key: LogKey
) -> bytes:
    """The line of the row that comes after a place."""
    number = after.row + 1
    plain = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    sealed = key.seal(plain, _place(chain, month, number, after.hash))
    written = {
        "row": number,
        "key": key.id,
        "before": after.hash,
        "sealed": base64.urlsafe_b64encode(sealed).decode(),
    }
    return json.dumps(written, separators=(",", ":")).encode()


def hash_of(line: bytes) -> str:
    """SHA-256 of a line without its end."""
    return hashlib.sha256(line).hexdigest()


def _place(chain: str, month: Month, number: int, before: str) -> bytes:
    return f"{chain}/{month}/{number}/{before}".encode()
