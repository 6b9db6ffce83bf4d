"""SOAP 1.1 around a signed document: put on and taken off without touching what was signed."""

from __future__ import annotations

from typing import Final

from robots.incomes_register.errors import RequestRefused
from robots.transport.errors import ReplyNotUnderstood, ServiceUnavailable
from robots.transport.https import Reply
from robots.transport.xml import Element, parse, text

_SOAP: Final = "http://schemas.xmlsoap.org/soap/envelope/"
_OPENING: Final = f'<soapenv:Envelope xmlns:soapenv="{_SOAP}"><soapenv:Body>'.encode()
_CLOSING: Final = b"</soapenv:Body></soapenv:Envelope>"


def wrapped(document: bytes) -> bytes:
    """The envelope around the document's bytes as they are."""
    return _OPENING + document + _CLOSING


def unwrapped(reply: Reply) -> Element:
    """The one document in the reply's body, not verified yet.

    Raises:
        RequestRefused: a fault that is ours, or an HTTP status that says so.
        ServiceUnavailable: a fault that is the register's.
        ReplyNotUnderstood: no SOAP envelope with one document in it.
    """
    try:
        body = parse(reply.body).find(f"{{{_SOAP}}}Body")
    except ReplyNotUnderstood:
        _refuse_status(reply)
        raise
    content = [] if body is None else list(body)
    for one in content:
        if one.tag == f"{{{_SOAP}}}Fault":
            _refuse_fault(one, reply.status)
    _refuse_status(reply)
    if len(content) != 1:
        raise ReplyNotUnderstood(why="envelope")
    return content[0]


def _refuse_fault(fault: Element, status: int) -> None:
    """A fault says itself whose it is (SOAP 1.1, 4.4.1); its text may quote the request."""
    code = text(fault, "faultcode").rpartition(":")[2].partition(".")[0]
    if code == "Server":
        raise ServiceUnavailable(fault="Server", status=status)
    raise RequestRefused(status=status)


def _refuse_status(reply: Reply) -> None:
    if reply.status >= 500:
        raise ServiceUnavailable(status=reply.status)
    if reply.status != 200:
        raise RequestRefused(status=reply.status)
