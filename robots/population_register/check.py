"""Whether the register can be asked, found out without anybody's data.

The query service has no question that names no person, but X-Road's own ``allowedMethods`` is
answered by the security server of whoever offers the service, and lists what this client may call:
it shows the way there and back, both certificates on it, and the right to HenkilonTunnusKysely. The
password is not shown by it, and nothing but a question about a person would show it.

Source: X-Road: Service Metadata Protocol 2.13, chapter 4.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from lxml import etree

from robots.casework.checks import InterfaceCheck, Verdict
from robots.casework.errors import WorkerError
from robots.casework.protocols import Clock
from robots.casework.reason import Reason
from robots.casework.words import Source
from robots.population_register.question import SERVICE, service_of
from robots.population_register.settings import PopulationRegisterSettings
from robots.transport.attempts import AboutNobody, Told
from robots.transport.errors import CertificateRefused, ServiceUnavailable
from robots.transport.https import Connection
from robots.transport.xml import find_all, text
from robots.transport.xroad import IDENTIFIERS, XROAD, Headers, XRoadReply, call
from robots.transport.xroad_faults import SecurityServerFault, SecurityServerRefused

_ALLOWED_METHODS: Final = "allowedMethods"
_PREFIXES: Final = {"xro": XROAD, "id": IDENTIFIERS}


def look_at_query_service(
    connection: Connection,
    settings: PopulationRegisterSettings,
    *,
    clock: Clock,
    new_id: Callable[[], str],
) -> tuple[InterfaceCheck, ...]:
    """Ask which services this county may call, and whether HenkilonTunnusKysely is among them."""
    started = clock()
    wanted = service_of(settings.client)
    try:
        allowed = call(
            connection,
            Headers(
                settings.client,
                service_of(settings.client, _ALLOWED_METHODS, ""),
                new_id(),
                user_id="",
                issue="",
            ),
            etree.Element(f"{{{XROAD}}}{_ALLOWED_METHODS}", nsmap={"xro": XROAD}),
            rows=AboutNobody(),
            read=_services,
        )
    except WorkerError as error:
        return (failed_look(SERVICE, error, since=started, clock=clock),)
    may_ask = (wanted.service_code, wanted.service_version) in allowed
    return (
        InterfaceCheck(
            Source.POPULATION_REGISTER,
            SERVICE,
            reachable=Verdict.OK,
            certificate=Verdict.OK,
            permit=Verdict.OK if may_ask else Verdict.FAILED,
            latency_ms=_milliseconds(started, clock),
            advice=None if may_ask else Reason("population_register_not_allowed"),
        ),
    )


def failed_look(
    service: str, error: WorkerError, *, since: datetime, clock: Clock
) -> InterfaceCheck:
    """What an error on the way tells: how far we came."""
    reachable = certificate = permit = Verdict.UNKNOWN
    latency = None
    match error:
        case ServiceUnavailable():
            reachable = Verdict.FAILED
        case CertificateRefused():
            reachable, certificate = Verdict.OK, Verdict.FAILED
        case SecurityServerRefused():
            reachable, certificate, permit = Verdict.OK, Verdict.OK, Verdict.FAILED
            latency = _milliseconds(since, clock)
        case SecurityServerFault():
            # Our own security server has answered; the register behind it has not.
            reachable, certificate = Verdict.FAILED, Verdict.OK
        case _:
            reachable = Verdict.FAILED
    return InterfaceCheck.failed(
        Source.POPULATION_REGISTER,
        service,
        error,
        reachable=reachable,
        certificate=certificate,
        signature=Verdict.NOT_APPLICABLE,
        permit=permit,
        latency_ms=latency,
    )


def _services(reply: XRoadReply) -> Told[frozenset[tuple[str, str]]]:
    return Told(
        frozenset(
            (
                text(service, "id:serviceCode", _PREFIXES),
                text(service, "id:serviceVersion", _PREFIXES),
            )
            for service in find_all(reply.body, "xro:service", _PREFIXES)
        )
    )


def _milliseconds(since: datetime, clock: Clock) -> int:
    return int((clock() - since).total_seconds() * 1000)
