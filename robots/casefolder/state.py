"""``tila.json``: what the case folder remembers between runs. Its form is the caller's."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from robots.casefolder.errors import CaseStateUnreadable
from robots.casefolder.files import Files

T = TypeVar("T")


class StateFile:
    """One small file, replaced as a whole."""

    def __init__(self, path: Path, files: Files) -> None:
        self._path = path
        self._files = files

    def read(self, kind: type[T]) -> T | None:
        try:
            return TypeAdapter(kind).validate_json(self._path.read_bytes())
        except FileNotFoundError:
            return None
        except ValidationError:
            raise CaseStateUnreadable() from None

    def write(self, state: Any) -> None:
        content = TypeAdapter[Any](type(state)).dump_json(state, indent=2)
        self._files.write(self._path, content + b"\n")
