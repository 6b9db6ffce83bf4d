"""File names out of ids: plain on every operating system, and different for different ids."""

from __future__ import annotations

import hashlib
import re
from pathlib import PurePosixPath
from typing import Final

_READABLE: Final = 30


def safe_name(identifier: str) -> str:
    """A file name for an id such as ``T-0001:fee:2026-03-31:1``.

    What Windows forbids becomes ``_``; the hash keeps ids apart that look alike then, also where
    the file system does not tell capitals from small letters.
    """
    readable = re.sub(r"[^A-Za-z0-9-]+", "_", identifier)[:_READABLE]
    return f"{readable}-{hashlib.sha256(identifier.encode()).hexdigest()[:8]}"


def relative_name(name: str) -> PurePosixPath:
    """The name of a file inside a folder of ours, checked.

    Raises:
        ValueError: it would lead out of the folder, be hidden, or not be a name on Windows.
    """
    path = PurePosixPath(name)
    if not path.parts or path.is_absolute():
        raise ValueError("not the name of a file inside the folder")
    for part in path.parts:
        if (
            part.startswith(".")
            or part.endswith((".", " "))
            or re.search(r'[<>:"\\|?*\0-\x1f]', part)
        ):
            raise ValueError("not a plain file name")
    return path
