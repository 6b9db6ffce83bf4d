"""How far each determination of a case has come: what the next night asks first."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter, ValidationError

from robots.casefolder.errors import CaseStateUnreadable
from robots.casefolder.files import Files
from robots.casework.words import Outcome


@dataclass(frozen=True, slots=True)
class CaseState:
    """One determination; the fingerprint of its inputs is the caller's."""

    determination: str
    attempts: int
    inputs: str = ""
    outcome: Outcome | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class _States:
    determinations: dict[str, CaseState] = field(default_factory=dict)


_STATES: Final = TypeAdapter(_States)


class StateFile:
    """``tila.json``: the states of a case's determinations."""

    def __init__(self, path: Path, files: Files) -> None:
        self._path = path
        self._files = files

    def read(self, determination: str) -> CaseState | None:
        return self._states().determinations.get(determination)

    def write(self, state: CaseState) -> None:
        """Put this determination's state in the place of its earlier one."""
        states = {**self._states().determinations, state.determination: state}
        content = _STATES.dump_json(_States(dict(sorted(states.items()))), indent=2)
        self._files.write(self._path, content + b"\n")

    def _states(self) -> _States:
        try:
            return _STATES.validate_json(self._path.read_bytes())
        except FileNotFoundError:
            return _States()
        except ValidationError:
            raise CaseStateUnreadable() from None
