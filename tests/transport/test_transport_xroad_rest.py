"""X-Road's REST protocol r1: what is sent, which reply is the reply to it, whose error it is."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from devdata.standins.frame import Request, Response
from robots.casework.texts import Language
from robots.transport.attempts import Told
from robots.transport.errors import (
    CertificateRefused,
    ReplyNotUnderstood,
    ServiceUnavailable,
    TooManyRequests,
)
from robots.transport.xroad import Subsystem
from robots.transport.xroad_faults import (
    ReplyToAnotherRequest,
    SecurityServerFault,
    SecurityServerRefused,
)
from robots.transport.xroad_rest import RestHeaders, RestReply, RestService, ServiceRefused, call

EXAMPLES = Path(__file__).parents[2].parent / "shared" / "data" / "interfaces"

HEADERS = RestHeaders(
    client=Subsystem(
        instance="FI-TEST", member_class="MUN", member_code="9990000-8", subsystem_code="our/s"
    ),
    service=RestService(
        instance="FI-TEST",
        member_class="GOV",
        member_code="0245437-2",
        subsystem_code="theirs",
        service_code="api",
    ),
    id="4894e35d-bf0f-44a6-867a-8e51f1daa7e0",
    user_id="virkailija-07",
    issue="T-0001\r\nX-Other: 1",
)

BELONGS = {
    "X-Road-Client": "FI-TEST/MUN/9990000-8/our%2Fs",
    "X-Road-Service": "FI-TEST/GOV/0245437-2/theirs/api",
    "X-Road-Id": HEADERS.id,
    "X-Road-Request-Id": "f92591a3-6bf0-49b1-987b-0dd78c034cc3",
    "X-Road-Request-Hash": "yFOLGuJ0zmLhZSgwp3ooSBQbR9ejSvTc6p6FvBmcSEB2tDD6bxpjiv8sHOR==",
}


def send(
    way: Any,
    *script: Response | Callable[[Request], Response],
    read: Callable[[RestReply], Told[RestReply]] = Told,
) -> RestReply:
    # An error of the moment comes in every attempt.
    way.script = list(script) * 3
    return call(
        way.connection(),
        HEADERS,
        "POST",
        "/v1/bar?quu=1",
        body=b'{"a": 1}',
        more_headers={"Authorization": "Basic eDp5"},
        rows=way.rows,
        read=read,
    )


def answer(body: bytes = b"{}", status: int = 200, **changes: str | None) -> Response:
    """A service's answer as it comes through X-Road; None leaves a header out."""
    headers = BELONGS | {f"X-Road-{name.replace('_', '-')}": v for name, v in changes.items()}
    return Response(
        status,
        body,
        "application/json;charset=utf-8",
        [(name.lower(), value) for name, value in headers.items() if value is not None],
    )


def fault(file: str, kind: str) -> Response:
    """A published error of X-Road itself."""
    path = EXAMPLES / "nordic-institute-X-Road" / file
    if not path.is_file():
        pytest.skip("the published X-Road examples are not here")
    status = 400 if kind.startswith("Client") else 500
    return Response(status, path.read_bytes(), "application/json", [("X-Road-Error", kind)])


def test_the_request_is_as_the_protocol_wants(way: Any) -> None:
    send(way, answer())
    (request,) = way.requests
    assert request.method == "POST"
    assert request.path == "/r1/FI-TEST/GOV/0245437-2/theirs/api/v1/bar?quu=1"
    assert request.headers["X-Road-Client"] == "FI-TEST/MUN/9990000-8/our%2Fs"
    assert request.headers["X-Road-Id"] == HEADERS.id
    assert request.headers["X-Road-UserId"] == "virkailija-07"
    assert request.headers["X-Road-Issue"] == "T-0001%0D%0AX-Other: 1"
    assert "X-Other" not in request.headers
    assert request.headers["Authorization"] == "Basic eDp5"
    assert request.headers["Accept"] == "application/json"
    assert request.body == b'{"a": 1}'


def test_the_reply_to_the_request_is_given_with_what_proves_it(way: Any) -> None:
    reply = send(way, answer(b'{"a": 1.10}'))
    assert reply.json() == {"a": Decimal("1.10")}
    assert reply.request_id == BELONGS["X-Road-Request-Id"]
    assert reply.request_hash == BELONGS["X-Road-Request-Hash"]
    assert way.rows.outcomes == ["answered"]


