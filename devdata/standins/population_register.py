"""The county's security server, and behind it the population register's query service (VTJ).

Speaks X-Road's message protocol 4.0 and HenkilonTunnusKysely, and refuses what they refuse. The
county's tailored product and its element names for the spouse are made up: no real one is public.
The query's products beside it are the register's own. A person's ``answer`` is ``normal``,
``not_found``, ``unavailable``, a return code (``"0019"``), or a word of
:mod:`devdata.standins.population_register_failures`.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from lxml import etree

from devdata.standins import population_register_changes as changes
from devdata.standins.certificates import SECURITY_SERVER_NAME
from devdata.standins.failures import NOBODY, Switch
from devdata.standins.frame import (
    COUNTY_BUSINESS_ID,
    Certificates,
    Found,
    Journal,
    People,
    Request,
    Response,
    Running,
)
from devdata.standins.population_register_failures import IN_THE_MESSAGE, OWN
from devdata.standins.population_register_people import PRODUCTS, person_message

NAME = "population_register"

USERNAME = "tuloselvitys-testi"
PASSWORD = "salainen-testi"

CLIENT = {
    "instance": "FI-TEST",
    "member_class": "MUN",
    "member_code": COUNTY_BUSINESS_ID,
    "subsystem_code": "tuloselvitys",
}

_CLIENT = ("FI-TEST", "MUN", COUNTY_BUSINESS_ID, "tuloselvitys")
_PROVIDER = ("FI-TEST", "GOV", "0245437-2", "VTJkysely")
_SERVICE = (*_PROVIDER, "HenkilonTunnusKysely", "v1")
_ALLOWED = (*_PROVIDER, "allowedMethods")
#: What the county's subsystem may call.
_OPEN = (_SERVICE, (*_PROVIDER, "HaeTuotteenSkeema", "v1"))
_NOT_ALLOWED = "not_allowed"
_OF_THE_COUNTY = {_NOT_ALLOWED: "the services were not opened to the county's subsystem"}
_RETURN_CODE = re.compile(r"-?\d{4}")
_ASKED_CODE = re.compile(rb"<[^<>]*Henkilotunnus>([^<]{11})</")
_IDENTIFIER_PARTS = (
    "xRoadInstance",
    "memberClass",
    "memberCode",
    "subsystemCode",
    "serviceCode",
    "serviceVersion",
)
_LONGEST_END_USER = 50

_NS = {
    "s": "http://schemas.xmlsoap.org/soap/envelope/",
    "x": "http://x-road.eu/xsd/xroad.xsd",
    "id": "http://x-road.eu/xsd/identifiers",
    "q": "http://xml.vrk.fi/ws/vtj/vtjkysely/1",
}


def start(people: People, certificates: Certificates, journal: Journal) -> Running:
    """Serve; the certificate is self-signed for a name that is not the address's, as in life."""
    switch = Switch(NAME, journal, own={**OWN, **changes.OWN, **_OF_THE_COUNTY})
    service = _Service(people, journal, switch)
    change_interface = changes.Changes(NAME, people, journal, switch)

    def answer(request: Request) -> Response:
        is_rest = request.path.startswith(changes.PREFIX)
        return (change_interface.answer if is_rest else service.answer)(request)

    server = switch.server(
        answer,
        service.person_of,
        certificate=certificates.security_server,
        clients=[certificates.data_user_authority],
    )
    return Running(
        NAME,
        {
            "connection": {
                "address": server.address,
                "client_certificate": str(certificates.county.certificate_file),
                "client_key": str(certificates.county.key_file),
                "trusted_certificates": str(certificates.security_server.certificate_file),
                "expected_host_name": SECURITY_SERVER_NAME,
            },
            "client": CLIENT,
            "end_user": "tuloselvitys/{requested_by}",
        },
        server.stop,
        switch,
        server.latency,
        server.load,
    )


