"""The worklist as it is now: its cases, and the rows that cannot be cases."""

from __future__ import annotations

import os
import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from robots.casework.case import Case
from robots.casework.errors import ApplicationError, CaseRefused
from robots.casework.reason import Reason
from robots.worklist.errors import CaseTwice, CaseUnknown, RowRefused
from robots.worklist.fields import Cell
from robots.worklist.grids import Mark, content_of, mark_of, places_of, read_grid
from robots.worklist.journal import Noted, Result
from robots.worklist.results import Applied, Replace, Results
from robots.worklist.rows import RowReader
from robots.worklist.settings import WorklistSettings


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that cannot be a case; its id, where that much could be read."""

    row: int
    case_id: str | None
    error: RowRefused

    @property
    def reason(self) -> Reason:
        return Reason.of(self.error)


@dataclass(frozen=True, slots=True)
class Reading:
    """One look at the worklist, in the file's order."""

    cases: tuple[Case, ...]
    refused: tuple[RefusedRow, ...]
    _by_id: dict[str, Case | RefusedRow] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_id: dict[str, Case | RefusedRow] = {case.id: case for case in self.cases}
        by_id.update({row.case_id: row for row in self.refused if row.case_id is not None})
        object.__setattr__(self, "_by_id", by_id)

    def case(self, case_id: str) -> Case:
        """The case of that id.

        Raises:
            CaseUnknown: no row has it.
            RowRefused: its row cannot be a case.
        """
        found = self._by_id.get(case_id)
        if found is None:
            raise CaseUnknown()
        if isinstance(found, RefusedRow):
            raise found.error.with_traceback(None)
        return found


class Worklist:
    """One county's worklist file; safe for several threads and processes.

    Args:
        test_range: whether identity codes of the test range are accepted (not in production).
        journal: the worker's own file, where results wait until the worklist shows them.
        replace: puts a finished file in the worklist's place.
        is_written: False where no result is to get into it (shadow mode).
    """

    def __init__(
        self,
        settings: WorklistSettings,
        *,
        test_range: bool,
        journal: Path,
        replace: Replace = os.replace,
        is_written: bool = True,
    ) -> None:
        self._settings = settings
        self._test_range = test_range
        self._is_written = is_written
        self._results = Results(settings, journal, replace)
        self._lock = threading.Lock()
        self._last: tuple[Mark, Reading] | None = None

    def read(self) -> Reading:
        """The file as it is now; read again only if somebody has saved it since.

        Raises:
            WorklistUnavailable: it cannot be read just now.
            CannotStart: missing, damaged, or without a sheet or heading that the settings name.
        """
        with self._lock:
            mark = mark_of(self._settings.file)
            if self._last is None or self._last[0] != mark:
                self._last = mark, self._read()
            return self._last[1]

    def case(self, case_id: str) -> Case:
        """One case as its row is now.

        Raises:
            CaseUnknown: no row has that id.
            RowRefused: its row cannot be a case.
            WorklistUnavailable, CannotStart: as :meth:`read`.
        """
        return self.read().case(case_id)

    def write_back(self, result: Result) -> None:
        """Write the result down for its row; :meth:`apply_pending` brings it into the file.

        It is for the determination that the row is about now: a later one of the same case does
        not get it.
        """
        if not self._is_written:
            return
        try:
            case = self.case(result.case_id)
        except (CaseRefused, ApplicationError):
            self._results.note(Noted(result, None, None))
        else:
            self._results.note(Noted(result, case.purpose, case.due))

    def apply_pending(self) -> Applied:
        """Bring every result that the file does not show into it, if that can be done now.

        The whole file is written, so it is for the end of a run, not for every case.
        """
        return self._results.apply_pending() if self._is_written else Applied(0, 0)

    def results_noted_at(self) -> list[datetime]:
        """When each case's last result was written down."""
        return self._results.noted_at()

    def forget_results_before(self, moment: datetime) -> None:
        """Forget results written down before the moment: the worklist shows them by then, or has
        no such row any more."""
        self._results.forget_before(moment)

    def kept_at(self) -> datetime:
        """When somebody other than the worker last wrote the file.

        Raises:
            WorklistUnavailable, CannotStart: it is not there, or the share does not answer.
        """
        mark_of(self._settings.file)
        return self._results.age.of(self._settings.file)

    def _read(self) -> Reading:
        settings = self._settings
        grid = read_grid(settings, content_of(settings.file))
        reader = RowReader(settings, places_of(settings, grid), test_range=self._test_range)
        ids = {row: _id_of(reader, row, cells) for row, cells in grid.cases()}
        # Windows and its shares do not tell capitals from small letters in a folder's name.
        times = Counter(one.casefold() for one in ids.values() if one is not None)
        cases: list[Case] = []
        refused: list[RefusedRow] = []
        for row, cells in grid.cases():
            case_id = ids[row]
            try:
                if case_id is not None and times[case_id.casefold()] > 1:
                    raise CaseTwice(row=row, column=settings.columns["id"])
                cases.append(reader.case(row, cells))
            except RowRefused as error:
                refused.append(RefusedRow(row, case_id, error))
        return Reading(tuple(cases), tuple(refused))


def _id_of(reader: RowReader, row: int, cells: Sequence[Cell]) -> str | None:
    try:
        found: str | None = reader.value(row, cells, "id")
        return found
    except RowRefused:
        return None
