"""Only what is needed, only reading: the requests that may leave the browser.

The mandate that lets an official look at benefits also lets payment claims be registered, so the
robot's own browser refuses every address and method that is not on the page map's list.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final
from urllib.parse import urlsplit

from playwright.async_api import BrowserContext, Page, Request, WebSocketRoute
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Route as BrowserRoute

from robots.kela.page_map import PageMap, Route

#: Kinds of things on a page that nobody reads.
_NOT_READ: Final = frozenset({"image", "font", "media"})

_log = logging.getLogger(__name__)


class Fence:
    """Lets listed requests out of a browser context, and refuses the rest.

    The browser follows a redirect without asking Playwright's routes, so each page is watched by
    a guard of its own that stops one that leads elsewhere (:meth:`watch`). Then, and when the site
    tried to open another page, :attr:`was_tried` stays true: nothing more may be used in such a
    session.
    """

    def __init__(self, address: str, page_map: PageMap) -> None:
        self._origin = _origin(address)
        self._routes = [(route.method, _pattern(route)) for route in page_map.routes]
        self._open_to: frozenset[tuple[str, str | None, int | None]] = frozenset()
        self.was_tried = False

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
        await context.route("**/*", self._decide)
        await context.route_web_socket(re.compile(".*"), _close)
        context.on("request", self._notice)

    async def watch(self, page: Page) -> None:
        """Stop the redirects of a page that lead where nothing may go, before they leave."""
        guard = await page.context.new_cdp_session(page)

        async def decide(asked: dict[str, Any]) -> None:
            request, answer = asked["request"], {"requestId": asked["requestId"]}
            with suppress(PlaywrightError):  # the page has gone meanwhile
                if "redirectedRequestId" not in asked or self.allows(
                    request["method"], request["url"]
                ):
                    await guard.send("Fetch.continueRequest", answer)
                    return
                _log.error("Kela: a redirect to an address that is not on the list was refused")
                self.was_tried = True
                await guard.send("Fetch.failRequest", {**answer, "errorReason": "BlockedByClient"})

        guard.on("Fetch.requestPaused", decide)
        await guard.send("Fetch.enable", {})

    @contextmanager
    def open_to(self, addresses: Iterable[str]) -> Iterator[None]:
        """Let everything out to these services, too, while the robot's own identity signs in."""
        self._open_to = frozenset(map(_origin, addresses))
        try:
            yield
        finally:
            self._open_to = frozenset()

    async def _decide(self, route: BrowserRoute) -> None:
        request = route.request
        if request.resource_type in _NOT_READ:
            await route.abort("blockedbyclient")
        elif self.allows(request.method, request.url):
            await route.continue_()
        else:
            _log.warning("Kela: a request (%s) was refused", request.resource_type)
            if request.is_navigation_request() and _is_whole_page(request):
                self.was_tried = True
            await route.abort("blockedbyclient")

    def _notice(self, request: Request) -> None:
        if request.redirected_from and not self.allows(request.method, request.url):
            _log.error("Kela: the site redirected to an address that is not on the list")
            self.was_tried = True


def _is_whole_page(request: Request) -> bool:
    """Not a frame in a page. A window that the site opens has no frame yet when it asks."""
    try:
        return request.frame.parent_frame is None
    except PlaywrightError:
        return True


def _origin(address: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(address)
    return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)


def _pattern(route: Route) -> re.Pattern[str]:
    return re.compile("[^/]+".join(re.escape(part) for part in route.path.split("*")))


async def _close(socket: WebSocketRoute) -> None:
    await socket.close()
