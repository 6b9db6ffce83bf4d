"""Writing so that a reader sees a whole file or none, on a local disk and on a network share."""

from __future__ import annotations

import os
import shutil
import stat
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

#: How the names of files end that are not whole yet.
HALF: Final = ".kesken"
#: Seconds between attempts to move: a virus scanner or an indexer lets go of a file within these.
_PATIENCE: Final = (0.1, 0.2, 0.4, 0.8, 1.6)


class Files:
    """Every change that the case folder undergoes is one of these steps; each may fail or be the
    last one before the machine stops."""

    def __init__(self, sleep: Callable[[float], None] = time.sleep) -> None:
        self._sleep = sleep

    def write(self, path: Path, content: bytes, *, by: str = "") -> None:
        """Replace the file: a reader sees the old content or the new, never a part.

        Args:
            by: sets apart who writes, where several may at the same moment.
        """
        half = path.with_name(f".{path.name}{by and f'.{by}'}{HALF}")
        try:
            self.store(half, content)
        except OSError:  # a full disk: the half would only take what room is left
            with suppress(OSError):
                half.unlink(missing_ok=True)
            raise
        self.move(half, path)

    def store(self, path: Path, content: bytes) -> None:
        """Write where no reader looks yet, down to the disk."""
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())

    def move(self, source: Path, target: Path) -> None:
        """Move a file over another, or a folder to where nothing is.

        Raises:
            FileExistsError: the target is a folder.
            PermissionError: somebody held on to it for longer than three seconds.
        """
        for pause in (*_PATIENCE, None):
            if target.is_dir():
                raise FileExistsError("the target folder exists")
            try:
                os.replace(source, target)  # noqa: PTH105 - the same on every system
                break
            except PermissionError:
                if pause is None:
                    raise
                self._sleep(pause)
        _settle(target.parent)

    def protect(self, path: Path) -> None:
        """Make a file read-only, where the system and the share know such a thing."""
        with suppress(OSError):
            path.chmod(stat.S_IREAD | stat.S_IRGRP | stat.S_IROTH)

    def remove(self, path: Path) -> None:
        """Remove a file, or a folder with all that is in it; one that is not there is fine."""
        if path.is_dir():
            for file in path.rglob("*"):
                _let_go(file)
            with suppress(FileNotFoundError):
                shutil.rmtree(path)
        else:
            _let_go(path)
            path.unlink(missing_ok=True)


def _let_go(path: Path) -> None:
    """Take a file's protection away: not every system removes a read-only one."""
    with suppress(OSError):
        if path.is_file() and not path.is_symlink():
            path.chmod(stat.S_IREAD | stat.S_IWRITE)


def _settle(folder: Path) -> None:
    """Bring the folder's own entries to the disk, where the system knows such a thing."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
