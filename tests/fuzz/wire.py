"""The network's place: what a source sends is answered with bytes of ours, and written down.

What is answered stands in one text, so that a fuzzer can change any of it::

    200
    Content-Type: text/xml

    <s:Envelope …

Several replies are divided by a line of ``=====``: the first request gets the first, and so on;
after the last, the last again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPHeaderDict, HTTPResponse

DIVIDER = b"\n=====\n"
_END_OF_HEAD = b"\n\n"
_STATUS = re.compile(rb"[1-5][0-9]{2}")


@dataclass(frozen=True)
class Answered:
    """One HTTP reply; whatever bytes, it is one."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @classmethod
    def parse(cls, text: bytes) -> Answered:
        """The reply that a text is; one without a head is a body alone, with status 200."""
        head, mark, body = text.partition(_END_OF_HEAD)
        first, *lines = head.split(b"\n")
        if not mark or not _STATUS.fullmatch(first):
            return cls(200, (), text)
        # As http.client reads them: no header holds the end of a line.
        given = (line.decode("latin-1").replace("\r", "").partition(":") for line in lines)
        return cls(int(first), tuple((name, value.strip()) for name, _, value in given), body)

    def text(self) -> bytes:
        """The other way round."""
        head = [str(self.status), *(f"{name}: {value}" for name, value in self.headers)]
        return "\n".join(head).encode("latin-1") + _END_OF_HEAD + self.body


def replies_in(text: bytes) -> list[Answered]:
    """The replies of a text, in the order in which they are given."""
    return [Answered.parse(one) for one in text.split(DIVIDER)]


def joined(replies: Sequence[Answered]) -> bytes:
    """A text of several replies."""
    return DIVIDER.join(reply.text() for reply in replies)


class Wire:
    """Answers in the place of the network, once :meth:`cut` has put it there."""

    def __init__(self) -> None:
        self._given: list[Answered] = []
        self._sent = 0

    def answer_with(self, replies: list[Answered]) -> None:
        """What the next requests get."""
        self._given = replies
        self._sent = 0

    @property
    def used(self) -> list[Answered]:
        """The replies that were asked for since."""
        return self._given[: self._sent]

    def cut(self) -> None:
        """From now on nothing leaves this process."""
        wire = self

        def send(adapter: HTTPAdapter, request: requests.PreparedRequest, **_: Any) -> Any:
            reply = wire._given[min(wire._sent, len(wire._given) - 1)]
            wire._sent += 1
            raw = HTTPResponse(
                body=BytesIO(reply.body),
                headers=HTTPHeaderDict(reply.headers),
                status=reply.status,
                preload_content=False,
            )
            return adapter.build_response(request, raw)

        HTTPAdapter.send = send  # type: ignore[method-assign]  # the library's, not ours


@contextmanager
def recorded() -> Iterator[list[Answered]]:
    """What the stand-ins answer meanwhile."""
    replies: list[Answered] = []
    really = HTTPAdapter.send

    def send(adapter: HTTPAdapter, request: requests.PreparedRequest, **how: Any) -> Any:
        response = really(adapter, request, **{**how, "stream": False})
        body = response.content
        # The lengths are those of the bytes before anybody changed them.
        kept = [
            (name, value)
            for name, value in response.headers.items()
            if name.lower() not in ("content-length", "connection", "server", "date")
        ]
        replies.append(Answered(response.status_code, tuple(kept), body))
        return response

    HTTPAdapter.send = send  # type: ignore[method-assign]
    try:
        yield replies
    finally:
        HTTPAdapter.send = really  # type: ignore[method-assign]
