"""The officer's working copy of a version's workbook, beside the sealed version.

    tuloselvitys/v2/tuloselvitys.xlsx     sealed: nobody writes it again
    tuloselvitys/tyokopio-v2.xlsx         the officer's own from the moment it lies there

It is made once, with its version, and never written again by the worker: a later version gets a
copy of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

_NAME: Final = "tyokopio-v{number}.xlsx"


@dataclass(frozen=True, slots=True)
class WorkingCopy:
    """What lies in the place of a version's working copy just now."""

    content: bytes | None = field(repr=False)
    """None where nobody can read it: it is gone, or held by somebody."""
    is_there: bool
    is_open: bool
    """Somebody has it open in Excel or LibreOffice: what is not saved yet is not in it."""


def path_of(results: Path, number: int) -> Path:
    """Where the working copy of a version is, in the case's ``tuloselvitys/`` folder."""
    return results / _NAME.format(number=number)


def read(path: Path) -> WorkingCopy:
    """The working copy as it is saved; one that cannot be read is told, never an error."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return WorkingCopy(None, is_there=False, is_open=False)
    except OSError:
        return WorkingCopy(None, is_there=True, is_open=True)
    return WorkingCopy(content, is_there=True, is_open=is_open(path))


def is_open(path: Path) -> bool:
    """Whether Excel (its owner file) or LibreOffice (its lock) has the file open."""
    locks = f"~${path.name}", f".~lock.{path.name}#"
    return any(path.with_name(lock).exists() for lock in locks)
