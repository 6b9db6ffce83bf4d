"""X-Road's SOAP messages: what is sent, and which reply is the reply to it."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from devdata.standins.frame import Request, Response
from robots.casework.texts import Language
from robots.transport.attempts import Told
from robots.transport.errors import ReplyNotUnderstood, ServiceUnavailable
from robots.transport.xroad import (
    Headers,
    Service,
    Subsystem,
    XRoadReply,
    call,
    envelope,
)
from robots.transport.xroad_faults import (
    ReplyToAnotherRequest,
    SecurityServerFault,
    SecurityServerRefused,
)

EXAMPLES = Path(__file__).parents[2].parent / "shared" / "data" / "interfaces"

HEADERS = Headers(
    client=Subsystem(
        instance="FI-TEST", member_class="MUN", member_code="9990000-8", subsystem_code="ours"
    ),
    service=Service(
        instance="FI-TEST",
        member_class="GOV",
        member_code="0245437-2",
        subsystem_code="theirs",
        service_code="ask",
        service_version="v1",
    ),
    id="4894e35d-bf0f-44a6-867a-8e51f1daa7e0",
    user_id="virkailija-07",
    issue="T-0001",
)

SHA512 = "http://www.w3.org/2001/04/xmlenc#sha512"

FAULT = """<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/">
<SOAP-ENV:Body><SOAP-ENV:Fault><faultcode>{}</faultcode><faultstring>about Aino</faultstring>
<detail><faultDetail>f31e7451-f0ac-48f6-9f05-1f0459e48eea</faultDetail></detail>
</SOAP-ENV:Fault></SOAP-ENV:Body></SOAP-ENV:Envelope>"""


def request_body() -> Any:
    return etree.Element("{urn:theirs}ask")


def send(way: Any, *script: Response | Callable[[Request], Response]) -> XRoadReply:
    # A fault of the moment comes in every attempt.
    way.script = list(script) * 3
    return call(way.connection(), HEADERS, request_body(), rows=way.rows, read=Told)


def echo(change: Callable[[str], str] = lambda sent: sent) -> Callable[[Request], Response]:
    """A service that repeats the headers and answers; the test may change the message."""

    def answer(request: Request) -> Response:
        digest = b64encode(hashlib.sha512(request.body).digest()).decode()
        hashed = f'<xro:requestHash algorithmId="{SHA512}">\n {digest}\n</xro:requestHash>'
        sent = request.body.decode().replace("ask xmlns", "askResponse xmlns")
        sent = sent.replace("</soapenv:Header>", f"{hashed}</soapenv:Header>")
        return Response(200, change(sent).encode(), "text/xml")

    return answer


def test_the_reply_to_the_request_is_given_with_its_raw_bytes(way: Any) -> None:
    reply = send(way, echo())
    assert reply.body.tag == "{urn:theirs}askResponse"
    assert reply.raw.startswith(b"<?xml")
    assert way.rows.written == [(1, "asked", 0), (1, "answered", len(reply.raw))]


def test_the_message_is_sent_as_the_protocol_wants(way: Any) -> None:
    send(way, echo())
    (request,) = way.requests
    assert request.headers["SOAPAction"] == '""'
    assert request.headers.get_content_type() == "text/xml"


def test_line_breaks_inside_the_headers_do_not_matter(way: Any) -> None:
    assert send(way, echo(lambda sent: sent.replace(HEADERS.id, f"\n  {HEADERS.id}\n ")))


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (HEADERS.id, "00000000-0000-0000-0000-000000000000"),
        ("ours", "somebody-elses"),
        ("0245437-2", "0000000-0"),
        ("v1<", "v2<"),
        ("soapenv:Header", "soapenv:Other"),
        (SHA512, "urn:unknown"),
        (SHA512, "http://www.w3.org/2001/04/xmlenc#sha256"),
        ("requestHash", "otherHash"),
    ],
)
def test_a_reply_to_another_request_is_refused(way: Any, ours: str, theirs: str) -> None:
    with pytest.raises(ReplyToAnotherRequest):
        send(way, echo(lambda sent: sent.replace(ours, theirs)))


@pytest.mark.parametrize(
    "change",
    [
        lambda sent: sent.replace("askResponse", "tellResponse"),
        lambda sent: sent.replace("</soapenv:Body>", "<second/></soapenv:Body>"),
        lambda sent: sent.replace("schemas.xmlsoap.org/soap/envelope", "example.org/soap"),
        lambda sent: "<!DOCTYPE a>" + sent.partition("?>")[2],
        lambda sent: "<html/>",
        lambda sent: "busy",
    ],
)
def test_what_is_not_this_services_reply_is_refused(way: Any, change: Callable[[str], str]) -> None:
    with pytest.raises(ReplyNotUnderstood):
        send(way, echo(change))


@pytest.mark.parametrize("status", [200, 500])
@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("Client.MissingHeaderField", SecurityServerRefused),
        ("SOAP-ENV:Client", SecurityServerRefused),
        ("Server.ServerProxy.AccessDenied", SecurityServerRefused),
        ("Server.ClientProxy.SslAuthenticationFailed", SecurityServerRefused),
        ("Server.ServerProxy.NetworkError", SecurityServerFault),
        ("Server.ClientProxy.ServiceFailed.MissingBody", SecurityServerFault),
        ("soap:Server", SecurityServerFault),
        ("about Aino 010101", SecurityServerFault),
    ],
)
def test_a_fault_is_told_by_its_code_whatever_the_status(
    way: Any, status: int, code: str, error: type[Exception]
) -> None:
    with pytest.raises(error) as caught:
        send(way, Response(status, FAULT.format(code).encode(), "text/xml"))
    assert "Aino" not in str(caught.value)
    for language in Language:
        assert "Aino" not in caught.value.in_words(language)


def test_a_page_instead_of_a_fault_is_a_service_that_is_down(way: Any) -> None:
    with pytest.raises(ServiceUnavailable):
        send(way, Response(500, b"<html><p>busy</html>", "text/html"))


def test_the_headers_are_as_the_published_schema_has_them() -> None:
    file = EXAMPLES / "evaka" / "xroad.xsd"
    if not file.is_file():
        pytest.skip("the published X-Road schemas are not here")
    schema = etree.XMLSchema(etree.parse(file))
    root = etree.fromstring(envelope(HEADERS, request_body()))
    for header in root[0]:
        schema.assertValid(etree.fromstring(etree.tostring(header)))


def test_the_published_fault_is_understood(way: Any) -> None:
    file = EXAMPLES / "nordic-institute-X-Road" / "pr-mess-annexD1-fault-technical.xml"
    if not file.is_file():
        pytest.skip("the published X-Road examples are not here")
    with pytest.raises(SecurityServerFault) as caught:
        send(way, Response(500, file.read_bytes(), "text/xml"))
    assert caught.value.context["detail"] == "f31e7451-f0ac-48f6-9f05-1f0459e48eea"


def test_what_is_empty_is_left_out_of_the_headers() -> None:
    service = HEADERS.service.model_copy(update={"service_version": ""})
    bare = replace(HEADERS, service=service, user_id="", issue="")
    message = envelope(bare, request_body()).decode()
    for name in ("serviceVersion", "userId", "issue"):
        assert name not in message
