"""Fenced-off browser contexts; in each, somebody is or will be signed in."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

from playwright.async_api import BrowserContext, ViewportSize
from playwright.async_api import Page as BrowserPage

from robots.kela.browser import CLOSING_SECONDS, BrowserThread, guarded
from robots.kela.errors import NoAnswer
from robots.kela.page_map import PageMap
from robots.kela.routes import Fence, Watch
from robots.kela.settings import KelaSettings
from robots.kela.tab import Tab

#: No page about a person is taken from what the browser has kept of an earlier look.
_FRESH: Final = {"Cache-Control": "no-cache"}
#: So high that a table fits in: a picture of a page that has to be stretched first takes twice as
#: long.
_VIEWPORT: Final = ViewportSize(width=1280, height=1600)
#: The browser itself tidies up late: unasked it holds on to hundreds of pages that are gone.
_VISITS_BETWEEN_CLEANING: Final = 5
_LOCALES: Final = {"fi": "fi-FI", "sv": "sv-FI"}


@dataclass
class Session:
    """A browser context in which somebody is signed in; its visits share it and its pages."""

    context: BrowserContext
    watch: Watch
    handed_over: str = ""
    """Id of the session that an official began."""
    under_way: int = 0
    begun: int = 0
    is_over: bool = False
    idle: list[BrowserPage] = field(default_factory=list)
    ended: int = 0
    """How many visits have given their page back."""

    async def page(self) -> BrowserPage:
        """A page that no visit uses."""
        if self.idle:
            return self.idle.pop()
        return await guarded(self.context.new_page())

    async def give_back(self, page: BrowserPage) -> None:
        """A visit is done with a page; another may go on in it."""
        self.ended += 1
        if self.ended % _VISITS_BETWEEN_CLEANING == 0:
            with suppress(NoAnswer):
                await guarded(page.request_gc(), CLOSING_SECONDS)
        self.idle.append(page)

    async def answers(self) -> bool:
        """Whether its browser, and what drives that, is still there: the browser of a driver that
        was killed says of itself that it is connected."""
        try:
            await guarded(self.context.cookies("http://127.0.0.1/"), CLOSING_SECONDS)
        except NoAnswer:
            return False
        return True

    async def close(self) -> None:
        """End it, with all its pages."""
        self.is_over = True
        with suppress(NoAnswer):
            await guarded(self.context.close(), CLOSING_SECONDS)


class Contexts:
    """Opens contexts in one browser."""

    def __init__(self, settings: KelaSettings, page_map: PageMap, browser: BrowserThread) -> None:
        self.settings = settings
        self.map = page_map
        self.browser = browser
        self.fence = Fence(settings.address, page_map)

    async def open(self, state: Mapping[str, Any] | None = None, handed_over: str = "") -> Session:
        """A context behind the fence.

        Args:
            state: cookies and local storage of a session to go on in.
            handed_over: the id of that session, when an official began it.
        """
        context = await self.new(state, viewport=_VIEWPORT)
        await guarded(self.fence.put_around(context))
        return Session(context, self.fence.watch(), handed_over)

    async def new(
        self, state: Mapping[str, Any] | None = None, viewport: ViewportSize | None = None
    ) -> BrowserContext:
        """A context without a fence: for a person's own window."""
        given: dict[str, Any] = {} if state is None else {"storage_state": dict(state)}
        if viewport is not None:
            given["viewport"] = viewport
        browser = await self.browser.browser()
        context = await guarded(
            browser.new_context(
                locale=_LOCALES[self.map.language],
                timezone_id="Europe/Helsinki",
                accept_downloads=False,
                service_workers="block",
                extra_http_headers=_FRESH,
                **given,
            )
        )
        context.set_default_timeout(self.settings.wait_seconds * 1000)
        return context

    def tab(self, page: BrowserPage, watch: Watch) -> Tab:
        """What goes from page to page in it."""
        return Tab(page, self.map, watch, self.settings.address, self.settings.wait_seconds)
