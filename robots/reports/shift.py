"""Whether a run ended otherwise than the runs before it: a rule gone wrong, a page that changed, a
source that answers emptily without an error. A person looks; nothing stops by itself.

The test is Fisher's exact one (hypergeometric, two-sided), as a night may hold a dozen cases: each
outcome against all others, this run against the earlier ones together; of fee previews each cut
between bands, like a Kolmogorov-Smirnov test. So that it does not cry each night, all of this must
hold:

- the chance of so large a difference by chance is under 1 in 1000, divided by how many are looked
  at (Bonferroni);
- the share has moved by 15 percentage points at least: with thousands of cases any trifle is rare;
- no single one of the earlier runs had such a share: nights differ more than chance, as the same
  waiting cases come again and a source's bad night takes many at once;
- there are five earlier runs of ten cases at least, and ten cases now.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import exp, lgamma
from typing import Final

from robots.casework.words import Outcome
from robots.determination.record import FeeSpread, RunRecord

ALPHA: Final = 0.001
LEAST_MOVED: Final = Fraction(15, 100)
FEWEST_CASES: Final = 10
FEWEST_RUNS: Final = 5
#: Equal probabilities differ by rounding.
_SLACK: Final = 1e-7


@dataclass(frozen=True, slots=True)
class OutcomeShift:
    """An outcome far more or far less common than usual."""

    outcome: Outcome
    now: Fraction
    """Its share of the cases, from 0 to 1."""
    usual: Fraction


@dataclass(frozen=True, slots=True)
class FeeShift:
    """Fee previews far lower or far higher than usual."""

    edge: int
    """Euros a month."""
    now: Fraction
    """The share of previews at or under the edge."""
    usual: Fraction


def outcome_shifts(run: RunRecord, earlier: Sequence[RunRecord]) -> tuple[OutcomeShift, ...]:
    """Every outcome whose share has shifted, the largest shift first."""
    fit = [one for one in earlier if len(one.cases) >= FEWEST_CASES]
    if len(run.cases) < FEWEST_CASES or len(fit) < FEWEST_RUNS:
        return ()
    now = len(run.cases)
    before = sum(len(one.cases) for one in fit)
    looked_at = [outcome for outcome in Outcome if any(one.count(outcome) for one in (run, *fit))]
    found = []
    for outcome in looked_at:
        own = [Fraction(one.count(outcome), len(one.cases)) for one in fit]
        count, count_before = run.count(outcome), sum(one.count(outcome) for one in fit)
        share, usual = Fraction(count, now), Fraction(count_before, before)
        if _is_beyond(share, usual, own) and (
            by_chance(count, now, count_before, before) < ALPHA / len(looked_at)
        ):
            found.append(OutcomeShift(outcome, share, usual))
    return tuple(sorted(found, key=lambda one: -abs(one.now - one.usual)))


def fee_shift(run: RunRecord, earlier: Sequence[RunRecord]) -> FeeShift | None:
    """The largest shift of the fee previews; None where there is none, or nothing to tell it by."""
    spreads = [one.fees for one in earlier if one.fees is not None]
    if run.fees is None or len(spreads) < FEWEST_RUNS:
        return None
    found = [
        shift
        for edge in run.fees.edges
        if (shift := _shift_at(edge, run.fees, spreads, len(run.fees.edges))) is not None
    ]
    return max(found, key=lambda one: abs(one.now - one.usual), default=None)


def by_chance(count: int, of: int, count_before: int, of_before: int) -> float:
    """Fisher's exact two-sided test: how likely so uneven a division is by chance alone.

    Args:
        count, of: so many of so many now.
        count_before, of_before: the same before.
    """
    both, all_of_them = count + count_before, of + of_before
    lowest, highest = max(0, both - of_before), min(both, of)
    logs = [
        _log_choose(both, one) + _log_choose(all_of_them - both, of - one)
        for one in range(lowest, highest + 1)
    ]
    whole = _log_choose(all_of_them, of)
    limit = logs[count - lowest] + _SLACK
    return min(1.0, sum(exp(one - whole) for one in logs if one <= limit))


def _shift_at(
    edge: int, fees: FeeSpread, spreads: Sequence[FeeSpread], cuts: int
) -> FeeShift | None:
    now, of = _under(edge, fees)
    before = [_under(edge, spread) for spread in spreads if edge in spread.edges]
    if len(before) < FEWEST_RUNS:
        return None
    count_before, of_before = (sum(numbers) for numbers in zip(*before, strict=True))
    share, usual = Fraction(now, of), Fraction(count_before, of_before)
    if not _is_beyond(share, usual, [Fraction(*one) for one in before]):
        return None
    is_chance = by_chance(now, of, count_before, of_before) >= ALPHA / cuts
    return None if is_chance else FeeShift(edge, share, usual)


def _under(edge: int, spread: FeeSpread) -> tuple[int, int]:
    """How many previews are at or under the edge, which the spread knows; and of how many."""
    upto = spread.edges.index(edge) + 1
    return sum(spread.counts[:upto]), sum(spread.counts)


def _is_beyond(share: Fraction, usual: Fraction, own: Sequence[Fraction]) -> bool:
    is_far = abs(share - usual) >= LEAST_MOVED
    return is_far and not min(own) <= share <= max(own)


def _log_choose(of: int, some: int) -> float:
    return lgamma(of + 1) - lgamma(some + 1) - lgamma(of - some + 1)
