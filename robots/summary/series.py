"""What was paid in each month: one series an income, for the officer to look along.

The window is the twelve full months before the day's own, and that month up to the day, which is
partial by nature. Of a varying income these months make the mean; of a recurring one the last of
them is its level; what is paid once stands beside and counts for nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from robots.casework.answer import Finding, Income
from robots.casework.money import ZERO
from robots.casework.period import Month, Period
from robots.casework.words import IncomeKind, Per, Role, Severity, Source
from robots.summary.amounts import amounts_of
from robots.summary.claims import STEADY, Claim, months_of_mean
from robots.summary.coverage import in_words
from robots.summary.groups import LEFT_OUT, Reconciled

Basis = Literal["net", "gross"]
#: How the months make the monthly income.
How = Literal["mean", "level", "left_out"]


@dataclass(frozen=True, slots=True)
class MonthSeries:
    """One income's months."""

    id: str
    """Of the row that the income is shown on."""
    role: Role
    kind: IncomeKind
    source: Source
    about: Mapping[str, str]
    """Its name and payer, as a sentence calls it."""
    how: How
    basis: Basis
    months: Mapping[Month, Decimal | None]
    """Euros by month, of the months with a payment; None where the amount is not known on the
    basis. A mean has a figure for each of its twelve."""
    gaps: tuple[Period, ...] = field(default=())
    """Whole months without a payment between two with one."""


def window_of(day: date) -> tuple[Month, ...]:
    """The months that are looked along, the day's own last."""
    return (*months_of_mean(day), Month.of(day))


def series_of(
    results: Iterable[Reconciled], rows: Sequence[Income], day: date, basis: Basis
) -> tuple[MonthSeries, ...]:
    """Every series of the case.

    Args:
        results: each income as it was reconciled.
        rows: every figure, for what is paid once.
        day: whose window it is.
        basis: on which the service's fee looks at income.
    """
    window = frozenset(window_of(day))
    claims = (
        claim
        for result in results
        for claim in (*result.counted, *result.ended, *result.stopped)
        if claim.paid
    )
    found = {claim.carrier.id: _of_claim(claim, window, basis) for claim in claims}
    everything = [*found.values(), *_left_out(rows, window, basis)]
    roles, kinds = list(Role), list(IncomeKind)

    def order(one: MonthSeries) -> tuple[object, ...]:
        return one.how == "left_out", roles.index(one.role), kinds.index(one.kind), one.id

    return tuple(sorted(everything, key=order))


def gaps_told(series: Iterable[MonthSeries]) -> Iterator[Finding]:
    """A remark on each income that is paid by the month and was not paid in some."""
    for one in series:
        if one.how == "level" and one.kind in STEADY and one.gaps:
            values = {**one.about, "periods": ", ".join(map(in_words, one.gaps))}
            yield Finding("payments_missing", Severity.WARNING, one.role, values, (one.id,))


def _of_claim(claim: Claim, window: frozenset[Month], basis: Basis) -> MonthSeries:
    carrier = claim.carrier
    months = _paid(claim.paid, basis)
    if claim.months is not None:
        months |= {month: own.on(basis) for month, own in claim.months.items()}
    return MonthSeries(
        id=carrier.id,
        role=carrier.role,
        kind=carrier.kind,
        source=carrier.source,
        about=carrier.about,
        how="mean" if claim.months is not None else "level",
        basis=basis,
        months={month: months[month] for month in sorted(months) if month in window},
        gaps=tuple(_gaps(claim.paid)),
    )


def _left_out(
    rows: Iterable[Income], window: frozenset[Month], basis: Basis
) -> Iterator[MonthSeries]:
    """What is paid once or without ground, by source, name and payer."""
    grouped: dict[tuple[object, ...], list[Income]] = defaultdict(list)
    for one in sorted(rows, key=lambda row: row.id):
        if one.marks & LEFT_OUT and one.per is Per.PAYMENT and one.paid_on is not None:
            grouped[one.role, one.source, one.kind, one.payer, one.name].append(one)
    for own in grouped.values():
        first = own[0]
        months = _paid(own, basis)
        yield MonthSeries(
            id=first.id,
            role=first.role,
            kind=first.kind,
            source=first.source,
            about=first.about,
            how="left_out",
            basis=basis,
            months={month: months[month] for month in sorted(months) if month in window},
        )


def _paid(payments: Iterable[Income], basis: Basis) -> dict[Month, Decimal | None]:
    months: dict[Month, Decimal | None] = {}
    for one in payments:
        if one.paid_on is not None:
            month, amount = Month.of(one.paid_on), amounts_of(one).on(basis)
            before = months.get(month, ZERO)
            months[month] = None if before is None or amount is None else before + amount
    return months


def _gaps(payments: Sequence[Income]) -> Iterator[Period]:
    """Runs of months that no payment is made in or for, of what is paid by the month."""
    paid = {Month.of(one.paid_on) for one in payments if one.paid_on is not None}
    in_turn = sorted(paid)
    if not any(_next(earlier) == later for earlier, later in pairwise(in_turn)):
        return
    for one in payments:
        if one.period is not None and one.period.end is not None:
            paid |= set(one.period.months())
    covered = sorted(month for month in paid if in_turn[0] <= month <= in_turn[-1])
    for earlier, later in pairwise(covered):
        if _next(earlier) != later:
            yield Period(_next(earlier).first, later.shifted(-1).last)


def _next(month: Month) -> Month:
    return month.shifted(1)
