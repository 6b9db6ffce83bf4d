"""Page objects from saved pages, for every map: one test a field, and golden files both ways."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from kela_world import PENSIONER, person
from playwright.async_api import Page as BrowserPage
from saving import GOLDEN, KINDS, MAPS, read

from robots.casework.machine import may_sandbox_a_browser
from robots.kela.browser import BrowserThread
from robots.kela.page_map import read_page_map
from robots.kela.recognition import STATES
from robots.kela.settings import RESOURCES
from robots.kela.snapshot import Snapshot, look

RIGHT = sorted(GOLDEN.glob("*/*.json"))
FIELDS = [
    pytest.param(file, field, id=f"{file.parent.name}-{file.stem}-{field}")
    for file in RIGHT
    for field in json.loads(file.read_text("utf-8"))
]


@pytest.fixture(scope="module")
def seen(browser_file: Path) -> Iterator[Callable[[Path], Snapshot]]:
    thread = BrowserThread(browser_file, sandbox=may_sandbox_a_browser())

    async def new_page() -> BrowserPage:
        return await (await thread.browser()).new_page()

    page = thread.run(new_page())

    async def taken(html: str) -> Snapshot:
        await page.set_content(html)
        return (await look(page))[0]

    @cache
    def take(file: Path) -> Snapshot:
        return thread.run(taken(file.read_text("utf-8")))

    yield take
    thread.close()


@pytest.mark.parametrize(("file", "field"), FIELDS)
def test_a_field_is_read_as_it_stands(
    seen: Callable[[Path], Snapshot], file: Path, field: str
) -> None:
    right: dict[str, Any] = json.loads(file.read_text("utf-8"))
    page_map = read_page_map(RESOURCES / MAPS[file.parent.name])
    code = person(PENSIONER).identity_code
    got = read(file.stem, page_map, seen(file.with_suffix(".html")), code)
    assert got.keys() == right.keys()
    assert got[field] == right[field]


def test_every_saved_page_has_what_is_right_and_the_other_way_round() -> None:
    pages = {file.with_suffix("") for file in GOLDEN.glob("*/*.html")}
    assert pages == {file.with_suffix("") for file in RIGHT}


@pytest.mark.parametrize("screens", MAPS)
def test_every_page_and_every_state_has_a_saved_page(screens: str) -> None:
    saved = {file.stem for file in (GOLDEN / screens).glob("*.html")}
    shared = {"payments_ask"} if screens.startswith("1") else set()
    assert saved | shared >= {*KINDS, *STATES}