class _Fault(Exception):
    """A SOAP fault: a dotted code and a text."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(code)
        self.code = code
        self.text = text


class _Refusal(Exception):
    """An answer of the register itself that carries no person: its return code."""


@dataclass(frozen=True)
class _Service:
    people: People
    journal: Journal
    switch: Switch

    def person_of(self, request: Request) -> str:
        """Whom a request is about; nobody where it is not known."""
        code = _ASKED_CODE.search(request.body)
        found = self.people.by_code(code[1].decode()) if code else None
        return found.key if found else NOBODY

    def answer(self, request: Request) -> Response:
        try:
            envelope, service, body = _opened(request)
            if service == _ALLOWED:
                self._note(None, "allowed")
                is_closed = self.switch.own(NOBODY) == _NOT_ALLOWED
                services = _open_services(() if is_closed else _OPEN)
                return _xml(200, _reply_message(envelope, request.body, services))
            return _xml(200, self._reply(envelope, body, request.body))
        except _Fault as fault:
            return _xml(500, _fault_message(fault))

    def _reply(self, envelope: etree._Element, body: etree._Element, sent: bytes) -> bytes:
        query = {etree.QName(part).localname: (part.text or "").strip() for part in body[0]}
        try:
            content = [self._person(query)]
        except _Refusal as refusal:
            content = _refusal(str(refusal))
        return _reply_message(envelope, sent, _answer_to(body, content))

    def _person(self, query: dict[str, str]) -> etree._Element:
        refused = _what_is_wrong(query)
        code = query.get("Henkilotunnus", "")
        found = self.people.by_code(code)
        if refused or found is None:
            raise self._refusal(found, refused or "0001")
        register = found.said_by(NAME)
        answer = self.switch.own(found.key) or register.get("answer", "normal")
        if answer == "unavailable":
            self._note(found, answer)
            raise _Fault("Server.ServerProxy.NetworkError", "Could not connect to any target host")
        if answer == "not_found" or query["SoSoNimi"].upper() in register.get(
            "not_in_products", ()
        ):
            raise self._refusal(found, "0001")
        if _RETURN_CODE.fullmatch(answer):
            raise self._refusal(found, answer)
        self._note(found, "passive" if register.get("active_code") not in (None, code) else "found")
        product = query["SoSoNimi"].upper()
        message = person_message(found, code, product, datetime.now(UTC).astimezone())
        if answer != "normal":
            IN_THE_MESSAGE[answer](message)
        return message

    def _refusal(self, found: Found | None, return_code: str) -> _Refusal:
        self._note(found, "not_found" if return_code == "0001" else return_code)
        return _Refusal(return_code)

    def _note(self, found: Found | None, outcome: str) -> None:
        self.journal.note(NAME, _SERVICE[4], found.key if found else "-", outcome)


def _opened(request: Request) -> tuple[etree._Element, tuple[str, ...], etree._Element]:
    """The envelope, the service that it is for, and the element in its body, when the security
    server would let it through."""
    if request.headers.get_content_type() != "text/xml":
        raise _Fault("Client.InvalidContentType", "Invalid content type")
    if "SOAPAction" not in request.headers:
        raise _Fault("Client.InvalidSoapAction", "SOAPAction is missing")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        envelope = etree.fromstring(request.body, parser)
    except etree.XMLSyntaxError:
        raise _Fault("Client.InvalidXml", "Not well formed") from None
    header = envelope.find("s:Header", _NS)
    bodies = envelope.findall("s:Body/*", _NS)
    if header is None or len(bodies) != 1:
        raise _Fault("Client.MissingBody", "Malformed SOAP message: body missing")
    if _text(header, "x:protocolVersion") != "4.0":
        raise _Fault("Client.InvalidProtocolVersion", "Unsupported protocol version")
    service = _identifier(header, "service", "SERVICE")
    is_query = service != _ALLOWED
    for name in ("id", "userId", "issue") if is_query else ("id",):
        if not _text(header, f"x:{name}"):
            raise _Fault("Client.MissingHeaderField", f"Required field '{name}' is missing")
    if _identifier(header, "client", "SUBSYSTEM") != _CLIENT:
        raise _Fault("Server.ClientProxy.UnknownMember", "Client is not registered")
    if service not in (_SERVICE, _ALLOWED):
        raise _Fault("Server.ServerProxy.UnknownService", "Unknown service")
    body = bodies[0]
    wanted = f"{{{_NS['q' if is_query else 'x']}}}{service[4]}"
    if body.tag != wanted or len(body) != int(is_query):
        raise _Fault("Client.InvalidBody", "The body is not the service's request")
    return envelope, service, body


def _what_is_wrong(query: dict[str, str]) -> str | None:
    """The return code for a query that names no product, user or end user that we know."""
    if not query.get("Salasana"):
        return "0003"
    if not query.get("Kayttajatunnus"):
        return "0004"
    if (query["Kayttajatunnus"], query["Salasana"]) != (USERNAME, PASSWORD):
        return "-1500"
    if not 0 < len(query.get("Loppukayttaja", "")) <= _LONGEST_END_USER:
        return "-1904"
    return None if query.get("SoSoNimi", "").upper() in PRODUCTS else "-1900"


def _refusal(return_code: str) -> list[etree._Element]:
    parts = [etree.Element(f"{{{_NS['q']}}}{name}") for name in ("faultCode", "faultString")]
    parts[0].text, parts[1].text = "soso", return_code
    return parts


def _answer_to(body: etree._Element, content: list[etree._Element]) -> etree._Element:
    """The service's own reply: the query without its password, and what was found."""
    reply = etree.Element(f"{body.tag}Response", nsmap={None: _NS["q"]})
    echo = body[0]
    for password in echo.findall("q:Salasana", _NS):
        password.text = None
    reply.append(echo)
    response = etree.SubElement(reply, f"{{{_NS['q']}}}response")
    response.extend(content)
    return reply


