"""The county's limits over a run of four workers and an officer's request in the middle of it, on
SQLite and on PostgreSQL, as the stand-ins measure them at their own door: the most calls (of Kela's
service, pages) at the same time, and the most calls (visits) in any minute.

It takes some minutes, since a limit of calls a minute is only met by more than one minute of them.
What is promised is that neither is ever over the setting: a ratio of at most 1.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, sleep

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[1] / "determination"))

from measured_county import limited, measured, measuring_standins
from postgres import running_postgres

from run import BROWSER_SETTING, find_browser

CASES = 24
#: So long that an even share of the minute alone does not keep the calls apart.
LATENCY_MS, PAGE_LATENCY_MS = 3500, 800
#: Of each authority: at once, and in a minute.
LIMITS = {
    "population_register": (2, 20),
    "incomes_register": (3, 40),
    "tax_administration": (1, 25),
    "kela": (3, 20),
}


def main() -> None:
    os.environ["RC_VAULT_SECRET_MANAGER"] = "FileSecrets"
    if not os.environ.get(BROWSER_SETTING):
        os.environ[BROWSER_SETTING] = find_browser() or ""
    one_run("SQLite", None)
    with running_postgres() as server:
        if server is None:
            print("no PostgreSQL server here: measured on SQLite only", file=sys.stderr)
        else:
            one_run("PostgreSQL", server.new_database("limits"))


def one_run(kind: str, database: str | None) -> None:
    """One night with four workers; each limit's measure is printed."""
    with (
        TemporaryDirectory() as name,
        measuring_standins(Path(name), LATENCY_MS, PAGE_LATENCY_MS) as settings,
    ):
        county = limited(Path(name), settings, LIMITS, database=database)
        started = perf_counter()
        nightly = county.start("nightly", str(CASES))
        workers = [county.start("worker") for _ in range(3)]
        sleep(40)
        officer = county.start("case", "T-0040")
        for one in (officer, nightly):
            assert one.wait(timeout=600) == 0, county.told()
        took = perf_counter() - started
        for one in workers:
            assert one.poll() is None, county.told()
            one.terminate()
            one.wait(timeout=60)
        load = measured(settings)
        assert county.record()["left_in_queue"] == 0
    for source, limits in LIMITS.items():
        for what, limit in zip(("at_once", "a_minute"), limits, strict=True):
            most = load[source][what]
            measure = {
                "name": f"{kind}: {source}, {what.replace('_', ' ')}",
                "median_ms": round(took * 1000, 3),
                "beside": "the setting",
                "ratio": round(most / limit, 3),
                "at_most": 1.0,
                "note": f"{most} of {limit}; {load[source]['calls']} calls in all",
            }
            print(json.dumps(measure), flush=True)


if __name__ == "__main__":
    main()
