"""Signed-in sessions with the service, and the tabs that visits get in them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Final

from playwright.async_api import BrowserContext

from robots.casework.answer import Attachment
from robots.kela.browser import BrowserThread, guarded
from robots.kela.errors import (
    MandateNotOffered,
    NoAnswer,
    PageNotRecognised,
    RouteRefused,
    SessionExpired,
)
from robots.kela.masking import masked_copy
from robots.kela.page_map import PageMap
from robots.kela.pages import MandatePage, SearchPage, SignInPage
from robots.kela.routes import Fence
from robots.kela.settings import KelaSettings
from robots.kela.tab import Tab

#: Takes the masked copy of a page that was not recognised.
UnknownPageKeeper = Callable[[Attachment], None]

_LOCALES: Final = {"fi": "fi-FI", "sv": "sv-FI"}


@dataclass
class Session:
    """A browser context in which somebody is signed in; its visits share it."""

    context: BrowserContext
    fence: Fence
    visits: int = 0
    is_over: bool = False

    async def close_if_done(self) -> None:
        """A session that is over goes when the last visit in it has noticed."""
        if self.is_over and not self.visits:
            with suppress(NoAnswer):
                await guarded(self.context.close())


class Sessions:
    """Gives every visit a tab, and signs in when nobody is. Lives on the browser's thread."""

    def __init__(
        self,
        settings: KelaSettings,
        page_map: PageMap,
        browser: BrowserThread,
        keep_unknown_page: UnknownPageKeeper | None,
    ) -> None:
        self._settings = settings
        self._map = page_map
        self._browser = browser
        self._keep_unknown_page = keep_unknown_page
        self._places = asyncio.Semaphore(settings.pages_at_once)
        self._signing_in = asyncio.Lock()
        self._current: Session | None = None

    @asynccontextmanager
    async def tab(self) -> AsyncIterator[Tab]:
        """A tab in a signed-in session, as soon as there is room for one more.

        A visit that ends with SessionExpired ends the session: the next visit signs in anew.
        """
        async with self._places:
            session = await self._signed_in()
            session.visits += 1
            try:
                async with self._tab_in(session) as tab:
                    yield tab
            except (SessionExpired, RouteRefused):
                session.is_over = True
                raise
            finally:
                session.visits -= 1
                await session.close_if_done()

    async def _signed_in(self) -> Session:
        async with self._signing_in:
            browser = await self._browser.browser()
            current = self._current
            if current is None or current.is_over or current.context.browser is not browser:
                current = self._current = await self._sign_in()
            return current

    async def _sign_in(self) -> Session:
        session = await self._begin()
        try:
            async with self._tab_in(session) as tab:
                await tab.open(self._map.sign_in.path, SignInPage)
                await tab.press(self._map.sign_in.button, MandatePage)
                if not await tab.tick(self._settings.organisation):
                    raise MandateNotOffered()
                await tab.press(self._map.mandate.button, SearchPage)
        except BaseException:
            session.is_over = True
            await session.close_if_done()
            raise
        return session

    async def _begin(self) -> Session:
        browser = await self._browser.browser()
        context = await guarded(
            browser.new_context(
                locale=_LOCALES[self._map.language],
                timezone_id="Europe/Helsinki",
                accept_downloads=False,
                service_workers="block",
            )
        )
        context.set_default_timeout(self._settings.wait_seconds * 1000)
        fence = Fence(self._settings.address, self._map)
        await guarded(fence.put_around(context))
        return Session(context, fence)

    @asynccontextmanager
    async def _tab_in(self, session: Session) -> AsyncIterator[Tab]:
        page = await guarded(session.context.new_page())
        tab = Tab(
            page, self._map, session.fence, self._settings.address, self._settings.wait_seconds
        )
        try:
            yield tab
        except PageNotRecognised:
            if self._keep_unknown_page is not None:
                copy = masked_copy(tab.html)
                self._keep_unknown_page(Attachment("kela-unknown-page.html", copy))
            raise
        finally:
            with suppress(NoAnswer):
                await guarded(page.close())
