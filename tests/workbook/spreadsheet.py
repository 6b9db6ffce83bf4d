"""A small spreadsheet in Python: it reads a workbook's formulas as text and counts them in binary
numbers, as the programs do in which officers open it. It shares nothing with what wrote them."""

from __future__ import annotations

import re
from calendar import monthrange
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Any

from openpyxl.utils import column_index_from_string, get_column_letter

from robots.workbook.layout import Formula, Input, Link, Quantity, Sheet

_ZERO = date(1899, 12, 30)
_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<text>\"(?:[^\"]|\"\")*\")"
    r"|(?P<area>(?:'[^']+'!)?\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?(?![A-Za-z_0-9(]))"
    r"|(?P<name>[A-Za-z_][A-Za-z_0-9.]*)|(?P<sign><=|>=|<>|[-+*/=<>(),]))"
)
Place = tuple[str, str]


class Spreadsheet:
    """Cells by sheet and address, defined names, and what the formulas come to."""

    def __init__(self, cells: dict[Place, Any], names: dict[str, Place]) -> None:
        self.cells, self.names = cells, names
        self._known: dict[Place, Any] = {}
        self._readers: dict[Place, set[Place]] = defaultdict(set)
        self._counting: list[Place] = []

    @classmethod
    def of_sheets(cls, sheets: Iterable[Sheet]) -> Spreadsheet:
        """Sheets before they are written."""
        cells: dict[Place, Any] = {}
        names: dict[str, Place] = {}
        for sheet in sheets:
            for row, line in enumerate(sheet.lines, 1):
                for piece in line.pieces:
                    value = _held(piece.value)
                    if value is not None:
                        cells[sheet.name, f"{get_column_letter(piece.first)}{row}"] = value
            for name, address in sheet.names.items():
                if ":" not in address:
                    names[name] = sheet.name, address.replace("$", "")
        return cls(cells, names)

    def set(self, name: str, value: Any) -> None:
        """What an officer types into a cell; None empties it. What was counted with it is counted
        anew."""
        self.cells[self.names[name]] = value
        stale = [self.names[name]]
        while stale:
            place = stale.pop()
            self._known.pop(place, None)
            stale += self._readers.pop(place, ())

    def shown(self, name: str) -> Any:
        """What the named cell shows."""
        return self.at(*self.names[name])

    def entered(self, name: str) -> Any:
        """What stands in the named cell."""
        return self.cells.get(self.names[name])

    def at(self, sheet: str, address: str) -> Any:
        """What a cell shows."""
        place = sheet, address
        if self._counting:
            self._readers[place].add(self._counting[-1])
        if place not in self._known:
            value = self.cells.get(place)
            if isinstance(value, str) and value.startswith("="):
                self._counting.append(place)
                try:
                    value = _one(_read(value[1:], sheet)(self))
                finally:
                    self._counting.pop()
            self._known[place] = _plain(value)
        return self._known[place]


class Area(list[list[Any]]):
    """Rows of values."""

    def flat(self) -> list[Any]:
        return [value for row in self for value in row]


#: Counts a formula, or a part of one, with a book's cells.
Count = Callable[[Spreadsheet], Any]


@cache
def _read(formula: str, sheet: str) -> Count:
    """A formula of a sheet: what stands in many books alike is read once."""
    return _Reading(formula, sheet).whole()


