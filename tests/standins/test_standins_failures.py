"""What every stand-in can do wrong, seen from outside."""

from __future__ import annotations

import gzip
import json
import socket
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request as Question
from urllib.request import urlopen

import pytest

from devdata.standins.control import control
from devdata.standins.failures import EVERYWHERE, IN_XML
from devdata.standins.frame import Journal, Request, Response, Server, Switch

ANSWER = b'<?xml version="1.0"?><a:e xmlns:a="urn:a"><b>value</b></a:e>'
ASKED = b"GET /one HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


class Standin:
    def __init__(self) -> None:
        self.journal = Journal()
        self.switch = Switch("one", self.journal, own={"unsigned": "it has no signature"})
        self.server = self.switch.server(self._handle, lambda request: request.path[1:])

    def _handle(self, request: Request) -> Response:
        own = self.switch.own(request.path[1:])
        return Response(200, own.encode() if own else ANSWER, "text/xml")

    def ask(self, person: str = "one") -> tuple[int, bytes]:
        try:
            with urlopen(f"{self.server.address}/{person}", timeout=5) as reply:
                return reply.status, reply.read()
        except HTTPError as error:
            return error.code, error.read()

    def raw(self, most: int = 10_000, wait: float = 5) -> bytes:
        """All that comes until the other end hangs up, or nothing more comes."""
        host, port = self.server.address.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=wait) as wire:
            wire.sendall(ASKED)
            got = b""
            with suppress(TimeoutError):
                while len(got) < most and (piece := wire.recv(1)):
                    got += piece
            return got


@pytest.fixture
def standin() -> Iterator[Standin]:
    made = Standin()
    yield made
    made.server.stop()


def test_nothing_fails_until_it_is_told_to(standin: Standin) -> None:
    assert standin.ask() == (200, ANSWER)


def test_a_failure_is_about_one_person_and_so_many_times(standin: Standin) -> None:
    standin.switch.turn_on("503", person="one", times=2)
    assert standin.ask("other")[0] == 200
    assert [standin.ask()[0] for _ in range(3)] == [503, 503, 200]
    assert [entry["outcome"] for entry in standin.journal.entries()] == ["503", "503"]


def test_a_failure_lasts_until_it_is_turned_off(standin: Standin) -> None:
    standin.switch.turn_on("500")
    assert [standin.ask()[0] for _ in range(3)] == [500] * 3
    standin.switch.turn_off()
    assert standin.ask()[0] == 200


def test_a_sources_own_failure_goes_through_the_same_switch(standin: Standin) -> None:
    standin.switch.turn_on("unsigned", person="one", times=1)
    assert standin.ask("other")[1] == ANSWER
    assert standin.ask()[1] == b"unsigned"
    assert standin.ask()[1] == ANSWER


@pytest.mark.parametrize("failure", ["401", "403", "500", "503"])
def test_statuses(standin: Standin, failure: str) -> None:
    standin.switch.turn_on(failure)
    assert standin.ask()[0] == int(failure)


def test_a_busy_service_says_until_when(standin: Standin) -> None:
    standin.switch.turn_on("429", times=1, retry_after="7")
    with pytest.raises(HTTPError) as caught:
        urlopen(f"{standin.server.address}/one")
    assert (caught.value.code, caught.value.headers["Retry-After"]) == (429, "7")
    standin.switch.turn_on("429_until", times=1, retry_after=7)
    with pytest.raises(HTTPError) as caught:
        urlopen(f"{standin.server.address}/one")
    assert caught.value.headers["Retry-After"].endswith("GMT")


@pytest.mark.parametrize(
    ("failure", "seen"),
    [
        ("redirect", lambda got: b"302" in got and b"Location: /elsewhere" in got),
        ("html_page", lambda got: b"200" in got and b"<html>" in got),
        ("soap_fault", lambda got: b" 200 " in got and b"faultcode" in got),
        ("truncated", lambda got: b"Content-Length: 60" in got and b"</a:e>" not in got),
        ("malformed", lambda got: b"Content-Length: 40" in got and b"</a:e>" not in got),
        ("entity_bomb", lambda got: b"&l9;" in got and b"&l8;&l8;" in got),
        ("external_entity", lambda got: b"SYSTEM" in got and b"&outside;" in got),
        ("wrong_namespace", lambda got: b"urn:somebody-elses" in got),
    ],
)
def test_what_is_sent(standin: Standin, failure: str, seen: Callable[[bytes], bool]) -> None:
    values = {"namespace": "urn:a"} if failure == "wrong_namespace" else {}
    standin.switch.turn_on(failure, **values)
    assert seen(standin.raw())


def test_a_large_answer_and_a_small_one_that_unpacks_to_it(standin: Standin) -> None:
    standin.switch.turn_on("oversized", times=1, bytes=100_000)
    assert len(standin.ask()[1]) == 100_000 + len(ANSWER)
    standin.switch.turn_on("gzip_bomb", times=1, bytes=100_000)
    packed = standin.ask()[1]
    assert len(packed) < 1000
    assert len(gzip.decompress(packed)) == 100_000


def test_a_dripping_answer_comes_whole_in_the_end(standin: Standin) -> None:
    standin.switch.turn_on("drip", from_byte=0, seconds=0.001)
    assert standin.ask() == (200, ANSWER)


def test_a_hanging_service_says_nothing_and_hangs_up_when_it_stops(standin: Standin) -> None:
    standin.switch.turn_on("hang")
    assert standin.raw(wait=0.2) == b""


def test_a_refused_connection_is_broken_off_before_a_word(standin: Standin) -> None:
    standin.switch.turn_on("refuse", times=1)
    with pytest.raises(OSError, match=r".+"):
        standin.ask()
    assert standin.ask()[0] == 200
    with pytest.raises(ValueError, match="not known"):
        standin.switch.turn_on("refuse", person="one")


def test_a_failure_that_there_is_not_is_told(standin: Standin) -> None:
    with pytest.raises(ValueError, match="no failure"):
        standin.switch.turn_on("earthquake")
    with pytest.raises(ValueError, match="hang"):
        Switch("two", standin.journal, own={"hang": "something else"})
    assert set(standin.switch.names) == EVERYWHERE | IN_XML | {"unsigned"}
    assert not IN_XML & set(Switch("two", standin.journal, xml=False).names)


def test_the_control_address_turns_failures_on_and_off(standin: Standin) -> None:
    handle = Server(control(standin.journal, {"one": standin.switch}))

    def post(**wanted: Any) -> int:
        question = Question(f"{handle.address}/switch", json.dumps(wanted).encode())
        try:
            with urlopen(question) as reply:
                return reply.status
        except HTTPError as error:
            return error.code

    try:
        assert post(standin="one", failure="503", times=1) == 204
        assert [standin.ask()[0] for _ in range(2)] == [503, 200]
        assert post(standin="one", failure="429", values={"retry_after": "7"}) == 204
        assert standin.ask()[0] == 429
        assert post(standin="one", failure=None) == 204
        assert standin.ask()[0] == 200
        assert post(standin="one", failure="earthquake") == 400
        assert post(standin="two", failure="503") == 400
        assert post(standin="one") == 400
        with urlopen(f"{handle.address}/switch") as reply:
            assert "hang" in json.load(reply)["one"]
    finally:
        handle.stop()
