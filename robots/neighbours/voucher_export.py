"""The import file of a voucher system: one file an export, whole or not at all.

A determination that was exported is not exported again unless what its row says has changed. The
record of it holds keyed hashes alone. Three steps make it safe to be cut off anywhere: the whole
file is written under a hidden name, the record says which file is coming, the file gets its name;
an export that finds a coming file sees by the hidden name whether the last step was taken.
"""

from __future__ import annotations

import csv
import hashlib
import hmac
import io
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

from filelock import FileLock
from pydantic import TypeAdapter, ValidationError

from robots.casework.case import PriceUnit
from robots.casework.identity_code import IdentityCode
from robots.casework.money import as_text
from robots.casework.period import HELSINKI
from robots.casework.protocols import Clock
from robots.casework.words import Service
from robots.neighbours.errors import VoucherExportUnavailable, VoucherNotWritable
from robots.neighbours.voucher_settings import Column, VoucherExportSettings

#: What would make a formula of a text, in any spreadsheet that opens the file.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True, slots=True)
class VoucherRow:
    """What may be written of one determination. Amounts in euros, ``None`` where none came out."""

    determination: str
    case_id: str
    identity_code: IdentityCode
    service: Service
    value: Decimal
    value_per: PriceUnit
    income: Decimal | None
    deductions: Decimal | None
    own_share: Decimal | None
    own_share_per: PriceUnit | None
    corresponding_fee: Decimal | None
    decision: str
    """The county's decision that the value's rule rests on."""
    due: date
    day: date
    """Whose law and amounts apply."""
    version: int
    change: str = "new"


@dataclass(frozen=True, slots=True)
class Exported:
    """What one export did; ``file`` is None where nothing was new."""

    file: Path | None
    new: int = 0
    changed: int = 0
    unchanged: int = 0


@dataclass(frozen=True, slots=True)
class _Coming:
    file: str
    rows: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Record:
    """Keyed hash of a determination → keyed hash of its row."""

    rows: dict[str, str] = field(default_factory=dict)
    coming: _Coming | None = None


_RECORD: Final = TypeAdapter(_Record)


