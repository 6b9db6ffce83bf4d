"""``kill -9`` at random moments of runs of 60 cases: how often anything went wrong.

The short form, with few kills and cases, is a test (``tests/determination``). Here the county's
cases are copied under ids of their own, and each run is killed some times at moments drawn from a
seed. Ten kills in all unless ``DETERMINATION_KILLS`` says how many; a hundred are the long form.
"""

from __future__ import annotations

import os
import random
import shutil
import sys
import time
from collections import Counter
from math import ceil
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import openpyxl

sys.path.insert(0, str(Path(__file__).parents[1] / "determination"))

from light_county import LightCounty, Requests, kill, light_county
from measuring import tell

from devdata import made_up_county
from robots.workbook import comparable

CASES = 60
KILLS = int(os.environ.get("DETERMINATION_KILLS", "10"))
KILLS_A_RUN = 10
SEED = 20260316


def main() -> None:
    folder = Path(mkdtemp(prefix="kills-"))
    os.environ[made_up_county.OUTPUT_SETTING] = str(folder)
    os.environ.pop("RC_VAULT_SECRET_MANAGER", None)
    moments = random.Random(SEED)
    wrong: Counter[str] = Counter()
    kills = number = 0
    began = time.perf_counter()
    try:
        with made_up_county.standins() as settings:
            standins = (settings, folder / "requests.jsonl")
            calm = county_of(folder / "calm", standins)
            calm.start("nightly", str(CASES), wait=True)
            once, requests = calm.counted(), len(calm.requests())
            while kills < KILLS:
                number += 1
                county = county_of(folder / f"county-{number}", standins)
                now = min(KILLS_A_RUN, KILLS - kills)
                wrong += one_run(county, calm, once, requests, moments, now)
                kills += now
                shutil.rmtree(county.folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    seconds = time.perf_counter() - began
    for what in ("cases lost or told twice", "versions that differ", "requests twice"):
        tell(f"kills: {what} after {kills} kills of runs of {CASES} cases", wrong[what], at_most=0)
    tell("kills: the whole bench", seconds * 1000, note=f"{number} runs")
    if wrong:
        raise SystemExit(f"a kill has done harm: {dict(wrong)}")


def one_run(
    county: LightCounty,
    calm: LightCounty,
    once: Requests,
    requests: int,
    moments: random.Random,
    kills: int,
) -> Counter[str]:
    """One run of 60 cases, killed so often, then left to end: what went wrong, by its kind."""
    begun, in_flight = len(county.requests()), Counter[tuple[str, str]]()
    for moment in sorted(moments.sample(range(1, requests), kills)):
        run = county.start("nightly", str(CASES))
        while len(county.requests()) < begun + moment and run.poll() is None:
            time.sleep(0.01)
        kill(run)
        in_flight.update((source, first_of(who)) for source, who in county.in_flight())
    county.start("nightly", str(CASES), wait=True)
    ended = county.outcomes(), county.versions()
    return gone_wrong(*ended, calm, county.counted(begun), once, in_flight)


def gone_wrong(
    outcomes: dict[str, str],
    versions: dict[str, dict[str, Any]],
    calm: LightCounty,
    counted: Requests,
    once: Requests,
    in_flight: Counter[tuple[str, str]],
) -> Counter[str]:
    """What differs from a run that nobody disturbed, by its kind.

    A call that was in flight is made again whole: where an identity code has changed, that is two
    requests, for the old one and for the new one.

    Args:
        counted, once: the requests of the run and of the calm one.
        in_flight: the calls that were, at each kill.
    """
    wrong: Counter[str] = Counter()
    as_calm, expected = calm.outcomes(), calm.versions()
    wrong["cases lost or told twice"] = sum(outcomes.get(one) != as_calm[one] for one in as_calm)
    differ = [
        name
        for name in sorted(versions.keys() | expected.keys())
        if comparable(versions.get(name, {})) != comparable(expected.get(name, {}))
    ]
    wrong["versions that differ"] = len(differ)
    for name in differ:
        print(f"{name}: {'there' if name in versions else 'missing'}", file=sys.stderr)
    unanswered, copies = calm.unanswered(), Counter(base_of(one) for one in as_calm)
    for (source, service, person), count in (counted - once).items():
        if (source, person) in unanswered:
            continue  # each run that follows a kill may try it again: nothing has been got yet
        of_a_call = ceil(once[source, service, person] / copies[person.split("/")[0]])
        may_be = of_a_call * in_flight[source, person]
        if count > may_be:
            wrong["requests twice"] += count - may_be
            print(f"{source} {service} {person}: {count} for at most {may_be}", file=sys.stderr)
    return +wrong


def first_of(person: str) -> str:
    """``T-0001-2/client`` is a copy of the person of ``T-0001/client``."""
    case_id, role = person.split("/")
    return f"{base_of(case_id)}/{role}"


def base_of(case_id: str) -> str:
    """``T-0001-2`` is a copy of ``T-0001``."""
    return "-".join(case_id.split("-")[:2])


def county_of(
    folder: Path, standins: tuple[dict[str, object], Path], database: str | None = None
) -> LightCounty:
    """The made-up county with 60 cases: its own, and some again under ids of their own."""
    county = light_county(folder, standins, database=database)
    file = county.folder / "tyolista.xlsx"
    book = openpyxl.load_workbook(file)
    sheet = book["Työlista"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    first = [row for row in rows if (county.folder / "cases" / str(row[0])).is_dir()]
    sheet.delete_rows(2, sheet.max_row)
    for number in range(CASES):
        row, copy = first[number % len(first)], number // len(first)
        name = f"{row[0]}-{copy + 1}" if copy else row[0]
        sheet.append([name, *row[1:]])
        if copy:
            cases = county.folder / "cases"
            shutil.copytree(cases / str(row[0]), cases / str(name))
    book.save(file)
    return county


if __name__ == "__main__":
    main()
