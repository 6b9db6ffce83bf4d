"""Lines of pieces: what stands where on a sheet, how high, and how it looks; and writing it.

Lines are plain values with a known height, so that a page's length is known before it is written.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, Literal, cast

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from robots.workbook import cells, measure
from robots.workbook.plain_sheet import set_widths

FONT: Final = "Arial"
INK: Final = "1B2A3A"
BAND: Final = "E4EAF0"
RULE: Final = "9AA7B4"
HAIRLINE: Final = "C9D2DB"
#: Of cells that the officer may change; headings and prompts say it in words.
YELLOW: Final = "FFF6BF"
LINK: Final = "1F4E8C"
#: Units of width that one step of indentation takes.
_INDENT: Final = 1.4


@dataclass(frozen=True, slots=True)
class Look:
    """How a piece looks. No meaning hangs on it: everything is said in words too."""

    size: float = 9
    bold: bool = False
    italic: bool = False
    align: Literal["left", "right", "center"] = "left"
    valign: Literal["top", "center"] = "center"
    indent: int = 0
    fill: str = ""
    top: str = ""
    bottom: str = ""
    color: str = INK


PLAIN: Final = Look()
LABEL: Final = Look(color="4A5968")
STRONG: Final = Look(bold=True)
TITLE: Final = Look(size=17, bold=True)
SECTION: Final = Look(size=10, bold=True, bottom=RULE)
NOTE: Final = Look(size=8.5, italic=True, color="4A5968")
HEAD: Final = Look(size=8.5, bold=True, fill=BAND, bottom=RULE)


@dataclass(frozen=True, slots=True)
class Link:
    """A text, number or day that leads to a row of another sheet, or to a file beside the
    workbook."""

    text: str | int | date
    sheet: str = ""
    row: int = 0
    file: str = ""


@dataclass(frozen=True, slots=True)
class Time:
    """A time of day, and the number format that shows it."""

    at: datetime
    number_format: str


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with all its decimals, whatever is shown of them."""

    value: Decimal
    number_format: str = ""


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula's text, and what it comes to: a program that does not count shows that."""

    written: str
    value: str | Decimal | date | None
    number_format: str = ""


@dataclass(frozen=True, slots=True)
class Input:
    """A cell that the officer may change, and what it holds at first.

    ``formula`` is the rule that what is typed must keep to, ``kind`` which one; ``prompt`` is told
    when the cell is entered.
    """

    value: str | Decimal | date | Formula | Quantity | None
    kind: Literal["list", "decimal", "whole", "date", "text"]
    rule: tuple[str, ...] = ()
    number_format: str = ""
    prompt: str = ""


#: Finished styles of one book's cells: by look, whether it wraps, whether it is a link, whether
#: the officer may change it.
Styles = dict[tuple[Look, bool, bool, bool], Any]

Value = str | int | Decimal | date | Time | Link | Quantity | Formula | Input | None


@dataclass(frozen=True, slots=True)
class Piece:
    """A value over the columns from ``first`` to ``last``, counted from one."""

    first: int
    last: int
    value: Value
    look: Look = PLAIN


