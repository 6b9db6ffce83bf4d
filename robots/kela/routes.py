"""Only what is needed, only reading: the requests that may leave the browser.

The mandate that lets an official look at benefits also lets payment claims be registered, so the
robot's own browser refuses every address and method that is not on the page map's list.

It is decided in one place, before anything leaves: the browser itself pauses each request (the
Fetch domain of the Chrome DevTools Protocol, asked of the browser and not of a page) and the fence
lets it go on or fails it. Playwright's ``context.route`` does the same for pages alone: it is not
asked again about where a redirect leads, and a guard for redirects beside it pauses every request
twice. The browser's own pause covers pages, windows that they open, frames, beacons and every step
of a redirect, at half the price. What is no request at all, and would pass by any such list, the
pages do not have (:data:`_WITHOUT`). Only what a page orders to be fetched ahead
(``speculationrules``: other pages, to look at) is seen neither here nor by Playwright: such a page
is refused when it is looked at (:mod:`robots.kela.tab`).
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final
from urllib.parse import urlsplit

from playwright.async_api import Browser, BrowserContext, CDPSession
from playwright.async_api import Error as PlaywrightError

from robots.kela.page_map import PageMap, Route

#: Kinds of things on a page that nobody reads.
_NOT_READ: Final = frozenset({"Image", "Font", "Media"})

#: Sockets and connections between browsers are no requests; a worker has its own, and could not be
#: told to do without. No page that the robot reads needs any of them.
_WITHOUT: Final = """
for (const way of ['WebSocket', 'WebSocketStream', 'WebTransport', 'RTCPeerConnection',
                   'webkitRTCPeerConnection', 'Worker', 'SharedWorker']) delete globalThis[way];
"""

_log = logging.getLogger(__name__)


class Fence:
    """Lets listed requests out of a browser, and refuses the rest."""

    def __init__(self, address: str, page_map: PageMap) -> None:
        self._origin = _origin(address)
        self._routes = [(route.method, _pattern(route)) for route in page_map.routes]
        self._open_to: frozenset[tuple[str, str | None, int | None]] = frozenset()
        self._browser: Browser | None = None
        self._ways_out = 0

    def allows(self, method: str, address: str) -> bool:
        """Whether such a request may leave."""
        if _origin(address) in self._open_to:
            return True
        path = urlsplit(address).path or "/"
        return _origin(address) == self._origin and any(
            method == allowed and pattern.fullmatch(path) for allowed, pattern in self._routes
        )

    async def put_around(self, context: BrowserContext) -> None:
        """Guard everything that the pages of this context ask for."""
        browser = context.browser
        if browser is None:
            raise ValueError("a context without a browser cannot be fenced off")
        if browser is not self._browser:
            guard = await browser.new_browser_cdp_session()
            guard.on("Fetch.requestPaused", lambda asked: self._decide(guard, asked))
            await guard.send("Fetch.enable")
            self._browser = browser
        await context.add_init_script(_WITHOUT)

    def watch(self) -> Watch:
        """Notices from now on when the site leads where nothing may go."""
        return Watch(self)

    @property
    def ways_out(self) -> int:
        """How often the site has led a whole page, or a redirect, where nothing may go."""
        return self._ways_out

    @contextmanager
    def open_to(self, addresses: Iterable[str]) -> Iterator[None]:
        """Let everything out to these services, too, while the robot's own identity signs in."""
        self._open_to = frozenset(map(_origin, addresses))
        try:
            yield
        finally:
            self._open_to = frozenset()

    async def _decide(self, guard: CDPSession, asked: dict[str, Any]) -> None:
        """Let a request go on or end it. One that nobody decides about stays where it is."""
        request, answer = asked["request"], {"requestId": asked["requestId"]}
        with suppress(PlaywrightError):  # the page has gone meanwhile
            if asked["resourceType"] not in _NOT_READ:
                if self.allows(request["method"], request["url"]):
                    await guard.send("Fetch.continueRequest", answer)
                    return
                await self._notice(guard, asked)
            await guard.send("Fetch.failRequest", {**answer, "errorReason": "BlockedByClient"})

    async def _notice(self, guard: CDPSession, asked: dict[str, Any]) -> None:
        _log.warning("Kela: a request (%s) was refused", asked["resourceType"])
        if "redirectedRequestId" in asked:
            _log.error("Kela: a redirect to an address that is not on the list was refused")
            self._ways_out += 1
        elif asked["resourceType"] == "Document" and await _is_whole_page(guard, asked["frameId"]):
            self._ways_out += 1


class Watch:
    """What a session knows of the fence.

    Once the site has led a whole page or a redirect where nothing may go, nothing more may be used
    in a session that was there: neither in its own nor in another that was under way meanwhile.
    """

    def __init__(self, fence: Fence) -> None:
        self.fence = fence
        self._before = fence.ways_out

    @property
    def was_tried(self) -> bool:
        """Whether that has happened since the session began."""
        return self.fence.ways_out > self._before


async def _is_whole_page(guard: CDPSession, frame: str) -> bool:
    """Not a frame in a page: a page's own frame bears the page's name."""
    targets = await guard.send("Target.getTargets")
    return any(one["targetId"] == frame and one["type"] == "page" for one in targets["targetInfos"])


def _origin(address: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(address)
    return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)


def _pattern(route: Route) -> re.Pattern[str]:
    return re.compile("[^/]+".join(re.escape(part) for part in route.path.split("*")))
