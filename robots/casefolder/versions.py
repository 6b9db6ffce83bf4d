"""Delivered versions: each whole or not there, sealed: never written again.

A version is made in a hidden folder beside its place, moved there in one step, and counts from the
moment its marker ``valmis.json`` is written, last of all. Whatever has no marker was cut off in
the middle: readers do not see it, and the next delivery moves it aside. Before the marker, every
file is read back: a share that lost one, or another machine delivering the same attempt, is
noticed then. From the marker on, the files are read-only where the system knows that, and their
hashes in the marker tell whether somebody has changed them all the same.

The officer's working copy (see :mod:`robots.casefolder.working_copies`) is there before the marker
is: a version without it does not count either.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from robots.casefolder import working_copies
from robots.casefolder.errors import VersionRetracted
from robots.casefolder.files import Files
from robots.casefolder.names import relative_name
from robots.casefolder.retraction import Retractions

WORKBOOK: Final = "tuloselvitys.xlsx"
TWIN: Final = "tuloselvitys.json"
MARKER: Final = "valmis.json"
_VERSION: Final = re.compile(r"v([1-9]\d*)")

#: Makes the files of a version, relative name → content, once its number is known.
Make = Callable[[int], Mapping[str, bytes]]
#: Makes the officer's working copy of a version: its number, its sealed workbook → the copy.
MakeCopy = Callable[[int, bytes], bytes]


@dataclass(frozen=True, slots=True)
class _Marker:
    version: int
    attempt: str
    delivered_at: datetime
    files: dict[str, str]
    """Relative name → sha256."""
    has_copy: bool = False
    """Whether a working copy was laid beside it; not so in the versions of earlier programs."""


_MARKER: Final = TypeAdapter(_Marker)


@dataclass(frozen=True, slots=True)
class Delivered:
    """One delivered version."""

    number: int
    folder: Path
    attempt: str
    delivered_at: datetime
    files: Mapping[str, str]
    """Relative name → sha256 as delivered."""
    has_copy: bool = False
    """Whether a working copy was laid beside it."""

    @property
    def determination(self) -> str:
        """The determination that the attempt was made at: its id without the last number."""
        return self.attempt.rpartition(":")[0]

    @property
    def working_copy(self) -> Path:
        """Where the officer's working copy of it is, or was."""
        return working_copies.path_of(self.folder.parent, self.number)

    def twin(self) -> dict[str, Any]:
        """The version's ``tuloselvitys.json``; empty where somebody has spoilt or removed it."""
        try:
            twin = json.loads((self.folder / TWIN).read_bytes())
        except (FileNotFoundError, ValueError):
            return {}
        return twin if isinstance(twin, dict) else {}

    def changed_files(self) -> tuple[str, ...]:
        """Names of the files that are no longer as they were delivered, or gone."""
        return tuple(
            name
            for name, sha256 in self.files.items()
            if not (self.folder / name).is_file()
            or hashlib.sha256((self.folder / name).read_bytes()).hexdigest() != sha256
        )


class Versions:
    """The versions in a case's ``tuloselvitys/`` folder."""

    def __init__(self, path: Path, files: Files, retractions: Retractions) -> None:
        self._path = path
        self._files = files
        self._retractions = retractions

    def folder_of(self, number: int) -> Path:
        return self._path / f"v{number}"

    def copy_of(self, number: int) -> Path:
        return working_copies.path_of(self._path, number)

    def delivered(self) -> tuple[Delivered, ...]:
        """Every whole version that nobody has retracted, oldest first."""
        retracted = {one.version for one in self._retractions.all()}
        found = (
            _delivered(folder, number)
            for number, folder in self._folders()
            if number not in retracted
        )
        return tuple(version for version in found if version is not None)

    def deliver(self, attempt: str, make: Make, at: datetime, copy: MakeCopy | None) -> Delivered:
        """Make the next version; an attempt that was delivered before gives its version again.

        Raises:
            VersionRetracted: the attempt's version was retracted: only a new attempt may deliver.
        """
        retracted = self._retractions.all()
        if any(one.attempt == attempt for one in retracted):
            raise VersionRetracted()
        delivered = self.delivered()
        for version in delivered:
            if version.attempt == attempt:
                return version
        self._retractions.finish()
        self._clear_what_was_cut_off({version.folder for version in delivered})
        taken = *(one.number for one in delivered), *(one.version for one in retracted)
        number = max(taken, default=0) + 1
        contents = {str(relative_name(name)): content for name, content in make(number).items()}
        staging, folder = self._path / f".tulossa-v{number}", self.folder_of(number)
        for name, content in sorted(contents.items()):
            self._files.store(staging / name, content)
            self._files.protect(staging / name)
        self._files.move(staging, folder)
        hashes = {name: hashlib.sha256(contents[name]).hexdigest() for name in sorted(contents)}
        version = Delivered(number, folder, attempt, at, hashes, copy is not None)
        if version.changed_files():
            raise FileNotFoundError("what was written is not what is there")
        if copy is not None:
            self._make_copy(version, copy(number, contents[WORKBOOK]))
        marker = _Marker(number, attempt, at, hashes, version.has_copy)
        self._files.write(folder / MARKER, _MARKER.dump_json(marker, indent=2) + b"\n")
        self._files.protect(folder / MARKER)
        return version

    def _make_copy(self, version: Delivered, content: bytes) -> None:
        """Lay the working copy beside the version; one that lies there is of a version that was
        cut off, and is put aside: never written over."""
        if version.working_copy.exists():
            self._files.move(version.working_copy, self._aside(version.working_copy))
        self._files.write(version.working_copy, content)

    def _folders(self) -> list[tuple[int, Path]]:
        if not self._path.is_dir():
            return []
        matches = ((_VERSION.fullmatch(entry.name), entry) for entry in self._path.iterdir())
        return sorted(
            (int(match[1]), entry) for match, entry in matches if match and entry.is_dir()
        )

    def _clear_what_was_cut_off(self, whole: set[Path]) -> None:
        for folder in self._path.glob(".tulossa-*"):
            self._files.remove(folder)
        for _, folder in self._folders():
            if folder not in whole:
                self._files.move(folder, self._aside(folder))

    def _aside(self, what: Path) -> Path:
        taken = {entry.name for entry in self._path.glob(".keskeytynyt-*")}
        count = 1
        while (name := f".keskeytynyt-{what.stem}-{count}{what.suffix}") in taken:
            count += 1
        return self._path / name


def _delivered(folder: Path, number: int) -> Delivered | None:
    try:
        marker = _MARKER.validate_json((folder / MARKER).read_bytes())
    except (FileNotFoundError, ValidationError):
        return None
    if marker.version != number:
        return None
    return Delivered(
        number, folder, marker.attempt, marker.delivered_at, marker.files, marker.has_copy
    )