class VoucherExport:
    """Writes import files, and remembers what it wrote.

    Args:
        settings: the file's form.
        record: where is remembered what was exported.
        key: of the record's hashes.
        clock: for the file's name.
    """

    def __init__(
        self, settings: VoucherExportSettings, *, record: Path, key: bytes, clock: Clock
    ) -> None:
        self._settings = settings
        self._record = record
        self._key = key
        self._clock = clock

    def export(self, rows: Iterable[VoucherRow]) -> Exported:
        """Write what is new or changed into one file.

        Raises:
            VoucherExportUnavailable: the folder or the record cannot be used now.
            VoucherNotWritable: a text that the encoding does not know.
        """
        try:
            self._record.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(self._record.with_name(f"{self._record.name}.lock")):
                return self._export(list(rows))
        except OSError as trouble:
            raise VoucherExportUnavailable(trouble=type(trouble).__name__) from None

    def _export(self, rows: list[VoucherRow]) -> Exported:
        record = self._recovered()
        named = {self._hash(row.determination): row for row in rows}
        hashes = {name: self._hash(*self._facts(row)) for name, row in named.items()}
        due = {name: one for name, one in hashes.items() if record.rows.get(name) != one}
        if not due:
            return Exported(None, unchanged=len(rows))
        changed = [name for name in due if name in record.rows]
        content = self._file(
            [replace(named[name], change="changed" if name in changed else "new") for name in due]
        )
        file = self._free_name()
        hidden = _hidden(file)
        _write(hidden, content)
        self._remember(replace(record, coming=_Coming(file.name, due)))
        os.replace(hidden, file)  # noqa: PTH105 - the same on every system
        self._remember(_Record(record.rows | due))
        return Exported(file, len(due) - len(changed), len(changed), len(rows) - len(due))

    def _recovered(self) -> _Record:
        """The record, after an export that was cut off: its file came, if it is hidden no more."""
        try:
            record = _RECORD.validate_json(self._record.read_bytes())
        except FileNotFoundError:
            record = _Record()
        except ValidationError:
            raise VoucherExportUnavailable(trouble="record") from None
        if not self._settings.folder.is_dir():
            raise VoucherExportUnavailable(trouble="folder")
        if record.coming is not None:
            hidden = _hidden(self._settings.folder / record.coming.file)
            rows = record.rows if hidden.exists() else record.rows | record.coming.rows
            record = _Record(rows)
            self._remember(record)
        # Only now, since its being there is what was told by. Also one that the record never heard
        # of goes: nobody would look for identity codes there.
        for left in self._settings.folder.glob(_hidden_name(self._name_at("*"))):
            left.unlink()
        return record

    def _remember(self, record: _Record) -> None:
        half = self._record.with_name(f"{self._record.name}.kesken")
        _write(half, _RECORD.dump_json(record))
        os.replace(half, self._record)  # noqa: PTH105 - the same on every system

    def _free_name(self) -> Path:
        now = self._clock().astimezone(HELSINKI)
        stem = self._name_at(f"{now:%Y%m%d-%H%M%S}")
        file, count = self._settings.folder / stem, 1
        while file.exists():
            count += 1
            file = self._settings.folder / f"{Path(stem).stem}-{count}{Path(stem).suffix}"
        return file

    def _name_at(self, time: str) -> str:
        return self._settings.file_name.replace("{time}", time)

    def _file(self, rows: list[VoucherRow]) -> bytes:
        columns = self._settings.columns
        made = io.StringIO(newline="")
        writer = csv.writer(made, delimiter=self._settings.separator, lineterminator="\r\n")
        if self._settings.headings:
            writer.writerow([safe(column.heading) for column in columns])
        for row in sorted(rows, key=lambda one: one.determination):
            written = [self._cell(column, row) for column in columns]
            self._check(written, row)
            writer.writerow(written)
        return made.getvalue().encode(self._settings.encoding)

    def _check(self, written: list[str], row: VoucherRow) -> None:
        try:
            "".join(written).encode(self._settings.encoding)
        except UnicodeEncodeError:
            raise VoucherNotWritable(case=row.case_id, encoding=self._settings.encoding) from None

    def _cell(self, column: Column, row: VoucherRow) -> str:
        if column.value is None:
            return safe(column.fixed or "")
        value = getattr(row, column.value)
        if isinstance(value, IdentityCode):
            return value.reveal()
        if value is None:
            return ""
        if isinstance(value, Decimal):
            return as_text(value).replace(".", self._settings.decimal_sign)
        if isinstance(value, date):
            finnish = self._settings.day_format == "finnish"
            return f"{value.day}.{value.month}.{value.year}" if finnish else value.isoformat()
        return safe(self._words.get(str(value), str(value)))

    @property
    def _words(self) -> Mapping[str, str]:
        """The voucher system's words by ours, which no two of the lists have in common."""
        words = self._settings.words
        lists = (words.service, words.per, words.change)
        return {str(ours): theirs for one in lists for ours, theirs in one.items()}

    def _facts(self, row: VoucherRow) -> list[str]:
        """What makes a row another: everything that is written of it but version and days of the
        run, in which nothing of the voucher lies."""
        return [
            self._cell(column, row)
            for column in self._settings.columns
            if column.value is not None and column.value not in ("change", "version", "day")
        ]

    def _hash(self, *parts: str) -> str:
        return hmac.new(self._key, "\x1f".join(parts).encode(), hashlib.sha256).hexdigest()


def safe(text: str) -> str:
    """The text, so that no program that opens the file takes it for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _hidden(file: Path) -> Path:
    return file.with_name(_hidden_name(file.name))


def _hidden_name(name: str) -> str:
    return f".{name}.kesken"


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
