"""The fee door over a file of a hundred cases, from the command to the printed previews.

It is used by hand, so what is promised is a time: under a second and a half, after set-up. The
previews alone are measured beside reading the same file as YAML.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

import yaml
from measuring import side_by_side, tell

from robots.feelaw.written_cases import block_of, written_cases

ROOT = Path(__file__).parents[2]
CASES = 100
PROMISED_MS = 1500.0
ROUNDS = 7


def main() -> None:
    """Measure, and print two lines of JSON."""
    text = "".join(a_case(number) for number in range(CASES))
    with TemporaryDirectory() as folder:
        file = Path(folder) / "cases.yaml"
        file.write_text(text, "utf-8")
        tell(
            f"fee: the door, {CASES} cases",
            median(door(file) for _ in range(ROUNDS)),
            beside="the promised 1.5 s",
            beside_ms=PROMISED_MS,
            at_most=1.0,
            note="the whole command, Python's start included",
        )
    cases = written_cases(text)
    side_by_side(
        f"fee: {CASES} previews with their basis in words",
        lambda: [block_of(case) for case in cases],
        lambda: yaml.safe_load(text),
        beside="reading the file as YAML",
    )


def door(file: Path) -> float:
    """Milliseconds of one ``run.py fee``."""
    start = perf_counter()
    subprocess.run(
        [sys.executable, str(ROOT / "run.py"), "fee", str(file)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return (perf_counter() - start) * 1000


def a_case(number: int) -> str:
    """One case in three is home care, one a couple, one a pensioner alone; all different."""
    spouse = "spouse: {incomes: [{kind: national_pension, gross: 1200, net: 1100}]}"
    kinds = (
        f"service: home_care, family_size: {1 + number % 7}, hours: {2 + number % 40}",
        f"service: round_the_clock_housing, shared_home_before_care: true, {spouse}",
        "service: institution, cost_of_service: 7480.00",
    )
    gross, net = 1200 + 17 * number, 1000 + 13 * number
    incomes = (
        f"{{kind: earnings_pension, gross: {gross}.50, net: {net}.25}}, "
        "{kind: pensioner_care_allowance, gross: 84.56}"
    )
    costs = "{kind: housing_cost, amount: 612.40}, {kind: guardian_fee, amount: 520, per: year}"
    return (
        f"- {{name: case {number}, day: 2026-03-01, {kinds[number % 3]}, "
        f"client: {{incomes: [{incomes}], deductions: [{costs}]}}}}\n"
    )


if __name__ == "__main__":
    main()