def _open_services(services: Iterable[tuple[str, ...]]) -> etree._Element:
    reply = etree.Element(f"{{{_NS['x']}}}allowedMethodsResponse", nsmap={"xroad": _NS["x"]})
    for service in services:
        element = etree.SubElement(reply, f"{{{_NS['x']}}}service")
        element.set(f"{{{_NS['id']}}}objectType", "SERVICE")
        for name, part in zip(_IDENTIFIER_PARTS, service, strict=True):
            etree.SubElement(element, f"{{{_NS['id']}}}{name}").text = part
    return reply


def _reply_message(request: etree._Element, sent: bytes, reply: etree._Element) -> bytes:
    envelope = etree.Element(f"{{{_NS['s']}}}Envelope", nsmap={"s": _NS["s"]})
    header = etree.SubElement(envelope, f"{{{_NS['s']}}}Header")
    for element in request.find("s:Header", _NS):
        header.append(element)
    digest = etree.SubElement(header, f"{{{_NS['x']}}}requestHash")
    digest.set("algorithmId", "http://www.w3.org/2001/04/xmlenc#sha512")
    digest.text = base64.b64encode(hashlib.sha512(sent).digest()).decode()
    etree.SubElement(envelope, f"{{{_NS['s']}}}Body").append(reply)
    return etree.tostring(envelope, xml_declaration=True, encoding="UTF-8")


def _fault_message(fault: _Fault) -> bytes:
    envelope = etree.Element(f"{{{_NS['s']}}}Envelope", nsmap={"SOAP-ENV": _NS["s"]})
    body = etree.SubElement(envelope, f"{{{_NS['s']}}}Body")
    element = etree.SubElement(body, f"{{{_NS['s']}}}Fault")
    etree.SubElement(element, "faultcode").text = fault.code
    etree.SubElement(element, "faultstring").text = fault.text
    etree.SubElement(element, "faultactor")
    detail = etree.SubElement(element, "detail")
    etree.SubElement(detail, "faultDetail").text = "f31e7451-f0ac-48f6-9f05-1f0459e48eea"
    return etree.tostring(envelope, xml_declaration=True, encoding="UTF-8")


def _xml(status: int, body: bytes) -> Response:
    return Response(status, body, "text/xml; charset=utf-8")


def _identifier(header: etree._Element, name: str, object_type: str) -> tuple[str, ...] | None:
    element = header.find(f"x:{name}", _NS)
    if element is None or element.get(f"{{{_NS['id']}}}objectType") != object_type:
        return None
    parts = [_text(element, f"id:{part}") for part in _IDENTIFIER_PARTS]
    return tuple(part for part in parts if part)


def _text(element: etree._Element, path: str) -> str:
    return (element.findtext(path, "", _NS) or "").strip()
