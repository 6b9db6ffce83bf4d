"""The calculation's two sheets: plans get their places, expressions their formulas and values."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

from openpyxl.utils import get_column_letter

from robots.summary.model import Summary
from robots.workbook.calculation.building import RESULT_KEY, Calculation, program_result
from robots.workbook.calculation.expressions import (
    At,
    Expression,
    Text,
    Value,
    When,
    exceeds,
    is_text,
    number,
    opposite,
    size_of,
)
from robots.workbook.calculation.plan import Cell, Entry, Plan, Row, Shape
from robots.workbook.cells import DAY, EUROS
from robots.workbook.layout import (
    BAND,
    HAIRLINE,
    HEAD,
    NOTE,
    PLAIN,
    RULE,
    SECTION,
    TITLE,
    Formula,
    Input,
    Line,
    Look,
    Piece,
    Quantity,
    Sheet,
)
from robots.workbook.layout import Value as Shown
from robots.workbook.wording import Wording

_CELL: Final = Look(bottom=HAIRLINE)
_RESULT: Final = Look(size=10, bold=True, fill=BAND, top=RULE, bottom=RULE)
_LOOKS: Final = {
    "title": TITLE,
    "note": NOTE,
    "space": PLAIN,
    "section": SECTION,
    "head": HEAD,
    "row": _CELL,
    "result": _RESULT,
}
_FORMATS: Final[dict[Shape, str]] = {"euros": EUROS, "day": DAY, "quantity": "#,##0.####"}
#: What may be typed: amounts up to ten million euros, hours of a month, a family.
_RULES: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "amount": ("decimal", ("0", "9999999.99")),
    "hours": ("decimal", ("0", "9999")),
    "persons": ("whole", ("1", "99")),
    "day": ("date", ("36526", "73050")),
    "text": ("text", ()),
}


def calculation_sheets(
    calculation: Calculation | None, words: Wording
) -> tuple[Sheet, tuple[Sheet, ...]]:
    """The calculation, and the values that it uses; a sheet that says why there is none."""
    if calculation is None:
        name = words("sheet_calculation")
        lines = (Line((Piece(1, 1, name, TITLE),)), Line((Piece(1, 1, words("no_calculation")),)))
        return Sheet(name, (100,), lines), ()
    places = Addresses(calculation)
    return (
        _sheet(calculation.sheet, calculation, places, words),
        (_sheet(calculation.values, calculation, places, words),),
    )


def rows_to_settle(calculation: Calculation | None) -> dict[str, int]:
    """Where a figure waits for the officer: its key's beginning, and its row of the sheet."""
    if calculation is None:
        return {}
    return {
        cell.key.rpartition("_")[0]: number
        for number, row in enumerate(calculation.sheet.rows, 1)
        for cell in row.cells
        if cell.key.endswith(("_counts", "_amount"))
        and "_added_" not in cell.key
        and isinstance(cell.content, Entry)
        and cell.content.start is None
    }


def officer_result(
    calculation: Calculation | None, summary: Summary, words: Wording
) -> Formula | None:
    """For the first page: what comes out with the officer's changes, where that is another result
    than the program's."""
    if calculation is None:
        return None
    result, program = At(RESULT_KEY), program_result(summary.preview)
    unchanged: Expression = is_text(result, words("result_none"))
    if program is not None:
        differs = exceeds(size_of(result - number(program)), number("0.005"))
        unchanged = When(unchanged, number(0), opposite(differs))
    shown = When(unchanged, Text(words("no_officer_changes")), result)
    value = _plain(shown.value(calculation.cells))
    return Formula(shown.formula(Addresses(calculation)), value, EUROS)


