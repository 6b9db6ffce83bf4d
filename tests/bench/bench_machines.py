"""Two machines on one PostgreSQL and 60 cases, of which one never comes back: once it is killed,
once its connection to the database silently drops everything. How much of it went wrong.

The short form, with five cases, is a test (``tests/determination/test_determination_machines.py``).
"""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections import Counter
from contextlib import ExitStack, closing
from pathlib import Path
from tempfile import mkdtemp

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[1] / "determination"))

from bench_kills import CASES, county_of, first_of, gone_wrong
from light_county import LightCounty, Requests, kill, second_machine
from measuring import tell
from postgres import USER, Postgres, running_postgres
from two_machines import Wire, in_flight, unfinished, wait_until_requested

from devdata import made_up_county

Standins = tuple[dict[str, object], Path]
A_MINUTE = 60.0
LONGEST_SECONDS = 600.0


def main() -> None:
    folder = Path(mkdtemp(prefix="machines-"))
    os.environ[made_up_county.OUTPUT_SETTING] = str(folder)
    os.environ.pop("RC_VAULT_SECRET_MANAGER", None)
    wrong: Counter[str] = Counter()
    try:
        with ExitStack() as stack:
            server = stack.enter_context(running_postgres())
            if server is None:
                raise SystemExit("no PostgreSQL server here: apt-get install postgresql")
            settings = stack.enter_context(made_up_county.standins())
            standins: Standins = (settings, folder / "requests.jsonl")
            calm = county_of(folder / "calm", standins, server.new_database("calm"))
            calm.start("nightly", str(CASES), wait=True)
            once = calm.counted()
            for gone_by in ("a kill", "a silent wire"):
                wrong += one_gone(folder, standins, server, calm, once, gone_by)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if wrong:
        raise SystemExit(f"a machine that never came back has done harm: {dict(wrong)}")


def one_gone(
    folder: Path,
    standins: Standins,
    server: Postgres,
    calm: LightCounty,
    once: Requests,
    gone_by: str,
) -> Counter[str]:
    """One run of 60 cases by two machines, of which the first is gone after a third of it."""
    name = gone_by.replace(" ", "-")
    direct = server.new_database(name)
    with closing(Wire(server.port)) as wire:
        through = f"postgresql://{USER}@127.0.0.1:{wire.port}/{name}"
        one = county_of(folder / name, standins, through)
        other = second_machine(one, folder / f"{name}-other", direct)
        begun = len(one.requests())
        night = one.start("nightly", str(CASES))
        wait_until_requested(one, night, begun + 2)
        (first,) = workers_at_work(server, name)
        helper = other.start("worker")
        wait_until_requested(one, night, begun + once.total() // 3)
        gone = time.monotonic()
        if gone_by == "a kill":
            kill(night)
        else:
            wire.fall_silent()
            assert night.wait(timeout=30) != 0, "it may not go on when others may think it gone"
        lost = Counter((source, first_of(who)) for source, who in in_flight(server, name))
        while first in workers_at_work(server, name):
            assert helper.poll() is None, other.told()
            time.sleep(0.2)
        taken_over = time.monotonic() - gone
        while unfinished(server, name):
            assert helper.poll() is None, other.told()
            assert time.monotonic() - gone < LONGEST_SECONDS, "cases wait for ever"
            time.sleep(0.2)
        other.start("nightly", "0", wait=True)
        kill(helper)
    ended = other.outcomes(), one.versions()
    wrong = gone_wrong(*ended, calm, one.counted(begun), once, lost)
    tell(
        f"machines: {gone_by}, until the other has its cases",
        taken_over * 1000,
        beside="a minute",
        beside_ms=A_MINUTE * 1000,
        at_most=1.0,
        note=f"{CASES} cases; {lost.total()} calls in flight; gone wrong: {dict(wrong) or 0}",
    )
    return wrong


def workers_at_work(server: Postgres, database: str) -> set[str]:
    """The workers that have something in work, by the queue."""
    with server.connected(database) as connection:
        rows = connection.execute(
            "select distinct executor_id from dbos.workflow_status where status = 'PENDING'"
        ).fetchall()
    return {name for (name,) in rows}


if __name__ == "__main__":
    main()