@pytest.mark.parametrize(
    "change",
    [
        {"Id": "00000000-0000-0000-0000-000000000000"},
        {"Client": "FI-TEST/MUN/9990000-8/our/s"},
        {"Client": "FI-TEST/MUN/9990000-8/theirs"},
        {"Service": "FI-TEST/GOV/0245437-2/theirs/other"},
        {"Service": None},
        {"Request_Id": None},
        {"Request_Hash": None},
    ],
)
def test_a_reply_to_another_request_is_refused(way: Any, change: dict[str, str | None]) -> None:
    with pytest.raises(ReplyToAnotherRequest):
        send(way, answer(**change))
    assert way.rows.outcomes == ["reply_to_another_request"]


@pytest.mark.parametrize(
    ("file", "kind", "error", "attempts"),
    [
        ("pr-rest-error-example2.json", "Server.ServerProxy.NetworkError", SecurityServerFault, 3),
        ("pr-rest-error-example3.json", "Client.BadRequest", SecurityServerRefused, 1),
        ("pr-rest-error-example4.json", "Server.ServerProxy.DatabaseError", SecurityServerFault, 3),
    ],
)
def test_the_published_errors_of_x_road_are_understood(
    way: Any, file: str, kind: str, error: type[Exception], attempts: int
) -> None:
    response = fault(file, kind)
    with pytest.raises(error) as caught:
        send(way, response)
    assert caught.value.context["fault"] == kind
    assert str(caught.value.context["detail"]) in response.body.decode()
    assert "10.139" not in str(caught.value)
    assert len(way.rows.outcomes) == attempts


def test_the_published_error_of_a_service_is_the_services_own(way: Any) -> None:
    path = EXAMPLES / "nordic-institute-X-Road" / "pr-rest-error-example1.json"
    if not path.is_file():
        pytest.skip("the published X-Road examples are not here")
    reply = send(way, answer(path.read_bytes(), 405))
    assert reply.status == 405
    content = reply.json()
    assert isinstance(content, dict)
    assert content["error"] == "Method Not Allowed"


def test_a_right_that_is_missing_is_not_asked_for_again(way: Any) -> None:
    denied = Response(
        500, b"{}", "application/json", [("X-Road-Error", "Server.ServerProxy.AccessDenied")]
    )
    with pytest.raises(SecurityServerRefused):
        send(way, denied)
    assert len(way.requests) == 1


@pytest.mark.parametrize("body", [b"about Aino", b"[]", b'{"detail": "about Aino"}', b""])
def test_an_error_says_nothing_of_what_its_body_says(way: Any, body: bytes) -> None:
    with pytest.raises(SecurityServerFault) as caught:
        send(way, Response(500, body, headers=[("X-Road-Error", "about Aino")]))
    assert "Aino" not in str(caught.value)
    for language in Language:
        assert "Aino" not in caught.value.in_words(language)


@pytest.mark.parametrize("status", [401, 403])
def test_a_service_that_does_not_know_us_is_not_asked_again(way: Any, status: int) -> None:
    with pytest.raises(ServiceRefused) as caught:
        send(way, answer(status=status))
    assert len(way.requests) == 1
    for language in Language:
        assert str(status) in caught.value.in_words(language)


@pytest.mark.parametrize("status", [401, 403])
def test_a_security_server_that_does_not_know_us_is_not_asked_again(way: Any, status: int) -> None:
    with pytest.raises(CertificateRefused):
        send(way, Response(status))
    assert len(way.requests) == 1


@pytest.mark.parametrize(
    ("status", "error"), [(500, ServiceUnavailable), (503, ServiceUnavailable)]
)
def test_a_service_that_is_down_is_asked_again(
    way: Any, status: int, error: type[Exception]
) -> None:
    with pytest.raises(error):
        send(way, Response(status, b"<html>"))
    assert len(way.requests) == 3


def test_a_service_that_is_busy_is_asked_when_it_says(way: Any) -> None:
    with pytest.raises(TooManyRequests):
        send(way, Response(429, headers=[("Retry-After", "5")]))
    assert way.slept == [5, 5]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff",
        b"{",
        b'{"a": NaN}',
        b'{"a": -Infinity}',
        b'{"a": 1, "a": 2}',
        b'{"a": 1e999999999999999999999}',
        b"[" * 100_000,
        b"9" * 5000,
        b"[" + b"{}," * 400_000 + b"{}]",
    ],
)
def test_what_is_no_json_is_not_understood(way: Any, body: bytes) -> None:
    with pytest.raises(ReplyNotUnderstood) as caught:
        send(way, answer(body)).json()
    assert caught.value.__cause__ is None
