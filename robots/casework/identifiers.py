"""Stable names of figures and evidence: the same place in the same reply always has the same."""

from __future__ import annotations

import hashlib
from typing import Final

_LENGTH: Final = 12


def stable_id(prefix: str, *parts: object) -> str:
    """``prefix`` and twelve hexadecimal digits of the parts' hash.

    Give what tells the place (source, role, report id, element), never an identity code: a hash of
    one could be guessed back.
    """
    digest = hashlib.sha256("\x1f".join(str(part) for part in parts).encode()).hexdigest()
    return f"{prefix}-{digest[:_LENGTH]}"
