"""The forms of ``forests.yaml``, ``municipalities.yaml`` and ``forest-yields.csv``."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Self

from pydantic import Field, model_validator

from robots.feelaw.values import Confirmed, Dated, Form, Missing, in_order


class TaxYear(Dated):
    """Which tax year's forest yields hold."""

    tax_year: int


class ForestYears(Form):
    """``forests.yaml``; ``why`` is a key of ``resources/texts/law.yaml``."""

    why: str
    years: tuple[TaxYear, ...]
    missing: tuple[Missing, ...]

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        in_order(tuple(sorted((*self.years, *self.missing), key=lambda one: one.first_day)))
        return self


class ForestYield(Form):
    """One row of ``forest-yields.csv``: euros a hectare and year."""

    tax_year: int
    decision: str
    municipality: str
    eur_per_hectare: Decimal


class Merger(Form):
    """A municipality that is no more, and the one that it became part of."""

    into: str
    since: date = Field(alias="from")
    source: str
    confirmed_by: Confirmed
    checked_on: date


class SwedishNames(Form):
    """Swedish names of municipalities that the decisions name in Finnish."""

    source: str
    confirmed_by: Confirmed
    checked_on: date
    names: dict[str, str]


class Municipalities(Form):
    """``municipalities.yaml``."""

    merged: dict[str, Merger]
    swedish: SwedishNames

    def finnish(self, name: str) -> str:
        """The name as the decisions write it, for looking up: spaces and case do not matter."""
        key = folded(name)
        return self._by_swedish().get(key, key)

    def merger(self, name: str) -> Merger | None:
        """What became of the municipality, where it has been merged."""
        found = {folded(one): merger for one, merger in self.merged.items()}
        return found.get(self.finnish(name))

    def _by_swedish(self) -> dict[str, str]:
        return {folded(sv): folded(fi) for fi, sv in self.swedish.names.items()}


def folded(name: str) -> str:
    """A name for comparing: one space between words, no difference of case."""
    return " ".join(name.split()).casefold()
