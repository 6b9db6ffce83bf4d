"""Holding readings to the truth about made-up documents: each figure right, missed, or wrong."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from devdata.making.samples import STILL_READABLE, Sample
from robots.documents.reading import Reading, ReadState

_COMPARED = (
    "kind", "per", "amount", "gross", "tax", "net", "costs", "hectares", "interest", "period",
    "paid_on", "tax_year", "marks",
)  # fmt: skip


@dataclass(frozen=True)
class Verdict:
    """How one reading stands beside the truth, in figures."""

    right: int
    missed: int
    wrong: int
    is_used_though_damaged: bool
    """Figures of a paper that must not be used were used."""


def compare(sample: Sample, reading: Reading) -> Verdict:
    """The reading's figures beside the sample's; the amounts, times and marks must be the same."""
    true = Counter(_key(figure) for figure in sample.figures)
    read = Counter(_key(figure.as_json()) for figure in reading.records)
    right = (true & read).total()
    may_be_used = sample.damage == "none" or sample.damage in STILL_READABLE
    return Verdict(
        right=right,
        missed=true.total() - right,
        wrong=read.total() - right,
        is_used_though_damaged=(
            reading.state is ReadState.READ and reading.is_evidence and not may_be_used
        ),
    )


def _key(figure: Mapping[str, Any]) -> str:
    kept = {key: figure.get(key) for key in _COMPARED if figure.get(key) not in (None, [])}
    return json.dumps(kept, sort_keys=True)
