"""What one source says that one income is now: a claim, with the figures it rests on.

Recurring income stands at its latest level: a decision's level in force, or the last payment.
Varying income is the mean of the twelve full months before the day's own (10 b § 4 mom., 10 f § 5
mom.). A payment that is for several months is divided by them. One change of the amount is a new
level, as each January's index gives; more than one is varying.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Final

from robots.casework.answer import Income
from robots.casework.money import in_finnish
from robots.casework.period import Month, Period, day_in_finnish
from robots.casework.words import IncomeKind, Mark, Per
from robots.feelaw.model import Step
from robots.summary.amounts import Amounts, amounts_of, sum_of
from robots.summary.recoveries import last_of, paid_on_of, shares_of

#: Months of the mean of varying income: the law's.
MEAN_MONTHS: Final = 12
#: Paid for work: always by the mean.
EARNED: Final = frozenset({IncomeKind.WAGE, IncomeKind.BUSINESS_INCOME})
#: Set by a decision until further notice: always by the level, unless the source calls it varying.
STEADY: Final = frozenset(
    {
        IncomeKind.EARNINGS_PENSION,
        IncomeKind.NATIONAL_PENSION,
        IncomeKind.GUARANTEE_PENSION,
        IncomeKind.SURVIVORS_PENSION,
        IncomeKind.FOREIGN_PENSION,
        IncomeKind.PENSIONER_CARE_ALLOWANCE,
        IncomeKind.VETERAN_SUPPLEMENT,
        IncomeKind.DISABILITY_ALLOWANCE,
        IncomeKind.MAINTENANCE_SUPPORT,
        IncomeKind.HOUSING_ALLOWANCE,
        IncomeKind.PENSIONER_HOUSING_ALLOWANCE,
        IncomeKind.CHILD_BENEFIT,
        IncomeKind.FRONT_VETERAN_SUPPLEMENT,
        IncomeKind.DIETARY_GRANT,
        IncomeKind.CHILD_INCREASE,
        IncomeKind.MILITARY_INJURY_ANNUITY,
    }
)


@dataclass(frozen=True, slots=True)
class Claim:
    """One income as one source (or, of varying income, all of them) tells it."""

    carrier: Income
    """The row that the figure is shown on: the last payment, the level, the year."""
    parts: tuple[Income, ...]
    """All rows that the figure is made of, the carrier among them."""
    amounts: Amounts
    per: Per
    """A month, or a year where the amounts are twelve months' sum."""
    since: date
    """The last payment, or the first day of the level, or the year's last."""
    steps: tuple[Step, ...]
    ended_on: date | None = None
    """The last day, as a source tells it."""
    stopped_on: date | None = None
    """The last payment, where later ones are wanting and no source tells of an end."""
    months: Mapping[Month, Amounts] | None = None
    """Of varying income: what each month of the mean had."""
    paid_in: frozenset[Month] = frozenset()
    """Of varying income: the months with a payment, also outside the mean."""
    may_have_arrears: bool = False
    """More payments in the last month than before, and not told for what time."""
    paid: tuple[Income, ...] = ()
    """Every payment of the income that was matched and kept, oldest first."""
    rivals: tuple[Income, ...] = ()
    """Other levels that begin on the same day: which of them holds, or whether all do, nobody
    tells."""

    @property
    def is_over(self) -> bool:
        """Whether it has ended, or may have."""
        return self.ended_on is not None or self.stopped_on is not None

    @property
    def monthly_gross(self) -> Decimal | None:
        gross = self.amounts.gross
        return gross / MEAN_MONTHS if gross is not None and self.per is Per.YEAR else gross


def is_varying(kind: IncomeKind, payments: Sequence[Income]) -> bool:
    """Whether the mean of twelve months is taken instead of the latest level."""
    if not payments:
        return False
    if kind in EARNED or any(Mark.VARYING in one.marks for one in payments):
        return True
    by_month = _by_month(payments)
    paid = sorted(by_month)
    if min((_distance(*two) for two in pairwise(paid)), default=1) > 1:
        return all(months_of(one.period) == 1 for one in payments)
    if kind in STEADY:
        return False
    sums = [sum_of(amounts_of(one) for one in by_month[month]).gross for month in paid]
    return sum(earlier != later for earlier, later in pairwise(sums)) > 1


def mean_claim(payments: Sequence[Income], taken_back: Sequence[Income], day: date) -> Claim:
    """The mean of the twelve full months before the day's own."""
    window = list(months_of_mean(day))
    months = {month: sum_of(()) for month in window}
    parts = []
    for month, rows in _by_month(payments).items():
        if month in months:
            months[month] = sum_of(map(amounts_of, rows))
            parts += rows
    for row in taken_back:
        for month, share in shares_of(row, payments).items():
            if month in months:
                months[month] = sum_of((months[month], share))
    total = sum_of(months.values())
    carrier = last_of(parts or payments)
    values = {
        "total": "-" if total.gross is None else in_finnish(total.gross),
        "first": _written(window[0]),
        "last": _written(window[-1]),
    }
    return Claim(
        carrier=carrier,
        parts=tuple(parts) or (carrier,),
        amounts=total if parts else Amounts(None, None),
        per=Per.YEAR,
        since=paid_on_of(carrier),
        steps=(Step("mean_of_months", "10 b § 4 mom.; 10 f § 5 mom.", None, values),),
        ended_on=_told_end(carrier, day),
        stopped_on=_stopped(carrier, 1, day),
        months=months,
        paid_in=frozenset(_by_month(payments)),
        paid=in_time(payments),
    )


