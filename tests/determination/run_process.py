"""One run or worker over a county, as a process that a test may kill: see ``light_county.py``."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from robots.county import open_county
from robots.determination import (
    CaseInRun,
    Request,
    RunRecord,
    run_nightly,
    run_one,
    run_retry,
    work_along,
)
from robots.journal import kept_in
from tasks.opening import ending_on_request


def say(case: CaseInRun, count: int, total: int) -> None:
    print(f"{count}/{total} {case.case_id} {case.outcome}", flush=True)


def joined() -> None:
    print("joined", flush=True)


def told(run: RunRecord) -> None:
    print("told", flush=True)


def main(folder: Path, what: str, *more: str) -> None:
    standins = json.loads((folder / "standins.json").read_text("utf-8"))
    with (
        open_county(folder, standins=standins) as county,
        kept_in(county.state / "logs", county.settings.log, county.clock),
        ending_on_request(county),
    ):
        print("open", flush=True)
        match what:
            case "nightly":
                run_nightly(county, int(more[0]), say, joined, told=told)
            case "case":
                run_one(county, more[0], Request("virkailija-07", "puhelu"), say)
            case "retry":
                run_retry(county, Request(), say, joined)
            case "worker":
                work_along(county)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
