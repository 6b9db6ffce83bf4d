"""What every stand-in can do wrong, when it is told to.

Each stand-in has one :class:`Switch`, and serves through it::

    switch = Switch(NAME, journal, own={"unsigned": "the answer has no signature"})
    server = switch.server(service.handle, service.person_of, certificate=…, clients=…)
    return Running(NAME, settings, server.stop, switch)

``person_of(request)`` says whom a request is about (``T-0001/client``, or ``-``). The failures of
this module need nothing else: the switch makes them of whatever ``handle`` would have answered.
What only one source can do wrong (another person's data, a signature over another document) is
the source's own: it names them in ``own``, with a sentence each, and asks where it answers::

    if switch.own(person) == "unsigned": …

An own failure may not have the name of one that all have. In a test a failure is turned on by
``running.switch.turn_on("429", person="T-0001/client", times=1, retry_after="7")`` and everything
off by ``turn_off()``. While the stand-ins run as a process, the frame's control address takes
``POST /switch`` with ``{"standin": …, "failure": …, "person": …, "times": …, "values": {…}}``, the
last three if wanted; a failure of null turns all of that stand-in's off. ``GET /switch`` lists
what each can do.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import cache
from threading import Lock
from typing import Any

from devdata.standins.certificates import Authority, Issued
from devdata.standins.journal import Journal
from devdata.standins.server import Request, Response, Server, Wire

NOBODY = "-"
"""The person of a request that is about none."""

_SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
_XML = "text/xml; charset=utf-8"
_PAGE = b"<!DOCTYPE html><html><head><title>Huoltokatko</title></head><body><p>Palvelu on"

#: The real answer → what is sent; the values are the test's.
Change = Callable[[Response, Mapping[str, Any]], Response]


def _hang(wire: Wire) -> None:
    wire.pause()


def _reset(wire: Wire) -> None:
    wire.reset()


def _drip(answer: Response, values: Mapping[str, Any]) -> Response:
    """The answer, one byte at a time from its ``from_byte``: 0 for the first of the headers."""
    head = _head(answer, len(answer.body))
    at_once = len(head) if values.get("from_byte") is None else int(values["from_byte"])
    content = head + answer.body

    def way(wire: Wire) -> None:
        wire.write(content[:at_once])
        for place in range(at_once, len(content)):
            if not wire.pause(float(values.get("seconds", 0.02))):
                return
            wire.write(content[place : place + 1])

    return Response(way=way)


def _truncated(answer: Response, values: Mapping[str, Any]) -> Response:
    """The connection ends in the middle of what was promised."""
    head = _head(answer, len(answer.body))
    return Response(way=lambda wire: wire.write(head + answer.body[: len(answer.body) // 2]))


def _malformed(answer: Response, values: Mapping[str, Any]) -> Response:
    """Whole as HTTP, but not as XML or JSON: its last third is missing."""
    return replace(answer, body=answer.body[: len(answer.body) * 2 // 3])


def _oversized(answer: Response, values: Mapping[str, Any]) -> Response:
    return replace(answer, body=answer.body + b" " * int(values.get("bytes", 25 * 1024 * 1024)))


@cache
def _zeros(size: int) -> bytes:
    return gzip.compress(bytes(size), compresslevel=1)


def _replaced(answer: Response, values: Mapping[str, Any]) -> Response:
    """Every ``old`` is a ``new``."""
    old, new = (str(values[name]).encode() for name in ("old", "new"))
    if old not in answer.body:
        raise ValueError("the answer has nothing to replace")
    return replace(answer, body=answer.body.replace(old, new))


def _gzip_bomb(answer: Response, values: Mapping[str, Any]) -> Response:
    body = _zeros(int(values.get("bytes", 50 * 1024 * 1024)))
    return replace(answer, body=body, headers=(*answer.headers, ("Content-Encoding", "gzip")))


def _busy(answer: Response, values: Mapping[str, Any]) -> Response:
    return Response(429, headers=(("Retry-After", str(values.get("retry_after", "2"))),))


def _busy_until(answer: Response, values: Mapping[str, Any]) -> Response:
    until = datetime.now(UTC) + timedelta(seconds=int(values.get("retry_after", 2)))
    return Response(429, headers=(("Retry-After", format_datetime(until, usegmt=True)),))


def _entity_bomb(answer: Response, values: Mapping[str, Any]) -> Response:
    """A billion laughs."""
    entities = '<!ENTITY l0 "ha">' + "".join(
        f'<!ENTITY l{level} "{f"&l{level - 1};" * 10}">' for level in range(1, 10)
    )
    return replace(answer, body=_with_entity(answer.body, entities, b"&l9;"))


def _external_entity(answer: Response, values: Mapping[str, Any]) -> Response:
    entity = f'<!ENTITY outside SYSTEM "{values.get("uri", "file:///etc/hostname")}">'
    return replace(answer, body=_with_entity(answer.body, entity, b"&outside;"))


def _with_entity(body: bytes, entities: str, use: bytes) -> bytes:
    declaration, mark, rest = body.rpartition(b"?>")
    end = rest.rindex(b"</")
    doctype = f"<!DOCTYPE any [{entities}]>".encode()
    return declaration + mark + doctype + rest[:end] + use + rest[end:]


def _wrong_namespace(answer: Response, values: Mapping[str, Any]) -> Response:
    namespace = str(values.get("namespace", _SOAP)).encode()
    return replace(answer, body=answer.body.replace(namespace, b"urn:somebody-elses"))


def _soap_fault(answer: Response, values: Mapping[str, Any]) -> Response:
    """A fault with HTTP 200; ``code`` tells whose."""
    code = values.get("code", "Server.ServerProxy.ServiceFailed.HttpError")
    body = (
        f'<s:Envelope xmlns:s="{_SOAP}"><s:Body><s:Fault><faultcode>{code}</faultcode>'
        "<faultstring>It failed.</faultstring></s:Fault></s:Body></s:Envelope>"
    )
    return Response(200, body.encode(), _XML)


#: Name → what it does, and whether the source's own answer is made first.
_INSTEAD: Mapping[str, Change] = {
    "hang": lambda answer, values: Response(way=_hang),
    "reset": lambda answer, values: Response(way=_reset),
    "401": lambda answer, values: Response(401),
    "403": lambda answer, values: Response(403),
    "429": _busy,
    "429_until": _busy_until,
    "500": lambda answer, values: Response(500, b"out of order"),
    "503": lambda answer, values: Response(503),
    "redirect": lambda answer, values: Response(302, headers=(("Location", "/elsewhere"),)),
    "html_page": lambda answer, values: Response(200, _PAGE, "text/html; charset=utf-8"),
}
_CHANGED: Mapping[str, Change] = {
    "drip": _drip,
    "truncated": _truncated,
    "malformed": _malformed,
    "replaced": _replaced,
    "oversized": _oversized,
    "gzip_bomb": _gzip_bomb,
}
_INSTEAD_OF_XML: Mapping[str, Change] = {"soap_fault": _soap_fault}
_CHANGED_XML: Mapping[str, Change] = {
    "entity_bomb": _entity_bomb,
    "external_entity": _external_entity,
    "wrong_namespace": _wrong_namespace,
}
REFUSE = "refuse"
"""Every connection is broken off before a word; it can be about no one person."""

#: What every stand-in can do wrong.
EVERYWHERE = frozenset({REFUSE, *_INSTEAD, *_CHANGED})
#: And those that speak XML.
IN_XML = frozenset({*_INSTEAD_OF_XML, *_CHANGED_XML})


@dataclass(frozen=True)
class _TurnedOn:
    failure: str
    person: str | None
    left: int | None
    values: Mapping[str, Any]

    def is_for(self, person: str) -> bool:
        return self.person in (None, person)


class Switch:
    """The failures of one stand-in; what was turned on first comes first."""

    def __init__(
        self, name: str, journal: Journal, *, own: Mapping[str, str] | None = None, xml: bool = True
    ) -> None:
        """``own`` are the source's failures with a sentence each; ``xml`` says what it speaks."""
        self._name = name
        self._journal = journal
        self._own = dict(own or {})
        self._common = EVERYWHERE | IN_XML if xml else EVERYWHERE
        if doubled := self._common & self._own.keys():
            raise ValueError(f"names that every stand-in has: {sorted(doubled)}")
        self._on: list[_TurnedOn] = []
        self._lock = Lock()

    @property
    def names(self) -> tuple[str, ...]:
        """All that can be turned on."""
        return tuple(sorted(self._common | self._own.keys()))

    def turn_on(
        self, failure: str, *, person: str | None = None, times: int | None = None, **values: Any
    ) -> None:
        """Fail from now on.

        Args:
            person: about whom; everybody, when nobody is said.
            times: how often; until it is turned off, when nothing is said.
            values: what the failure wants to know, such as ``retry_after``.

        Raises:
            ValueError: there is no such failure, or it cannot be about one person.
        """
        if failure not in self.names:
            raise ValueError(f"{self._name} has no failure {failure}")
        if failure == REFUSE and person is not None:
            raise ValueError("who asks about whom is not known before a connection")
        with self._lock:
            self._on.append(_TurnedOn(failure, person, times, values))

    def turn_off(self) -> None:
        """Answer as it should be from now on."""
        with self._lock:
            self._on.clear()

    def own(self, person: str) -> str | None:
        """The source's own failure in this answer; counts as one of its times."""
        one = self._take(person, self._own.keys())
        return one.failure if one else None

    def server(
        self,
        handle: Callable[[Request], Response],
        person_of: Callable[[Request], str] = lambda request: NOBODY,
        *,
        certificate: Issued | None = None,
        clients: Iterable[Authority] = (),
    ) -> Server:
        """A server that answers by ``handle``, and fails when told to."""
        return Server(
            self.around(handle, person_of),
            certificate=certificate,
            clients=clients,
            admits=lambda: self._take(NOBODY, {REFUSE}) is None,
        )

    def around(
        self, handle: Callable[[Request], Response], person_of: Callable[[Request], str]
    ) -> Callable[[Request], Response]:
        """``handle`` with the failures that every stand-in has."""

        def answer(request: Request) -> Response:
            person = person_of(request)
            if self._take(NOBODY, {REFUSE}):
                # The connection was kept open from before.
                return Response(way=_reset)
            one = self._take(person, self._common - {REFUSE})
            if one is None:
                return handle(request)
            instead = (_INSTEAD | _INSTEAD_OF_XML).get(one.failure)
            if instead is not None:
                self._journal.note(self._name, "-", person, one.failure)
                return instead(Response(), one.values)
            return (_CHANGED | _CHANGED_XML)[one.failure](handle(request), one.values)

        return answer

    def _take(self, person: str, among: Iterable[str]) -> _TurnedOn | None:
        with self._lock:
            for place, one in enumerate(self._on):
                if one.failure in among and one.is_for(person):
                    if one.left is not None:
                        self._on[place : place + 1] = (
                            [replace(one, left=one.left - 1)] if one.left > 1 else []
                        )
                    return one
        return None


def _head(answer: Response, length: int) -> bytes:
    lines = [
        f"HTTP/1.1 {answer.status} Standin",
        f"Content-Type: {answer.content_type}",
        f"Content-Length: {length}",
        "Connection: close",
        *(f"{name}: {value}" for name, value in answer.headers),
    ]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")