class _Reading:
    """One formula, read from left to right."""

    def __init__(self, formula: str, sheet: str) -> None:
        self._sheet = sheet
        self._tokens: list[tuple[str, str]] = []
        at = 0
        while at < len(formula):
            match = _TOKEN.match(formula, at)
            assert match is not None, formula[at:]
            self._tokens.append((str(match.lastgroup), match[str(match.lastgroup)]))
            at = match.end()
        self._at = 0

    def whole(self) -> Count:
        count = self._comparison()
        assert self._at == len(self._tokens)
        return count

    def _sign(self) -> str:
        if self._at < len(self._tokens) and self._tokens[self._at][0] == "sign":
            return self._tokens[self._at][1]
        return ""

    def _take(self, sign: str) -> None:
        assert self._sign() == sign
        self._at += 1

    def _comparison(self) -> Count:
        return self._chain(_COMPARING, self._sum)

    def _sum(self) -> Count:
        return self._chain(_ADDING, self._product)

    def _product(self) -> Count:
        return self._chain(_MULTIPLYING, self._signed)

    def _chain(self, works: dict[str, Callable[[Any, Any], Any]], part: Any) -> Count:
        count = part()
        while self._sign() in works:
            work = works[self._sign()]
            self._at += 1
            count = _both(work, count, part())
        return count

    def _signed(self) -> Count:
        if self._sign() == "-":
            self._at += 1
            return _both(lambda a, _: -_number(a), self._signed(), lambda _: 0)
        return self._single()

    def _single(self) -> Count:
        kind, written = self._tokens[self._at]
        self._at += 1
        if kind == "number":
            number = float(written)
            return lambda _: number
        if kind == "text":
            text = written[1:-1].replace('""', '"')
            return lambda _: text
        if kind == "area":
            return self._area(written)
        if kind == "name" and self._sign() == "(":
            return self._function(written)
        if kind == "name":
            return lambda book: Area([[book.shown(written)]])
        assert written == "("
        count = self._comparison()
        self._take(")")
        return count

    def _area(self, written: str) -> Count:
        sheet, _, address = written.rpartition("!")
        sheet = sheet.strip("'") or self._sheet
        first, _, last = address.replace("$", "").partition(":")
        (left, top), (right, bottom) = _corner(first), _corner(last or first)
        columns = [get_column_letter(column) for column in range(left, right + 1)]
        rows = [[f"{column}{row}" for column in columns] for row in range(top, bottom + 1)]
        return lambda book: Area([book.at(sheet, one) for one in row] for row in rows)

    def _function(self, name: str) -> Count:
        self._take("(")
        parts = [self._comparison()]
        while self._sign() == ",":
            self._at += 1
            parts.append(self._comparison())
        self._take(")")
        if name == "IF":
            condition, value, other = parts
            # What does not apply is not counted, as a spreadsheet does not count it.
            return lambda book: (value if bool(_one(condition(book))) else other)(book)
        return lambda book: _FUNCTIONS[name](*(part(book) for part in parts))


def _both(work: Callable[[Any, Any], Any], one: Count, other: Count) -> Count:
    return lambda book: _each(work, one(book), other(book))


def _corner(address: str) -> tuple[int, int]:
    match = re.fullmatch(r"([A-Z]+)(\d+)", address)
    assert match is not None
    return column_index_from_string(match[1]), int(match[2])


def _held(value: Any) -> Any:
    match value:
        case Formula(written):
            return f"={written}"
        case Input(inner):
            return _held(inner)
        case Quantity(number):
            return number
        case Link(text):
            return text
        case _:
            return value or None


def _plain(value: Any) -> Any:
    """As a spreadsheet holds it: numbers in binary, days as numbers."""
    if isinstance(value, bool):
        return value
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return float((value - _ZERO).days)
    return float(value) if isinstance(value, int | Decimal) else value


def _one(value: Any) -> Any:
    if isinstance(value, Area):
        assert len(value.flat()) == 1
        value = value.flat()[0]
    return 0.0 if value is None else value


def _number(value: Any) -> float:
    """Raises where a spreadsheet would show #VALUE!."""
    assert not isinstance(value, str), f"a text among numbers: {value!r}"
    return float(value or 0)


def _each(work: Callable[[Any, Any], Any], one: Any, other: Any) -> Any:
    if isinstance(one, Area) and len(one.flat()) == 1:
        one = one.flat()[0]
    if isinstance(other, Area) and len(other.flat()) == 1:
        other = other.flat()[0]
    if isinstance(one, Area) and isinstance(other, Area):
        return Area([work(a, b) for a, b in zip(p, q, strict=True)]
                    for p, q in zip(one, other, strict=True))  # fmt: skip
    if isinstance(one, Area):
        return Area([work(a, other) for a in row] for row in one)
    if isinstance(other, Area):
        return Area([work(one, b) for b in row] for row in other)
    return work(one, other)


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, str) or isinstance(other, str):
        return (
            str("" if one is None else one).casefold()
            == str("" if other is None else other).casefold()
        )
    return _number(one) == _number(other)


