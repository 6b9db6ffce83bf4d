"""The journal's files: one a day for each process, so that no two ever write into the same."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import IO, Final

_NAME: Final = re.compile(r"(\d{4}-\d\d-\d\d)\.[\w-]+(?:\.\d+)?\.jsonl")


class DailyFile:
    """Lines go to the file of their day; a file that has grown too large is followed by another."""

    def __init__(self, folder: Path, process: str, most_bytes: int) -> None:
        """``process``: what tells this process's files from others', such as its number."""
        self._folder = folder
        self._process = process
        self._most_bytes = most_bytes
        self._file: IO[bytes] | None = None
        self._day: date | None = None
        self._number = 1

    def write(self, line: str, at: datetime) -> None:
        """Append one line, whole and at once.

        Raises:
            OSError: it could not be written; the next one may be.
        """
        content = line.encode("utf-8") + b"\n"
        try:
            file = self._file_for(at.date(), len(content))
            file.write(content)
        except OSError:
            self.close()
            raise

    def close(self) -> None:
        """Let go of the file."""
        file, self._file = self._file, None
        if file is not None:
            file.close()

    def _file_for(self, day: date, size: int) -> IO[bytes]:
        if day != self._day:
            self.close()
            self._day, self._number = day, 1
        while self._file is None or self._file.tell() + size > self._most_bytes:
            if self._file is not None:
                self.close()
                self._number += 1
            self._file = self._opened(day)
            if self._file.tell() == 0:
                break
        return self._file

    def _opened(self, day: date) -> IO[bytes]:
        self._folder.mkdir(parents=True, exist_ok=True)
        part = "" if self._number == 1 else f".{self._number}"
        name = f"{day.isoformat()}.{self._process}{part}.jsonl"
        # Unbuffered: a line is there when the process is killed right after it.
        file = (self._folder / name).open("ab", buffering=0)
        file.seek(0, 2)
        return file


def remove_old(folder: Path, keep_days: int, today: date) -> int:
    """Remove the files of days before the last ``keep_days``; how many were removed.

    A file that cannot be removed now stays for the next time.
    """
    removed = 0
    for file in sorted(folder.glob("*.jsonl")):
        named = _NAME.fullmatch(file.name)
        if named is None or date.fromisoformat(named[1]) > today - timedelta(days=keep_days):
            continue
        try:
            file.unlink()
        except OSError:
            continue
        removed += 1
    return removed
