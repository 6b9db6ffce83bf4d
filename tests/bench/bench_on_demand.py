"""From an officer's request to the delivered workbook, beside the longest chain of the case's own
calls: idle and while a night is on, by the door ``case`` and by the drop folder.

What is promised: no longer than the chain and two seconds, and while others ask, at most one call
in flight ahead of it at each source. A chain is the population register and then the slowest of the
sources that are asked side by side, once more for a spouse who is counted. The interfaces answer
after 300 ms; without Kela's pages, so that it takes two minutes and measures us.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import sleep, time
from typing import Any, Final

sys.path.insert(0, str(Path(__file__).parents[1] / "determination"))

from light_county import ROOT, LightCounty, light_county
from measured_county import measuring_standins
from measuring import tell

LATENCY_MS: Final = 300
ALLOWED_SECONDS: Final = 2.0
#: Of each way to ask its own; a night comes to them late, by their due days.
BY_DOOR: Final = ("T-0040", "T-0041", "T-0042")
BY_FOLDER: Final = ("T-0037", "T-0038", "T-0039")
REGISTER: Final = "population_register"
LONGEST_WAIT: Final = 120


@dataclass(frozen=True)
class Done:
    """One request, in seconds since it was made."""

    seconds: float
    queued: float
    """Until its attempt was in the queue: the start of the program, and its imports."""
    chain: float
    """The sum of its longest chain of calls."""
    steps: int
    """Calls in the chain, one after the other."""


def main() -> int:
    os.environ["RC_VAULT_SECRET_MANAGER"] = "FileSecrets"
    with (
        TemporaryDirectory() as name,
        measuring_standins(Path(name), LATENCY_MS) as settings,
    ):
        settings.pop("control")
        settings.pop("kela")
        made = (settings, Path(name) / "requests.jsonl")
        for what, beside in (
            ("idle, nobody works yet", ()),
            ("idle, beside a worker that stays", ("worker",)),
            ("while a night is on", ("worker", "nightly")),
        ):
            county = prepared(Path(name) / what.replace(" ", "-"), made)
            asked = len(county.requests())
            with working(county, *beside) as doors:
                if "nightly" in beside:
                    wait_until(partial(is_busy, county, asked, doors))
                is_on = "nightly" in beside
                say(f"case, {what}", [by_door(county, one) for one in BY_DOOR], is_on)
                if beside:
                    done = [by_drop_folder(county, one) for one in BY_FOLDER]
                    say(f"drop folder, {what}", done, is_on)
    return 0


def is_busy(county: LightCounty, since: int, doors: Sequence[subprocess.Popen[bytes]]) -> bool:
    """Whether the night is in the middle of its work; one that has ended never will be."""
    assert all(door.poll() is None for door in doors), county.told()
    return len(county.requests(since)) > 20


def say(name: str, done: list[Done], others_ask: bool) -> None:
    """The median, beside what is allowed; the same from the queueing, as a note."""
    for one in done:
        ahead = one.steps * LATENCY_MS / 1000 if others_ask else 0.0
        print(
            f"{name}: {one.seconds:.2f} s, in the queue after {one.queued:.2f} s;"
            f" chain {one.chain:.2f} s, ahead {ahead:.2f} s",
            file=sys.stderr,
        )
    ahead_of = [one.steps * LATENCY_MS / 1000 if others_ask else 0.0 for one in done]
    allowed = [
        one.chain + ALLOWED_SECONDS + ahead for one, ahead in zip(done, ahead_of, strict=True)
    ]
    after = median(one.seconds - one.queued for one in done)
    tell(
        name,
        1000 * median(one.seconds for one in done),
        beside="the longest chain of calls, two seconds and the calls ahead",
        beside_ms=1000 * median(allowed),
        at_most=1.0,
        note=f"from the queueing {after:.2f} s; chain {median(one.chain for one in done):.2f} s",
    )


def prepared(folder: Path, standins: tuple[dict[str, Any], Path]) -> LightCounty:
    """A fresh county whose own settings name the stand-ins, so that the real doors open it."""
    county = light_county(folder, standins)
    file = county.folder / "county.toml"
    settings = tomllib.loads(file.read_text("utf-8"))
    for source, given in county.standins.items():
        _merge(settings["interfaces"].setdefault(source, {}), given)
    settings["drop_folder"] = {"folder": "pyynnot"}
    settings.pop("worker", None)
    (county.folder / "pyynnot").mkdir()
    file.write_text("\n".join(_toml(settings)), "utf-8")
    return county


def by_door(county: LightCounty, case: str) -> Done:
    """``run.py case``, from the start of its process."""
    before, began = versions(county, case), time()
    done = start(
        county, "case", case, "--requested-by", "virkailija-07", "--reason", "Asiakas soitti"
    )
    delivered = wait_for(lambda: versions(county, case) - before)
    assert done.wait(timeout=LONGEST_WAIT) == 0, county.told()
    return _done(county, case, began, delivered)


def by_drop_folder(county: LightCounty, case: str) -> Done:
    """A file that a case system leaves, until the answer beside it is final."""
    file = county.folder / "pyynnot" / f"{case}-{time():.0f}.json"
    asked = {"case": case, "requested_by": "virkailija-07", "reason": "Asiakas soitti"}
    half = file.with_suffix(".new")
    half.write_text(json.dumps(asked), "utf-8")
    before, began = versions(county, case), time()
    half.rename(file)
    answer = file.with_name(f"{file.stem}.vastaus.json")
    delivered = wait_for(
        lambda: (
            {answer.stat().st_mtime}
            if answer.exists() and json.loads(answer.read_text("utf-8"))["state"] == "ended"
            else set()
        )
    )
    assert versions(county, case) - before or before, county.told()
    return _done(county, case, began, delivered)


def _done(county: LightCounty, case: str, began: float, delivered: float) -> Done:
    with sqlite3.connect(county.folder / "worker" / "queue.sqlite") as database:
        (created,) = database.execute(
            "select max(created_at) from workflow_status"
            " where name = 'way_of_one_case' and workflow_uuid like ?",
            (f"{case}:%",),
        ).fetchone()
    chain, steps = longest_chain(county, case, began)
    return Done(delivered - began, max(created / 1000 - began, 0), chain, steps)


def longest_chain(county: LightCounty, case: str, since: float) -> tuple[float, int]:
    """By what the journal tells of the calls that the case has made since then."""
    slowest: dict[tuple[str, bool], float] = defaultdict(float)
    for file in (county.folder / "worker" / "logs").glob("*.jsonl"):
        if file.stat().st_mtime < since:
            continue
        for line in file.read_text("utf-8").splitlines():
            told = json.loads(line)
            if told["event"] == "call_ended" and told["case"] == case:
                step = (told["role"], told["source"] == REGISTER)
                slowest[step] = max(slowest[step], float(told["seconds"]))
    return sum(slowest.values()), len(slowest)


def versions(county: LightCounty, case: str) -> set[float]:
    """When each of its versions was delivered."""
    folder = county.folder / "cases" / case / "tuloselvitys"
    return {file.stat().st_mtime for file in folder.glob("v*/valmis.json")}


def wait_for(look: Callable[[], set[float]]) -> float:
    until = time() + LONGEST_WAIT
    while not (found := look()):
        if time() > until:
            raise TimeoutError
        sleep(0.02)
    return max(found)


def wait_until(what: Callable[[], bool]) -> None:
    wait_for(lambda: {time()} if what() else set())


@contextmanager
def working(county: LightCounty, *doors: str) -> Iterator[Sequence[subprocess.Popen[bytes]]]:
    """These doors, open beside what is measured."""
    open_doors = [start(county, door) for door in doors]
    if open_doors:
        wait_until(lambda: (county.folder / "worker" / "queue.sqlite").exists())
        sleep(5)  # it is the work that is measured, not the workers' own beginning
    try:
        yield open_doors
    finally:
        for one in reversed(open_doors):
            one.terminate()
            one.wait(timeout=LONGEST_WAIT)


def start(county: LightCounty, door: str, *more: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, str(ROOT / "run.py"), door, *more, "--county", str(county.folder)],
        cwd=ROOT,
        env={**os.environ, "DETERMINATION_OUTPUT": str(county.folder / "output")},
        stdout=subprocess.DEVNULL,
        stderr=(county.folder / "stderr.txt").open("ab"),
    )


def _merge(into: dict[str, Any], given: Mapping[str, Any]) -> None:
    for key, value in given.items():
        if isinstance(value, Mapping):
            _merge(into.setdefault(key, {}), value)
        else:
            into[key] = value


def _toml(table: Mapping[str, Any], name: str = "") -> Iterator[str]:
    if name:
        yield f"[{name}]"
    tables = {key: one for key, one in table.items() if isinstance(one, Mapping)}
    for key, value in table.items():
        if key not in tables:
            yield f"{json.dumps(key)} = {_value(value)}"
    for key, one in tables.items():
        yield from _toml(one, f"{name}.{json.dumps(key)}" if name else json.dumps(key))


def _value(value: object) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{json.dumps(k)} = {_value(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_value(one) for one in value) + "]"
    if isinstance(value, bool | int | float | str):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


if __name__ == "__main__":
    sys.exit(main())
