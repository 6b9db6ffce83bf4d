"""The worklist file as rows of cells, whatever its type."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from robots.worklist.errors import (
    HeadingMissing,
    HeadingTwice,
    SheetMissing,
    WorklistDamaged,
    WorklistMissing,
    WorklistTypeUnknown,
    WorklistUnavailable,
)
from robots.worklist.fields import Cell, folded, is_empty
from robots.worklist.settings import WorklistSettings

WORKBOOKS: Final = frozenset({".xlsx", ".xlsm"})
OLD_WORKBOOK: Final = ".xls"
CSV: Final = ".csv"


#: Changes when somebody saves the file: when, how long it is, and which file it is.
Mark: TypeAlias = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Grid:
    """The rows of a file; ``rows[0]`` is row 1."""

    rows: Sequence[Sequence[Cell]]
    heading_row: int
    places: Mapping[str, int]
    """Heading, folded → index of the column; -1 where it stands twice."""

    def place(self, heading: str) -> int:
        """The index of the heading's column.

        Raises:
            HeadingMissing, HeadingTwice: it is not there, or not once.
        """
        place = self.places.get(folded(heading))
        if place is None:
            raise HeadingMissing(column=heading)
        if place < 0:
            raise HeadingTwice(column=heading)
        return place

    def cases(self) -> Iterable[tuple[int, Sequence[Cell]]]:
        """The rows below the headings that hold anything, with their numbers."""
        for number, cells in enumerate(self.rows, start=1):
            if number > self.heading_row and not all(is_empty(cell) for cell in cells):
                yield number, cells


def mark_of(file: Path) -> Mark:
    """What changes when somebody saves the file.

    Raises:
        WorklistMissing, WorklistUnavailable: it is not there, or the share does not answer.
    """
    try:
        status = file.stat()
    except FileNotFoundError:
        raise WorklistMissing(file=file.name) from None
    except OSError:
        raise WorklistUnavailable(file=file.name) from None
    return status.st_mtime_ns, status.st_size, status.st_ino


def content_of(file: Path) -> bytes:
    """The file's bytes: read at once, so that nobody who wants to save it is in our way.

    Raises:
        WorklistMissing, WorklistUnavailable: it is not there, or cannot be read now.
    """
    try:
        return file.read_bytes()
    except FileNotFoundError:
        raise WorklistMissing(file=file.name) from None
    except OSError:
        raise WorklistUnavailable(file=file.name) from None


def read_grid(settings: WorklistSettings, content: bytes) -> Grid:
    """The grid of a worklist file's content.

    Raises:
        CannotStart: the file is of another type than its name says, or without the sheet.
        WorklistUnavailable: an .xls cannot be read just now.
    """
    suffix = settings.file.suffix.lower()
    rows: Sequence[Sequence[Cell]]
    if suffix in WORKBOOKS:
        rows = _workbook_rows(settings, content)
    elif suffix == OLD_WORKBOOK:
        rows = _old_workbook_rows(settings)
    elif suffix == CSV:
        rows = csv_rows(settings, content)[0]
    else:
        raise WorklistTypeUnknown(file=settings.file.name)
    headings = rows[settings.heading_row - 1] if len(rows) >= settings.heading_row else ()
    places: dict[str, int] = {}
    for index, cell in enumerate(headings):
        if not is_empty(cell):
            heading = folded(str(cell))
            places[heading] = -1 if heading in places else index
    return Grid(rows, settings.heading_row, places)


def places_of(settings: WorklistSettings, grid: Grid) -> dict[str, int]:
    """Field → index of its column.

    Raises:
        HeadingMissing, HeadingTwice: a heading of the settings is not in the file, or not once.
    """
    if settings.file.suffix.lower() != OLD_WORKBOOK:
        for heading in settings.results.headings:
            grid.place(heading)
    return {field: grid.place(heading) for field, heading in settings.columns.items()}


def _workbook_rows(settings: WorklistSettings, content: bytes) -> list[tuple[Cell, ...]]:
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, SyntaxError):
        raise WorklistDamaged(file=settings.file.name) from None
    try:
        if settings.sheet is not None and settings.sheet not in book.sheetnames:
            raise SheetMissing(sheet=settings.sheet)
        sheet = book[settings.sheet] if settings.sheet is not None else book.worksheets[0]
        sheet.reset_dimensions()  # some programs write them too small
        return list(sheet.iter_rows(min_row=1, values_only=True))
    finally:
        book.close()


def _old_workbook_rows(settings: WorklistSettings) -> list[tuple[Cell, ...]]:
    from RPA.Excel.Files import Files  # heavy, and only counties with old workbooks need it

    books = Files()
    try:
        try:
            books.open_workbook(str(settings.file))
        except OSError:
            raise WorklistUnavailable(file=settings.file.name) from None
        except Exception:  # xlrd's errors have no common class but this one
            raise WorklistDamaged(file=settings.file.name) from None
        if settings.sheet is not None and settings.sheet not in books.list_worksheets():
            raise SheetMissing(sheet=settings.sheet)
        return [tuple(row.values()) for row in books.read_worksheet(settings.sheet)]
    finally:
        if books.workbook is not None:
            books.close_workbook()


def csv_rows(settings: WorklistSettings, content: bytes) -> tuple[list[list[Cell]], str]:
    """The rows of a CSV file and its delimiter: the one that finds more of the headings.

    Raises:
        WorklistDamaged: the file is not in UTF-8.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise WorklistDamaged(file=settings.file.name) from None
    wanted = {folded(heading) for heading in settings.columns.values()}

    def rows_by(delimiter: str) -> list[list[Cell]]:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        return [list(row) for row in reader]

    def headings_found(delimiter: str) -> int:
        rows = rows_by(delimiter)[: settings.heading_row]
        return len(wanted & {folded(str(cell)) for cell in rows[-1]}) if rows else 0

    delimiter = max(";,", key=headings_found)
    return rows_by(delimiter), delimiter
