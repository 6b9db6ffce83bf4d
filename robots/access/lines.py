"""Files that only grow: a line is on the disk when the call returns."""

from __future__ import annotations

import os
from pathlib import Path


def append_line(file: Path, line: str) -> None:
    """Add one line; who calls holds the file's lock.

    Raises:
        OSError: it could not be written.
    """
    row = line.encode() + b"\n"
    with file.open("ab+") as stream:
        if stream.seek(0, os.SEEK_END):
            stream.seek(-1, os.SEEK_END)
            # A machine that lost its power in the middle of a line must not spoil the next one.
            if stream.read(1) != b"\n":
                row = b"\n" + row
        stream.write(row)
        stream.flush()
        os.fsync(stream.fileno())
