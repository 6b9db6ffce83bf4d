"""What was paid back: which of it lowers an income, and in which months.

What was paid without ground is no income. Paying it back only undoes it, and lowers nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from robots.casework.answer import Income
from robots.casework.period import Month
from robots.casework.words import Mark
from robots.summary.amounts import Amounts, amounts_of


def lowering(by_source: Iterable[Sequence[Income]]) -> list[Income]:
    """The recoveries that lower an income, of the most believed source that tells of any: two
    sources tell of the same."""
    sources = [list(rows) for rows in by_source]
    groundless = [
        one
        for rows in sources
        for one in rows
        if Mark.UNJUST_ENRICHMENT in one.marks and Mark.RECOVERY not in one.marks
    ]
    for rows in sources:
        recoveries = [one for one in rows if Mark.RECOVERY in one.marks]
        if recoveries:
            return [one for one in recoveries if not _undoes(one, groundless)]
    return []


def shares_of(recovery: Income, payments: Sequence[Income]) -> dict[Month, Amounts]:
    """What was paid back lowers its own time: the month in which the same period was paid, else
    the period's months, else the payment's month."""
    same = [one for one in payments if one.period is not None and one.period == recovery.period]
    if same:
        months = [Month.of(paid_on_of(last_of(same)))]
    elif recovery.period is not None and recovery.period.end is not None:
        months = list(recovery.period.months())
    elif recovery.paid_on is not None:
        months = [Month.of(recovery.paid_on)]
    else:
        return {}
    share = amounts_of(recovery).divided_by(len(months))
    return dict.fromkeys(months, share)


def last_of(payments: Iterable[Income]) -> Income:
    """The latest payment."""
    return max(payments, key=lambda one: (paid_on_of(one), one.id))


def paid_on_of(payment: Income) -> date:
    """The day of the payment; the first of all days where it is not told."""
    return payment.paid_on or date.min


def _undoes(recovery: Income, groundless: Iterable[Income]) -> bool:
    """Whether it takes back what was paid without ground: it says so, or its original day or
    period is that of such a payment."""
    if Mark.UNJUST_ENRICHMENT in recovery.marks:
        return True
    return any(
        (recovery.paid_on is not None and recovery.paid_on == one.paid_on)
        or (recovery.period is not None and recovery.period == one.period)
        for one in groundless
    )