@dataclass(frozen=True, slots=True)
class Line:
    """One row."""

    pieces: tuple[Piece, ...] = ()
    space: float = 0
    """Height of an empty line, in points; else the pieces decide."""
    heading: bool = False
    """Stays in sight on the screen, and is printed again on each page."""

    def height(self, widths: Sequence[float]) -> float:
        """In points, given the columns' widths."""
        if not self.pieces:
            return self.space
        return max(_height(piece, widths) for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet before it is written."""

    name: str
    widths: tuple[float, ...]
    lines: tuple[Line, ...] = field(default=())
    names: dict[str, str] = field(default_factory=dict)
    """Defined names and the addresses of their cells, e.g. ``$D$7``."""

    @property
    def height(self) -> float:
        return sum(line.height(self.widths) for line in self.lines)

    @property
    def heading_row(self) -> int:
        """The row of the headings; 0 where there is none."""
        return next((row for row, line in enumerate(self.lines, 1) if line.heading), 0)


def write(
    sheet: Sheet, target: Worksheet, styles: Styles
) -> dict[str, str | Decimal | date | None]:
    """Write the lines into an empty worksheet.

    Args:
        styles: those of the sheets before in the same book; what is new is added.

    Returns:
        What each formula comes to, by its cell.
    """
    computed: dict[str, str | Decimal | date | None] = {}
    rules: dict[Input, DataValidation] = {}
    set_widths(target, sheet.widths)
    for row, line in enumerate(sheet.lines, 1):
        target.row_dimensions[row].height = line.height(sheet.widths)
        for piece in _led_by_first(line.pieces, sheet.widths):
            _write(piece, row, target, styles)
            value = piece.value
            if isinstance(value, Input):
                _hold_to(value, f"{get_column_letter(piece.first)}{row}", rules)
                value = value.value
            if isinstance(value, Formula):
                computed[f"{get_column_letter(piece.first)}{row}"] = value.value
    for rule in rules.values():
        target.add_data_validation(rule)
    return computed


def _led_by_first(pieces: tuple[Piece, ...], widths: Sequence[float]) -> tuple[Piece, ...]:
    """Of a link too long for its line the row's first cell leads there, and the text is a plain
    one: LibreOffice never breaks a link's text over lines, but cuts it off."""
    for at, piece in enumerate(pieces):
        first, link = pieces[0].value, piece.value
        if not isinstance(link, Link) or _lines(piece, widths) == 1:
            continue
        if first and isinstance(first, str | int | date) and _lines(pieces[0], widths) == 1:
            leading = replace(pieces[0], value=replace(link, text=first))
            return leading, *pieces[1:at], replace(piece, value=link.text), *pieces[at + 1 :]
    return pieces


def _write(piece: Piece, row: int, target: Worksheet, styles: Styles) -> None:
    is_link, is_open = isinstance(piece.value, Link), isinstance(piece.value, Input)
    key = piece.look, _wraps(piece.value), is_link, is_open
    for column in range(piece.first, piece.last + 1):
        _style(cast(Cell, target.cell(row, column)), key, styles)
    _put(cast(Cell, target.cell(row, piece.first)), piece.value)
    if piece.last > piece.first:
        # Not merge_cells: it makes each cell's borders anew, and every cell has its look already.
        target.merged_cells.add(
            CellRange(min_col=piece.first, min_row=row, max_col=piece.last, max_row=row)
        )


def _hold_to(value: Input, place: str, rules: dict[Input, DataValidation]) -> None:
    """Let the cell take only what fits; cells that take the same share one rule of the file."""
    key = replace(value, value=None)
    if value.kind == "text" and not value.prompt:
        return
    if key not in rules:
        rules[key] = DataValidation(
            type=None if value.kind == "text" else value.kind,
            operator="between" if len(value.rule) == 2 else None,
            formula1=value.rule[0] if value.rule else None,
            formula2=value.rule[1] if len(value.rule) == 2 else None,
            allow_blank=True,
            showErrorMessage=True,
            showInputMessage=bool(value.prompt),
            prompt=value.prompt or None,
        )
    rules[key].add(place)


def _style(cell: Cell, key: tuple[Look, bool, bool, bool], styles: Styles) -> None:
    """Give the cell its look; copying a finished style is ten times as fast as making it anew."""
    if key in styles:
        cell._style = copy(styles[key])  # type: ignore[attr-defined]  # the way openpyxl copies it
        return
    look, wraps, is_link, is_open = key
    cell.font = Font(
        name=FONT,
        size=look.size,
        bold=look.bold,
        italic=look.italic,
        color=LINK if is_link else look.color,
        underline="single" if is_link else None,
    )
    cell.alignment = Alignment(
        horizontal=look.align, vertical=look.valign, indent=look.indent, wrap_text=wraps
    )
    fill = YELLOW if is_open else look.fill
    if fill:
        cell.fill = PatternFill("solid", fgColor=fill)
    if look.top or look.bottom:
        cell.border = Border(top=_side(look.top), bottom=_side(look.bottom))
    if is_open:
        cell.protection = Protection(locked=False)
    styles[key] = copy(cell._style)  # type: ignore[attr-defined]


def _put(cell: Cell, value: Value) -> None:
    match value:
        case None | "":
            pass
        case str():
            cells.put_text(cell, value)
        case Decimal():
            cells.put_amount(cell, value)
        case int():
            cell.value = value
        case date():
            cells.put_day(cell, value)
        case Time(at, number_format):
            cells.put_time(cell, at, number_format)
        case Quantity(number, number_format):
            cells.put_number(cell, number, number_format)
        case Formula(written, _, number_format):
            cells.put_formula(cell, written, number_format)
        case Input(held, _, _, number_format):
            _put(cell, held)
            if number_format:
                cell.number_format = number_format
        case Link(text, sheet, linked_row, file):
            _put(cell, text)
            if sheet:
                cells.link_to_cell(cell, sheet, linked_row)
            elif file:
                cells.link_to_file(cell, file)


def _height(piece: Piece, widths: Sequence[float]) -> float:
    return measure.row_height(_lines(piece, widths), piece.look.size)


def _lines(piece: Piece, widths: Sequence[float]) -> int:
    if not _wraps(piece.value):
        return 1
    units = sum(widths[piece.first - 1 : piece.last]) - piece.look.indent * _INDENT
    return measure.lines_needed(_text_of(piece.value), units, piece.look.size, piece.look.bold)


def _wraps(value: Value) -> bool:
    """Whether it goes on in a new line where it is too long; numbers, days, formulas and cells that
    the officer may change stay in one."""
    return isinstance(value, str | Link)


def _text_of(value: Value) -> str:
    """About what a program shows of a text or a link, for its width."""
    shown = value.text if isinstance(value, Link) else value
    return "31.12.2026" if isinstance(shown, date) else cells.clean(str(shown))


def _side(color: str) -> Side | None:
    return Side("thin", color=color) if color else None
