"""One figure's line: whether it is open, how the officer has settled it, what lines come to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Final

from robots.casework.money import ZERO
from robots.casework.words import Role
from robots.feelaw.model import Counts, FeeCase, Line, RowKey

_REASONS: Final = {Counts.COUNTED: "settled_counted", Counts.NOT_COUNTED: "settled_not_counted"}


def key_of(line: Line) -> RowKey:
    """What tells the line from all others of the case."""
    return line.role, line.id


def is_open(line: Line) -> bool:
    """Whether the line keeps a preview from being complete: the officer must settle it, or it
    counts and its amount is not known."""
    counts = line.treatment.counts
    return counts is Counts.OFFICER or (counts is Counts.COUNTED and line.monthly is None)


def as_settled(line: Line, case: FeeCase) -> Line:
    """An open line as the officer has settled it; any other as the law treats it."""
    counts = case.settled.get(key_of(line))
    if counts is None or not is_open(line):
        return line
    treatment = replace(line.treatment, counts=counts, reason=_REASONS[counts])
    return replace(line, treatment=treatment)


def total(lines: Iterable[Line], role: Role) -> Decimal:
    """What the person's counted lines come to, euros a month."""
    return sum(
        (
            line.monthly
            for line in lines
            if line.role is role
            and line.treatment.counts is Counts.COUNTED
            and line.monthly is not None
        ),
        ZERO,
    )
