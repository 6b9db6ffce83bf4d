"""How the fee previews of one run spread over bands, without telling anybody's fee.

A fee is personal data, and the run record names the run's cases. So a spread is told only where it
says nothing of one case among them: there are at least :data:`FEWEST_CASES` previews, each band
holds at least :data:`FEWEST_IN_BAND` of them (neighbours are put together until it does), and no
band holds more than :data:`LARGEST_SHARE`, for where all fees lie in one band, each is known to.
Otherwise nothing is told. The bound is ours, after the rule of threshold and dominance of
statistical disclosure control (Statistics Finland's guide asks for three cases at least).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

from robots.determination.record import FeeSpread

#: Euros a month; narrow where home care's fees lie, wide where those of housing do.
EDGES: Final = (0, 50, 100, 200, 400, 700, 1000, 1500, 2000, 3000)
FEWEST_CASES: Final = 20
FEWEST_IN_BAND: Final = 5
LARGEST_SHARE: Final = Fraction(4, 5)


def spread_of(fees: Iterable[Decimal]) -> FeeSpread | None:
    """The spread; None where it would tell of a person.

    Args:
        fees: the monthly fee of each complete preview.
    """
    counts = [0] * (len(EDGES) + 1)
    for fee in fees:
        counts[bisect_left(EDGES, fee)] += 1
    if sum(counts) < FEWEST_CASES:
        return None
    spread = _with_full_bands(EDGES, counts)
    is_telling = max(spread.counts) > LARGEST_SHARE * sum(spread.counts)
    return None if is_telling else spread


def _with_full_bands(edges: Sequence[int], counts: Sequence[int]) -> FeeSpread:
    """Neighbouring bands put together from the lowest up, until each is full."""
    full_edges: list[int] = []
    full_counts: list[int] = []
    open_count = 0
    for edge, count in zip(edges, counts, strict=False):
        open_count += count
        if open_count >= FEWEST_IN_BAND:
            full_edges.append(edge)
            full_counts.append(open_count)
            open_count = 0
    last = open_count + counts[-1]
    if last < FEWEST_IN_BAND and full_counts:
        full_edges.pop()
        last += full_counts.pop()
    return FeeSpread(tuple(full_edges), (*full_counts, last))
