"""A delivered file of rows: checked as a whole when it is loaded, read one person at a time."""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from robots.casework.identity_code import IdentityCode
from robots.tax_administration.errors import TaxFileRefused
from robots.tax_administration.file_layout import CsvLayout
from robots.tax_administration.taxation import (
    CAPITAL_INCOME,
    DEDUCTIONS,
    FOREST,
    YEARS,
    Contents,
    Deduction,
    Holding,
    Item,
    Spot,
    TaxYear,
)
from robots.tax_administration.values import amount, day, tax_year
from robots.transport.errors import ReplyNotUnderstood

_CODE: Final = re.compile(r"[0-9]{6}[-+A-FU-Y][0-9]{3}[0-9A-Y]")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number in the file, counted from one, and its cells by our names."""

    number: int
    cells: Mapping[str, str] = field(repr=False)


class RowsFile:
    """The rows of a delivered file, by person.

    Args:
        name: the file's, for errors; of its content no error tells anything.

    Raises:
        TaxFileRefused: not in the layout, or its count or sums do not hold.
    """

    def __init__(self, layout: CsvLayout, name: str, content: bytes) -> None:
        self._layout = layout
        self._name = name
        self._incomes = {one.word: one for one in layout.incomes}
        self._deductions = {one.word: one for one in layout.deductions}
        self._groups = (
            dict.fromkeys(self._incomes, CAPITAL_INCOME)
            | dict.fromkeys(self._deductions, DEDUCTIONS)
            | {layout.forest: FOREST}
        )
        self._without_figure = {*layout.passed_over, layout.nothing}
        self._by_person: dict[str, list[Row]] = defaultdict(list)
        rows = self._rows(content)
        trailer = rows.pop() if layout.trailer and self._is_trailer(rows) else None
        for row in rows:
            if not _CODE.fullmatch(row.cells["person"]):
                raise self._refused("person", row)
            self._by_person[row.cells["person"]].append(row)
        if layout.trailer is not None:
            self._check(trailer, rows)

    def part_of(self, code: IdentityCode) -> bytes | None:
        """The person's own rows, under their headings; None of somebody not in the file."""
        rows = self._by_person.get(code.reveal())
        if rows is None:
            return None
        written = io.StringIO(newline="")
        heads = self._layout.columns.headings()
        writer = csv.writer(written, delimiter=self._layout.delimiter, lineterminator="\n")
        writer.writerow(heads.values())
        writer.writerows([row.cells[name] for name in heads] for row in rows)
        return written.getvalue().encode()

    def years_of(self, code: IdentityCode) -> list[TaxYear]:
        """The tax years that the file tells of the person.

        Raises:
            ReplyNotUnderstood: a row is not in the declared form.
        """
        by_head: dict[tuple[str, ...], list[Row]] = defaultdict(list)
        for row in self._by_person.get(code.reveal(), []):
            if row.cells["item"] == self._layout.nothing and not row.cells["tax_year"]:
                continue  # there is no taxation at all
            head = (row.cells[name] for name in ("tax_year", "status"))
            by_head[(*head, row.cells.get("decided_on", ""))].append(row)
        return [self._year(head, rows) for head, rows in by_head.items()]

    def _rows(self, content: bytes) -> list[Row]:
        try:
            text = content.decode(self._layout.encoding).removeprefix("\ufeff")
        except UnicodeDecodeError:
            raise self._refused("encoding") from None
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=self._layout.delimiter)
        rows: list[Row] = []
        try:
            heads = [cell.strip() for cell in next(lines, [])]
            places = self._places(heads)
            for cells in lines:
                if not any(cell.strip() for cell in cells):
                    continue
                row = Row(lines.line_num, {})
                if len(cells) != len(heads):
                    raise self._refused("cells", row)
                named = {name: cells[place].strip() for name, place in places.items()}
                rows.append(Row(lines.line_num, named))
        except csv.Error:
            raise self._refused("form") from None
        return rows

    def _places(self, heads: Sequence[str]) -> dict[str, int]:
        """Our name of a column → where it stands."""
        headings = self._layout.columns.headings()
        for heading in headings.values():
            if heads.count(heading) != 1:
                raise TaxFileRefused(file=self._name, why="words.tax_file_headings", where=heading)
        return {name: heads.index(heading) for name, heading in headings.items()}

    def _is_trailer(self, rows: Sequence[Row]) -> bool:
        trailer = self._layout.trailer
        return bool(trailer and rows and rows[-1].cells["person"] == trailer.marker)

    def _check(self, trailer: Row | None, rows: Sequence[Row]) -> None:
        declared = self._layout.trailer
        if trailer is None or declared is None:
            raise self._refused("trailer")
        if declared.count is not None and trailer.cells[declared.count] != str(len(rows)):
            raise self._refused("count", trailer)
        for name in declared.sums:
            try:
                total = sum((self._amount(row, name) or Decimal(0) for row in rows), Decimal(0))
                if total != (self._amount(trailer, name) or Decimal(0)):
                    raise self._refused("sum", trailer)
            except ReplyNotUnderstood:
                raise self._refused("sum", trailer) from None

    def _year(self, head: Iterable[str], rows: Sequence[Row]) -> TaxYear:
        year, status, decided_on = head
        if status not in self._layout.statuses:
            raise ReplyNotUnderstood(why="tax_status")
        return TaxYear(
            tax_year(year, YEARS),
            self._layout.statuses[status],
            day(decided_on, "decided_on"),
            lambda groups: self._contents(rows, groups),
        )

    def _contents(self, rows: Iterable[Row], groups: frozenset[str]) -> Contents:
        items: list[Item] = []
        deductions: list[Deduction] = []
        holdings: list[Holding] = []
        unknown: list[str] = []
        used: dict[str, str] = {}
        for row in rows:
            word, spot = row.cells["item"], Spot(f"{self._name}, {row.number}")
            group = self._groups.get(word)
            if group is None and word not in self._without_figure:
                unknown.append(word)
            if group not in groups:
                continue
            used |= _used(row, spot)
            if group == CAPITAL_INCOME:
                items.append(self._item(row, spot))
            elif group == DEDUCTIONS:
                rule = self._deductions[word]
                deducted = self._amount(row, "amount")
                deductions.append(Deduction(rule.kind, rule.name, deducted, spot))
            else:
                holdings.append(self._holding(row, spot))
        return Contents(tuple(items), tuple(deductions), tuple(holdings), tuple(unknown), used)

    def _item(self, row: Row, spot: Spot) -> Item:
        rule = self._incomes[row.cells["item"]]
        gross, costs, tax = (self._amount(row, name) for name in ("amount", "costs", "tax"))
        return Item(rule.kind, rule.name, gross, costs, tax, spot, rule.marks)

    def _holding(self, row: Row, spot: Spot) -> Holding:
        hectares, interest = (self._amount(row, name) for name in ("hectares", "interest"))
        return Holding(row.cells.get("municipality", ""), hectares, interest, spot)

    def _amount(self, row: Row, name: str) -> Decimal | None:
        """The amount in the row's cell; in groups of three where there is a thousands mark."""
        written = row.cells.get(name, "")
        if mark := self._layout.thousands:
            whole, *cents = written.split(self._layout.decimal)
            if mark in whole and not re.fullmatch(
                rf"-?[0-9]{{1,3}}(?:{re.escape(mark)}[0-9]{{3}})+", whole
            ):
                raise ReplyNotUnderstood(why="amount", element=name)
            written = self._layout.decimal.join([whole.replace(mark, ""), *cents])
        if self._layout.decimal == ",":
            if "." in written:
                raise ReplyNotUnderstood(why="amount", element=name)
            written = written.replace(",", ".")
        return amount(written, name)

    def _refused(self, why: str, row: Row | None = None) -> TaxFileRefused:
        where = f"{row.number}" if row else "–"
        return TaxFileRefused(file=self._name, why=f"words.tax_file_{why}", where=where)


def _used(row: Row, spot: Spot) -> dict[str, str]:
    """What was used of a row, without whom it is about."""
    return {
        f"{spot.place}: {name}": cell
        for name, cell in row.cells.items()
        if cell and name != "person"
    }
