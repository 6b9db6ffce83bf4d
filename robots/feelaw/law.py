"""The law on a day: a dated value, or an error that says what is not known, and why."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Final

from robots.casework.period import day_in_finnish
from robots.casework.sections import parse
from robots.feelaw.charters import Services
from robots.feelaw.errors import (
    DayOutsideLaw,
    ForestYieldNotKnown,
    LawDataRefused,
    LawNotInForce,
    LawNotKnown,
    LawNotPublished,
    LawSourceNotFound,
    MunicipalityMerged,
)
from robots.feelaw.index_chain import PensionIndex
from robots.feelaw.municipalities import ForestYears, ForestYield, Municipalities, folded
from robots.feelaw.values import (
    Act,
    Amount,
    CostRules,
    Covered,
    Dated,
    Days,
    DaysModel,
    IncomeRules,
    Missing,
    Rows,
    Tables,
    Value,
    first_day_without,
    read,
)

FOLDER: Final = Path(__file__).parents[2] / "resources" / "law"
_WHY_MISSING: Final[dict[str, type[LawNotKnown]]] = {
    "no_source": LawSourceNotFound,
    "not_published": LawNotPublished,
    "not_in_force": LawNotInForce,
}


@dataclass(frozen=True, slots=True)
class Law:
    """Everything of ``resources/law/`` that this room reads."""

    covered: Covered
    acts: dict[str, Act]
    amounts: dict[str, Amount]
    tables: Tables
    incomes: IncomeRules
    costs: CostRules
    services: Services
    index: PensionIndex
    forest_years: ForestYears
    municipalities: Municipalities
    forest_yields: dict[tuple[int, str], Decimal]

    def check_day(self, day: date, parameter: str = "law") -> None:
        """Do nothing, when the files cover the day.

        Raises:
            DayOutsideLaw: they do not.
        """
        covered = self.covered
        if covered.first_day <= day <= covered.last_day:
            return
        early = day < covered.first_day
        why = covered.why_not_before if early else covered.why_not_after
        raise DayOutsideLaw(
            parameter,
            day,
            first_day=day_in_finnish(covered.first_day),
            last_day=day_in_finnish(covered.last_day),
            why=f"missing.{why}",
        )

    def amount(self, name: str, day: date) -> Value:
        """The value of ``amounts.yaml`` that holds on the day.

        Raises:
            LawNotKnown: none does; the error's own class says why.
        """
        amount = self.amounts[name]
        return self._holding(name, amount.values, amount.missing, day)

    def income_limits(self, day: date) -> Rows:
        """10 e § 3 mom.: euros a month for families of one to six.

        Raises:
            LawNotKnown: none are known for the day.
        """
        table = self.tables.income_limits
        return self._holding("income_limits", table.values, table.missing, day)

    def payment_percentages(self, day: date) -> Rows:
        """10 e § 5 mom.: per cent by hours and size of the family.

        Raises:
            LawNotKnown: none are known for the day.
        """
        table = self.tables.payment_percentages
        return self._holding("payment_percentages", table.values, table.missing, day)

    def forest_yield(self, municipality: str, day: date) -> tuple[int, Decimal]:
        """The tax year that holds on the day, and its yield in the municipality, euros a hectare.

        Raises:
            LawNotKnown: no tax year's yields are known for the day.
            ForestYieldNotKnown: that year's decision does not name the municipality; a merged one
                is MunicipalityMerged.
        """
        years = self.forest_years
        year = self._holding("forest_yields", years.years, years.missing, day).tax_year
        try:
            return year, self.forest_yields[year, self.municipalities.finnish(municipality)]
        except KeyError:
            pass
        merger = self.municipalities.merger(municipality)
        if merger is None:
            raise ForestYieldNotKnown(municipality=municipality, tax_year=year)
        since = day_in_finnish(merger.since)
        raise MunicipalityMerged(
            municipality=municipality, tax_year=year, into=merger.into, since=since
        )

    def _holding(
        self, name: str, values: Iterable[DaysModel], missing: Iterable[Missing], day: date
    ) -> DaysModel:
        self.check_day(day, name)
        for value in values:
            if value.holds_on(day):
                return value
        for gap in missing:
            if gap.holds_on(day):
                checked_on = day_in_finnish(gap.checked_on)
                error = _WHY_MISSING[gap.reason]
                raise error(name, day, why=f"missing.{gap.why}", checked_on=checked_on)
        raise LawNotKnown(name, day)


@cache
def law() -> Law:
    """The law as it lies in ``resources/law/``, read once."""
    return read_law(FOLDER)


def read_law(folder: Path) -> Law:
    """Read and check a folder of the law's values.

    Raises:
        LawDataRefused: a file is not in its form, cites an act that ``acts.yaml`` lacks, or leaves
            a day without a value and without a reason why.
    """
    read_in = Law(
        covered=read(Covered, folder / "days.yaml"),
        acts=read(dict[str, Act], folder / "acts.yaml"),
        amounts=read(dict[str, Amount], folder / "amounts.yaml"),
        tables=read(Tables, folder / "home-service.yaml"),
        incomes=read(IncomeRules, folder / "incomes.yaml"),
        costs=read(CostRules, folder / "costs.yaml"),
        services=read(Services, folder / "services.yaml"),
        index=read(PensionIndex, folder / "index.yaml"),
        forest_years=read(ForestYears, folder / "forests.yaml"),
        municipalities=read(Municipalities, folder / "municipalities.yaml"),
        forest_yields=_forest_yields(folder / "forest-yields.csv"),
    )
    for file, act in _every_act(read_in):
        if act not in read_in.acts:
            raise LawDataRefused(file=file, key=act)
    for file, name, periods in _by_parameter(read_in):
        covered = read_in.covered
        gap = first_day_without(periods, covered.first_day, covered.last_day)
        if gap is not None:
            raise LawDataRefused(file=file, key=f"{name} {gap.isoformat()}")
    for name in read_in.index.bound:
        if name != "income_limits" and name not in read_in.amounts:
            raise LawDataRefused(file="index.yaml", key=f"bound.{name}")
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
        yield from (("services.yaml", ground) for ground in service.grounds)
    yield from (("services.yaml", entry) for entry in law.services.not_by_income)
    yield from (("services.yaml", other) for other in law.services.other_services.values())
    yield from (("forests.yaml", year) for year in law.forest_years.years)


def _every_act(law: Law) -> Iterable[tuple[str, str]]:
    for file, dated in every_dated(law):
        yield file, dated.act
        yield from ((file, one.act) for one in parse(dated.section) if one.act)
    for service in law.services.services.values():
        yield from (("services.yaml", ground.service_act) for ground in service.grounds)
    yield from (("services.yaml", entry.service_act) for entry in law.services.not_by_income)
    yield "index.yaml", law.index.act
    yield from (("index.yaml", one.act) for one in law.index.points.values() if one.act)


def _by_parameter(law: Law) -> Iterable[tuple[str, str, list[Days]]]:
    for name, amount in law.amounts.items():
        yield "amounts.yaml", name, [*amount.values, *amount.missing]
    for name in ("income_limits", "payment_percentages"):
        table = getattr(law.tables, name)
        yield "home-service.yaml", name, [*table.values, *table.missing]
    for service, charged in law.services.services.items():
        yield "services.yaml", f"services.{service}", list(charged.grounds)
    yield "forests.yaml", "years", [*law.forest_years.years, *law.forest_years.missing]


def _forest_yields(file: Path) -> dict[tuple[int, str], Decimal]:
    try:
        with file.open(encoding="utf-8", newline="") as lines:
            rows = [ForestYield.model_validate(row) for row in csv.DictReader(lines)]
    except (OSError, ValueError):
        raise LawDataRefused(file=file.name, key="-") from None
    return {(row.tax_year, folded(row.municipality)): row.eur_per_hectare for row in rows}
