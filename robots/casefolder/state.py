"""``tila.json``: what the case folder remembers between runs. Its form is the caller's."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, TypeVar, cast

from pydantic import TypeAdapter, ValidationError

from robots.casefolder.errors import CaseStateUnreadable
from robots.casefolder.files import Files

T = TypeVar("T")

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
        content = _form_of(type(state)).dump_json(state, indent=2)
        self._files.write(self._path, content + b"\n")


def _form_of(kind: type[T]) -> TypeAdapter[T]:
    """Made once: making it takes longer than reading a file, and each step of a case reads one."""
    if kind not in _FORMS:
        _FORMS[kind] = TypeAdapter(kind)
    return cast(TypeAdapter[T], _FORMS[kind])
