"""A proxy between the robot and the site, which changes what passes."""

from __future__ import annotations

from collections.abc import Callable
from http.client import HTTPConnection
from urllib.parse import urlsplit

from lxml import html
from lxml.html import HtmlElement

from devdata.standins.frame import Request, Response, Server, Wire

#: Path and HTML → the HTML that the robot gets.
Change = Callable[[str, str], str]

_NOT_PASSED_ON = frozenset({"host", "connection", "accept-encoding", "content-length"})
_PASSED_BACK = frozenset({"location", "set-cookie", "cache-control", "content-disposition"})


def unchanged(path: str, page: str) -> str:
    return page


class Proxy:
    """Serves from the moment it is made until :meth:`stop`."""

    def __init__(self, site: str) -> None:
        self._site = urlsplit(site).netloc
        self.change: Change = unchanged
        self.ask: Callable[[str], str] = lambda path: path
        """The path that the site is asked for instead."""
        self.failing: Callable[[str], bool] = lambda path: False
        """Whether the site breaks down before it answers."""
        self.silent: Callable[[str], bool] = lambda path: False
        """Whether the site takes the question and never answers."""
        self.leading: Callable[[str], str | None] = lambda path: None
        """Where the site redirects to instead of answering."""
        self.headers: tuple[tuple[str, str], ...] = ()
        """Headers that each answer gets."""
        self.asked: list[str] = []
        self._server = Server(self._pass_on)
        self.address = self._server.address
        self.stop = self._server.stop

    def as_it_is(self) -> None:
        """From now on nothing is changed."""
        self.change, self.ask = unchanged, lambda path: path
        self.failing = lambda path: False
        self.leading = lambda path: None
        self.silent = lambda path: False
        self.headers = ()
        self.asked.clear()

    def _pass_on(self, request: Request) -> Response:
        self.asked.append(f"{request.method} {request.path}")
        if self.failing(request.path):
            return Response(502, b"", "text/html")
        if self.silent(request.path):
            return Response(way=_wait)
        if leads_to := self.leading(request.path):
            # 307: whatever was asked is asked there, a form with all that it holds
            return Response(307, headers=(("Location", leads_to),))
        given = {k: v for k, v in request.headers.items() if k.lower() not in _NOT_PASSED_ON}
        connection = HTTPConnection(self._site, timeout=20)
        try:
            connection.request(request.method, self.ask(request.path), request.body or None, given)
            answer = connection.getresponse()
            body = answer.read()
        finally:
            connection.close()
        kind = answer.headers.get("Content-Type", "text/plain")
        if kind.startswith("text/html"):
            body = self.change(request.path, body.decode()).encode()
        back = tuple((k, v) for k, v in answer.headers.items() if k.lower() in _PASSED_BACK)
        return Response(answer.status, body, kind, back + self.headers)


def _wait(wire: Wire) -> None:
    """Until the proxy stops."""
    wire.pause()


def on_tree(work: Callable[[HtmlElement], None]) -> Callable[[str], str]:
    """A change to the page's elements."""

    def change(page: str) -> str:
        tree = html.document_fromstring(page)
        work(tree)
        changed: bytes = html.tostring(tree, encoding="utf-8", doctype="<!DOCTYPE html>")
        return changed.decode()

    return change
