"""The officer's working copy: made of the sealed workbook, and read back.

It is read by laying it beside the sealed workbook: whatever cell is not as it was delivered, the
officer wrote, wherever it is. What a cell means is told by its defined name, which carries the
figure's id; a cell without one is a note. So nothing that was written is lost, also where rows or
sheets were added; only drawings are left to the copy itself, which stays where it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
from openpyxl.workbook.workbook import Workbook

from robots.casework.money import cents
from robots.casework.texts import Language, text
from robots.casework.words import Purpose
from robots.feelaw.model import Counts
from robots.summary.written import Written, WrittenAs
from robots.workbook.calculation.plan import RESULT
from robots.workbook.compared import Changed, changed_cells

#: No workbook of ours comes near: what is larger is no working copy.
_LARGEST: Final = 300_000_000
_RELATIONS: Final = re.compile(r"xl/worksheets/_rels/.*\.rels")
_FILE_BESIDE: Final = re.compile(rb'(Target=")(?!#)([^":/][^":]*")(?=[^>]*TargetMode="External")')
_EXTERNAL_FIRST: Final = re.compile(rb'(TargetMode="External"[^>]*Target=")(?!#)([^":/][^":]*")')
_ADDED: Final = re.compile(r"(?:client|spouse)_added_")
_FIGURE: Final = re.compile(r"_(amount|per|counts)$")
#: The cell of what the workbook comes to with the officer's changes.
_RESULT: Final = "officer_result"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a working copy says."""

    written: tuple[Written, ...]
    fee: Decimal | None
    """What the copy's own calculation came to, as the spreadsheet program saved it."""


def working_copy(number: int, sealed: bytes) -> bytes:
    """The sealed workbook, to lie beside its version's folder: links to the evidence lead into the
    folder. The same workbook gives the same bytes."""
    folder = f"v{number}/".encode()
    made = BytesIO()
    with ZipFile(BytesIO(sealed)) as old, ZipFile(made, "w", ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = old.read(entry)
            if _RELATIONS.fullmatch(entry.filename):
                for pattern in (_FILE_BESIDE, _EXTERNAL_FIRST):
                    content = pattern.sub(rb"\g<1>" + folder + rb"\g<2>", content)
            new.writestr(entry, content)
    return made.getvalue()


def read_back(copy: bytes, sealed: bytes, twin: Mapping[str, Any], number: int) -> Reading | None:
    """What the officer has written into the working copy of a version.

    Args:
        copy: the working copy as it is saved.
        sealed: the version's workbook as it was delivered.
        twin: the version's twin: which figures there are.
        number: the version's.

    Returns:
        None where the copy is no workbook that can be read: damaged, protected by a password, or
        another file altogether.
    """
    if copy == working_copy(number, sealed):
        return Reading((), None)
    try:
        theirs, values, ours = _opened(copy), _opened(copy, values=True), _opened(sealed)
        if not set(ours.sheetnames) & set(theirs.sheetnames):
            return None
        changed = changed_cells(ours, theirs)
        meanings = _Meanings(ours, values, twin)
        written = tuple(meanings.of(one, number) for one in changed)
        fee = _amount(meanings.value_of(_RESULT)) if written and meanings.is_of_a_fee else None
    except Exception:  # openpyxl raises whatever a foreign file makes it raise
        return None
    return Reading(written, fee)


def _opened(content: bytes, *, values: bool = False) -> Workbook:
    with ZipFile(BytesIO(content)) as parts:
        if sum(part.file_size for part in parts.infolist()) > _LARGEST:
            raise ValueError("larger than any workbook of ours")
    return openpyxl.load_workbook(BytesIO(content), data_only=values)


class _Meanings:
    """What the cells of a version's workbook stand for."""

    def __init__(self, sealed: Workbook, values: Workbook, twin: Mapping[str, Any]) -> None:
        self._values = values
        self._names = dict(_named_cells(sealed))
        self._cells = {name: cell for cell, name in self._names.items()}
        self._rows = {
            f"{row['person']}_{re.sub('[^A-Za-z0-9]', '_', row['id'])}": row["id"]
            for row in (*twin.get("records", ()), *twin.get("deductions", ()))
        }
        self._costs = {str(row["id"]) for row in twin.get("deductions", ())}
        self.is_of_a_fee = twin.get("case", {}).get("purpose") == Purpose.FEE
        self._questions = [str(one["code"]) for one in twin.get("findings", ())]

    def of(self, one: Changed, number: int) -> Written:
        """The cell as what it means."""
        name = self._names.get((one.sheet, one.was_at), "")
        figure = _FIGURE.search(name)
        stem = name[: figure.start()] if figure else name
        row = self._rows.get(stem, "")
        written_as = WrittenAs.NOTE
        question = ""
        if _ADDED.match(name):
            written_as = WrittenAs.ROW
        elif name:
            written_as = WrittenAs.FIGURE
        elif _is(one.sheet, "sheet_questions") and one.heading and _is(one.heading, _SOLUTION):
            written_as, question = WrittenAs.ANSWER, self._question(one.number)
        what = figure[1] if figure and row else ""
        return Written(
            version=number,
            written_as=written_as,
            sheet=one.sheet,
            cell=one.cell,
            about=one.about,
            before=one.before,
            now=one.now,
            row=row,
            monthly=self._monthly(stem, row) if what in ("amount", "per") else None,
            counts=_counts(one.now) if what == "counts" else None,
            question=question,
        )

    def value_of(self, name: str) -> Any:
        """The value of a named cell in the working copy, as it was saved."""
        place = self._cells.get(name)
        if place is None or place[0] not in self._values.sheetnames:
            return None
        return self._values[place[0]][place[1]].value

    def _monthly(self, stem: str, row: str) -> Decimal | None:
        """Euros a month of a figure: of an income its amount by what the amount is for, of a cost
        what the copy's calculation has left of it."""
        if row in self._costs:
            sheet, place = self._cells[f"{stem}_amount"]
            at = self._values[sheet][place].row
            return _amount(self._values[sheet].cell(at, RESULT).value)
        amount = _amount(self.value_of(f"{stem}_amount"))
        if amount is None:
            return None
        is_year = _is(str(self.value_of(f"{stem}_per") or ""), "choice_year")
        return cents(amount / 12) if is_year else amount

    def _question(self, number: int) -> str:
        """The code of the question in the row that shows this number."""
        return self._questions[number - 1] if 0 < number <= len(self._questions) else ""


_SOLUTION: Final = "column_solution"


def _named_cells(book: Workbook) -> Iterator[tuple[tuple[str, str], str]]:
    """Each single cell that has a defined name: its sheet and place, and the name."""
    scopes: Sequence[Mapping[str, Any]] = (
        book.defined_names,
        *(sheet.defined_names for sheet in book.worksheets),
    )
    for scope in scopes:
        for name, defined in scope.items():
            for sheet, place in defined.destinations:
                if place and ":" not in place:
                    yield (sheet, place.replace("$", "")), name


def _is(written: str, key: str) -> bool:
    """Whether this is a text of the workbook's own, in either language."""
    return written in {text(f"workbook.{key}", language) for language in Language}


def _counts(written: str) -> Counts | None:
    if _is(written, "choice_yes"):
        return Counts.COUNTED
    return Counts.NOT_COUNTED if _is(written, "choice_no") else None


def _amount(value: Any) -> Decimal | None:
    is_number = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    return cents(Decimal(str(value))) if is_number else None
