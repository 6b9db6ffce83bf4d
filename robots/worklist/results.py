"""Writes results back into the worklist, which somebody may have open.

A result is in the journal before anything else happens to it. The file is then changed whole or not
at all, only while nobody has it open, and only if it is still the file that was read: otherwise the
results wait. What the file must show is compared with what it shows, so a result comes back when
somebody saves an older copy over it.
"""

from __future__ import annotations

import io
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import openpyxl

from robots.casework.errors import ApplicationError
from robots.casework.period import HELSINKI
from robots.casework.reason import Reason
from robots.casework.texts import Language, text
from robots.worklist.age import Age
from robots.worklist.cells import in_csv, in_workbook
from robots.worklist.errors import RowRefused
from robots.worklist.fields import Cell, as_text, is_empty
from robots.worklist.grids import (
    CSV,
    OLD_WORKBOOK,
    Grid,
    Mark,
    content_of,
    csv_rows,
    mark_of,
    places_of,
    read_grid,
)
from robots.worklist.journal import Journal, Noted, Result
from robots.worklist.rows import RowReader
from robots.worklist.settings import WorklistSettings

#: Puts a finished file in the place of another, at once.
Replace = Callable[[Path, Path], object]


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of the results: rows written now, rows that wait, and why they do."""

    written: int
    pending: int
    why: Reason | None = None


class Results:
    """The result columns of one worklist; safe for several threads and processes."""

    def __init__(
        self, settings: WorklistSettings, journal: Path, replace: Replace = os.replace
    ) -> None:
        self._settings = settings
        self._journal = Journal(journal)
        self.age = Age(journal)
        self._replace = replace

    def note(self, noted: Noted) -> None:
        """Write the result down; it is on the disk when this returns."""
        with self._journal.held():
            self._journal.add(noted)

    def noted_at(self) -> list[datetime]:
        """When each case's last result was noted."""
        with self._journal.held():
            return [one.result.at for one in self._journal.latest().values()]

    def forget_before(self, moment: datetime) -> None:
        """Forget the results noted before the moment, in the worklist by then or not."""
        with self._journal.held():
            self._journal.forget_before(moment)

    def apply_pending(self) -> Applied:
        """Bring the worklist up to the journal, if that can be done now."""
        with self._journal.held():
            noted = self._journal.latest()
            if not noted:
                return Applied(0, 0)
            try:
                if self._settings.file.suffix.lower() == OLD_WORKBOOK:
                    return self._apply_beside(noted)
                return self._apply(noted)
            except ApplicationError as error:
                return Applied(0, len(noted), Reason.of(error))

    def _apply(self, noted: Mapping[str, Noted]) -> Applied:
        settings, file = self._settings, self._settings.file
        mark = mark_of(file)
        content = content_of(file)
        grid = read_grid(settings, content)
        columns = [grid.place(heading) for heading in settings.results.headings]
        texts: dict[tuple[int, int], str] = {}
        for row, cells, one in self._rows(grid, noted):
            for column, wanted in zip(columns, self._texts(one.result), strict=True):
                if _shown(cells, column) != wanted:
                    texts[row, column] = wanted
        rows = len({row for row, _ in texts})
        if not texts:
            return Applied(0, 0)
        if _is_open(file):
            return Applied(0, rows, Reason("worklist_open"))
        if file.suffix.lower() == CSV:
            changed = in_csv(content, *csv_rows(settings, content), texts)
        else:
            changed = in_workbook(content, settings.sheet, texts)
        return self._put(file, changed, mark, rows)

    def _apply_beside(self, noted: Mapping[str, Noted]) -> Applied:
        """An .xls cannot be changed without harm: the results get a workbook of their own."""
        settings = self._settings
        grid = read_grid(settings, content_of(settings.file))
        headings = (settings.columns["id"], *settings.results.headings)
        wanted = [headings]
        for _, _, one in self._rows(grid, noted):
            wanted.append((one.result.case_id, *self._texts(one.result)))
        beside = settings.file.with_name(f"{settings.file.stem}.tulokset.xlsx")
        mark = mark_of(beside) if beside.exists() else None
        shown = _rows_of(content_of(beside)) if mark else []
        rows = len(set(wanted[1:]) - set(shown))
        if wanted == shown:
            return Applied(0, 0)
        if _is_open(beside):
            return Applied(0, rows, Reason("worklist_open"))
        return self._put(beside, _workbook_of(wanted), mark, rows)

    def _rows(
        self, grid: Grid, noted: Mapping[str, Noted]
    ) -> Iterator[tuple[int, Sequence[Cell], Noted]]:
        """The rows that have a result, found by the case's id, wherever they stand now."""
        places = places_of(self._settings, grid)
        reader = RowReader(self._settings, places, test_range=True)
        for row, cells in grid.cases():
            one = noted.get(_shown(cells, places["id"]))
            if one is not None and _is_about(one, reader, row, cells):
                yield row, cells, one

    def _texts(self, result: Result) -> tuple[str, str, str, str]:
        """What the four result columns show."""
        language = self._settings.language
        return (
            text(f"words.outcome_{result.outcome}", language),
            f"{result.at.astimezone(HELSINKI):%Y-%m-%d %H:%M}",
            result.workbook,
            result.reason_sv if language is Language.SWEDISH else result.reason_fi,
        )

    def _put(self, file: Path, content: bytes, mark: Mark | None, rows: int) -> Applied:
        """The content in the file's place, if it is still the file that ``mark`` was taken of."""
        try:
            handle, name = tempfile.mkstemp(prefix=".", suffix=".new", dir=file.parent)
            new = Path(name)
            try:
                with os.fdopen(handle, "wb") as stream:
                    stream.write(content)
                    stream.flush()
                    os.fsync(stream.fileno())
                if mark is not None:
                    shutil.copymode(file, new)
                    if mark_of(file) != mark:
                        return Applied(0, rows, Reason("worklist_changed"))
                self._replace(new, file)
                if mark is not None and file == self._settings.file:
                    self.age.we_wrote(mark[0], mark_of(file)[0])
            finally:
                new.unlink(missing_ok=True)
        except OSError:
            return Applied(0, rows, Reason("worklist_not_writable"))
        return Applied(rows, 0)


def _is_about(noted: Noted, reader: RowReader, row: int, cells: Sequence[Cell]) -> bool:
    """Whether the row is about the determination that ended so; a row that cannot be read is
    about the one that was told of it."""
    try:
        due, purpose = (reader.value(row, cells, field) for field in ("due", "purpose"))
    except RowRefused:
        return True
    return noted.due in (None, due) and noted.purpose in (None, purpose)


def _shown(cells: Sequence[Cell], column: int) -> str:
    cell = cells[column] if column < len(cells) else None
    return "" if is_empty(cell) else as_text(cell)


def _is_open(file: Path) -> bool:
    """Whether Excel (its owner file) or LibreOffice (its lock) has the file open."""
    return any(file.with_name(name).exists() for name in (f"~${file.name}", f".~lock.{file.name}#"))


def _rows_of(content: bytes) -> list[tuple[str, ...]]:
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    return [tuple(str(cell or "") for cell in row) for row in book.worksheets[0].values]


def _workbook_of(rows: Sequence[Sequence[str]]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(list(row))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
