"""The seal of raw replies: AES-256-GCM with a key from the county's vault.

What is sealed does not name its key: it is opened with whichever of them fits. The tag of 128 bits
tells a key that does not (NIST SP 800-38D, 7.2).
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from robots.casefolder.errors import SealBroken, SealKeyRefused

KEY_BYTES: Final = 32
_MARK: Final = b"tuloselvitys-sinetti-1\n"
_NONCE: Final = 12


class Seal:
    """Closes what nobody needs to read unless a figure is doubted, and opens it again.

    Args:
        key: that everything is closed with.
        retired: keys that it was closed with before.

    Raises:
        SealKeyRefused: a key is not 32 bytes.
    """

    def __init__(self, key: bytes, retired: Sequence[bytes] = ()) -> None:
        for one in (key, *retired):
            if len(one) != KEY_BYTES:
                raise SealKeyRefused(expected=KEY_BYTES, found=len(one))
        self._cipher = AESGCM(key)
        self._opening = (self._cipher, *map(AESGCM, retired))

    def close(self, content: bytes) -> bytes:
        """The content, unreadable without the key; never twice the same bytes."""
        nonce = os.urandom(_NONCE)
        return _MARK + nonce + self._cipher.encrypt(nonce, content, _MARK)

    def open(self, sealed: bytes) -> bytes:
        """The content again.

        Raises:
            SealBroken: changed, cut short, or closed with a key that is none of these.
        """
        start = len(_MARK) + _NONCE
        if sealed.startswith(_MARK):
            for cipher in self._opening:
                with suppress(InvalidTag, ValueError):
                    return cipher.decrypt(sealed[len(_MARK) : start], sealed[start:], _MARK)
        raise SealBroken()
