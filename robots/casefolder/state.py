"""``tila.json``: what the case folder remembers between runs. Its form is the caller's."""

from __future__ import annotations

import secrets
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, TypeVar, cast

from pydantic import TypeAdapter, ValidationError

from robots.casefolder.errors import CaseStateUnreadable
from robots.casefolder.files import HALF, Files

T = TypeVar("T")

_NOBODY_WRITES_SO_LONG: Final = 3600.0

_FORMS: Final[dict[type, TypeAdapter[Any]]] = {}


class StateFile:
    """One small file, replaced as a whole."""

    def __init__(self, path: Path, files: Files) -> None:
        self._path = path
        self._files = files

    def read(self, kind: type[T]) -> T | None:
        try:
            return _form_of(kind).validate_json(self._path.read_bytes())
        except FileNotFoundError:
            return None
        except ValidationError:
            raise CaseStateUnreadable() from None

    def write(self, state: Any) -> None:
        """A worker and an officer's door may write at the same moment: the last one counts."""
        content = _form_of(type(state)).dump_json(state, indent=2)
        self._files.write(self._path, content + b"\n", by=secrets.token_hex(8))

    def clear_halves(self, *, older_than_seconds: float = _NOBODY_WRITES_SO_LONG) -> None:
        """Remove what killed processes have left half written."""
        oldest = time.time() - older_than_seconds
        for half in self._path.parent.glob(f".{self._path.name}.*{HALF}"):
            with suppress(FileNotFoundError):  # another process was faster
                if half.stat().st_mtime <= oldest:
                    half.unlink()


def _form_of(kind: type[T]) -> TypeAdapter[T]:
    """Made once: making it takes longer than reading a file, and each step of a case reads one."""
    if kind not in _FORMS:
        _FORMS[kind] = TypeAdapter(kind)
    return cast(TypeAdapter[T], _FORMS[kind])
