"""Kela's pages: what the browser's processes hold after every 50th of 500 cases (minutes)."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from bench_kela import a_robot, a_site, ask_all, the_browser
from measuring import tell

from robots.documents import DocumentReader

AT_MOST = 1.10
CASES = 500
STEP = 50
AT_ONCE = 2


def main() -> int:
    """Print one line of JSON; 1 where the memory grows.

    What a browser takes at first use is taken in the first 50 cases; from there on the most that
    it holds may not be over a tenth more than after them.
    """
    held: list[int] = []
    with a_site() as address, DocumentReader() as reader:
        robot = a_robot(address, the_browser(), reader, pages_at_once=AT_ONCE, pictures=True)
        for _ in range(CASES // STEP):
            ask_all(robot, AT_ONCE, cases=STEP)
            held.append(tree_memory())
        robot.close()
    is_flat = max(held) <= AT_MOST * held[0]
    each = ", ".join(f"{one / 1024:.0f}" for one in held)
    tell(
        f"kela: the browser's memory over {CASES} cases",
        0,
        note=f"MB after every {STEP}: {each}" + ("" if is_flat else " GROWS"),
    )
    return 0 if is_flat else 1


def tree_memory() -> int:
    """Kilobytes that the browser's processes below this one hold, shared ones by their share."""
    parents = {}
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            try:
                parents[int(process.name)] = int(
                    (process / "stat").read_text().rsplit(")", 1)[1].split()[1]
                )
            except OSError:
                continue
    ours = {os.getpid()}
    for _ in parents:
        more = {child for child, parent in parents.items() if parent in ours} - ours
        if not more:
            break
        ours |= more
    return sum(_memory(process) for process in ours)


def _memory(process: int) -> int:
    try:
        if b"chrom" not in Path(f"/proc/{process}/cmdline").read_bytes():
            return 0
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


if __name__ == "__main__":
    sys.exit(main())