class Addresses:
    """Where each cell stands, and how formulas on a sheet call it."""

    def __init__(self, calculation: Calculation) -> None:
        self._places: dict[str, tuple[str, str]] = {}
        self._named: set[str] = set()
        self.names: dict[str, dict[str, str]] = {}
        self._here = ""
        for plan in (calculation.sheet, calculation.values):
            self.names[plan.name] = {}
            for row, cells in enumerate((one.cells for one in plan.rows), 1):
                for cell in (one for one in cells if one.key):
                    address = f"${get_column_letter(cell.column)}${row}"
                    self._places[cell.key] = plan.name, address
                    if cell.is_named:
                        self._named.add(cell.key)
                        self.names[plan.name][cell.key] = address

    def on(self, sheet: str) -> Addresses:
        """From here on, formulas stand on this sheet."""
        self._here = sheet
        return self

    def value_of(self, key: str) -> Value:
        raise TypeError("places have no values")

    def place_of(self, first: str, last: str) -> str:
        """A name, where a cell has one; else an address, with its sheet where it is another."""
        if first == last and first in self._named:
            return first
        sheet, begin = self._places[first]
        _, end = self._places[last]
        area = begin if first == last else f"{begin}:{end}"
        return area if sheet == self._here else f"'{sheet}'!{area}"


def _sheet(plan: Plan, calculation: Calculation, places: Addresses, words: Wording) -> Sheet:
    lists = _lists(plan, calculation)
    lines = tuple(_line(row, calculation, places.on(plan.name), words) for row in plan.rows)
    return Sheet(plan.name, plan.widths, lines, {**places.names[plan.name], **lists})


def _lists(plan: Plan, calculation: Calculation) -> dict[str, str]:
    """The names of the lists to choose from that stand on this sheet."""
    names = {
        cell.content.named_list
        for cell in calculation.sheet.cells()
        if isinstance(cell.content, Entry) and cell.content.named_list
    }
    lists: dict[str, list[str]] = {}
    for row, cells in enumerate((one.cells for one in plan.rows), 1):
        for cell in cells:
            name, _, number = cell.key.rpartition("_")
            if name in names and number.isdecimal():
                lists.setdefault(name, []).append(f"${get_column_letter(cell.column)}${row}")
    return {name: f"{cells[0]}:{cells[-1]}" for name, cells in lists.items()}


def _line(row: Row, calculation: Calculation, places: Addresses, words: Wording) -> Line:
    if row.kind == "space":
        return Line(space=8)
    pieces = tuple(_piece(row, cell, calculation, places, words) for cell in row.cells)
    return Line(pieces, heading=row.heading)


def _piece(
    row: Row, cell: Cell, calculation: Calculation, places: Addresses, words: Wording
) -> Piece:
    look = _LOOKS[row.kind]
    if cell.shape in ("euros", "quantity") and row.kind in ("row", "result"):
        look = replace(look, align="right", indent=1)
    value = _shown(cell, calculation, places, words)
    return Piece(cell.column, cell.last or cell.column, value, look)


def _shown(cell: Cell, calculation: Calculation, places: Addresses, words: Wording) -> Shown:
    content, number_format = cell.content, _FORMATS.get(cell.shape, "")
    if isinstance(content, Expression):
        value = _plain(calculation.cells.value_of(cell.key))
        return Formula(content.formula(places), value, number_format)
    if isinstance(content, Entry):
        return _input(content, number_format, words)
    if isinstance(content, Decimal):
        return Quantity(content, number_format)
    return content


def _input(entry: Entry, number_format: str, words: Wording) -> Input:
    prompt = words("may_be_changed")
    if entry.takes == "choice":
        rule = f"={entry.named_list}" if entry.named_list else f'"{",".join(entry.choices)}"'
        return Input(_held(entry.start), "list", (rule,), number_format, prompt)
    kind, rules = _RULES[entry.takes]
    return Input(_held(entry.start), kind, rules, number_format, prompt)  # type: ignore[arg-type]


def _held(value: Value) -> str | date | Quantity | None:
    plain = _plain(value)
    return Quantity(plain) if isinstance(plain, Decimal) else plain


def _plain(value: Value) -> str | Decimal | date | None:
    """As a cell holds it: of a truth value the number."""
    return Decimal(int(value)) if isinstance(value, bool) else value
