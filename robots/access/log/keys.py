"""The keys of the access log: the one in use, and those that it once was written with.

From each key of the vault three are derived: to seal rows, to make a person findable, to sign the
heads of the chains. A key's id stands in every row, so that keys can be changed: the old one goes
to the vault's retired keys and stays there as long as its rows are kept. A retired key that is
taken out of the vault makes every copy of its rows unreadable, in backups too.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Iterator, Sequence
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from robots.access.errors import AccessLogNotWritable
from robots.casework.identity_code import IdentityCode

_NONCE: Final = 12
_LENGTH: Final = 32


class LogKey:
    """One key of 32 bytes."""

    def __init__(self, key: bytes) -> None:
        self._rows = AESGCM(_derived(key, b"rows"))
        self._persons = _derived(key, b"persons")
        self._heads = _derived(key, b"heads")
        self.id: str = _derived(key, b"id").hex()[:8]
        """Tells the key from others, and nothing about it."""

    def seal(self, content: bytes, place: bytes) -> bytes:
        """Encrypt a row's content so that it opens only at its own place in its own chain."""
        nonce = os.urandom(_NONCE)
        return nonce + self._rows.encrypt(nonce, content, place)

    def open(self, sealed: bytes, place: bytes) -> bytes | None:
        """The row's content; None where it is not what was sealed at this place."""
        try:
            return self._rows.decrypt(sealed[:_NONCE], sealed[_NONCE:], place)
        except (InvalidTag, ValueError):
            return None

    def fingerprint(self, code: IdentityCode) -> str:
        """By which a person's rows are found."""
        return code.fingerprint(self._persons)

    def sign(self, content: bytes) -> str:
        return hmac.new(self._heads, content, hashlib.sha256).hexdigest()


class LogKeys:
    """The key to write with, and all to read with.

    Raises:
        AccessLogNotWritable: a key is not 32 bytes long.
    """

    def __init__(self, current: bytes, retired: Sequence[bytes] = ()) -> None:
        if any(len(key) != _LENGTH for key in (current, *retired)):
            raise AccessLogNotWritable(why="key_length")
        self.current = LogKey(current)
        self._by_id = {key.id: key for key in (self.current, *map(LogKey, retired))}

    def find(self, key_id: str) -> LogKey | None:
        """The key of that id; None where the vault does not have it any more."""
        return self._by_id.get(key_id)

    def __iter__(self) -> Iterator[LogKey]:
        return iter(self._by_id.values())


def _derived(key: bytes, use: bytes) -> bytes:
    info = b"access-log/" + use
    return HKDF(algorithm=SHA256(), length=_LENGTH, salt=None, info=info).derive(key)
