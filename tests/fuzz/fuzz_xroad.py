"""X-Road's two protocols: replies, and both families of errors.

What is given out must belong to the request; whatever else comes is a member of the error tree.
"""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from pathlib import Path

from fuzzing import fuzz
from ground import Ground
from judging import Finding, Test, check_error
from lxml import etree
from wire import Answered, Wire, replies_in

from robots.casework.errors import WorkerError
from robots.population_register.question import MEMBER_CLASS, MEMBER_CODE, NAMESPACE, service_of
from robots.transport.attempts import AboutNobody, Told
from robots.transport.https import Connection
from robots.transport.xroad import SOAP, XROAD, Headers, XRoadReply, envelope
from robots.transport.xroad import call as call_soap
from robots.transport.xroad_rest import RestHeaders, RestReply, RestService
from robots.transport.xroad_rest import call as call_rest

_FAULTS = (
    "Client.BadRequest",
    "Server.ClientProxy.SslAuthenticationFailed",
    "Server.ServerProxy.AccessDenied",
    "Server.ServerProxy.UnknownService",
    "Server.ServerProxy.ServiceFailed.HttpError",
    "Server.ClientProxy.NetworkError",
)
_ID = "00000000-0000-4000-8000-000000000001"


def make_test(base: Ground) -> Test:
    """Each input is the reply to a SOAP message, and to a REST request."""
    settings = base.world().settings.interfaces.population_register
    usual = settings.connection.model_copy(update={"attempts": 1})
    connection, wire = Connection(usual, sleep=lambda _: None), Wire()
    wire.cut()
    headers = Headers(settings.client, service_of(settings.client), _ID, "virkailija", "T-0001")
    question = etree.Element(f"{{{NAMESPACE}}}HenkilonTunnusKysely")
    service = RestService(
        instance=settings.client.instance,
        member_class=MEMBER_CLASS,
        member_code=MEMBER_CODE,
        subsystem_code="VTJmutpa",
        service_code="VTJmutpa",
    )
    rest_headers = RestHeaders(settings.client, service, _ID, "virkailija", "T-0001")
    _make_seeds(base.seeds("xroad"), envelope(headers, question))

    def soap() -> None:
        call_soap(connection, headers, question, rows=AboutNobody(), read=_read_soap)

    def rest() -> None:
        call_rest(connection, rest_headers, "GET", "/api/v1/x", rows=AboutNobody(), read=_read_rest)

    def test(data: bytes) -> None:
        for ask in (soap, rest):
            wire.answer_with(replies_in(data))
            try:
                ask()
            except WorkerError as error:
                check_error(error)

    return test


def _make_seeds(folder: Path, message: bytes) -> None:
    """The reply to the message, and the faults of both protocols."""
    folder.mkdir(exist_ok=True)
    hashed = b64encode(hashlib.sha256(message).digest()).decode()
    header, _, _ = message.partition(b"</soapenv:Header>")
    reply = (
        header
        + (
            f'<xro:requestHash algorithmId="http://www.w3.org/2001/04/xmlenc#sha256">{hashed}'
            "</xro:requestHash></soapenv:Header><soapenv:Body>"
            f'<v:HenkilonTunnusKyselyResponse xmlns:v="{NAMESPACE}"><v:a>1</v:a>'
            "</v:HenkilonTunnusKyselyResponse></soapenv:Body></soapenv:Envelope>"
        ).encode()
    )
    (folder / "reply").write_bytes(Answered(200, (), reply).text())
    for code in _FAULTS:
        fault = (
            f'<s:Envelope xmlns:s="{SOAP}"><s:Body><s:Fault><faultcode>s:{code}</faultcode>'
            "<faultstring>-</faultstring><detail><xroad:faultDetail xmlns:xroad="
            f'"{XROAD}">-</xroad:faultDetail></detail></s:Fault></s:Body></s:Envelope>'
        )
        (folder / f"soap-{code}").write_bytes(Answered(500, (), fault.encode()).text())
        told = {"type": code, "message": "-", "detail": _ID}
        given = (("Content-Type", "application/json"), ("X-Road-Error", code))
        error = Answered(500, given, json.dumps(told).encode())
        (folder / f"rest-{code}").write_bytes(error.text())


def _read_soap(reply: XRoadReply) -> Told[None]:
    if reply.body.tag != f"{{{NAMESPACE}}}HenkilonTunnusKyselyResponse":
        raise Finding("not the reply of the service")
    if _ID.encode() not in reply.raw:
        raise Finding("a reply to another request")
    return Told(None)


def _read_rest(reply: RestReply) -> Told[None]:
    if reply.status >= 500 or reply.status in (401, 403, 429):
        raise Finding("an error given out as a reply")
    reply.json()
    return Told(None)


if __name__ == "__main__":
    fuzz("xroad", ["VTJ-query", "VTJ-changes", "xroad", "check-VTJ-query"], make_test)
