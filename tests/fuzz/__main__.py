"""``python tests/fuzz --seconds 600 [NAME …]``: fuzz the readers of replies, and tell what came.

Each ``fuzz_*.py`` here is a script of its own; without a name all of them run, ``--at-once`` of
them side by side. A fuzzer that is stopped by a hang or by too much memory is started again for
the time that is left. Findings lie in ``output/fuzz/findings/NAME``: the input, and where it went
wrong; ``python tests/fuzz/fuzz_NAME.py --ground output/fuzz FILE`` runs an input again.

Exit status 1: there are findings.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
NAMES = [file.stem.removeprefix("fuzz_") for file in sorted(HERE.glob("fuzz_*.py"))]

LONGEST_INPUT = 64 * 1024
"""Bytes."""
MOST_MEMORY = 500
"""Megabytes, of the whole process."""
LONGEST_RUN = 5
"""Seconds for one input; then it counts as a hang."""

_EXECUTED = re.compile(r"stat::number_of_executed_units:\s*(\d+)|^#(\d+)", re.MULTILINE)
_MEMORY = re.compile(r"stat::peak_rss_mb:\s*(\d+)|rss: (\d+)Mb")


@dataclass
class Ran:
    """What became of one fuzzer."""

    name: str
    seconds: float = 0
    executions: int = 0
    most_memory: int = 0
    findings: int = 0

    def __str__(self) -> str:
        return (
            f"{self.name:<26} {self.seconds:>5.0f} s {self.executions:>10} executions"
            f" {self.most_memory:>4} MB {self.findings:>3} findings"
        )


def main(arguments: list[str]) -> int:
    """Make the ground, run the fuzzers, print a line for each."""
    parser = argparse.ArgumentParser(prog="tests/fuzz")
    parser.add_argument("names", nargs="*", choices=[*NAMES, []], metavar="NAME")
    parser.add_argument("--seconds", type=int, default=600, help="for each (default 600)")
    parser.add_argument("--at-once", type=int, default=1, help="how many side by side")
    parser.add_argument("--ground", type=Path, default=ROOT / "output" / "fuzz")
    options = parser.parse_args(arguments)
    ground = options.ground.resolve()
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, HERE / "ground.py", ground], env=environment, check=True)
    with ThreadPoolExecutor(options.at_once) as pool:
        running = [
            pool.submit(run, name, options.seconds, ground, environment)
            for name in options.names or NAMES
        ]
        done = []
        for one in running:
            done.append(one.result())
            print(done[-1], flush=True)
    return 1 if any(one.findings for one in done) else 0


def run(name: str, seconds: int, ground: Path, environment: dict[str, str]) -> Ran:
    """Run one fuzzer for so long, again and again if it is stopped by what it finds."""
    findings = ground / "findings" / name
    findings.mkdir(parents=True, exist_ok=True)
    log = ground / "logs" / f"{name}.log"
    log.parent.mkdir(exist_ok=True)
    ran, started = Ran(name), monotonic()
    with log.open("w", encoding="utf-8") as told:
        while (left := seconds - (monotonic() - started)) >= 1:
            before = told.tell()
            done = subprocess.run(
                [
                    sys.executable,
                    HERE / f"fuzz_{name}.py",
                    "--ground",
                    ground,
                    f"-max_total_time={int(left)}",
                    f"-timeout={LONGEST_RUN}",
                    f"-rss_limit_mb={MOST_MEMORY}",
                    f"-max_len={LONGEST_INPUT}",
                    f"-artifact_prefix={findings}{os.sep}",
                    "-keep_seed=1",
                    "-print_final_stats=1",
                ],
                env=environment,
                cwd=ROOT,
                stdout=told,
                stderr=subprocess.STDOUT,
                check=False,
            )
            _count(ran, log.read_text("utf-8", "replace")[before:])
            if done.returncode and monotonic() - started < 1:
                break  # it cannot even start: the log tells why
    ran.seconds = monotonic() - started
    ran.findings = sum(1 for file in findings.iterdir() if file.suffix != ".txt")
    return ran


def _count(ran: Ran, log: str) -> None:
    executed = [int(one or two) for one, two in _EXECUTED.findall(log)]
    memory = [int(one or two) for one, two in _MEMORY.findall(log)]
    ran.executions += max(executed, default=0)
    ran.most_memory = max([ran.most_memory, *memory])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
