"""A machine that stops in the middle of writing into a case folder, and what it was to write."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from robots.casefolder import Seal
from robots.casefolder.files import Files

SEAL = Seal(bytes(32))
AT = datetime(2026, 3, 16, 6, 15, tzinfo=UTC)
FIRST, SECOND = "T-0001:fee:2026-03-31:1", "T-0001:fee:2026-03-31:2"


class MachineStopped(BaseException):
    """Not an Exception: nothing may tidy up after it, as nothing does after ``kill -9``."""


class Dying(Files):
    """Does so many steps, and half of the next one."""

    def __init__(self, steps: int) -> None:
        super().__init__(sleep=lambda seconds: None)
        self.left = steps

    def _step(self) -> None:
        if self.left == 0:
            raise MachineStopped
        self.left -= 1

    def store(self, path: Path, content: bytes) -> None:
        if self.left == 0:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content[: len(content) // 2])
        self._step()
        super().store(path, content)

    def move(self, source: Path, target: Path) -> None:
        self._step()
        super().move(source, target)

    def remove(self, path: Path) -> None:
        self._step()
        super().remove(path)


def files_of(number: int) -> dict[str, bytes]:
    """A version's files."""
    twin = json.dumps({"version": number}).encode()
    return {"tuloselvitys.xlsx": b"workbook", "tuloselvitys.json": twin, "evidence/a.xml": b"<a/>"}
