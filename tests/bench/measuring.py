"""Measuring side by side: medians of alternating rounds, so that both see the same machine."""

from __future__ import annotations

import json
from collections.abc import Callable
from statistics import median
from time import perf_counter


def side_by_side(
    name: str,
    ours: Callable[[], object],
    plain: Callable[[], object],
    *,
    beside: str,
    at_most: float | None = None,
    rounds: int = 15,
    note: str = "",
) -> None:
    """Print one measure: the medians in milliseconds, their ratio, and what is promised of it."""
    ours(), plain()  # what is made at the first call is not measured
    pairs = [(_milliseconds(ours), _milliseconds(plain)) for _ in range(rounds)]
    own, other = median(pair[0] for pair in pairs), median(pair[1] for pair in pairs)
    tell(name, own, beside=beside, beside_ms=other, at_most=at_most, note=note)


def tell(
    name: str,
    median_ms: float,
    *,
    beside: str = "",
    beside_ms: float | None = None,
    at_most: float | None = None,
    note: str = "",
) -> None:
    """Print one measure as a line of JSON; ``ratio`` is ours by the other's."""
    measure = {
        "name": name,
        "median_ms": round(median_ms, 3),
        "beside": beside or None,
        "beside_ms": None if beside_ms is None else round(beside_ms, 3),
        "ratio": None if beside_ms is None else round(median_ms / beside_ms, 3),
        "at_most": at_most,
        "note": note or None,
    }
    print(json.dumps(measure, ensure_ascii=False), flush=True)


def _milliseconds(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return (perf_counter() - start) * 1000
