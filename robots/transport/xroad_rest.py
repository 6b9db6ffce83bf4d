"""X-Road's REST protocol r1, between the worker and the county's own security server.

A request is ``/r1/{service}/{path}``; who asks, for whom and about which case stands in headers.
The security server signs and timestamps; the worker checks that a reply is the reply to its own
request. There are two families of errors: X-Road's own carry the header ``X-Road-Error``; whatever
else has a bad status is the service's own answer.

For a source of this protocol::

    call(connection, RestHeaders(client, service, id, user_id, issue), "POST", "/api/v1/…",
         body=…, more_headers={"Authorization": …}, rows=recorder(…), read=…)

where ``read`` makes :class:`~robots.transport.attempts.Told` of a :class:`RestReply`.

Source: X-Road: Message Protocol for REST, r1 (Nordic Institute for Interoperability Solutions).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeVar
from urllib.parse import quote, unquote

from robots.casework.errors import SourceUnusable
from robots.transport.attempts import RequestRows, Told
from robots.transport.errors import CertificateRefused, ReplyNotUnderstood, ServiceUnavailable
from robots.transport.https import Connection, Reply
from robots.transport.json import JsonValue, parse
from robots.transport.xroad import Subsystem
from robots.transport.xroad_faults import ReplyToAnotherRequest, fault_of

PROTOCOL_VERSION: Final = "r1"

#: What stays as it is in a header's value; anything else is percent-encoded.
_PLAIN: Final = " /:;,.@=+"

Value = TypeVar("Value")


class ServiceRefused(SourceUnusable):
    """The service behind the security server does not accept who asks: HTTP 401 or 403."""

    code = "service_refused"
    refuses_us = True


class RestService(Subsystem):
    """A REST service of a subsystem; its version, if it has one, is part of the path."""

    service_code: str


@dataclass(frozen=True, slots=True)
class RestHeaders:
    """Who asks whom, for whom, about which case; ``id`` is new in each message (a UUID)."""

    client: Subsystem
    service: RestService
    id: str
    user_id: str
    issue: str


@dataclass(frozen=True, slots=True)
class RestReply:
    """A reply of the service, which belongs to its request."""

    status: int
    """Below 500, and neither 401, 403 nor 429: those are errors already."""
    body: bytes = field(repr=False)
    request_id: str
    """X-Road's own id of the exchange, which the support asks for."""
    request_hash: str
    """What the other end's security server hashed of the request: proves what was asked. It is
    over headers that only security servers see, and it is theirs to verify."""

    def json(self) -> JsonValue:
        """The body as JSON: see :func:`robots.transport.json.parse`.

        Raises:
            ReplyNotUnderstood: it is none.
        """
        return parse(self.body)


def call(
    connection: Connection,
    headers: RestHeaders,
    method: str,
    path: str,
    *,
    body: bytes = b"",
    more_headers: Mapping[str, str] | None = None,
    rows: RequestRows,
    read: Callable[[RestReply], Told[Value]],
) -> Value:
    """Send one request to the security server, and return what ``read`` made of the reply.

    JSON is sent and asked for unless ``more_headers`` says otherwise.

    Args:
        path: within the service, percent-encoded, with its query: ``/api/v1/perustiedot``.
        more_headers: the service's own, ``Authorization`` for one.
        rows, read: as :meth:`~robots.transport.https.Connection.send` has them; ``read`` gets
            only a reply that belongs to the request.

    Raises:
        SecurityServerRefused: an error of X-Road that waiting does not mend.
        SecurityServerFault: any other error of X-Road; in every attempt.
        ServiceRefused: HTTP 401 or 403 of the service itself.
        CertificateRefused: HTTP 401 or 403 of the security server.
        ServiceUnavailable: HTTP 5xx of the service itself; in every attempt.
        ReplyToAnotherRequest: id, client or service of the reply are not the request's.
        And what :meth:`~robots.transport.https.Connection.send` raises.
    """
    return connection.send(
        method,
        f"/{PROTOCOL_VERSION}/{_identifier(headers.service)}{path}",
        body=body,
        headers={
            "Accept": "application/json",
            **({"Content-Type": "application/json; charset=utf-8"} if body else {}),
            **(more_headers or {}),
            "X-Road-Client": _identifier(headers.client),
            "X-Road-Id": headers.id,
            "X-Road-UserId": quote(headers.user_id, safe=_PLAIN),
            "X-Road-Issue": quote(headers.issue, safe=_PLAIN),
        },
        rows=rows,
        read=lambda reply: read(_reply_to(headers, reply)),
        refusals_are_read=True,
    )


def _reply_to(headers: RestHeaders, reply: Reply) -> RestReply:
    if "X-Road-Error" in reply.headers:
        raise fault_of(reply.headers["X-Road-Error"].strip(), _detail(reply.body))
    # Before the headers: a gateway that fails on the way sets none of X-Road's.
    if reply.status >= 500:
        raise ServiceUnavailable(status=reply.status)
    belongs = _repeats(reply.headers, headers)
    if reply.status in (401, 403):
        # Without X-Road's headers it is the security server that does not know us.
        raise (ServiceRefused if belongs else CertificateRefused)(status=reply.status)
    if not belongs:
        raise ReplyToAnotherRequest(service=headers.service.service_code)
    return RestReply(
        reply.status,
        reply.body,
        reply.headers["X-Road-Request-Id"],
        reply.headers["X-Road-Request-Hash"],
    )


def _repeats(given: Mapping[str, str], sent: RestHeaders) -> bool:
    """Whether the reply has all that X-Road puts on one, and names the request's own."""
    return (
        given.get("X-Road-Id", "").strip() == sent.id
        and _same(given.get("X-Road-Client", ""), sent.client)
        and _same(given.get("X-Road-Service", ""), sent.service)
        and all(given.get(f"X-Road-Request-{name}", "").strip() for name in ("Id", "Hash"))
    )


def _same(given: str, identifier: Subsystem) -> bool:
    return [unquote(part) for part in given.strip().strip("/").split("/")] == _parts(identifier)


def _identifier(identifier: Subsystem) -> str:
    """Each part encoded by itself, so that a slash in a code is no separator (r1, 4.2)."""
    return "/".join(quote(part, safe="") for part in _parts(identifier))


def _parts(identifier: Subsystem) -> list[str]:
    service = [identifier.service_code] if isinstance(identifier, RestService) else []
    return [
        identifier.instance,
        identifier.member_class,
        identifier.member_code,
        identifier.subsystem_code,
        *service,
    ]


def _detail(body: bytes) -> str:
    """What the support asks for, of ``{"type", "message", "detail"}``; the message may quote."""
    try:
        content = parse(body)
    except ReplyNotUnderstood:
        return "?"
    return str(content.get("detail", "?")) if isinstance(content, dict) else "?"