def payment_claim(payments: Sequence[Income], taken_back: Sequence[Income], day: date) -> Claim:
    """The level that the last payment shows; several in its month are added up, each divided by
    its own months. What is for an earlier time than another of them is arrears, and no level."""
    by_month = _by_month(payments)
    latest = max(by_month)
    paid = by_month[latest]
    rows = _without_arrears(paid)
    before = by_month.get(latest.shifted(-1), paid)
    carrier = last_of(rows)
    lowered = [
        share
        for row in taken_back
        for month, share in shares_of(row, payments).items()
        if month == latest
    ]
    months = months_of(carrier.period)
    paid_on = paid_on_of(carrier)
    steps = [Step("latest_payment", "", None, {"day": _written(paid_on)})]
    if len(rows) > 1:
        steps.append(Step("payments_of_month", "", None, {"count": str(len(rows))}))
    if lowered:
        steps.append(Step("taken_back", "", sum_of(lowered).gross))
    if months > 1:
        steps.append(Step("several_months", "", None, {"months": str(months)}))
    return Claim(
        carrier=carrier,
        parts=tuple(rows),
        amounts=sum_of(
            (
                *(amounts_of(one).divided_by(months_of(one.period)) for one in rows),
                *(one.divided_by(months) for one in lowered),
            )
        ),
        per=Per.MONTH,
        since=paid_on,
        steps=tuple(steps),
        ended_on=_told_end(carrier, day),
        stopped_on=_stopped(carrier, months, day),
        may_have_arrears=len(rows) > len(before) and any(one.period is None for one in rows),
        paid=in_time(payments),
    )


def level_claim(levels: Sequence[Income], day: date) -> Claim | None:
    """The level of the decision that holds on the day; None where all begin later."""
    begun = [one for one in levels if _start(one) <= day]
    if not begun:
        return None
    newest = max(map(_start, begun))
    rivals = sorted((one for one in begun if _start(one) == newest), key=lambda one: one.id)
    carrier = rivals.pop()
    ends = [end for end in (carrier.in_force_until, _end(carrier)) if end is not None]
    ended = min(ends, default=None)
    start = _start(carrier)
    since = (Step("level_from", "", None, {"day": _written(start)}),) if start > date.min else ()
    return Claim(
        carrier=carrier,
        parts=(carrier,),
        amounts=amounts_of(carrier),
        per=Per.MONTH,
        since=start,
        steps=since,
        ended_on=ended if ended is not None and ended < day else None,
        rivals=tuple(rivals),
    )


def in_time(payments: Iterable[Income]) -> tuple[Income, ...]:
    """The payments, oldest first."""
    return tuple(sorted(payments, key=lambda one: (paid_on_of(one), one.id)))


def year_claim(years: Sequence[Income]) -> Claim:
    """A twelfth of the latest year's figure."""
    carrier = max(years, key=lambda one: (year_of(one), one.id))
    amounts = amounts_of(carrier)
    steps = []
    if carrier.costs:
        steps.append(Step("costs_off", "", None, {"costs": in_finnish(carrier.costs)}))
    return Claim(
        carrier=carrier,
        parts=(carrier,),
        amounts=amounts,
        per=Per.YEAR,
        since=date(year_of(carrier), 12, 31),
        steps=tuple(steps),
    )


def months_of_mean(day: date) -> Iterable[Month]:
    """The twelve full months before the day's own, oldest first."""
    own = Month.of(day)
    return (own.shifted(back) for back in range(-MEAN_MONTHS, 0))


def year_of(income: Income) -> int:
    """The year that a yearly figure is of; 1 where nothing tells it."""
    if income.tax_year is not None:
        return income.tax_year
    return income.period.start.year if income.period else 1


def _by_month(payments: Iterable[Income]) -> dict[Month, list[Income]]:
    by_month: dict[Month, list[Income]] = defaultdict(list)
    for one in payments:
        by_month[Month.of(paid_on_of(one))].append(one)
    return by_month


def _without_arrears(rows: Sequence[Income]) -> list[Income]:
    """The payments of a month without those whose time ends before another's begins."""
    latest = max((one.period.start for one in rows if one.period is not None), default=date.min)
    return [
        one
        for one in rows
        if one.period is None or one.period.end is None or one.period.end >= latest
    ]


def _told_end(last: Income, day: date) -> date | None:
    """The end that the source itself tells, where it is past."""
    end = last.in_force_until
    return end if end is not None and end < day else None


def _stopped(last: Income, months: int, day: date) -> date | None:
    """The last payment of what is paid by so many months, when the payment before the day's month,
    or that time earlier, did not come."""
    paid_on = paid_on_of(last)
    return paid_on if Month.of(paid_on) < Month.of(day).shifted(-months) else None


def months_of(period: Period | None) -> int:
    """How many whole months a payment is for; one where that is not told or not whole."""
    if period is None or period.end is None:
        return 1
    is_whole = period.start.day == 1 and period.end == Month.of(period.end).last
    return len(list(period.months())) if is_whole else 1


def _distance(earlier: Month, later: Month) -> int:
    return (later.year - earlier.year) * MEAN_MONTHS + later.month - earlier.month


def _start(level: Income) -> date:
    return level.period.start if level.period else date.min


def _end(level: Income) -> date | None:
    return level.period.end if level.period else None


def _written(day: date | Month) -> str:
    if isinstance(day, Month):
        return f"{day.month}/{day.year}"
    return day_in_finnish(day)
