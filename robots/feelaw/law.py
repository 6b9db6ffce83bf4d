"""The law on a day: a dated value, or an error that says what is not known."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Final

from robots.feelaw.errors import ForestYieldNotKnown, LawDataRefused, LawNotKnown
from robots.feelaw.values import (
    Act,
    Amount,
    CostRules,
    Dated,
    DatedModel,
    ForestYears,
    ForestYield,
    IncomeRules,
    Rows,
    Services,
    Tables,
    Value,
    read,
)

FOLDER: Final = Path(__file__).parents[2] / "resources" / "law"


@dataclass(frozen=True, slots=True)
class Law:
    """Everything of ``resources/law/`` that this room reads."""

    acts: dict[str, Act]
    amounts: dict[str, Amount]
    tables: Tables
    incomes: IncomeRules
    costs: CostRules
    services: Services
    forest_years: ForestYears
    forest_yields: dict[tuple[int, str], Decimal]

    def amount(self, name: str, day: date) -> Value:
        """The value of ``amounts.yaml`` that holds on the day.

        Raises:
            LawNotKnown: none does.
        """
        return holding(name, self.amounts[name].values, day)

    def income_limits(self, day: date) -> Rows:
        """10 e § 3 mom.: euros a month for families of one to six.

        Raises:
            LawNotKnown: none are known for the day.
        """
        return holding("income_limits", self.tables.income_limits.values, day)

    def payment_percentages(self, day: date) -> Rows:
        """10 e § 5 mom.: per cent by hours and size of the family.

        Raises:
            LawNotKnown: none are known for the day.
        """
        return holding("payment_percentages", self.tables.payment_percentages.values, day)

    def forest_yield(self, municipality: str, day: date) -> tuple[int, Decimal]:
        """The tax year that holds on the day, and its yield in the municipality, euros a hectare.

        Raises:
            LawNotKnown: no tax year's yields are known for the day.
            ForestYieldNotKnown: that year's decision does not name the municipality.
        """
        year = holding("forest_yields", self.forest_years.years, day).tax_year
        try:
            return year, self.forest_yields[year, municipality.strip().casefold()]
        except KeyError:
            raise ForestYieldNotKnown(municipality=municipality, tax_year=year) from None


def holding(name: str, values: Iterable[DatedModel], day: date) -> DatedModel:
    """The one of the values that holds on the day.

    Raises:
        LawNotKnown: none does; never the oldest or the newest instead.
    """
    for value in values:
        if value.holds_on(day):
            return value
    raise LawNotKnown(parameter=name, day=day.isoformat())


@cache
def law() -> Law:
    """The law as it lies in ``resources/law/``, read once."""
    return read_law(FOLDER)


def read_law(folder: Path) -> Law:
    """Read and check a folder of the law's values.

    Raises:
        LawDataRefused: a file is not in its form, or cites an act that ``acts.yaml`` lacks.
    """
    read_in = Law(
        acts=read(dict[str, Act], folder / "acts.yaml"),
        amounts=read(dict[str, Amount], folder / "amounts.yaml"),
        tables=read(Tables, folder / "home-service.yaml"),
        incomes=read(IncomeRules, folder / "incomes.yaml"),
        costs=read(CostRules, folder / "costs.yaml"),
        services=read(Services, folder / "services.yaml"),
        forest_years=read(ForestYears, folder / "forests.yaml"),
        forest_yields=_forest_yields(folder / "forest-yields.csv"),
    )
    for file, dated in every_dated(read_in):
        if dated.act not in read_in.acts:
            raise LawDataRefused(file=file, key=dated.act)
    return read_in


def every_dated(law: Law) -> Iterable[tuple[str, Dated]]:
    """Every dated value and rule, with the file that it stands in."""
    for amount in law.amounts.values():
        yield from (("amounts.yaml", value) for value in amount.values)
    for table in (law.tables.income_limits, law.tables.payment_percentages):
        yield from (("home-service.yaml", rows) for rows in table.values)
    yield from (("incomes.yaml", rule) for rule in law.incomes.rules.values())
    yield from (("costs.yaml", rule) for rule in law.costs.rules.values())
    for service in law.services.services.values():
        yield from (("services.yaml", act) for act in service.acts)
    yield from (("services.yaml", act) for act in law.services.free)
    yield from (("forests.yaml", year) for year in law.forest_years.years)


def _forest_yields(file: Path) -> dict[tuple[int, str], Decimal]:
    try:
        with file.open(encoding="utf-8", newline="") as lines:
            rows = [ForestYield.model_validate(row) for row in csv.DictReader(lines)]
    except (OSError, ValueError):
        raise LawDataRefused(file=file.name, key="-") from None
    return {(row.tax_year, row.municipality.casefold()): row.eur_per_hectare for row in rows}
