"""The whole job against stand-ins that take their time: an interface 300 ms, each of Kela's pages
800 ms. Cases a second with 1, 2 and 4 workers, on SQLite and PostgreSQL, beside the same cases one
at a time and beside a bare script that only walks the same pages of Kela at the same limit; with
the made-up county's own limits, and what a county's year would take by that; the processor's time
of a case, by part.

Kela's limit is eight pages in two contexts: a browser opens six connections to a host, so eight
pages want two. A worker has one context of its own.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, sleep
from typing import Any

import psutil

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[1] / "kela"))

from kela_proxy import Proxy
from kela_world import checked
from measuring import tell
from openpyxl import load_workbook
from playwright.async_api import BrowserContext, Page, async_playwright
from postgres import running_postgres

from devdata import made_up_county
from devdata.standins.frame import People
from devdata.standins.kela_site import COUNTY_NAME
from robots.casework.machine import may_sandbox_a_browser
from robots.kela.page_map import read_page_map
from robots.kela.settings import RESOURCES
from run import BROWSER_SETTING, find_browser

TESTS = Path(__file__).parents[1]
ROOT = TESTS.parent
INTERFACE_MS, PAGE_MS = 300, 800
PAGES, CONTEXTS = 8, 2
#: Of each worker: enough that there is always one that waits for Kela.
CASES_AT_ONCE = 20
#: The made-up county's cases, each so many times under ids of its own.
COPIES = 3
#: One at a time takes its time: so many cases are enough for it.
ONE_AT_A_TIME = 12
A_COUNTY = 9000
SHARE_OF_BARE, TIMES_ONE_AT_A_TIME = 0.85, 5
#: Whom no stand-in knows.
NOBODY = checked("311299-999X")
PROGRAM = TESTS / "determination" / "run_process.py"

Standins = dict[str, Any]


@dataclass(frozen=True)
class Done:
    """One run: its cases, its seconds from its first case to its last, processor time by part."""

    cases: int
    seconds: float
    processor: Mapping[str, float]

    @property
    def rate(self) -> float:
        return self.cases / self.seconds


@dataclass(frozen=True)
class Visit:
    """What the robot opens of one person; nothing of one whom Kela does not know."""

    code: str
    paths: tuple[str, ...]


def main() -> int:
    """Measure, and print one line of JSON a measure."""
    numbers = count(1)
    with ExitStack() as closing:
        folder = Path(closing.enter_context(TemporaryDirectory(prefix="runs-")))

        def run(standins: Standins, workers: int, **more: Any) -> Done:
            return one_run(folder / f"county-{next(numbers)}", standins, workers, **more)

        with standins_with(0, 0) as quick:
            proxy = Proxy(quick["kela"]["address"])
            through = {**quick, "kela": {**quick["kela"], "address": proxy.address}}
            run(through, 1, pages=1, copies=1)
            proxy.stop()
            visits = visits_in(proxy.asked) * COPIES
        slow = closing.enter_context(standins_with(INTERFACE_MS, PAGE_MS))
        bare = len(visits) / Bare(slow["kela"]["address"]).seconds(visits)

        alone = run(slow, 1, pages=1, limits=1, limit=ONE_AT_A_TIME)
        say("runs: one case at a time", alone)
        for database in databases(closing):
            kind = "PostgreSQL" if database else "SQLite"
            for workers in (1, 2, 4):
                done = run(slow, workers, pages=PAGES // workers, limits=PAGES, database=database)
                name = f"runs: {kind}, {workers} worker{'s' if workers > 1 else ''}"
                kela = len(visits) / done.seconds
                promised = workers == CONTEXTS
                say(f"{name}, beside one at a time", done, alone, 1 / TIMES_ONE_AT_A_TIME)
                tell(
                    f"{name}, beside a bare script",
                    1000 / kela,
                    beside="a visit of a bare script, 8 pages in 2 contexts",
                    beside_ms=1000 / bare,
                    at_most=1 / SHARE_OF_BARE if promised else None,
                    note=f"{100 * kela / bare:.0f} % of its {bare:.2f} visits a second",
                )
        own = run(slow, 1)
        hours = A_COUNTY / own.rate / 3600
        say("runs: the made-up county's limits", own, note=f"{A_COUNTY} cases: {hours:.1f} hours")
    return 0


def say(
    name: str, done: Done, beside: Done | None = None, at_most: float | None = None, note: str = ""
) -> None:
    parts = ", ".join(f"{part} {s / done.cases:.2f} s" for part, s in done.processor.items())
    note = "; ".join(filter(None, (note, f"processor a case: {parts}")))
    tell(
        name,
        1000 / done.rate,
        beside="a case" if beside else "",
        beside_ms=1000 / beside.rate if beside else None,
        at_most=at_most,
        note=f"{done.rate:.2f} cases a second; {note}",
    )


def databases(closing: ExitStack) -> Iterator[Any]:
    """None for SQLite; then what makes new PostgreSQL databases, where there is a server."""
    yield None
    server = closing.enter_context(running_postgres())
    if server is None:
        print("no PostgreSQL server here: measured on SQLite only", file=sys.stderr)
    else:
        yield server


def one_run(
    folder: Path,
    standins: Standins,
    workers: int,
    *,
    pages: int | None = None,
    limits: int | None = None,
    limit: int | None = None,
    copies: int = COPIES,
    database: Any = None,
) -> Done:
    """A fresh county, its nightly run, and one less than ``workers`` beside it."""
    copy_of_county(folder, copies, pages, limits, database)
    (folder / "standins.json").write_text(json.dumps(standins), "utf-8")
    started = [start(folder, "nightly", str(limit or 100_000))]
    started += [start(folder, "worker") for _ in range(workers - 1)]
    processor = watch(started[0], started)
    for worker in started[1:]:
        worker.terminate()
        worker.wait()
    if started[0].returncode:
        raise RuntimeError((folder / "stderr.txt").read_text("utf-8")[-2000:])
    (record,) = folder.glob("worker/runs/run-*/run.json")
    told = json.loads(record.read_text("utf-8"))
    begun, ended = (datetime.fromisoformat(told[key]) for key in ("started_at", "ended_at"))
    cases = sum(one["row"] is None for one in told["cases"])
    return Done(cases, (ended - begun).total_seconds(), processor)


def start(folder: Path, *what: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, str(PROGRAM), str(folder), *what],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=(folder / "stderr.txt").open("ab"),
    )


def watch(until: subprocess.Popen[bytes], processes: Sequence[subprocess.Popen[bytes]]) -> Any:
    """Wait for the end, and add up the processor's seconds of everything they have started."""
    used: dict[int, tuple[str, float]] = {}
    while until.poll() is None:
        for process in processes:
            try:
                own = psutil.Process(process.pid)
                tree = [own, *own.children(recursive=True)]
            except psutil.Error:
                continue
            for one in tree:
                try:
                    times = one.cpu_times()
                    used[one.pid] = part_of(one, process.pid), times.user + times.system
                except psutil.Error:
                    continue
        sleep(0.25)
    parts: dict[str, float] = defaultdict(float)
    for part, seconds in used.values():
        parts[part] += seconds
    return dict(sorted(parts.items()))


