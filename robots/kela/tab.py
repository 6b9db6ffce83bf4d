"""A tab of the browser, in which every step ends on a page that is recognised, or in an error."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Collection
from dataclasses import dataclass, field
from time import monotonic
from typing import Final, Generic, TypeVar
from urllib.parse import urljoin

from playwright.async_api import Locator
from playwright.async_api import Page as BrowserPage

from robots.kela.arriving import LOOK_SECONDS, Arrival, Next
from robots.kela.browser import guarded
from robots.kela.errors import NoAnswer, PageNotRecognised, RouteRefused, SessionExpired
from robots.kela.page_map import PageMap
from robots.kela.picture import picture_of
from robots.kela.recognition import AnyPage, expect
from robots.kela.routes import Watch
from robots.kela.snapshot import Snapshot, look

Result = TypeVar("Result")

_LARGEST_PDF: Final = 10 * 1024 * 1024
_MARGIN_SECONDS: Final = 5


@dataclass(frozen=True, slots=True)
class Shown(Generic[AnyPage]):
    """A page that was recognised, and its HTML as it was read."""

    page: AnyPage
    html: str = field(repr=False)


class Tab:
    """Goes from page to page.

    Each step raises what :func:`robots.kela.recognition.expect` raises, NoAnswer when the browser
    could not do it, and RouteRefused when the site led where the robot must not go.
    """

    def __init__(
        self, page: BrowserPage, page_map: PageMap, watch: Watch, address: str, wait_seconds: int
    ) -> None:
        self._page = page
        self._map = page_map
        self._watch = watch
        self._address = address
        self._wait = wait_seconds * 1000
        # A button is waited for, then the page behind it.
        self._longest = 2 * wait_seconds + _MARGIN_SECONDS
        self.html = ""
        """Of the last page, recognised or not."""
        self.snapshot = Snapshot(())
        """Of the same."""

    async def arrive(self, kind: type[AnyPage]) -> Shown[AnyPage]:
        """The page that is here now."""
        return await self._arrive(kind)

    async def open(self, link: str, kind: type[AnyPage]) -> Shown[AnyPage]:
        """Open a page by its address, or its path behind the service's."""
        address = urljoin(f"{self._address}/", link)
        if not self._watch.fence.allows("GET", address):
            raise RouteRefused()
        await self._done(self._page.goto(address, wait_until="domcontentloaded"))
        return await self._arrive(kind)

    async def press(self, button: str, kind: type[AnyPage]) -> Shown[AnyPage]:
        """Press a button that leads to another page."""
        pressed = await self._one(self._page.get_by_role("button", name=button, exact=True), button)
        await self._done(self._press(pressed))
        return await self._arrive(kind)

    async def fill(self, label: str, text: str) -> None:
        """Write into the field of this label."""
        field_ = await self._one(self._page.get_by_label(label, exact=True), label)
        await self._done(field_.fill(text))

    async def choose(self, label: str, option: str) -> None:
        """Choose an option of the list of this label."""
        options = await self._one(self._page.get_by_label(label, exact=True), label)
        await self._one(options.get_by_role("option", name=option, exact=True), option)
        await self._done(options.select_option(label=option))

    async def tick(self, label: str) -> bool:
        """Tick the choice of this label; False where there is none."""
        choice = self._page.get_by_label(label, exact=True)
        if await self._done(choice.count()) != 1:
            return False
        await self._done(choice.check())
        return True

    async def picture(self, table: str, rows: Collection[int]) -> bytes | None:
        """A picture of a table on the page that is here now; see :mod:`robots.kela.picture`."""
        return await picture_of(self._page, self._map, table, rows)

    async def download(self, link: str) -> bytes:
        """A PDF, in the same session but without leaving the page.

        Raises:
            RouteRefused, SessionExpired, NoAnswer, PageNotRecognised
        """
        if not self._watch.fence.allows("GET", link):
            raise RouteRefused()
        request = self._page.context.request
        reply = await self._done(request.get(link, max_redirects=0, timeout=self._wait))
        if 300 <= reply.status < 400:  # a document leads elsewhere only when nobody is signed in
            raise SessionExpired()
        if reply.status >= 500:
            raise NoAnswer()
        content = await self._done(reply.body())
        if reply.status != 200 or len(content) > _LARGEST_PDF or not content.startswith(b"%PDF-"):
            raise PageNotRecognised(page="decision", part="pdf")
        return content

    async def _done(self, step: Awaitable[Result]) -> Result:
        """A step in the browser; one that the site cut short by leading elsewhere says so."""
        try:
            return await guarded(step, self._longest)
        except NoAnswer:
            if self._watch.was_tried:
                raise RouteRefused() from None
            raise

    async def _press(self, button: Locator) -> None:
        async with self._page.expect_navigation(wait_until="domcontentloaded"):
            await button.click()

    async def _arrive(self, kind: type[AnyPage]) -> Shown[AnyPage]:
        arrival = Arrival(kind, self._map, self._wait)
        started = monotonic()
        while True:
            if self._watch.was_tried:
                raise RouteRefused()
            self.snapshot, self.html = await self._done(look(self._page))
            if self.snapshot.fetches_ahead:  # the one way out that the fence does not see
                raise RouteRefused()
            match arrival.next(self.snapshot, (monotonic() - started) * 1000):
                case Next.TAKE:
                    return Shown(expect(kind, self._map, self.snapshot), self.html)
                case Next.CLOSE_MESSAGE_BOX:
                    await self._close_message_box()
                case Next.WAIT:
                    await asyncio.sleep(LOOK_SECONDS)
                case Next.LOOK_AGAIN:
                    await asyncio.sleep(self._map.arriving.settle_ms / 1000)

    async def _close_message_box(self) -> None:
        """Put the known message away; nothing else that lies over a page is ever answered."""
        words = self._map.message_box
        box = self._page.get_by_role("dialog", name=words.name, exact=True)
        button = box.get_by_role("button", name=words.close, exact=True)
        await self._done((await self._one(button, words.close)).click())

    async def _one(self, locator: Locator, part: str) -> Locator:
        if await self._done(locator.count()) != 1:
            raise PageNotRecognised(page="form", part=part)
        return locator
