"""What the calculation's sheets hold, before anything has its place: rows of cells with keys.

A key names a cell among all others of the workbook, and is its defined name where a person or
another program looks for it: English, stable, and with the figure's id where there are several.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final, Literal

from robots.casework.words import Role
from robots.workbook.calculation.expressions import NOTHING, At, Expression, Value, When
from robots.workbook.layout import Link
from robots.workbook.wording import Wording

Shape = Literal["euros", "quantity", "day", "text", "plain"]
#: The columns of the calculation's sheet.
NUMBER, NAME, KIND, AMOUNT, PER, COUNTS, BEFORE, RESULT, PROGRAM, STATUS, GROUND = range(1, 12)
WIDTHS: Final = (5, 30, 25, 14, 12, 14, 15, 16, 16, 12, 30)


@dataclass(frozen=True, slots=True)
class Entry:
    """A yellow cell: what stands in it when the workbook is delivered, and what may."""

    start: Value
    takes: Literal["amount", "hours", "persons", "day", "choice", "text"]
    choices: tuple[str, ...] = ()
    named_list: str = ""
    """Instead of choices: the name of the cells that hold them, where they are many."""


Content = Entry | Expression | Link | Value | int


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell, or several merged ones from ``column`` to ``last``."""

    column: int
    content: Content
    key: str = ""
    shape: Shape = "text"
    last: int = 0
    is_named: bool = False
    """Whether formulas and other programs call it by its key."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row; its kind says how it looks."""

    cells: tuple[Cell, ...] = ()
    kind: Literal["title", "note", "space", "section", "head", "row", "result"] = "row"
    heading: bool = False


@dataclass(slots=True)
class Plan:
    """The rows of one sheet, in their order."""

    name: str
    widths: tuple[float, ...]
    rows: list[Row] = field(default_factory=list)

    def add(self, *cells: Cell, kind: Any = "row", heading: bool = False) -> None:
        self.rows.append(Row(cells, kind, heading))

    def cells(self) -> Iterator[Cell]:
        return (cell for row in self.rows for cell in row.cells)


@dataclass(frozen=True, slots=True)
class Choices:
    """The words of the drop-down lists in the reader's language."""

    yes: str
    no: str
    month: str
    year: str
    open: str
    """Of a row that must be settled before there is a result."""
    changed: str
    settled: str


def choices_of(words: Wording) -> Choices:
    """The choices in the reader's language."""
    return Choices(
        *(
            words(f"choice_{key}")
            for key in ("yes", "no", "month", "year", "open", "changed", "settled")
        )
    )


def key_of(role: Role, identifier: str, what: str) -> str:
    """The key of one figure's cell, e.g. ``client_i_0a1b2c3d4e5f_amount``."""
    return f"{role}_{re.sub('[^A-Za-z0-9]', '_', identifier)}_{what}"


@dataclass(slots=True)
class Steps:
    """The steps of a calculation, one row each; each shows nothing until everything is known."""

    plan: Plan
    words: Wording
    complete: Expression
    program: Sequence[Any]
    """The steps of the program's own preview, to stand beside."""
    used: set[int] = field(default_factory=set)

    def add(
        self,
        key: str,
        content: Expression,
        ground: str,
        *,
        when: Expression | None = None,
        codes: Iterable[str] = (),
        shape: Shape = "euros",
    ) -> At:
        """A step under its key.

        Args:
            when: whether it applies; where it does not, it shows nothing.
            codes: of the program's steps that say the same; the key, where there are no others.
        """
        shown = content if when is None else When(when, content, NOTHING)
        ground_in_words = self.words.section(ground)
        self.plan.add(
            Cell(NAME, self.words(f"step_{key}"), last=BEFORE),
            Cell(RESULT, When(self.complete, shown, NOTHING), key, shape, is_named=True),
            Cell(PROGRAM, self._program(tuple(codes) or (key,)), f"{key}_program", shape),
            Cell(STATUS, ground_in_words, last=GROUND),
            kind="result" if key == "fee" or key.startswith("voucher_value_") else "row",
        )
        return At(key)

    def _program(self, codes: Sequence[str]) -> Decimal | None:
        for at, step in enumerate(self.program):
            if step.code in codes and step.value is not None and at not in self.used:
                self.used.add(at)
                return Decimal(step.value)
        return None
