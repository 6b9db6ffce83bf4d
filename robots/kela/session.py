"""The session that all visits share, and the tabs that they get in it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from playwright.async_api import Page as BrowserPage

from robots.casework.answer import Attachment
from robots.casework.errors import WorkerError
from robots.kela.beginnings import Beginning
from robots.kela.browser import CLOSING_SECONDS, guarded
from robots.kela.contexts import Contexts, Session
from robots.kela.errors import NoAnswer, PageNotRecognised, RouteRefused, SessionExpired
from robots.kela.incidents import TOLD, Incidents
from robots.kela.masking import masked_copy
from robots.kela.pace import Pace
from robots.kela.tab import Tab

#: Takes the masked copy of a page that was not recognised.
UnknownPageKeeper = Callable[[Attachment], None]


class Sessions:
    """Gives every visit a tab in a signed-in session. Lives on the browser's thread."""

    def __init__(
        self,
        contexts: Contexts,
        beginning: Beginning,
        *,
        keep_unknown_page: UnknownPageKeeper | None,
        incidents: Incidents | None,
    ) -> None:
        self._contexts = contexts
        self._beginning = beginning
        self._keep_unknown_page = keep_unknown_page
        self._incidents = incidents
        self._places = asyncio.Semaphore(contexts.settings.pages_at_once)
        self._pace = Pace(contexts.settings.pause_ms)
        self._changing = asyncio.Lock()
        self._nobody_under_way = asyncio.Event()
        self._nobody_under_way.set()
        self._current: Session | None = None

    @property
    def can_renew(self) -> bool:
        """Whether a session that ended on the way can begin anew without a person."""
        return self._beginning.can_renew

    @asynccontextmanager
    async def tab(self) -> AsyncIterator[Tab]:
        """A tab in a signed-in session, as soon as there is room for one more.

        A visit that ends with SessionExpired ends the session for all: the next one begins anew,
        or says that a person has to sign in.
        """
        async with self._places:
            await self._pace.turn()
            session = await self._enter()
            try:
                async with self._tab_in(session) as tab:
                    yield tab
            except (SessionExpired, RouteRefused) as over:
                session.is_over = True
                if isinstance(over, SessionExpired):
                    self._beginning.ended(session)
                raise
            finally:
                await self._leave(session)

    async def _enter(self) -> Session:
        async with self._changing:
            session = self._current = await self._usable()
            session.under_way += 1
            session.begun += 1
            self._nobody_under_way.clear()
            return session

    async def _leave(self, session: Session) -> None:
        session.under_way -= 1
        if session is self._current and not session.under_way:
            self._nobody_under_way.set()
        if session.is_over and not session.under_way:
            await session.close()  # it goes when the last visit in it has noticed

    async def _usable(self) -> Session:
        current = self._current
        if current is not None and not current.is_over and not await current.answers():
            await self._contexts.browser.end_browser(it_hangs=True)
        browser = await self._contexts.browser.browser()
        if current is None or current.is_over or current.context.browser is not browser:
            return await self._beginning.begin(self._contexts)
        if current.begun >= self._contexts.settings.visits_per_browser:
            return await self._in_a_new_browser(current)
        return current

    async def _in_a_new_browser(self, session: Session) -> Session:
        """The same session in a browser that has collected nothing yet."""
        await self._nobody_under_way.wait()
        if session.is_over:
            return await self._beginning.begin(self._contexts)
        state = await guarded(session.context.storage_state())
        await self._contexts.browser.end_browser()
        return await self._contexts.open(dict(state), session.handed_over)

    @asynccontextmanager
    async def _tab_in(self, session: Session) -> AsyncIterator[Tab]:
        page = await session.page()
        tab = self._contexts.tab(page, session.watch)
        try:
            yield tab
        except BaseException as error:
            if isinstance(error, WorkerError):
                await self._keep(page, tab, error)
            try:
                # Nobody knows what goes on in it.
                await guarded(page.close(), CLOSING_SECONDS)
            except NoAnswer:
                await self._contexts.browser.end_browser(it_hangs=True)
            raise
        await session.give_back(page)

    async def _keep(self, page: BrowserPage, tab: Tab, error: WorkerError) -> None:
        if isinstance(error, PageNotRecognised) and self._keep_unknown_page is not None:
            copy = masked_copy(tab.html)
            self._keep_unknown_page(Attachment("kela-unknown-page.html", copy))
        if isinstance(error, TOLD) and self._incidents is not None:
            await self._incidents.keep(page, tab.html, error)
