"""Expressions that are written once and read twice: as the text of a spreadsheet's formula, and as
its value.

A spreadsheet counts in binary numbers, so that an amount which should end in a half cent may lie a
hair beside it. Where that could change a result, a formula carries :data:`HAIR`: all figures here
lie much further apart, and what a binary number is off by is much less, for amounts under a hundred
million euros. Values are exact (:mod:`robots.feelaw.exact`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal
from typing import Final, Literal, Protocol

from robots.casework.money import ZERO
from robots.casework.period import Month
from robots.feelaw.exact import settled

#: Euros: less than any difference that means something, more than binary numbers are off by.
HAIR: Final = "0.000000001"

#: What a cell holds; None where it is empty. A text that is empty is one that a formula gave.
Value = Decimal | str | bool | date | None
Way = Literal["half_up", "up", "down"]

_WAYS: Final = {"half_up": ROUND_HALF_UP, "up": ROUND_UP, "down": ROUND_DOWN}
#: What is added before rounding to the nearest, so that it becomes rounding up or down.
_SHIFTS: Final = {"half_up": f"+{HAIR}", "up": f"+0.5-{HAIR}", "down": f"-0.5+{HAIR}"}


class Reader(Protocol):
    """What an expression needs to be worked out, or to be written."""

    def value_of(self, key: str) -> Value:
        """The value of a cell."""
        ...

    def place_of(self, first: str, last: str) -> str:
        """How a formula names a cell, or the cells from the first to the last."""
        ...


class Expression:
    """Something that has a value and can be written into a cell."""

    __slots__ = ()

    def value(self, cells: Reader) -> Value:
        """What it comes to, exactly."""
        raise NotImplementedError

    def formula(self, cells: Reader) -> str:
        """Its text, without the equals sign; safe inside any other."""
        raise NotImplementedError

    def __add__(self, other: Expression) -> Expression:
        return Operation("({0}+{1})", lambda a, b: amount(a) + amount(b), (self, other))

    def __sub__(self, other: Expression) -> Expression:
        return Operation("({0}-{1})", lambda a, b: amount(a) - amount(b), (self, other))

    def __mul__(self, other: Expression) -> Expression:
        return Operation("({0}*{1})", lambda a, b: amount(a) * amount(b), (self, other))

    def __truediv__(self, other: Expression) -> Expression:
        return Operation("({0}/{1})", lambda a, b: amount(a) / amount(b), (self, other))


@dataclass(frozen=True, slots=True)
class Number(Expression):
    """A number that never changes."""

    written: Decimal

    def value(self, cells: Reader) -> Value:
        return self.written

    def formula(self, cells: Reader) -> str:
        return f"{self.written:f}" if self.written >= 0 else f"({self.written:f})"


@dataclass(frozen=True, slots=True)
class Text(Expression):
    """A text of ours: never one from outside."""

    written: str

    def value(self, cells: Reader) -> Value:
        return self.written

    def formula(self, cells: Reader) -> str:
        return '"' + self.written.replace('"', '""') + '"'


@dataclass(frozen=True, slots=True)
class At(Expression):
    """What stands in a cell."""

    key: str

    def value(self, cells: Reader) -> Value:
        return cells.value_of(self.key)

    def formula(self, cells: Reader) -> str:
        return cells.place_of(self.key, self.key)


@dataclass(frozen=True, slots=True)
class Area:
    """Cells that stand one under another, or side by side."""

    keys: tuple[str, ...]

    def values(self, cells: Reader) -> list[Value]:
        return [cells.value_of(key) for key in self.keys]

    def formula(self, cells: Reader) -> str:
        return cells.place_of(self.keys[0], self.keys[-1])


@dataclass(frozen=True, slots=True)
class Operation(Expression):
    """A formula with gaps, and the work that it does on what fills them."""

    written: str
    work: Callable[..., Value]
    parts: tuple[Expression, ...]

    def value(self, cells: Reader) -> Value:
        return self.work(*(part.value(cells) for part in self.parts))

    def formula(self, cells: Reader) -> str:
        return self.written.format(*(part.formula(cells) for part in self.parts))


@dataclass(frozen=True, slots=True)
class OverAreas(Expression):
    """As :class:`Operation`, with the values of whole areas before those of its parts."""

    written: str
    work: Callable[..., Value]
    areas: tuple[Area, ...]
    parts: tuple[Expression, ...] = ()

    def value(self, cells: Reader) -> Value:
        areas = (area.values(cells) for area in self.areas)
        return self.work(*areas, *(part.value(cells) for part in self.parts))

    def formula(self, cells: Reader) -> str:
        written = [area.formula(cells) for area in self.areas]
        return self.written.format(*written, *(part.formula(cells) for part in self.parts))


@dataclass(frozen=True, slots=True)
class When(Expression):
    """One of two; the other is not worked out, and need not have a value."""

    condition: Expression
    then: Expression
    otherwise: Expression

    def value(self, cells: Reader) -> Value:
        return (self.then if self.condition.value(cells) else self.otherwise).value(cells)

    def formula(self, cells: Reader) -> str:
        parts = (one.formula(cells) for one in (self.condition, self.then, self.otherwise))
        return f"IF({','.join(parts)})"


NOTHING: Final = Text("")
NONE: Final = Number(ZERO)


def amount(value: Value) -> Decimal:
    """The number that a cell counts as: an empty one is nothing.

    Raises:
        TypeError: it is a text or a day, of which a spreadsheet would make an error.
    """
    if value is None:
        return ZERO
    if not isinstance(value, Decimal):
        raise TypeError("no number")
    return value


def number(written: Decimal | int | str) -> Number:
    """A number that never changes."""
    return Number(Decimal(written))


def least(*parts: Expression) -> Expression:
    """The least; of cells those that show a text are left out."""
    return Operation(_function("MIN", parts), lambda *values: min(_numbers(values)), parts)


def greatest(*parts: Expression) -> Expression:
    """The greatest; of cells those that show a text are left out."""
    return Operation(_function("MAX", parts), lambda *values: max(_numbers(values)), parts)


def never_below_zero(part: Expression) -> Expression:
    """The amount, and nothing where it is negative."""
    return greatest(NONE, part)


def total(area: Area) -> Expression:
    """Of what is a number in the area."""
    return OverAreas("SUM({0})", lambda values: sum(_numbers(values), ZERO), (area,))


def total_where(keys: Area, key: Expression, values: Area) -> Expression:
    """The total of the values whose own key is this one."""

    def work(keys: Sequence[Value], values: Sequence[Value], key: Value) -> Value:
        chosen = [value for one, value in zip(keys, values, strict=True) if one == key]
        return sum(_numbers(chosen), ZERO)

    return OverAreas("SUMIF({0},{2},{1})", work, (keys, values), (key,))


def how_many(area: Area, key: Expression) -> Expression:
    """How many cells of the area hold it."""

    def work(values: Sequence[Value], key: Value) -> Value:
        return Decimal(sum(value == key for value in values))

    return OverAreas("COUNTIF({0},{1})", work, (area,), (key,))


def how_many_below(area: Area, most: Expression) -> Expression:
    """How many numbers of the area lie below it."""

    def work(values: Sequence[Value], most: Value) -> Value:
        return Decimal(sum(settled(one) < settled(amount(most)) for one in _numbers(values)))

    return OverAreas(f"SUMPRODUCT(--(({{1}}-{{0}})>{HAIR}))", work, (area,), (most,))


def up_to_the_cent_where(keys: Area, key: Expression, values: Area) -> Expression:
    """The total of the values with this key, each rounded up to the cent; none is negative."""

    def work(keys: Sequence[Value], values: Sequence[Value], key: Value) -> Value:
        chosen = [value for one, value in zip(keys, values, strict=True) if one == key]
        ups = (settled(one).quantize(Decimal("0.01"), ROUND_UP) for one in _numbers(chosen))
        return sum(ups, ZERO)

    written = f"SUMPRODUCT(({{0}}={{2}})*ROUND({{1}}+0.005-{HAIR},2))"
    return OverAreas(written, work, (keys, values), (key,))


def picked(area: Area, place: Expression) -> Expression:
    """The cell at a place of a row or column, counted from one."""
    return OverAreas("INDEX({0},{1})", lambda all_of, at: all_of[int(at) - 1], (area,), (place,))


def picked_of_table(rows: Sequence[Area], row: Expression, column: Expression) -> Expression:
    """The cell of a table of equal rows that stand one under another."""
    width = len(rows[0].keys)
    area = Area(tuple(key for one in rows for key in one.keys))

    def work(all_of: Sequence[Value], row: Decimal, column: Decimal) -> Value:
        return all_of[(int(row) - 1) * width + int(column) - 1]

    return OverAreas("INDEX({0},{1},{2})", work, (area,), (row, column))


def last_begun(area: Area, at: Expression) -> Expression:
    """Of growing numbers or days, the place of the last that is not beyond; counted from one."""

    def work(begins: Sequence[Value], at: Value) -> Value:
        return Decimal(sum(one is not None and one <= at for one in begins))  # type: ignore[operator]

    return OverAreas("MATCH({1},{0},1)", work, (area,), (at,))


def rounded(part: Expression, way: Way = "half_up", to: Decimal = Decimal("0.01")) -> Expression:
    """To a multiple of ``to``; a negative one by its size, as the exact rounding does it."""

    def work(value: Value) -> Value:
        return (settled(amount(value)) / to).quantize(Decimal(1), _WAYS[way]) * to

    shift, step = _SHIFTS[way], f"{to:f}"
    written = f"(SIGN({{0}})*ROUND(ABS({{0}})/{step}{shift},0)*{step})"
    return Operation(written, work, (part,))


def nearest(part: Expression, digits: int = 2, way: Way = "half_up") -> Expression:
    """An amount that is not negative, to so many decimals."""
    step = Decimal(1).scaleb(-digits)
    shift = {"half_up": "", "up": f"+{step / 2:f}", "down": f"-{step / 2:f}"}[way]
    hair = f"-{HAIR}" if way == "up" else f"+{HAIR}"

    def work(value: Value) -> Value:
        return settled(amount(value)).quantize(step, _WAYS[way])

    return Operation(f"ROUND({{0}}{shift}{hair},{digits})", work, (part,))


def exceeds(one: Expression, other: Expression) -> Expression:
    """Whether an amount is greater than another."""

    def work(one: Value, other: Value) -> Value:
        return settled(amount(one)) > settled(amount(other))

    return Operation(f"(({{0}}-{{1}})>{HAIR})", work, (one, other))


def size_of(part: Expression) -> Expression:
    """The amount without its sign."""
    return Operation("ABS({0})", lambda value: abs(amount(value)), (part,))


def is_text(part: Expression, written: str) -> Expression:
    """Whether a cell holds this text."""
    return Operation("({0}={1})", lambda a, b: a == b, (part, Text(written)))


def is_empty(part: Expression) -> Expression:
    """Whether a cell is empty, or shows nothing."""
    return Operation('({0}="")', lambda value: value is None or value == "", (part,))


def not_after(one: Expression, other: Expression) -> Expression:
    """Whether a day is no later than another."""
    return Operation("({0}<={1})", lambda a, b: a <= b, (one, other))


def all_of(*parts: Expression) -> Expression:
    """Whether every part is true; each must have a value."""
    return Operation(_function("AND", parts), lambda *values: all(values), parts)


def any_of(*parts: Expression) -> Expression:
    """Whether one of the parts is true; each must have a value."""
    return Operation(_function("OR", parts), lambda *values: any(values), parts)


def opposite(part: Expression) -> Expression:
    """Whether it is not true."""
    return Operation("NOT({0})", lambda value: not value, (part,))


def month_end(day: Expression, months: int) -> Expression:
    """The last day of the month so many months later."""

    def work(day: date) -> Value:
        return Month.of(day).shifted(months).last

    return Operation(f"EOMONTH({{0}},{months})", work, (day,))


def last_day_of_months(first: Expression, months: int) -> Expression:
    """The last of so many months that begin with the day (150/1930 § 3)."""

    def work(first: date) -> Value:
        month = Month.of(first).shifted(months)
        if first.day > month.last.day:
            return month.last
        return date(month.year, month.month, first.day) - timedelta(days=1)

    later = f"EDATE({{0}},{months})"
    return Operation(f"IF(DAY({later})=DAY({{0}}),{later}-1,{later})", work, (first,))


class Cells:
    """The cells of a calculation: each holds a value, or an expression over others."""

    def __init__(self, cells: Mapping[str, Expression | Value]) -> None:
        self._cells = cells
        self._known: dict[str, Value] = {}

    def value_of(self, key: str) -> Value:
        """A cell's value, worked out once."""
        if key not in self._known:
            cell = self._cells[key]
            self._known[key] = cell.value(self) if isinstance(cell, Expression) else cell
        return self._known[key]

    def place_of(self, first: str, last: str) -> str:
        raise TypeError("values have no places")


def _function(name: str, parts: Sequence[Expression]) -> str:
    return f"{name}({','.join(f'{{{at}}}' for at in range(len(parts)))})"


def _numbers(values: Sequence[Value]) -> list[Decimal]:
    """Those that are numbers: a spreadsheet leaves out the texts of an area."""
    return [value for value in values if isinstance(value, Decimal)]
