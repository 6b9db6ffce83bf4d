"""Where each figure and each piece of evidence stands in the workbook, so that rows can lead to
one another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from robots.summary.model import Summary
from robots.workbook.layout import Link
from robots.workbook.table import FIRST_ROW
from robots.workbook.wording import Wording


@dataclass(frozen=True, slots=True)
class Place:
    """A row of a sheet; ``number`` is what the row's first cell shows."""

    sheet: str
    number: int
    label: str
    """How other sheets name the row, e.g. ``tulo 3``."""

    @property
    def row(self) -> int:
        return FIRST_ROW + self.number - 1


class Places:
    """Every id's place."""

    def __init__(self, summary: Summary, words: Wording) -> None:
        incomes = [one.income.id for one in summary.incomes]
        forests = [one.forest.id for one in summary.forests]
        costs = [one.cost.id for one in summary.costs]
        evidence = [one.id for one in summary.evidence]
        self._words = words
        self._places: dict[str, Place] = {}
        self._add("incomes", "row_income", incomes + forests)
        self._add("deductions", "row_deduction", costs)
        self._add("evidence", "row_evidence", evidence)

    def of(self, identifier: str) -> Place | None:
        return self._places.get(identifier)

    def numbers(self, identifiers: Sequence[str]) -> str:
        """The rows' numbers, e.g. ``3, 7``."""
        found = (self._places.get(identifier) for identifier in identifiers)
        return ", ".join(str(place.number) for place in found if place is not None)

    def evidence(self, identifiers: Sequence[str]) -> Link | None:
        """A link to the first piece of evidence, naming them all, e.g. ``N3, N4``."""
        found = [place for one in identifiers if (place := self._places.get(one)) is not None]
        if not found:
            return None
        names = (self._words("evidence_number", number=place.number) for place in found)
        return Link(", ".join(names), found[0].sheet, found[0].row)

    def rows(self, identifiers: Sequence[str]) -> Link | None:
        """A link to the first of these rows, naming them all, e.g. ``tulo 3, näyttö 7``."""
        found = [place for one in identifiers if (place := self._places.get(one)) is not None]
        if not found:
            return None
        return Link(", ".join(place.label for place in found), found[0].sheet, found[0].row)

    def _add(self, sheet: str, label: str, identifiers: Sequence[str]) -> None:
        name = self._words(f"sheet_{sheet}")
        for number, identifier in enumerate(identifiers, 1):
            self._places[identifier] = Place(name, number, self._words(label, number=number))
