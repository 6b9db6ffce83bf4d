"""``python3 run.py bench``: how fast the parts are, beside the least that the same work could cost.

Each ``bench_*.py`` here is a script of its own that prints one JSON object a line, see
``measuring.py``. A figure alone says more of the machine than of us; so each is measured side by
side with something plain, in one run, and what is promised is the ratio.

Exit status 1: a ratio is over what is promised, or a bench failed.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


def main(arguments: list[str]) -> int:
    """Run the benches asked for (all when none is named), print a table, write the JSON."""
    names = [file.stem.removeprefix("bench_") for file in sorted(HERE.glob("bench_*.py"))]
    parser = argparse.ArgumentParser(prog="run.py bench")
    parser.add_argument("names", nargs="*", choices=[*names, []], metavar="NAME")
    parser.add_argument("--output", type=Path, default=ROOT / "output" / "bench.json")
    options = parser.parse_args(arguments)
    measures: list[dict[str, Any]] = []
    failed: list[str] = []
    for name in options.names or names:
        print(f"… {name}", file=sys.stderr)
        done = subprocess.run(
            [sys.executable, str(HERE / f"bench_{name}.py")],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )
        if done.returncode:
            failed.append(name)
        measures += [{"bench": name, **json.loads(line)} for line in done.stdout.splitlines()]
    options.output.parent.mkdir(parents=True, exist_ok=True)
    report = {"machine": machine(), "measures": measures, "failed": failed}
    options.output.write_text(json.dumps(report, ensure_ascii=False, indent=2) + "\n", "utf-8")
    for measure in measures:
        print(in_a_line(measure))
    for name in failed:
        print(f"FAILED {name}")
    print(options.output)
    return 1 if failed or any(over_promise(measure) for measure in measures) else 0


def machine() -> dict[str, Any]:
    """On what the figures were measured."""
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "processors": os.cpu_count(),
        "system": platform.platform(),
        "python": platform.python_version(),
    }


def over_promise(measure: dict[str, Any]) -> bool:
    """Whether a ratio is worse than what is promised."""
    return measure.get("at_most") is not None and measure["ratio"] > measure["at_most"]


def in_a_line(measure: dict[str, Any]) -> str:
    """A measure as a person reads it."""
    line = f"{measure['bench']:<20} {measure['name']:<46} {measure['median_ms']:>10.2f} ms"
    if measure.get("ratio") is not None:
        line += f"   {measure['ratio']:.2f} x {measure.get('beside', 'plain')}"
    if measure.get("at_most") is not None:
        line += f"   (at most {measure['at_most']}{': OVER' if over_promise(measure) else ''})"
    return line + (f"   {measure['note']}" if measure.get("note") else "")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
