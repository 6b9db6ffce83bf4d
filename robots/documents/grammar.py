"""How amounts, days and periods are written in Finnish letters; anything else is a doubt.

Each ``parse_…`` takes the whole text of one place and returns None where that text is not exactly
one value: a wrong amount is worse than none, so nothing is searched for inside a longer text and
nothing is stripped away. Dates are ``d.m.yyyy`` only; the forms of a period are those that public
Finnish letters and forms use (Kela, Keva, pay slips).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from robots.casework.money import parse_finnish
from robots.casework.period import Month, Period

#: Two decimals, or a whole number with a unit or ``,-``; European digits only.
_SURELY_MONEY: Final = re.compile(
    r"[-−–]?\s?[0-9][0-9 \u00a0\u202f\u2009]*"
    r"(?:,[0-9]{2}[-−–]?(?:\s?(?:€|e|eur|euroa|euro))?|,-|(?:,-)?\s?(?:€|eur|euroa|euro))",
    re.IGNORECASE,
)
_HECTARES: Final = re.compile(r"(?P<number>[0-9]{1,5}(?:,[0-9]{1,4})?)\s?(?:ha|hehtaaria|hektar)")
_A_MONTH: Final = re.compile(r"\s?/\s?(?:kk|kuukausi|mån\.?|månad)$", re.IGNORECASE)
_CENTURIES_KEPT: Final = range(1900, 2100)
_NONE_CELL: Final = frozenset("-−–—")
_DASH: Final = r"\s?[-−–—]\s?"
_DAY: Final = r"(?P<{0}day>[0-9]{{1,2}})\.(?P<{0}month>[0-9]{{1,2}})\."
_YEAR: Final = r"(?P<{0}year>[0-9]{{4}})"
_OPEN: Final = r"(?:toistaiseksi|tills\s+vidare)"

_DATE: Final = re.compile(_DAY.format("") + _YEAR.format(""))
_MONTH: Final = re.compile(r"(?P<month>[0-9]{1,2})[./](?P<year>[0-9]{4})")
_WHOLE_YEAR: Final = re.compile(_YEAR.format(""))
_FROM_TO: Final = re.compile(
    _DAY.format("a") + f"(?:{_YEAR.format('a')})?{_DASH}" + _DAY.format("b") + _YEAR.format("b")
)
_FROM_AND_TO: Final = re.compile(
    r"(?:fr\.?\s?o\.?\s?m\.?|från och med)\s"
    + _DAY.format("a")
    + f"(?:{_YEAR.format('a')})?"
    + r"\s(?:t\.?\s?o\.?\s?m\.?|till och med)\s"
    + _DAY.format("b")
    + _YEAR.format("b"),
    re.IGNORECASE,
)
_MONTHS: Final = re.compile(
    r"(?P<amonth>[0-9]{1,2})[./](?P<ayear>[0-9]{4})"
    + _DASH
    + r"(?P<bmonth>[0-9]{1,2})[./](?P<byear>[0-9]{4})"
)
_UNTIL_FURTHER: Final = re.compile(
    _DAY.format("a") + _YEAR.format("a") + rf"(?:{_DASH}|\s){_OPEN}", re.IGNORECASE
)
_STARTS: Final = re.compile(
    r"(?:fr\.?\s?o\.?\s?m\.?\s|från och med\s)?"
    + _DAY.format("a")
    + _YEAR.format("a")
    + rf"(?:\s(?:alkaen|lukien))?(?:{_DASH})?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class NoneCell:
    """A cell that holds a lone dash: the letter says that there is no such amount."""


def parse_amount(written: str) -> Decimal | None:
    """Euros: ``1 234,56``, ``−84,18``, ``45 €``, ``2 000,-``; None where it is not exactly one.

    Whole numbers need the unit or the dash: without them they may be a count, a year or a code.
    """
    text = written.strip()
    return parse_finnish(text) if _SURELY_MONEY.fullmatch(text) else None


def parse_amount_a_month(written: str) -> Decimal | None:
    """As :func:`parse_amount`, and the text may say that it is for a month: ``590,00 €/kk``."""
    return parse_amount(_A_MONTH.sub("", written.strip()))


def parse_amount_or_none(written: str) -> Decimal | NoneCell | None:
    """As :func:`parse_amount`, and a lone dash is a :class:`NoneCell`."""
    return NoneCell() if written.strip() in _NONE_CELL else parse_amount(written)


def parse_hectares(written: str) -> Decimal | None:
    """An area, ``32,5 ha``; without the unit it may be anything."""
    match = _HECTARES.fullmatch(written.strip())
    return Decimal(match["number"].replace(",", ".")) if match else None


def parse_date(written: str) -> date | None:
    """A day, ``1.1.2026`` or ``01.01.2026``."""
    match = _DATE.fullmatch(written.strip())
    return _day(match["day"], match["month"], match["year"]) if match else None


def parse_year(written: str) -> int | None:
    """A calendar year, ``2026``."""
    match = _WHOLE_YEAR.fullmatch(written.strip())
    return int(match["year"]) if match and int(match["year"]) in _CENTURIES_KEPT else None


def parse_period(written: str) -> Period | None:
    """Days from–to (the first year may be left out), an open period, months, or a whole year.

    ``1.1.–31.12.2026``, ``fr.o.m. 1.1.2026 t.o.m. 31.12.2026``, ``1.1.2026–toistaiseksi``,
    ``1.1.2026 alkaen``, ``01.2026``, ``1/2026``, ``1/2026–3/2026``, ``2026``. None also where the
    end is before the start.
    """
    text = written.strip()
    if match := _FROM_TO.fullmatch(text) or _FROM_AND_TO.fullmatch(text):
        start = _day(match["aday"], match["amonth"], match["ayear"] or match["byear"])
        end = _day(match["bday"], match["bmonth"], match["byear"])
        return Period(start, end) if start and end and start <= end else None
    if match := _UNTIL_FURTHER.fullmatch(text) or _STARTS.fullmatch(text):
        start = _day(match["aday"], match["amonth"], match["ayear"])
        # A day alone is a day, not a period: something must say that it goes on.
        return Period(start, None) if start and parse_date(text) is None else None
    if match := _MONTHS.fullmatch(text):
        start = _day("1", match["amonth"], match["ayear"])
        end = _day("1", match["bmonth"], match["byear"])
        return Period(start, Month.of(end).last) if start and end and start <= end else None
    if match := _MONTH.fullmatch(text):
        first = _day("1", match["month"], match["year"])
        return Period(first, Month.of(first).last) if first else None
    if year := parse_year(text):
        return Period(date(year, 1, 1), date(year, 12, 31))
    return None


def parse_text(written: str) -> str | None:
    """Any text but an empty one."""
    return written.strip() or None


class Grammar(StrEnum):
    """How the value of a field is written."""

    AMOUNT = "amount"
    AMOUNT_OR_NONE = "amount_or_none"
    AMOUNT_A_MONTH = "amount_a_month"
    HECTARES = "hectares"
    DATE = "date"
    PERIOD = "period"
    YEAR = "year"
    TEXT = "text"

    @property
    def is_amount(self) -> bool:
        """Whether two readers must agree on it."""
        return self is Grammar.HECTARES or self.value.startswith("amount")

    def parse(self, written: str) -> Value | None:
        """The value, or None where the text is not exactly one of this grammar."""
        return _PARSERS[self](written)


#: What stands in a field.
Value = Decimal | NoneCell | date | Period | int | str

_PARSERS: Final[dict[Grammar, Callable[[str], Value | None]]] = {
    Grammar.AMOUNT: parse_amount,
    Grammar.AMOUNT_OR_NONE: parse_amount_or_none,
    Grammar.AMOUNT_A_MONTH: parse_amount_a_month,
    Grammar.HECTARES: parse_hectares,
    Grammar.DATE: parse_date,
    Grammar.PERIOD: parse_period,
    Grammar.YEAR: parse_year,
    Grammar.TEXT: parse_text,
}


def _day(day: str, month: str, year: str) -> date | None:
    if int(year) not in _CENTURIES_KEPT:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
