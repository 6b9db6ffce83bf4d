"""X-Road's SOAP message protocol 4.0, between the worker and the county's own security server.

Envelopes are built by hand: six headers and one body element. The security server signs and
timestamps; the worker checks that a reply is the reply to its own request.

Source: X-Road: Message Protocol v4.0 (Nordic Institute for Interoperability Solutions).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, TypeVar

from lxml import etree

from robots.casework.errors import ReplyRefused, SourceUnusable, TryAgain
from robots.casework.settings import RoomSettings
from robots.transport.attempts import RequestRows, Told
from robots.transport.errors import ReplyNotUnderstood, ServiceUnavailable
from robots.transport.https import Connection, Reply
from robots.transport.xml import Element, parse, text

Value = TypeVar("Value")

SOAP: Final = "http://schemas.xmlsoap.org/soap/envelope/"
XROAD: Final = "http://x-road.eu/xsd/xroad.xsd"
IDENTIFIERS: Final = "http://x-road.eu/xsd/identifiers"
PROTOCOL_VERSION: Final = "4.0"

_PREFIXES: Final = {"soapenv": SOAP, "xro": XROAD, "id": IDENTIFIERS}

#: Fault codes end in one of these when somebody must change a setting, a right or a certificate.
_NOT_BY_WAITING: Final = frozenset(
    {
        "AccessDenied",
        "InvalidSoapAction",
        "ServiceDisabled",
        "SslAuthenticationFailed",
        "UnknownMember",
        "UnknownService",
    }
)

_FAULT_CODE: Final = re.compile(r"[A-Za-z.]{1,100}")
_FAULT_DETAIL: Final = re.compile(r"[0-9a-fA-F-]{1,36}")


class ReplyToAnotherRequest(ReplyRefused):
    """The reply's id, client or service is not the request's."""

    code = "reply_to_another_request"


class SecurityServerRefused(SourceUnusable):
    """The security server or the service refuses whatever we send as we send it."""

    code = "security_server_refused"


class SecurityServerFault(TryAgain):
    """The security server, the network behind it or the service failed for the moment."""

    code = "security_server_fault"


class Subsystem(RoomSettings):
    """A member's subsystem, by X-Road's identifiers: from the county's own registration."""

    instance: str
    """``FI`` production, ``FI-TEST`` test."""
    member_class: str
    member_code: str
    subsystem_code: str


class Service(Subsystem):
    """A service of a subsystem."""

    service_code: str
    service_version: str


@dataclass(frozen=True, slots=True)
class Headers:
    """Who asks whom, for whom, about which case; ``id`` is new in each message."""

    client: Subsystem
    service: Service
    id: str
    user_id: str
    issue: str


@dataclass(frozen=True, slots=True)
class XRoadReply:
    """A reply that belongs to its request."""

    body: Element
    """The one element of the SOAP body."""
    raw: bytes = field(repr=False)


def call(
    connection: Connection,
    headers: Headers,
    body: Element,
    *,
    rows: RequestRows,
    read: Callable[[XRoadReply], Told[Value]],
) -> Value:
    """Send one message to the security server, and return what ``read`` made of the reply to it.

    Faults of the moment are tried again like a connection that failed.

    Args:
        rows, read: as :meth:`~robots.transport.https.Connection.send` has them; ``read`` gets
            only a reply that belongs to the request.

    Raises:
        SecurityServerRefused: a fault that waiting does not mend.
        SecurityServerFault: any other fault; in every attempt.
        ReplyToAnotherRequest: id, client or service of the reply are not the request's.
        ReplyNotUnderstood: no SOAP, or not the reply of this service.
        And what :meth:`~robots.transport.https.Connection.send` raises.
    """
    return connection.send(
        "POST",
        "/",
        body=envelope(headers, body),
        headers={"Content-Type": "text/xml; charset=utf-8", "SOAPAction": '""'},
        rows=rows,
        read=lambda reply: read(_reply_to(headers, body, reply)),
    )


