"""The same payment told of by several sources: matched one to one, and kept once.

Sources are taken in the order in which they are believed. A payment of a later one meets the most
alike that is still free: the same day and amount, then the same day, then the same month and
amount, then the same month. What meets nothing is kept beside.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from robots.casework.answer import Income
from robots.casework.period import Month

#: The amount by which payments are told to be the same.
Amount = Callable[[Income], Decimal | None]


@dataclass(frozen=True, slots=True)
class Matches:
    """Payments kept once, and which of the others is the same as which kept one."""

    kept: list[Income] = field(default_factory=list)
    same: dict[str, Income] = field(default_factory=dict)
    """Id of a payment that was not kept → the kept one."""


def matched(by_source: Iterable[Sequence[Income]], amount: Amount) -> Matches:
    """Match the sources' payments of one payer and kind, the most believed source first."""
    matches = Matches()
    for payments in by_source:
        free = {one.id: one for one in matches.kept}
        left = {one.id: one for one in payments}
        for key in _ladder(amount):
            for kept, other in _pairs(free.values(), left.values(), key, amount):
                matches.same[other.id] = kept
                del free[kept.id], left[other.id]
        matches.kept.extend(left[one] for one in sorted(left))
    return matches


def also_seen(same: Mapping[str, Income]) -> dict[str, tuple[str, ...]]:
    """For each payment that was met, on either side, the ids of the others."""
    meetings: dict[str, set[str]] = defaultdict(set)
    for other, kept in same.items():
        meetings[kept.id].add(other)
    seen: dict[str, tuple[str, ...]] = {}
    for kept_id, others in meetings.items():
        everybody = {kept_id, *others}
        seen |= {one: tuple(sorted(everybody - {one})) for one in everybody}
    return seen


def _ladder(amount: Amount) -> Sequence[Callable[[Income], Hashable]]:
    def month(payment: Income) -> Month | None:
        return Month.of(payment.paid_on) if payment.paid_on else None

    return (
        lambda one: (one.paid_on, amount(one)),
        lambda one: one.paid_on,
        lambda one: (month(one), amount(one)),
        month,
    )


_NO_AMOUNT: Final = Decimal(-1)


def _pairs(
    kept: Iterable[Income],
    others: Iterable[Income],
    key: Callable[[Income], Hashable],
    amount: Amount,
) -> list[tuple[Income, Income]]:
    def order(payment: Income) -> tuple[Decimal, str]:
        value = amount(payment)
        return (_NO_AMOUNT if value is None else value, payment.id)

    steps: list[dict[Hashable, list[Income]]] = []
    for side in (kept, others):
        by_key: dict[Hashable, list[Income]] = defaultdict(list)
        for one in sorted(side, key=order):
            by_key[key(one)].append(one)
        steps.append(by_key)
    ours, theirs = steps
    return [pair for one in ours for pair in zip(ours[one], theirs.get(one, ()), strict=False)]
