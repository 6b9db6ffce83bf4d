"""The folder into which the Tax Administration's files are delivered.

Each file is loaded once and kept until it changes; nothing is written there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Lock
from typing import Final, Protocol

from robots.casework.identity_code import IdentityCode
from robots.tax_administration.errors import (
    TaxFileLocked,
    TaxFileMissing,
    TaxFileRefused,
    TaxFileUnavailable,
)
from robots.tax_administration.file_layout import CsvLayout, FileLayout, MissingPerson
from robots.tax_administration.persons import PersonsFile
from robots.tax_administration.rows import RowsFile
from robots.tax_administration.taxation import TaxYear

#: How encrypted and packed files begin: ZIP, an old Office file (also a locked new one), PDF, 7z,
#: gzip, RAR, OpenPGP and CMS in letters, OpenSSL, age.
_LOCKED: Final = (
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"%PDF-",
    b"7z\xbc\xaf\x27\x1c",
    b"\x1f\x8b",
    b"Rar!\x1a\x07",
    b"-----BEGIN PGP",
    b"-----BEGIN CMS",
    b"-----BEGIN PKCS7",
    b"Salted__",
    b"age-encryption.org/",
)
#: What no text has; OpenPGP and CMS in bytes begin with no certain mark.
_NO_TEXT: Final = b"\x00"
_BYTE_ORDER: Final = (b"\xff\xfe", b"\xfe\xff")
_LOOKED_AT: Final = 4096


class Delivered(Protocol):
    """What a loaded file can be asked."""

    def part_of(self, code: IdentityCode) -> bytes | None:
        """What the file tells of the person; None of somebody not in it."""

    def years_of(self, code: IdentityCode) -> list[TaxYear]:
        """The tax years that it tells of the person."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One file and its day."""

    day: date
    file: Path


class DeliveredFiles:
    """The delivered files, the newest first; safe to use from several threads."""

    def __init__(self, folder: Path, layout: FileLayout, largest_file: int) -> None:
        self._folder = folder
        self._layout = layout
        self._largest_file = largest_file
        self._lock = Lock()
        self._loaded: dict[Path, tuple[tuple[int, int], Delivered]] = {}

    def all(self) -> list[Delivery]:
        """Every delivery in the folder.

        Raises:
            TaxFileUnavailable: the folder cannot be read.
            TaxFileMissing: there is no delivery in it.
        """
        try:
            found = [
                Delivery(day, file)
                for file in self._folder.iterdir()
                if (day := self._layout.day_of(file.name)) is not None
            ]
        except OSError:
            raise TaxFileUnavailable(file=self._folder.name) from None
        if not found:
            raise TaxFileMissing(files=self._layout.file_name)
        return sorted(found, key=lambda one: (one.day, one.file.name), reverse=True)

    def load(self, delivery: Delivery) -> Delivered:
        """The file, checked as a whole.

        Raises:
            TaxFileUnavailable: it cannot be opened.
            TaxFileLocked: it is encrypted or packed.
            TaxFileRefused: it is not in the layout, or its count or sums do not hold.
        """
        file = delivery.file
        with self._lock:
            try:
                stamp = file.stat()
                state = stamp.st_mtime_ns, stamp.st_size
                before = self._loaded.get(file)
                if before is not None and before[0] == state:
                    return before[1]
                if stamp.st_size > self._largest_file:
                    raise TaxFileRefused(file=file.name, why="words.tax_file_too_large", where="–")
                content = file.read_bytes()
            except OSError:
                raise TaxFileUnavailable(file=file.name) from None
            loaded = self._read(file.name, content)
            self._loaded[file] = state, loaded
            return loaded

    def covers(self, delivery: Delivery, told_on: date | None) -> bool:
        """Whether the file tells of everybody who was told of the inquiry by that day."""
        tells_of_all = self._layout.missing_person is MissingPerson.NOTHING
        return tells_of_all and told_on is not None and told_on < delivery.day

    def _read(self, name: str, content: bytes) -> Delivered:
        is_wide_text = content.startswith(_BYTE_ORDER)
        if content.startswith(_LOCKED) or (_NO_TEXT in content[:_LOOKED_AT] and not is_wide_text):
            raise TaxFileLocked(file=name)
        layout = self._layout
        if isinstance(layout, CsvLayout):
            return RowsFile(layout, name, content)
        return PersonsFile(layout, name, content)
