"""Computed forest income, 10 i §: it stands for what timber really brought."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from robots.casework.money import ZERO, in_finnish
from robots.casework.words import Per
from robots.feelaw.exact import a_month
from robots.feelaw.law import law
from robots.feelaw.model import Counts, ForestItem, Line, Step, Treatment

SECTION = "10 i § 1 mom."
REDUCTION_SECTION = "10 i § 2 mom."
TREATMENT = Treatment(Counts.COUNTED, SECTION, "computed_forest_income")


def yearly_forest_income(item: ForestItem, day: date) -> Decimal:
    """Ninety per cent of hectares times yield, less interest; euros a year, never below zero.

    Raises:
        LawNotKnown, ForestYieldNotKnown: no yield for the day or the municipality.
    """
    _, per_hectare = law().forest_yield(item.municipality, day)
    share = law().amount("forest_share", day).value
    return max(ZERO, share * item.hectares * per_hectare - item.interest)


def reduced_forest_income(income: Decimal, cutting_value: Decimal | None, day: date) -> Decimal:
    """10 i § 2 mom.: the cutting value instead, where it is at least ten per cent lower."""
    if cutting_value is None:
        return income
    threshold = law().amount("forest_reduction_threshold", day).value
    return cutting_value if cutting_value <= income * (1 - threshold) else income


def forest_line(item: ForestItem, day: date) -> Line:
    """The holding's computed income a month, with its steps.

    Raises:
        LawNotKnown, ForestYieldNotKnown: no yield for the day or the municipality.
    """
    year, per_hectare = law().forest_yield(item.municipality, day)
    full = yearly_forest_income(item, day)
    reduced = reduced_forest_income(full, item.cutting_value, day)
    steps = [
        Step(
            "forest_income",
            SECTION,
            full,
            {
                "municipality": item.municipality,
                "tax_year": str(year),
                "hectares": _written(item.hectares),
                "per_hectare": in_finnish(per_hectare),
                "interest": in_finnish(item.interest),
            },
            {
                "forest_share": f"{law().amount('forest_share', day).value:f}",
                "forest_tax_year": str(year),
                f"forest_yield_{item.municipality}": f"{per_hectare:f}",
            },
        )
    ]
    if item.cutting_value is not None:
        code = "forest_reduced" if reduced < full else "forest_not_reduced"
        value = in_finnish(item.cutting_value)
        threshold = law().amount("forest_reduction_threshold", day).value
        used = {"forest_reduction_threshold": f"{threshold:f}"}
        steps.append(Step(code, REDUCTION_SECTION, reduced, {"cutting_value": value}, used))
    monthly = a_month(reduced, Per.YEAR)
    steps.append(Step("year_to_month", SECTION, monthly, {"year": in_finnish(reduced)}))
    return Line(item.id, item.owner, "forest", TREATMENT, monthly, tuple(steps))


def _written(number: Decimal) -> str:
    return f"{number.normalize():f}".replace(".", ",")
