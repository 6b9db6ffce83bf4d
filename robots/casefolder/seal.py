"""The seal of raw replies: AES-256-GCM with a key from the county's vault."""

from __future__ import annotations

import os
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from robots.casefolder.errors import SealBroken, SealKeyRefused

KEY_BYTES: Final = 32
_MARK: Final = b"tuloselvitys-sinetti-1\n"
_NONCE: Final = 12


class Seal:
    """Closes what nobody needs to read unless a figure is doubted, and opens it again.

    Raises:
        SealKeyRefused: the key is not 32 bytes.
    """

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise SealKeyRefused(expected=KEY_BYTES, found=len(key))
        self._cipher = AESGCM(key)

    def close(self, content: bytes) -> bytes:
        """The content, unreadable without the key; never twice the same bytes."""
        nonce = os.urandom(_NONCE)
        return _MARK + nonce + self._cipher.encrypt(nonce, content, _MARK)

    def open(self, sealed: bytes) -> bytes:
        """The content again.

        Raises:
            SealBroken: changed, cut short, or closed with another key.
        """
        start = len(_MARK) + _NONCE
        try:
            if not sealed.startswith(_MARK):
                raise InvalidTag
            return self._cipher.decrypt(sealed[len(_MARK) : start], sealed[start:], _MARK)
        except (InvalidTag, ValueError):
            raise SealBroken() from None
