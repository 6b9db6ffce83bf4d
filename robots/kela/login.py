"""The window in which an official signs in to Kela's service; the robot waits, and does nothing
about the identification itself."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from playwright.async_api import BrowserContext
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page as BrowserPage

from robots.casework.protocols import Clock
from robots.kela.beginnings import choose_mandate
from robots.kela.browser import BrowserThread, guarded, proxy_of
from robots.kela.contexts import Contexts
from robots.kela.errors import SignInNotFinished
from robots.kela.handover import SignedIn
from robots.kela.page_map import read_page_map
from robots.kela.pages import MandatePage, SearchPage
from robots.kela.routes import Fence
from robots.kela.settings import KelaSettings
from robots.kela.snapshot import look

_LOOK_EVERY_SECONDS: Final = 0.5


def sign_in_by_hand(
    settings: KelaSettings,
    *,
    browser: Path,
    sandbox: bool,
    clock: Clock,
    new_id: Callable[[], str],
    window: bool = True,
) -> SignedIn:
    """Open the window, wait until an official has signed in, and give the session.

    The official identifies themselves; on whose behalf, the robot chooses, so that it is the
    county's own mandate. The window is closed then, without signing out.

    Args:
        window: whether a person can see it.

    Raises:
        SignInNotFinished: the window was closed, or the time of the settings is over.
        MandateNotOffered, NoAnswer, PageMapWrong
    """
    page_map = read_page_map(settings.page_map)
    thread = BrowserThread(browser, sandbox=sandbox, window=window, proxy=proxy_of(settings))
    contexts = Contexts(settings, page_map, thread)

    async def wait() -> SignedIn:
        context = await contexts.new()
        page = await guarded(context.new_page())
        await guarded(page.goto(settings.address + page_map.sign_in.path))
        await _until_signed_in(context, contexts)
        state = await guarded(context.storage_state())
        return SignedIn.now(
            new_id(), settings.address, dict(state), clock(), settings.session_minutes
        )

    try:
        return thread.run(wait())
    finally:
        thread.close()


async def _until_signed_in(context: BrowserContext, contexts: Contexts) -> None:
    last = time.monotonic() + contexts.settings.sign_in_minutes * 60
    while time.monotonic() < last and context.pages:
        for page in context.pages:
            # A page that is just being left cannot be looked at.
            with suppress(PlaywrightError):
                if await _is_signed_in(page, contexts):
                    return
        await asyncio.sleep(_LOOK_EVERY_SECONDS)
    raise SignInNotFinished()


async def _is_signed_in(page: BrowserPage, contexts: Contexts) -> bool:
    """Whether the search is there. Who identifies the official is not looked at."""
    if _origin(page.url) != _origin(contexts.settings.address):
        return False
    snapshot, _ = await look(page)
    if MandatePage(contexts.map, snapshot).is_here:
        fence = Fence(contexts.settings.address, contexts.map)
        await choose_mandate(contexts.tab(page, fence.watch()), contexts)
        return True
    return SearchPage(contexts.map, snapshot).is_here


def _origin(address: str) -> tuple[str, str]:
    parts = urlsplit(address)
    return parts.scheme, parts.netloc
