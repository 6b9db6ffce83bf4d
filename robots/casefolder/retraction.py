"""Retracted versions: out of everybody's sight, and out of every later version.

    tuloselvitys/.karanteeni/v2.json        which version, when, by whose role, why; written first
    tuloselvitys/.karanteeni/v2/….sealed    its files and its working copy, encrypted
    tuloselvitys/v2-vedetty-pois.txt        what people read in its place

From the first of these files on, the version counts as none, its number is taken, and its attempt
is never delivered again. What a stopped machine left undone is done by the next call, or by the
next delivery: also where somebody had the working copy open and saved it once more.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter, ValidationError

from robots.casefolder import working_copies
from robots.casefolder.errors import RetractionUnreadable
from robots.casefolder.files import Files
from robots.casefolder.seal import Seal

_FOLDER: Final = ".karanteeni"
_SEALED: Final = ".sealed"


@dataclass(frozen=True, slots=True)
class Retracted:
    """That a version was retracted: no personal data, and no reason in anybody's own words."""

    version: int
    attempt: str
    """Never delivered again."""
    delivered_at: datetime
    retracted_at: datetime
    by_role: str
    """As what the one who did it is known to the county, e.g. ``officer``."""
    why: str
    """A code."""
    files: Mapping[str, str]
    """Relative name → sha256, as delivered."""
    note: str
    """What people read in the version's place."""


_RETRACTED: Final = TypeAdapter(Retracted)


class Retractions:
    """The retracted versions of a case."""

    def __init__(self, path: Path, files: Files, seal: Seal) -> None:
        self._results = path
        self._path = path / _FOLDER
        self._files = files
        self._seal = seal

    def all(self) -> tuple[Retracted, ...]:
        """Every retracted version, lowest number first.

        Raises:
            RetractionUnreadable: what says so cannot be read: a guess could show the version again.
        """
        markers = self._path.glob("v*.json") if self._path.is_dir() else ()
        return tuple(sorted(map(_read, markers), key=lambda one: one.version))

    def retract(self, retracted: Retracted) -> None:
        """Take a version out; the one that is retracted already keeps what was written first."""
        marker = self._path / f"v{retracted.version}.json"
        if not marker.exists():
            self._files.write(marker, _RETRACTED.dump_json(retracted, indent=2) + b"\n")
        self.finish()

    def finish(self) -> None:
        """Seal whatever of a retracted version still lies open."""
        for retracted in self.all():
            name = f"v{retracted.version}"
            for place in self._places(retracted.version):
                self._seal_all(place, self._path / name)
            note = self._results / f"{name}-vedetty-pois.txt"
            if not note.exists():
                self._files.write(note, retracted.note.encode("utf-8-sig"))

    def quarantined(self) -> tuple[Retracted, ...]:
        """The retracted versions whose files still lie in the quarantine."""
        return tuple(one for one in self.all() if (self._path / f"v{one.version}").is_dir())

    def destroy_retracted_before(self, moment: datetime) -> None:
        """Destroy the sealed files of the versions retracted before the moment. That they were
        retracted stays: their numbers and attempts are never used again."""
        for one in self.quarantined():
            if one.retracted_at < moment:
                self._files.remove(self._path / f"v{one.version}")

    def opened(self, version: int) -> Mapping[str, bytes]:
        """What lies in the quarantine of a version, for whoever has to find out what happened:
        name in the case folder's ``tuloselvitys/`` → content. Of a file that was sealed twice, the
        later content has the hash of it in its name.

        Raises:
            SealBroken: a file was changed, or the key is another.
        """
        folder = self._path / f"v{version}"
        sealed = sorted(file for file in folder.rglob(f"*{_SEALED}") if file.is_file())
        return {
            file.relative_to(folder).as_posix().removesuffix(_SEALED): self._seal.open(
                file.read_bytes()
            )
            for file in sealed
        }

    def _places(self, version: int) -> Iterator[Path]:
        """Where something of the version may lie: what was cut off in the middle too."""
        yield self._results / f"v{version}"
        yield working_copies.path_of(self._results, version)
        yield self._results / f".tulossa-v{version}"
        yield from sorted(self._results.glob(f".keskeytynyt-v{version}-*"))
        yield from sorted(self._results.glob(f".keskeytynyt-tyokopio-v{version}-*"))

    def _seal_all(self, place: Path, quarantine: Path) -> None:
        """Each file is read back out of its seal before its open form goes."""
        files = [place] if place.is_file() else sorted(f for f in place.rglob("*") if f.is_file())
        for file in files:
            content = file.read_bytes()
            self._seal_one(content, quarantine / file.relative_to(self._results))
            self._files.remove(file)
        self._files.remove(place)

    def _seal_one(self, content: bytes, target: Path) -> None:
        sealed = target.with_name(target.name + _SEALED)
        if sealed.exists() and self._seal.open(sealed.read_bytes()) != content:
            digest = hashlib.sha256(content).hexdigest()[:16]
            sealed = target.with_name(f"{target.stem}-{digest}{target.suffix}{_SEALED}")
        if not sealed.exists():
            self._files.write(sealed, self._seal.close(content))
        if self._seal.open(sealed.read_bytes()) != content:
            raise FileNotFoundError("what was sealed is not what is there")


def _read(marker: Path) -> Retracted:
    try:
        return _RETRACTED.validate_json(marker.read_bytes())
    except ValidationError:
        raise RetractionUnreadable() from None
