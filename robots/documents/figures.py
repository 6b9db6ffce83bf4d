"""Figures out of the values of a document, after every check of its layout has held."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, TypeVar

from robots.casework.money import ZERO
from robots.casework.period import Month, Period
from robots.casework.words import IncomeKind
from robots.documents.fields import read_fields
from robots.documents.layout import Difference, Figures, Gives, Layout, TablePattern, Within
from robots.documents.page_marks import check_page_marks
from robots.documents.reading import Figure, LandKind, Place
from robots.documents.recognition import stands_in
from robots.documents.tables import TableRow, read_table
from robots.documents.text_layer import Cell, Line
from robots.documents.values import Doubt, Found

_MONTHS_A_YEAR: Final = 12
_TENTH_OF_A_POINT: Final = Decimal("0.1")
_UNKNOWN_ROW: Final[Mapping[str, Gives]] = {
    "unknown_income": Gives(income=IncomeKind.UNKNOWN),
    "forest": Gives(land=LandKind.FOREST),
}

_Kind = TypeVar("_Kind", str, int, date, Period)


@dataclass(frozen=True, slots=True)
class Extracted:
    """A document's figures, and the cells of every amount that was read in it."""

    figures: tuple[Figure, ...]
    amounts: tuple[Cell, ...]
    told: Mapping[str, date | int | str]


def extract(layout: Layout, lines: Sequence[Line]) -> Extracted:
    """Read a document of a known layout.

    Raises:
        Doubt: something in it cannot be read with certainty, or a check does not hold.
    """
    check_page_marks(lines)
    fields = read_fields(layout, lines)
    tables = {name: read_table(one, lines) for name, one in layout.tables.items()}
    _check(layout, fields, tables)
    figures = [
        _figure(row.name, gives, layout.tables[name].figures, {**fields, **row.values}, lines)
        for name, rows in tables.items()
        for row in rows
        if (gives := _gives(row, layout.tables[name])) is not None
    ]
    for single in layout.singles:
        amounts = [fields[name] for name in single.figures.amounts if name in fields]
        if amounts:
            figures.append(_figure(amounts[0].label, single.gives, single.figures, fields, lines))
    in_rows = (one for rows in tables.values() for row in rows for one in row.values.values())
    read = [*fields.values(), *in_rows]
    return Extracted(
        tuple(figures),
        tuple(one.cell for one in read if one.amount is not None),
        _told(layout, fields),
    )


def _gives(row: TableRow, table: TablePattern) -> Gives | None:
    """The figure that a row becomes; one that is not known stopped the reading, or says so."""
    return row.row.gives if row.row else _UNKNOWN_ROW[table.unknown_rows]


def _told(layout: Layout, fields: Mapping[str, Found]) -> dict[str, date | int | str]:
    values = {name: fields[used].value for name, used in layout.tells.items() if used in fields}
    return {name: one for name, one in values.items() if isinstance(one, date | int | str)}


def _figure(
    name: str,
    gives: Gives,
    common: Figures,
    values: Mapping[str, Found],
    lines: Sequence[Line],
) -> Figure:
    gross, tax, net = (_amount(values, one) for one in (common.gross, common.tax, common.net))
    if common.net_is_gross_less_tax and gross is not None and common.tax in values:
        net = gross - (tax or ZERO)  # a dash says that no tax was withheld
    said = {mark for mark, phrase in common.marks_if.items() if stands_in(lines, phrase)}
    return Figure(
        kind=gives.kind,
        name=name,
        per=common.per,
        place=_place([values[one].cell for one in common.amounts if one in values]),
        payer=_value(values, common.payer, str) or common.payer_text,
        payer_id=_value(values, common.payer_id, str) or "",
        amount=_amount(values, common.amount),
        gross=gross,
        tax=tax,
        net=net,
        costs=_amount(values, common.costs),
        hectares=_amount(values, common.hectares),
        interest=_amount(values, common.interest),
        period=_value(values, common.period, Period),
        paid_on=_value(values, common.paid_on, date),
        tax_year=_value(values, common.tax_year, int),
        marks=gives.marks | said,
    )


def _check(
    layout: Layout, fields: Mapping[str, Found], tables: Mapping[str, Sequence[TableRow]]
) -> None:
    for difference in layout.checks.differences:
        rows = (
            [fields] if difference.table is None else [r.values for r in tables[difference.table]]
        )
        for values in rows:
            if not _holds(difference, values):
                raise Doubt("document_doubtful_sum", layout.labels_of(difference))
    for sums in layout.checks.sums:
        if sums.total in fields:
            together = sum((_amount(fields, one) or ZERO for one in sums.of), ZERO)
            if together != (_amount(fields, sums.total) or ZERO):
                raise Doubt("document_doubtful_sum", layout.fields[sums.total].labels)
    for within in layout.checks.within:
        if not _is_within(within, fields):
            raise Doubt("document_doubtful_days", layout.fields[within.day].labels)
    for name in layout.checks.twelve_months:
        period = _value(fields, name, Period)
        if period is not None and not _is_twelve_months(period):
            raise Doubt("document_doubtful_year", layout.fields[name].labels)


def _holds(difference: Difference, values: Mapping[str, Found]) -> bool:
    """Whether it is so; what the paper does not print cannot be wrong."""
    if difference.minuend not in values or difference.result not in values:
        return True
    taken_off = sum((_amount(values, one) or ZERO for one in difference.less), ZERO)
    left = (_amount(values, difference.minuend) or ZERO) - taken_off
    return left == (_amount(values, difference.result) or ZERO)


def _is_within(within: Within, fields: Mapping[str, Found]) -> bool:
    """Whether the day is of the period; what the paper does not print cannot be wrong."""
    day, period = _value(fields, within.day, date), _value(fields, within.period, Period)
    if day is None or period is None:
        return True
    first = period.start - timedelta(days=within.days_before)
    last = None if period.end is None else period.end + timedelta(days=within.days_after)
    return first <= day and (last is None or day <= last)


def _is_twelve_months(period: Period) -> bool:
    if period.end is None:
        return False
    is_whole = period.start.day == 1 and period.end == Month.of(period.end).last
    return is_whole and len(list(period.months())) == _MONTHS_A_YEAR


def _amount(values: Mapping[str, Found], name: str | None) -> Decimal | None:
    found = values.get(name) if name else None
    return found.amount if found else None


def _value(values: Mapping[str, Found], name: str | None, kind: type[_Kind]) -> _Kind | None:
    found = values.get(name) if name else None
    return found.value if found is not None and isinstance(found.value, kind) else None


def _place(cells: Iterable[Cell]) -> Place:
    """The place around the amounts on the page of the first of them."""
    first, *others = cells
    box = first.box
    for cell in others:
        if cell.page == first.page:
            box = box.joined(cell.box)
    edges = (
        Decimal(edge).quantize(_TENTH_OF_A_POINT, ROUND_HALF_UP)
        for edge in (box.left, box.top, box.right, box.bottom)
    )
    return Place(first.page, *edges)