def _reply_to(headers: Headers, request: Element, reply: Reply) -> XRoadReply:
    try:
        root = parse(reply.body)
    except ReplyNotUnderstood:
        if reply.status >= 500:
            raise ServiceUnavailable(status=reply.status) from None
        raise
    return XRoadReply(_checked_body(root, headers, request), reply.body)


def envelope(headers: Headers, body: Element) -> bytes:
    """The SOAP message."""
    root = etree.Element(f"{{{SOAP}}}Envelope", nsmap=_PREFIXES)
    header = etree.SubElement(root, f"{{{SOAP}}}Header")
    _add_identifier(header, "client", "SUBSYSTEM", headers.client)
    _add_identifier(header, "service", "SERVICE", headers.service)
    for name, value in (
        ("id", headers.id),
        ("userId", headers.user_id),
        ("issue", headers.issue),
        ("protocolVersion", PROTOCOL_VERSION),
    ):
        etree.SubElement(header, f"{{{XROAD}}}{name}").text = value
    etree.SubElement(root, f"{{{SOAP}}}Body").append(body)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _add_identifier(header: Element, name: str, object_type: str, value: Subsystem) -> None:
    identifier = etree.SubElement(header, f"{{{XROAD}}}{name}")
    identifier.set(f"{{{IDENTIFIERS}}}objectType", object_type)
    for part, text_of_part in _parts(value):
        etree.SubElement(identifier, f"{{{IDENTIFIERS}}}{part}").text = text_of_part


def _parts(value: Subsystem) -> list[tuple[str, str]]:
    parts = [
        ("xRoadInstance", value.instance),
        ("memberClass", value.member_class),
        ("memberCode", value.member_code),
        ("subsystemCode", value.subsystem_code),
    ]
    if isinstance(value, Service):
        parts += [("serviceCode", value.service_code), ("serviceVersion", value.service_version)]
    return parts


def _checked_body(root: Element, sent: Headers, request: Element) -> Element:
    if root.tag != f"{{{SOAP}}}Envelope":
        raise ReplyNotUnderstood(why="no_envelope")
    # A fault comes first: whatever the HTTP status, and often without any header.
    fault = root.find("soapenv:Body/soapenv:Fault", _PREFIXES)
    if fault is not None:
        raise _fault(fault)
    if not _is_reply_to(root, sent):
        raise ReplyToAnotherRequest(service=sent.service.service_code)
    children = root.findall("soapenv:Body/*", _PREFIXES)
    if len(children) != 1 or children[0].tag != f"{request.tag}Response":
        raise ReplyNotUnderstood(why="body")
    return children[0]


def _is_reply_to(root: Element, sent: Headers) -> bool:
    # Values are stripped: security servers have been seen to break lines inside them.
    header = root.find("soapenv:Header", _PREFIXES)
    if header is None or text(header, "xro:id", _PREFIXES) != sent.id:
        return False
    return all(
        text(header, f"xro:{name}/id:{part}", _PREFIXES) == value
        for name, identifier in (("client", sent.client), ("service", sent.service))
        for part, value in _parts(identifier)
    )


def _fault(fault: Element) -> SecurityServerRefused | SecurityServerFault:
    """A fault code is a dotted path that tells who failed: ``Server.ClientProxy.NetworkError``.

    Its text is left out: it may quote the request. The detail is what the support asks for.
    """
    code = text(fault, "faultcode").rpartition(":")[2]
    detail = text(fault, "detail/faultDetail")
    if not _FAULT_CODE.fullmatch(code):
        code = "?"
    if not _FAULT_DETAIL.fullmatch(detail):
        detail = "?"
    parts = code.split(".")
    if parts[0] == "Client" or parts[-1] in _NOT_BY_WAITING:
        return SecurityServerRefused(fault=code, detail=detail)
    return SecurityServerFault(fault=code, detail=detail)
