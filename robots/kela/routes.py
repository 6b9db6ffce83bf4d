"""Only what is needed, only reading: the requests that may leave the browser.

The mandate that lets an official look at benefits also lets payment claims be registered, so the
robot's own browser refuses every address and method that is not on the page map's list.
"""

from __future__ import annotations

import logging
import re
from urllib.parse import urlsplit

from playwright.async_api import BrowserContext, Request, WebSocketRoute
from playwright.async_api import Route as BrowserRoute

from robots.kela.page_map import PageMap, Route

_log = logging.getLogger(__name__)


class Fence:
    """Lets listed requests out of a browser context, and refuses the rest.

    A redirect is followed by the browser before anybody is asked; one that leads elsewhere is
    noticed. Then, and when the site tried to open another page, :attr:`was_tried` stays true:
    nothing more may be used in such a session.
    """

    def __init__(self, address: str, page_map: PageMap) -> None:
        self._origin = _origin(address)
        self._routes = [(route.method, _pattern(route)) for route in page_map.routes]
        self.was_tried = False

    def allows(self, method: str, address: str) -> bool:
        """Whether such a request may leave."""
        path = urlsplit(address).path or "/"
        return _origin(address) == self._origin and any(
            method == allowed and pattern.fullmatch(path) for allowed, pattern in self._routes
        )

    async def put_around(self, context: BrowserContext) -> None:
        """Guard everything that the pages of this context ask for."""
        await context.route("**/*", self._decide)
        await context.route_web_socket(re.compile(".*"), _close)
        context.on("request", self._notice)

    async def _decide(self, route: BrowserRoute) -> None:
        request = route.request
        if self.allows(request.method, request.url):
            await route.continue_()
        else:
            _log.warning("Kela: a request (%s) was refused", request.resource_type)
            if request.is_navigation_request() and request.frame.parent_frame is None:
                self.was_tried = True
            await route.abort("blockedbyclient")

    def _notice(self, request: Request) -> None:
        if request.redirected_from and not self.allows(request.method, request.url):
            _log.error("Kela: the site redirected to an address that is not on the list")
            self.was_tried = True


def _origin(address: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(address)
    return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)


def _pattern(route: Route) -> re.Pattern[str]:
    return re.compile("[^/]+".join(re.escape(part) for part in route.path.split("*")))


async def _close(socket: WebSocketRoute) -> None:
    await socket.close()
