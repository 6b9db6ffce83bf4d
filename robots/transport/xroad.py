"""X-Road's SOAP message protocol 4.0, between the worker and the county's own security server.

Envelopes are built by hand: six headers and one body element. The security server signs and
timestamps; the worker checks that a reply is the reply to its own request.

Source: X-Road: Message Protocol v4.0 (Nordic Institute for Interoperability Solutions).
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, TypeVar

from lxml import etree

from robots.casework.settings import RoomSettings
from robots.transport.attempts import RequestRows, Told
from robots.transport.errors import ReplyNotUnderstood, ServiceUnavailable
from robots.transport.https import Connection, Reply
from robots.transport.xml import Element, find, parse, text
from robots.transport.xroad_faults import (
    ReplyToAnotherRequest,
    SecurityServerFault,
    SecurityServerRefused,
    fault_of,
)

Value = TypeVar("Value")

SOAP: Final = "http://schemas.xmlsoap.org/soap/envelope/"
XROAD: Final = "http://x-road.eu/xsd/xroad.xsd"
IDENTIFIERS: Final = "http://x-road.eu/xsd/identifiers"
PROTOCOL_VERSION: Final = "4.0"

_PREFIXES: Final = {"soapenv": SOAP, "xro": XROAD, "id": IDENTIFIERS}

#: How a request may be hashed, by the names of XML signatures.
_HASHES: Final = {
    "http://www.w3.org/2001/04/xmlenc#sha256": hashlib.sha256,
    "http://www.w3.org/2001/04/xmldsig-more#sha384": hashlib.sha384,
    "http://www.w3.org/2001/04/xmlenc#sha512": hashlib.sha512,
}


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
    service_version: str = ""
    """Left out of messages when empty: X-Road's own services have none."""
    """Empty for one without a version, such as X-Road's own services."""


@dataclass(frozen=True, slots=True)
class Headers:
    """Who asks whom, for whom, about which case; ``id`` is new in each message.

    ``user_id`` and ``issue`` are left out when empty: of a question about nobody.
    """

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
        ReplyToAnotherRequest: id, client, service or hash of the reply are not the request's.
        ReplyNotUnderstood: no SOAP, or not the reply of this service.
        And what :meth:`~robots.transport.https.Connection.send` raises.
    """
    message = envelope(headers, body)
    return connection.send(
        "POST",
        "/",
        body=message,
        headers={"Content-Type": "text/xml; charset=utf-8", "SOAPAction": '""'},
        rows=rows,
        read=lambda reply: read(_reply_to(message, headers, body, reply)),
    )


def _reply_to(message: bytes, headers: Headers, request: Element, reply: Reply) -> XRoadReply:
    try:
        root = parse(reply.body)
    except ReplyNotUnderstood:
        if reply.status >= 500:
            raise ServiceUnavailable(status=reply.status) from None
        raise
    return XRoadReply(_checked_body(root, message, headers, request), reply.body)


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
        if value:
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
        parts.append(("serviceCode", value.service_code))
        if value.service_version:
            parts.append(("serviceVersion", value.service_version))
    return parts


def _checked_body(root: Element, message: bytes, sent: Headers, request: Element) -> Element:
    if root.tag != f"{{{SOAP}}}Envelope":
        raise ReplyNotUnderstood(why="no_envelope")
    # A fault comes first: whatever the HTTP status, and often without any header.
    fault = root.find("soapenv:Body/soapenv:Fault", _PREFIXES)
    if fault is not None:
        raise _fault(fault)
    header = root.find("soapenv:Header", _PREFIXES)
    if header is None or not (_repeats(header, sent) and _names_by_hash(header, message)):
        raise ReplyToAnotherRequest(service=sent.service.service_code)
    children = root.findall("soapenv:Body/*", _PREFIXES)
    if len(children) != 1 or children[0].tag != f"{request.tag}Response":
        raise ReplyNotUnderstood(why="body")
    return children[0]


def _repeats(header: Element, sent: Headers) -> bool:
    """Whether the header repeats the request's id, client and service."""
    # Values are stripped: security servers have been seen to break lines inside them.
    return text(header, "xro:id", _PREFIXES) == sent.id and all(
        text(header, f"xro:{name}/id:{part}", _PREFIXES) == value
        for name, identifier in (("client", sent.client), ("service", sent.service))
        for part, value in _parts(identifier)
    )


def _names_by_hash(header: Element, message: bytes) -> bool:
    """Whether the other end's security server hashed the request that we sent (4.0, 2.2)."""
    given = find(header, "xro:requestHash", _PREFIXES)
    if given is None:
        return False
    hashed = _HASHES.get(given.get("algorithmId", ""))
    if hashed is None:
        return False
    written = "".join((given.text or "").split())
    return written == b64encode(hashed(message).digest()).decode()


def _fault(fault: Element) -> SecurityServerRefused | SecurityServerFault:
    code = text(fault, "faultcode").rpartition(":")[2]
    return fault_of(code, text(fault, "detail/faultDetail"))
