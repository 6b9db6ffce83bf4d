"""The made-up site's pages as they stand when their late content has come, to be saved."""

from __future__ import annotations

import re
import shutil
from datetime import date
from decimal import Decimal
from typing import Any

from kela_world import BLOCKS, HIDDEN, NOBODY, PENSIONER, VETERAN, checked, people
from playwright.async_api import async_playwright

from devdata.standins.frame import Journal
from devdata.standins.kela_site import KelaSite
from robots.kela.snapshot import Snapshot, look

SEVERAL = "090990-916B"
MORE: dict[str, Any] = {
    "recoveries": [
        {
            "name": "Kansaneläke",
            "decided_on": date(2026, 1, 15),
            "whole": Decimal("1204.50"),
            "left": Decimal("804.50"),
            "monthly": Decimal("100.00"),
        }
    ],
    "medicine": {"accumulated": Decimal("636.12"), "reached_on": date(2026, 3, 2)},
}


async def pages_of(screens: str) -> list[tuple[str, str, Snapshot]]:
    """Name, HTML and snapshot of every page about a person and every state of the service."""
    generation, language = screens.split(".")
    benefits = [*BLOCKS[PENSIONER]["benefits"], *BLOCKS[VETERAN]["benefits"]]
    block = {**BLOCKS[PENSIONER], **MORE, "benefits": benefits}
    blocks = {PENSIONER: block, NOBODY: BLOCKS[NOBODY], HIDDEN: BLOCKS[HIDDEN]}
    site = KelaSite(people({**blocks, SEVERAL: {"answer": "several"}}), Journal())
    site.behaviour.generation, site.behaviour.language = int(generation), language
    saved: list[tuple[str, str, Snapshot]] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium-headless-shell"), args=["--no-sandbox"]
        )
        page = await browser.new_page()

        async def save(name: str) -> None:
            await page.wait_for_load_state("networkidle")
            seen, html = await look(page)
            # Saved pages run no scripts, and their addresses lead nowhere.
            html = re.sub(r"<script>.*?</script>|<link[^>]*>", "", html, flags=re.DOTALL)
            html = html.replace(
                '<meta charset="utf-8">', '<meta charset="utf-8"><base href="http://kela.invalid/">'
            )
            await page.set_content(html)
            seen, _ = await look(page)
            saved.append((name, html, seen))

        async def search(code: str) -> None:
            await page.goto(f"{site.address}/haku")
            await page.fill("#henkilotunnus", checked(code))
            await page.select_option("#kayttotarkoitus", "maksu")
            await page.fill("#asia", "T-0001")
            await page.click("main form button")

        await page.goto(f"{site.address}/tunnistautuminen")
        await page.click("main form button")
        await page.click("input[type=radio] >> nth=0")
        await page.click("main form button")
        for code, name in ((NOBODY, "not_found"), (HIDDEN, "no_right"), (SEVERAL, "several")):
            await search(code)
            await save(name)
        await search(PENSIONER)
        await page.wait_for_load_state("networkidle")
        here = page.url
        links = [
            f"{site.address}{await one.get_attribute('href')}"
            for one in await page.locator("nav a").all()
        ]
        await save("benefits")
        await page.goto(f"{here}/5")
        await save("benefit")
        for name, link in zip(("pending", "recoveries", "medicine"), links[2:5], strict=True):
            await page.goto(link)
            await save(name)
        await page.goto(links[1])
        if generation == "2":
            await save("payments_ask")
            await page.goto(links[1])
            await page.select_option("#vuosi", "2025")
        else:
            await page.fill("#alkaa", "1.3.2025")
            await page.fill("#paattyy", "16.3.2026")
        await page.click("main form button")
        await save("payments")
        for state in ("maintenance", "technical_error", "new_terms"):
            site.behaviour.state = state
            await page.goto(here)
            await save(state)
        site.behaviour.state = "open"
        await page.goto(f"{site.address}/istunto-paattynyt")
        await save("session_expired")
        await browser.close()
    site.stop()
    return saved
