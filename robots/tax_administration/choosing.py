"""Which of the tax years counts on a day, and what the officer is told of the others."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from robots.casework.answer import Finding
from robots.casework.period import Period
from robots.casework.words import Role, Severity
from robots.tax_administration.errors import TaxationEndNotKnown, TaxYearTwice, TaxYearWrong
from robots.tax_administration.taxation import TaxYear

_FILE: Final = Path(__file__).parents[2] / "resources" / "registers" / "taxation.yaml"


class _Dated(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _DayOfYear(_Dated):
    month: int
    day: int


class _End(_Dated):
    """The day of the next year by which a year's taxation has ended for everybody."""

    since: date = Field(alias="from")
    until: date | None
    ends: _DayOfYear
    act: str
    section: str
    statute: str
    text_read: bool
    checked_on: date


def newest_ended(day: date) -> int:
    """The newest tax year whose taxation has ended for everybody by the day.

    Raises:
        TaxationEndNotKnown: no end is known for the day.
    """
    for end in _ends():
        if Period(end.since, end.until).contains(day):
            has_ended = day > date(day.year, end.ends.month, end.ends.day)
            return day.year - (1 if has_ended else 2)
    raise TaxationEndNotKnown(day=day.isoformat())


def chosen(years: Sequence[TaxYear], day: date) -> TaxYear | None:
    """The latest final year; where none is final, the latest there is; None of no years.

    Raises:
        TaxYearWrong: of a year that has not begun on the day.
        TaxYearTwice: it is told twice, in the same stage and of the same day.
    """
    if not years:
        return None
    latest = max(years, key=lambda one: one.rank)
    for one in years:
        if one.year > day.year:
            raise TaxYearWrong(tax_year=one.year)
    if sum(one.rank == latest.rank for one in years) > 1:
        raise TaxYearTwice(tax_year=latest.year)
    return latest


def findings_of(latest: TaxYear, years: Sequence[TaxYear], day: date, role: Role) -> list[Finding]:
    """That the year is older than it should be, or that a newer one is not final yet."""
    expected, tax_year = newest_ended(day), str(latest.year)
    found = []
    if latest.year < expected:
        values = {"tax_year": tax_year, "expected": str(expected)}
        found.append(Finding("tax_year_old", Severity.WARNING, role, values))
    if not latest.stage.is_final:
        values = {"tax_year": tax_year}
        found.append(Finding("tax_year_not_final", Severity.WARNING, role, values))
    elif any(one.year > latest.year for one in years):
        values = {"tax_year": tax_year}
        found.append(Finding("tax_newer_provisional", Severity.INFO, role, values))
    return found


@cache
def _ends() -> tuple[_End, ...]:
    written = yaml.safe_load(_FILE.read_text("utf-8"))
    return TypeAdapter(tuple[_End, ...]).validate_python(written)
