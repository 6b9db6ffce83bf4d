"""Kela's pages: cases a second with 1, 2 and 4 pages at once, beside a bare script in the same kind
of browser that only walks the same pages and fetches the PDF. The site is the stand-in, in a
process of its own, without added latency.

The bare script takes no pictures: what is promised is of a robot that takes none either, and what
pictures of all that was read cost on top is measured beside the same script.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "kela"))

from kela_proxy import Proxy
from kela_world import (
    ASKED,
    NOW,
    Log,
    benefit,
    checked,
    people,
    permit,
    person,
    settings,
    written_decision,
)
from measuring import tell
from playwright.async_api import BrowserContext, Page, async_playwright

from devdata.standins.frame import Journal
from devdata.standins.kela_site import KelaSite
from robots.casework.machine import may_sandbox_a_browser
from robots.documents import DocumentReader
from robots.kela import Kela
from robots.kela.page_map import PageMap, read_page_map
from robots.kela.settings import RESOURCES
from run import BROWSER_SETTING, find_browser

AT_MOST = 1.25
CASES = 12
ROUNDS = 5
CODE = checked("010140-900T")


def main() -> None:
    """Measure, and print one line of JSON a measure."""
    browser = the_browser()
    with a_site() as address, DocumentReader() as reader:
        page_map = read_page_map(RESOURCES / "page-map.yaml")
        walked = pages_of_a_case(address, browser, reader)
        for at_once in (1, 2, 4):
            bare = Bare(address, browser, page_map, walked, at_once)
            for pictures in (False, True):
                robot = a_robot(address, browser, reader, pages_at_once=at_once, pictures=pictures)
                measure(robot, bare, at_once, pictures=pictures)
                robot.close()
            bare.close()


def measure(robot: Kela, bare: Bare, at_once: int, *, pictures: bool) -> None:
    """The medians of alternating rounds."""
    ask_all(robot, at_once), bare.walk_all()
    pairs = [
        (seconds(lambda: ask_all(robot, at_once)), seconds(bare.walk_all)) for _ in range(ROUNDS)
    ]
    ours, plain = (1000 * median(side) / CASES for side in zip(*pairs, strict=True))
    tell(
        f"kela: a case{' with pictures' if pictures else ''}, {at_once} at once",
        ours,
        beside="a bare script on the same pages",
        beside_ms=plain,
        at_most=None if pictures else AT_MOST,
        note=f"{1000 / ours:.1f} cases a second, the bare script {1000 / plain:.1f}",
    )


def the_browser() -> Path:
    return Path(os.environ.get(BROWSER_SETTING) or find_browser() or "no browser")


def ask_all(robot: Kela, at_once: int, cases: int = CASES) -> None:
    """The same person again and again: every case has the same pages."""
    with ThreadPoolExecutor(at_once) as threads:
        asked = [threads.submit(robot.ask, permit(), person(CODE), ASKED) for _ in range(cases)]
        assert all(one.result().incomes for one in asked)


def a_robot(address: str, browser: Path, reader: DocumentReader, **changes: Any) -> Kela:
    return Kela(
        settings(address, **changes),
        browser=browser,
        sandbox=may_sandbox_a_browser(),
        read=reader.read,
        access_log=Log(),
        clock=lambda: NOW,
        new_id=lambda: "r-1",
    )


def pages_of_a_case(address: str, browser: Path, reader: DocumentReader) -> Sequence[str]:
    """What the robot opens of a person after the search, in its order."""
    proxy = Proxy(address)
    robot = a_robot(proxy.address, browser, reader)
    robot.ask(permit(), person(CODE), ASKED)
    robot.close()
    proxy.stop()
    asked = [one.split(" ", 1)[1] for one in proxy.asked if not one.endswith(".css")]
    return asked[asked.index("/haku", asked.index("/haku") + 1) + 3 :]


class Bare:
    """A script without any check: it opens the pages one after the other."""

    def __init__(
        self, address: str, browser: Path, page_map: PageMap, walked: Sequence[str], at_once: int
    ) -> None:
        self._address = address
        self._map = page_map
        self._walked = walked
        self._loop = asyncio.new_event_loop()
        self._run = self._loop.run_until_complete
        self._pages: list[Page] = []
        self._run(self._begin(browser, at_once))

    def walk_all(self) -> None:
        self._run(self._all())

    def close(self) -> None:
        self._run(self._end())
        self._loop.close()

    async def _begin(self, browser: Path, at_once: int) -> None:
        self._playwright = await async_playwright().start()
        started = await self._playwright.chromium.launch(
            executable_path=browser,
            chromium_sandbox=may_sandbox_a_browser(),
            args=["--disable-gpu"],
        )
        context: BrowserContext = await started.new_context(locale="fi-FI")
        self._pages = [await context.new_page() for _ in range(at_once)]
        page = self._pages[0]
        await page.goto(self._address + self._map.sign_in.path)
        await page.get_by_role("button", name=self._map.sign_in.button).click()
        await page.get_by_label(settings(self._address).organisation).check()
        await page.get_by_role("button", name=self._map.mandate.button).click()

    async def _end(self) -> None:
        await self._pages[0].context.close()
        await self._playwright.stop()

    async def _all(self) -> None:
        left = iter(range(CASES))

        async def cases(page: Page) -> None:
            for _ in left:
                await self._case(page)

        await asyncio.gather(*map(cases, self._pages))

    async def _case(self, page: Page) -> None:
        words = self._map.search
        await page.goto(self._address + words.path)
        await page.get_by_label(words.identity_code, exact=True).fill(CODE)
        label = words.purposes[permit().purpose]
        await page.get_by_label(words.purpose, exact=True).select_option(label=label)
        await page.get_by_label(words.case_id, exact=True).fill("T-0001")
        await page.get_by_role("button", name=words.button, exact=True).click()
        await page.content()
        for path in self._walked:
            if "/paatokset/" in path:
                await (await page.context.request.get(self._address + path)).body()
            else:
                await page.goto(self._address + path, wait_until="domcontentloaded")
                await page.content()


def seconds(work: Any) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


@contextmanager
def a_site() -> Iterator[str]:
    """The stand-in in a process of its own."""
    process = subprocess.Popen(
        [sys.executable, __file__, "--site"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip()
    finally:
        process.stdin.close()
        process.wait(20)


def serve() -> None:
    """One pensioner with a decision, until standard input closes."""
    granted = {"number": "KE-2025-00123", "date": date(2025, 1, 10)}
    blocks = {
        CODE: {
            "benefits": [
                benefit("Kansaneläke", "1312.44", "100.00", decision=granted),
                benefit("Eläkkeensaajan asumistuki", "210.00", day=4),
            ]
        }
    }
    with TemporaryDirectory() as folder:
        (Path(folder) / "KE-2025-00123.pdf").write_bytes(written_decision(CODE))
        site = KelaSite(people(blocks), Journal(), decisions=Path(folder))
        site.behaviour.session_seconds = 24 * 3600
        print(site.address, flush=True)
        sys.stdin.read()
        site.stop()


if __name__ == "__main__":
    if "--site" in sys.argv:
        serve()
    else:
        main()