_COMPARING: dict[str, Callable[[Any, Any], bool]] = {
    "=": _same,
    "<>": lambda a, b: not _same(a, b),
    "<": lambda a, b: _number(a) < _number(b),
    ">": lambda a, b: _number(a) > _number(b),
    "<=": lambda a, b: _number(a) <= _number(b),
    ">=": lambda a, b: _number(a) >= _number(b),
}


_ADDING: dict[str, Callable[[Any, Any], Any]] = {
    "+": lambda a, b: _number(a) + _number(b),
    "-": lambda a, b: _number(a) - _number(b),
}
_MULTIPLYING: dict[str, Callable[[Any, Any], Any]] = {
    "*": lambda a, b: _number(a) * _number(b),
    "/": lambda a, b: _number(a) / _number(b),
}


def _numbers(arguments: Iterable[Any]) -> list[float]:
    """Of areas the numbers alone; a text that is an argument itself is an error."""
    found: list[float] = []
    for one in arguments:
        if isinstance(one, Area):
            found += [v for v in one.flat() if isinstance(v, float | int)]
        else:
            found.append(_number(one))
    return found


def _round(value: float, digits: int) -> float:
    step = Decimal(1).scaleb(-digits)
    return float(Decimal(repr(value)).quantize(step, ROUND_HALF_UP))


def _index(area: Area, row: Any, column: Any = None) -> Any:
    at = int(_number(_one(row)))
    if column is None:
        return area.flat()[at - 1]
    return area[at - 1][int(_number(_one(column))) - 1]


def _match(wanted: Any, area: Area, _: Any) -> float:
    found = sum(1 for one in area.flat() if one is not None and one <= _number(_one(wanted)))
    assert found
    return float(found)


def _sumif(keys: Area, key: Any, values: Area) -> float:
    pairs = zip(keys.flat(), values.flat(), strict=True)
    return sum(_number(v) for k, v in pairs if _same(k, _one(key)))


def _day(serial: Any) -> date:
    return _ZERO + timedelta(days=int(_number(_one(serial))))


def _edate(serial: Any, months: Any, *, end: bool = False) -> float:
    day = _day(serial)
    month = day.year * 12 + day.month - 1 + int(_number(_one(months)))
    year, month = divmod(month, 12)
    last = monthrange(year, month + 1)[1]
    moved = date(year, month + 1, last if end else min(day.day, last))
    return float((moved - _ZERO).days)


_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "MIN": lambda *a: min(_numbers(a), default=0.0),
    "MAX": lambda *a: max(_numbers(a), default=0.0),
    "SUM": lambda *a: sum(_numbers(a)),
    "SUMIF": _sumif,
    "COUNTIF": lambda area, key: float(sum(_same(one, _one(key)) for one in area.flat())),
    "SUMPRODUCT": lambda area: (
        sum(map(_number, area.flat())) if isinstance(area, Area) else _number(area)
    ),
    "ROUND": lambda v, d: _each(lambda a, b: _round(_number(a), int(b)), v, d),
    "ABS": lambda v: abs(_number(_one(v))),
    "SIGN": lambda v: float((_number(_one(v)) > 0) - (_number(_one(v)) < 0)),
    "INDEX": _index,
    "MATCH": _match,
    "AND": lambda *a: all(bool(_one(one)) for one in a),
    "OR": lambda *a: any(bool(_one(one)) for one in a),
    "NOT": lambda v: not _one(v),
    "EDATE": _edate,
    "EOMONTH": lambda d, m: _edate(d, m, end=True),
    "DAY": lambda d: float(_day(d).day),
}
