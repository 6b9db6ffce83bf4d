"""The register's yearly code workbook: which codes there are, read by headings and never by place.

The layout is data (``resources/registers/income-types-workbook.yaml``). Where a sheet has no column
of groups, a row with one text alone is the heading of the codes below it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias
from zipfile import BadZipFile

import openpyxl
import yaml
from openpyxl.utils.exceptions import InvalidFileException
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from robots.incomes_register.errors import WorkbookLayoutWrong, WorkbookNotUnderstood
from robots.incomes_register.kinds import Kind

LAYOUT: Final = Path(__file__).parents[2] / "resources" / "registers" / "income-types-workbook.yaml"

_Column: TypeAlias = Literal["code", "name", "group", "valid_from", "valid_to"]
_NEEDED: Final[tuple[_Column, ...]] = ("code", "name")
_CODE: Final = re.compile(r"[0-9]{3,4}")
_DAY: Final = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class CodeRange(_Strict):
    """Codes from one to another, both included."""

    first: int = Field(alias="from")
    last: int = Field(alias="to")


class DeductionCodes(_Strict):
    """Which codes are deductions, and no income."""

    wages: CodeRange
    groups: frozenset[str]


class Layout(_Strict):
    """How a workbook is laid out."""

    confirmation: str
    checked_on: date
    sheets: tuple[str, ...]
    heading_within_rows: int = Field(ge=1)
    headings: Mapping[_Column, tuple[str, ...]]
    deductions: DeductionCodes

    @classmethod
    def read(cls, file: Path = LAYOUT) -> Layout:
        """Read a layout.

        Raises:
            WorkbookLayoutWrong: missing, or not of this form.
        """
        try:
            return cls.model_validate(yaml.safe_load(file.read_text("utf-8")))
        except (OSError, UnicodeDecodeError, yaml.YAMLError, ValidationError):
            raise WorkbookLayoutWrong(file=file.name) from None

    def is_deduction(self, register: Kind, code: int, group: str) -> bool:
        """Whether a code is no income, whatever else it is."""
        series = self.deductions.wages
        is_of_series = register is Kind.WAGES and series.first <= code <= series.last
        return is_of_series or _plain(group) in {_plain(one) for one in self.deductions.groups}


@dataclass(frozen=True, slots=True)
class Listed:
    """One code as a workbook lists it."""

    code: int
    name: str
    group: str
    valid_from: date | None
    valid_to: date | None


def codes_in(file: Path, layout: Layout) -> dict[int, Listed]:
    """The codes that a workbook lists.

    Raises:
        WorkbookNotUnderstood: no workbook, no sheet with the headings, a heading or code twice, a
            code or day that is none, or no code at all; says where.
    """
    try:
        book = openpyxl.load_workbook(file, read_only=True, data_only=True)
    except (OSError, BadZipFile, InvalidFileException, KeyError, ValueError):
        raise WorkbookNotUnderstood(file=file.name, place="-") from None
    listed: dict[int, Listed] = {}
    try:
        for name in layout.sheets or book.sheetnames:
            if name not in book.sheetnames:
                raise WorkbookNotUnderstood(file=file.name, place=name)
            for place, one in _of_sheet(book[name].iter_rows(values_only=True), name, file, layout):
                if one.code in listed:
                    raise WorkbookNotUnderstood(file=file.name, place=place)
                listed[one.code] = one
    finally:
        book.close()
    if not listed:
        raise WorkbookNotUnderstood(file=file.name, place="-")
    return listed


def _of_sheet(
    rows: Iterator[Sequence[Any]], sheet: str, file: Path, layout: Layout
) -> Iterator[tuple[str, Listed]]:
    """The codes of one sheet, each with its place; none where the sheet has no such headings."""
    columns: Mapping[str, int] | None = None
    section = ""
    for number, cells in enumerate(rows, 1):
        place = f"{sheet} {number}"
        if columns is None:
            if number > layout.heading_within_rows:
                return
            columns = _columns(cells, layout, file, place)
            continue
        told = [str(cell).strip() for cell in cells if cell is not None and str(cell).strip()]
        written = _cell(cells, columns, "code")
        if len(told) == 1 and not _CODE.fullmatch(written):
            section = told[0]
        elif told:
            yield place, _listed(cells, columns, section, file, place)


def _columns(
    cells: Sequence[Any], layout: Layout, file: Path, place: str
) -> Mapping[str, int] | None:
    """Where each column stands, if this is the row of headings."""
    headings = {_plain(text): key for key, texts in layout.headings.items() for text in texts}
    found: dict[str, int] = {}
    for at, cell in enumerate(cells):
        key = headings.get(_plain(str(cell or "")))
        if key is not None and key in found:
            raise WorkbookNotUnderstood(file=file.name, place=place)
        if key is not None:
            found[key] = at
    return found if all(key in found for key in _NEEDED) else None


def _listed(
    cells: Sequence[Any], columns: Mapping[str, int], section: str, file: Path, place: str
) -> Listed:
    code, name = _cell(cells, columns, "code"), _cell(cells, columns, "name")
    if not (_CODE.fullmatch(code) and name):
        raise WorkbookNotUnderstood(file=file.name, place=place)
    try:
        return Listed(
            code=int(code),
            name=" ".join(name.split()),
            group=_cell(cells, columns, "group") or section,
            valid_from=_day(cells, columns, "valid_from"),
            valid_to=_day(cells, columns, "valid_to"),
        )
    except ValueError:
        raise WorkbookNotUnderstood(file=file.name, place=place) from None


def _cell(cells: Sequence[Any], columns: Mapping[str, int], key: str) -> str:
    value = cells[columns[key]] if key in columns and columns[key] < len(cells) else None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()


def _day(cells: Sequence[Any], columns: Mapping[str, int], key: str) -> date | None:
    value = cells[columns[key]] if key in columns and columns[key] < len(cells) else None
    if isinstance(value, datetime):
        return value.date()
    written = "" if value is None else str(value).strip()
    if not written:
        return None
    match = _DAY.fullmatch(written)
    if match:
        return date(int(match[3]), int(match[2]), int(match[1]))
    return date.fromisoformat(written)


def _plain(written: str) -> str:
    return " ".join(written.split()).casefold()
