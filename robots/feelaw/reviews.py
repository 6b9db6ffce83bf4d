"""When a fee must be looked at again, and how far back it may be corrected: 10 j §.

A fee is set until further notice; it must be reviewed when income, deductions, family or grounds
of fees change. Most of those days are known beforehand.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from robots.feelaw.changes import Change, changes_of
from robots.feelaw.county_rules import ACT_ALONE, CountyRules
from robots.feelaw.model import FeeCase

CORRECTION: Final = "10 j § 2 mom."


def reviews_of(
    case: FeeCase, rules: CountyRules = ACT_ALONE, declared: Iterable[Change] = ()
) -> tuple[Change, ...]:
    """The next day of each reason, the earliest first; up to the next change of index amounts.

    Args:
        declared: what the caller knows of, such as the last day of a benefit.
    """
    horizon = next_index_change(case.day)
    known = [*changes_of(case, case.day, horizon, rules), *declared]
    first: dict[tuple[str, tuple[str, ...]], Change] = {}
    for change in sorted(known, key=lambda one: (one.day, one.code, one.refers_to)):
        if change.day > case.day and change.code != "law":
            first.setdefault((change.code, change.refers_to), change)
    return tuple(first.values())


def next_index_change(day: date) -> date:
    """The next first of January of an even year: amounts bound to the index change then (7 c § and
    10 e §: the review years are the odd ones)."""
    year = day.year + 1
    return date(year + year % 2, 1, 1)


def corrected_from(found_on: date) -> date:
    """The earliest day that a fee may be corrected from, where the client or a representative gave
    wrong information: one year back at most (10 j § 2 mom.)."""
    try:
        return found_on.replace(year=found_on.year - 1)
    except ValueError:  # from the last of February of a leap year
        return date(found_on.year - 1, 3, 1)
