"""Five hundred made-up documents with known truth, and five hundred degraded twins.

Fails where one figure is wrong, a figure of a paper that must not be used was used, or fewer than
97 of 100 figures of the clean papers were read.
"""

from __future__ import annotations

import sys
from pathlib import Path
from statistics import median
from time import perf_counter

from measuring import tell

sys.path.insert(0, str(Path(__file__).parents[1] / "documents"))

from documents_truth import Verdict, compare
from documents_world import read

from devdata.making.samples import samples

COUNT = 500
SEED = 7
LEAST_READ = 0.97


def hold_to_truth(name: str, *, damaged: bool) -> Verdict:
    """Read every sample and tell the median time and how many figures were right."""
    verdicts, times, worst = [], [], []
    for sample in samples(COUNT, SEED, damaged=damaged):
        started = perf_counter()
        reading = read(sample.content)
        times.append((perf_counter() - started) * 1000)
        verdicts.append(verdict := compare(sample, reading))
        if verdict.wrong or verdict.is_used_though_damaged:
            worst.append(sample.name)
    sums = Verdict(
        right=sum(one.right for one in verdicts),
        missed=sum(one.missed for one in verdicts),
        wrong=sum(one.wrong for one in verdicts),
        is_used_though_damaged=any(one.is_used_though_damaged for one in verdicts),
    )
    note = f"figures: {sums.right} right, {sums.missed} not given, {sums.wrong} wrong"
    tell(name, median(times), note=note)
    for sample_name in worst:
        print(f"wrong: {sample_name}", file=sys.stderr)
    return sums


def main() -> int:
    """Exit status 1 where the readings do not hold."""
    clean = hold_to_truth("clean papers", damaged=False)
    twins = hold_to_truth("degraded twins", damaged=True)
    read_share = clean.right / (clean.right + clean.missed)
    is_wrong = clean.wrong or twins.wrong or twins.is_used_though_damaged
    return 1 if is_wrong or read_share < LEAST_READ else 0


if __name__ == "__main__":
    sys.exit(main())
