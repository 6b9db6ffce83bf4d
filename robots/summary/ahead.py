"""What lies ahead of a summary: days to look at the fee again, and the fee from each of them.

An income that ends and a cost whose time runs out are known from the sources; the rest from the law
and the county's decisions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta

from robots.feelaw.changes import DEDUCTIONS, INCOME, Change, changes_of
from robots.feelaw.county_rules import CountyRules
from robots.feelaw.model import FeeCase, Means
from robots.feelaw.previous_home import PREVIOUS_HOMES
from robots.feelaw.reviews import reviews_of
from robots.feelaw.timeline import Stretch, timeline
from robots.summary.model import SummaryCost, SummaryIncome

_A_DAY = timedelta(days=1)


def horizon(day: date) -> date:
    """Till when the fee is looked ahead: the end of the next year."""
    return date(day.year + 1, 12, 31)


def reviews_ahead(
    case: FeeCase,
    incomes: Iterable[SummaryIncome],
    costs: Iterable[SummaryCost],
    rules: CountyRules,
) -> tuple[Change, ...]:
    """The next day of each reason to look at the fee again (10 j §), the earliest first."""
    return reviews_of(case, rules, tuple(_ends(case, incomes, costs)))


def timeline_ahead(
    case: FeeCase,
    incomes: Iterable[SummaryIncome],
    costs: Iterable[SummaryCost],
    rules: CountyRules,
) -> tuple[Stretch, ...]:
    """From the summary's day to the end of the next year, by what changes on the way."""
    incomes, costs = tuple(incomes), tuple(costs)
    until = horizon(case.day)
    changes = [
        *changes_of(case, case.day, until, rules),
        *_ends(case, incomes, costs),
    ]
    case_on = _case_on(case, _last_days(incomes, costs))
    return timeline(case_on, changes, case.day, until, case.day, rules)


def _ends(
    case: FeeCase, incomes: Iterable[SummaryIncome], costs: Iterable[SummaryCost]
) -> Iterator[Change]:
    """The day after the last one of an income, or of a cost other than a previous home's."""
    used = _ids(case)
    for row in incomes:
        last = row.income.in_force_until
        if last is not None and row.income.id in used:
            values = {"kind": f"words.income_kind_{row.income.kind}"}
            yield Change(last + _A_DAY, "income_ends", INCOME, values, (row.income.id,))
    for cost in costs:
        last = cost.deducted_until
        if last is not None and cost.cost.id in used and cost.cost.kind not in PREVIOUS_HOMES:
            values = {"kind": f"words.cost_kind_{cost.cost.kind}"}
            yield Change(last + _A_DAY, "deduction_ends", DEDUCTIONS, values, (cost.cost.id,))


def _last_days(
    incomes: Iterable[SummaryIncome], costs: Iterable[SummaryCost]
) -> Mapping[str, date]:
    """The last day of each income and cost that has one, by its id."""
    last = {row.income.id: row.income.in_force_until for row in incomes}
    last |= {
        row.cost.id: row.deducted_until for row in costs if row.cost.kind not in PREVIOUS_HOMES
    }
    return {identifier: day for identifier, day in last.items() if day is not None}


def _case_on(case: FeeCase, last_days: Mapping[str, date]) -> Callable[[date], FeeCase]:
    """The case on a later day: without what has ended by then."""

    def on(day: date) -> FeeCase:
        def left(means: Means) -> Means:
            return Means(
                tuple(i for i in means.incomes if last_days.get(i.id, day) >= day),
                tuple(d for d in means.deductions if last_days.get(d.id, day) >= day),
            )

        spouse = None if case.spouse is None else left(case.spouse)
        return replace(case, day=day, client=left(case.client), spouse=spouse)

    return on


def _ids(case: FeeCase) -> frozenset[str]:
    """Of everything that goes into the preview."""
    people = (case.client, case.spouse or Means())
    incomes = {item.id for means in people for item in means.incomes}
    return frozenset(incomes | {item.id for means in people for item in means.deductions})
