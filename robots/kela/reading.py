"""Reading what stands on a page: exact forms only, and nothing that is not where it should be."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from robots.casework.money import ZERO, parse_finnish
from robots.casework.period import Month, Period
from robots.kela.errors import CellNotUnderstood, DoesNotAddUp, PageNotRecognised
from robots.kela.page_map import TableWords, TotalsWords
from robots.kela.snapshot import Cell, Snapshot

_DAY: Final = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_MONTH: Final = re.compile(r"(\d{1,2})/(\d{4})")
_BETWEEN_DAYS: Final = re.compile(r"\s?[-–]\s?")
_CENTS: Final = re.compile(r",\d{2}\D*$")

Row = Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Money:
    """What was granted, what was withheld of it, what was left."""

    gross: Decimal
    tax: Decimal
    net: Decimal

    def __add__(self, other: Money) -> Money:
        return Money(self.gross + other.gross, self.tax + other.tax, self.net + other.net)


NOTHING: Final = Money(ZERO, ZERO, ZERO)


@dataclass(frozen=True, slots=True)
class Totals:
    """What a list prints about itself."""

    rows: int
    money: Money


class Reader:
    """Reads one page's snapshot; errors say the page's and the part's name, never what stood."""

    def __init__(self, page: str, snapshot: Snapshot) -> None:
        self.page = page
        self.snapshot = snapshot

    def table(self, words: TableWords) -> tuple[Row, ...]:
        """The table's rows by what the columns mean; none where the page says that it is empty.

        Raises:
            PageNotRecognised: neither the table nor the sentence of its absence is there, or both,
                or its columns are not exactly the expected ones.
        """
        tables = [table for table in self.snapshot.tables if table.name == words.name]
        says_empty = self.says_empty(words)
        if len(tables) + says_empty != 1:
            raise self.unrecognised(words.name)
        if says_empty:
            return ()
        (table,) = tables
        if not table.regular or not table.rows:
            raise self.unrecognised(words.name)
        meanings = {head: meaning for meaning, head in words.columns.items()}
        if sorted(table.heads) != sorted(meanings):
            raise self.unrecognised(f"{words.name}: columns")
        if any(len(row) != len(table.heads) for row in table.rows):
            raise self.unrecognised(f"{words.name}: cells")
        columns = [meanings[head] for head in table.heads]
        return tuple(dict(zip(columns, row, strict=True)) for row in table.rows)

    def has_table(self, words: TableWords) -> bool:
        """Whether the table or the sentence of its absence is there."""
        is_there = any(table.name == words.name for table in self.snapshot.tables)
        return is_there or self.says_empty(words)

    def says_empty(self, words: TableWords) -> bool:
        """Whether the page says that there is nothing to list."""
        return words.empty in self.snapshot.sentences

    def has_region(self, name: str) -> bool:
        """Whether a named region is there."""
        return any(region.name == name for region in self.snapshot.regions)

    def term(self, region: str, name: str) -> str:
        """What stands beside a term in a named region.

        Raises:
            PageNotRecognised: the region or the term is missing, or there are two.
        """
        regions = [one for one in self.snapshot.regions if one.name == region]
        values = [value for one in regions for term, value in one.terms if term == name]
        if len(regions) != 1 or len(values) != 1 or not values[0]:
            raise self.unrecognised(f"{region}: {name}")
        return values[0]

    def link(self, name: str) -> str:
        """Where the only link of this name leads."""
        links = {cell.link for cell in self.snapshot.links if cell.text == name}
        if len(links) != 1 or not (link := links.pop()):
            raise self.unrecognised(name)
        return link

    def has_link(self, name: str) -> bool:
        return any(cell.text == name for cell in self.snapshot.links)

    def text(self, cell: Cell, part: str) -> str:
        if not cell.text:
            raise CellNotUnderstood(page=self.page, part=part)
        return cell.text

    def amount(self, written: str, part: str) -> Decimal:
        """Euros with two decimals."""
        amount = parse_finnish(written)
        if amount is None or not _CENTS.search(written):
            raise CellNotUnderstood(page=self.page, part=part)
        return amount

    def day(self, written: str, part: str) -> date:
        """``d.m.yyyy``."""
        match = _DAY.fullmatch(written)
        try:
            if match is None:
                raise ValueError
            return date(int(match[3]), int(match[2]), int(match[1]))
        except ValueError:
            raise CellNotUnderstood(page=self.page, part=part) from None

    def period(self, written: str, part: str) -> Period:
        """``d.m.yyyy–d.m.yyyy``, or a whole month as ``m/yyyy``."""
        if (month := _MONTH.fullmatch(written)) and 1 <= int(month[1]) <= 12:
            whole = Month(int(month[2]), int(month[1]))
            return Period(whole.first, whole.last)
        days = _BETWEEN_DAYS.split(written)
        if len(days) != 2:
            raise CellNotUnderstood(page=self.page, part=part)
        start, end = self.day(days[0], part), self.day(days[1], part)
        if end < start:
            raise CellNotUnderstood(page=self.page, part=part)
        return Period(start, end)

    def number(self, written: str, part: str) -> int:
        if not re.fullmatch(r"\d{1,6}", written):
            raise CellNotUnderstood(page=self.page, part=part)
        return int(written)

    def money(self, row: Row) -> Money:
        """A row's three amounts.

        Raises:
            DoesNotAddUp: what was withheld and what was left are not what was granted.
        """
        gross, tax, net = (
            self.amount(row[column].text, column) for column in ("gross", "tax", "net")
        )
        if gross - tax != net:
            raise self.contradiction("net")
        return Money(gross, tax, net)

    def totals(self, words: TotalsWords) -> Totals:
        """The printed count of rows and the printed totals."""
        rows = self.number(self.term(words.region, words.rows), words.rows)
        gross, tax, net = (
            self.amount(self.term(words.region, name), name)
            for name in (words.gross, words.tax, words.net)
        )
        return Totals(rows, Money(gross, tax, net))

    def check_totals(self, printed: Totals, rows: Sequence[Money]) -> None:
        """That the rows are as many as printed, and add up to the printed totals.

        Raises:
            DoesNotAddUp
        """
        if printed.rows != len(rows):
            raise self.contradiction("rows")
        if printed.money != sum(rows, NOTHING):
            raise self.contradiction("totals")

    def unrecognised(self, part: str) -> PageNotRecognised:
        return PageNotRecognised(page=self.page, part=part)

    def contradiction(self, part: str) -> DoesNotAddUp:
        return DoesNotAddUp(page=self.page, part=part)
