"""Whether somebody has looked lately at each value and rule of the law, called by its name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from robots.casework.texts import Language, text
from robots.feelaw.law import Law
from robots.feelaw.values import Dated

MONTHS_UNTIL_CHECKED_AGAIN: Final = 13


def is_stale(checked_on: date, today: date) -> bool:
    """Whether more than thirteen months have gone since somebody looked."""
    due = checked_on.year * 12 + checked_on.month + MONTHS_UNTIL_CHECKED_AGAIN
    return (today.year * 12 + today.month, today.day) > (due, checked_on.day)


def everything(law: Law, language: Language) -> Iterator[tuple[str, Dated]]:
    """Every dated value and rule with its name in words."""

    def parameter(name: str) -> str:
        return text(f"parameters.{name}", language)

    for name, amount in law.amounts.items():
        yield from ((parameter(name), value) for value in amount.values)
    for name in ("income_limits", "payment_percentages"):
        yield from ((parameter(name), rows) for rows in getattr(law.tables, name).values)
    for rules in (law.incomes.rules, law.costs.rules):
        yield from ((text(f"law.{name}", language), rule) for name, rule in rules.items())
    for service, charged in law.services.services.items():
        called = text(f"words.service_{service}", language)
        yield from ((called, ground) for ground in charged.grounds)
    for entry in law.services.not_by_income:
        yield text(f"services.{entry.why}", language), entry
    for other in law.services.other_services.values():
        yield text(f"services.{other.why}", language), other
    for year in law.forest_years.years:
        yield f"{parameter('forest_yields')} {year.tax_year}", year