def part_of(process: psutil.Process, worker: int) -> str:
    if process.pid == worker:
        return "worker"
    name = process.name()
    if name.startswith("chrom"):
        return "browser"
    return "browser's driver" if name.startswith("node") else "documents"


def copy_of_county(
    folder: Path, copies: int, pages: int | None, limits: int | None, database: Any
) -> None:
    """The made-up county, each case several times; ``limits``: the same for every source."""
    ignored = shutil.ignore_patterns(*made_up_county.NOT_THE_COUNTYS)
    shutil.copytree(made_up_county.MADE_UP, folder, ignore=ignored)
    book = load_workbook(folder / "tyolista.xlsx")
    sheet = book["Työlista"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    number = next(i for i, cell in enumerate(sheet[1]) if cell.value == "Asiakastapaus")
    for copy in range(1, copies):
        for row in rows:
            if row[number]:
                again = f"{row[number]}-{copy}"
                sheet.append([*row[:number], again, *row[number + 1 :]])
                if (folder / "cases" / str(row[number])).is_dir():
                    shutil.copytree(folder / "cases" / str(row[number]), folder / "cases" / again)
    book.save(folder / "tyolista.xlsx")
    file = folder / "county.toml"
    text = file.read_text("utf-8")
    if limits is not None:
        text = re.sub(r"(?m)^at_once = \d+", f"at_once = {limits}", text)
    at_once = 1 if limits == 1 else CASES_AT_ONCE
    text = text.replace("[run]\n", f"[run]\ncases_at_once = {at_once}\n")
    if pages is not None:
        text = re.sub(r"(?m)^pages_at_once = \d+", f"pages_at_once = {pages}", text)
    if database is not None:
        address = database.new_database(folder.name)
        text = text.replace("[run]\n", f'[run]\ndatabase = "{address}"\n')
        vault = folder / "vault.yaml"
        vault.write_text(vault.read_text("utf-8") + "database: {password: salainen-testi}\n")
    file.write_text(text, "utf-8")


@contextmanager
def standins_with(latency: int, page_latency: int) -> Iterator[Standins]:
    """The stand-ins as a process of their own."""
    command = [sys.executable, "-m", "devdata.standins", "--watch-stdin"]
    command += ["--latency", str(latency), "--page-latency", str(page_latency)]
    process = subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        settings = json.loads(process.stdout.readline())
        settings.pop("control")
        yield settings
    finally:
        process.stdin.close()
        process.wait(20)


def visits_in(asked: Sequence[str]) -> list[Visit]:
    """The visits of one page at a time: each search, and what was opened of the one found."""
    people = People.load(made_up_county.MADE_UP / "people")
    codes = {
        hashlib.sha256(found.key.encode()).hexdigest()[:16]: code
        for code in people.codes
        if (found := people.by_code(code)) is not None
    }
    visits: list[tuple[str, list[str]]] = []
    for one in asked:
        method, path = one.split(" ", 1)
        handle = next((part for part in re.split(r"[/?]", path) if part in codes), None)
        if (method, path) == ("POST", "/haku"):
            visits.append((NOBODY, []))
        elif handle is not None and "osa=" not in path:
            if visits[-1][0] == NOBODY:  # where the search leads by itself
                visits[-1] = codes[handle], []
            else:
                visits[-1][1].append(path)
    return [Visit(code, tuple(paths)) for code, paths in visits]


class Bare:
    """A script without any check: it starts a browser, signs in and opens the pages."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._map = read_page_map(RESOURCES / "page-map.yaml")
        self._browser = Path(os.environ.get(BROWSER_SETTING) or find_browser() or "no browser")

    def seconds(self, visits: Sequence[Visit]) -> float:
        return asyncio.run(self._all(visits))

    async def _all(self, visits: Sequence[Visit]) -> float:
        began = perf_counter()
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(
                executable_path=self._browser,
                chromium_sandbox=may_sandbox_a_browser(),
                args=["--disable-gpu"],
            )
            contexts = [await browser.new_context(locale="fi-FI") for _ in range(CONTEXTS)]
            pages = [
                await context.new_page() for context in contexts for _ in range(PAGES // CONTEXTS)
            ]
            for context in contexts:
                await self._sign_in(context)
            left = iter(visits)

            async def walk(page: Page) -> None:
                for visit in left:
                    await self._visit(page, visit)

            await asyncio.gather(*map(walk, pages))
            took = perf_counter() - began
            await browser.close()
            return took

    async def _sign_in(self, context: BrowserContext) -> None:
        page = context.pages[0]
        await page.goto(self._address + self._map.sign_in.path)
        await page.get_by_role("button", name=self._map.sign_in.button).click()
        await page.get_by_label(COUNTY_NAME).check()
        await page.get_by_role("button", name=self._map.mandate.button).click()

    async def _visit(self, page: Page, visit: Visit) -> None:
        words = self._map.search
        await page.goto(self._address + words.path)
        await page.get_by_label(words.identity_code, exact=True).fill(visit.code)
        label = next(iter(words.purposes.values()))
        await page.get_by_label(words.purpose, exact=True).select_option(label=label)
        await page.get_by_label(words.case_id, exact=True).fill("T-0001")
        await page.get_by_role("button", name=words.button, exact=True).click()
        await page.content()
        for path in visit.paths:
            if "/paatokset/" in path:
                await (await page.context.request.get(self._address + path)).body()
            else:
                await page.goto(self._address + path, wait_until="domcontentloaded")
                await page.content()


if __name__ == "__main__":
    sys.exit(main())
