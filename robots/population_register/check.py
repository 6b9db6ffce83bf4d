"""Whether the register can be asked, found out without anybody's data.

The query service has no question that names no person, but X-Road's own ``allowedMethods`` is
answered by the security server of whoever offers the service, and lists what this client may call:
it shows the way there and back, both certificates on it, and the right to HenkilonTunnusKysely. The
password is not shown by it, and nothing but a question about a person would show it.

Source: X-Road: Service Metadata Protocol 2.13, chapter 4.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from lxml import etree

from robots.casework.checks import InterfaceCheck, Verdict
from robots.casework.errors import WorkerError
from robots.casework.protocols import Clock
from robots.casework.reason import Reason
from robots.casework.words import Source
from robots.population_register.errors import CredentialsRefused, RequestRefused
from robots.population_register.question import SERVICE, service_of
from robots.population_register.settings import PopulationRegisterSettings
from robots.transport.attempts import AboutNobody, Told
from robots.transport.certificates import days_left
from robots.transport.errors import CertificateRefused
from robots.transport.https import Connection
from robots.transport.xml import find_all, text
from robots.transport.xroad import IDENTIFIERS, XROAD, Headers, XRoadReply, call
from robots.transport.xroad_faults import SecurityServerFault, SecurityServerRefused
from robots.transport.xroad_rest import ServiceRefused

CHANGE_SERVICE: Final = "VTJmutpa"

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
    headers = Headers(
        settings.client,
        service_of(settings.client, _ALLOWED_METHODS, ""),
        new_id(),
        user_id="",
        issue="",
    )
    wanted = service_of(settings.client)

    def may_ask() -> bool:
        allowed = call(
            connection,
            headers,
            etree.Element(f"{{{XROAD}}}{_ALLOWED_METHODS}", nsmap={"xro": XROAD}),
            rows=AboutNobody(),
            read=_services,
        )
        return (wanted.service_code, wanted.service_version) in allowed

    look = _look(SERVICE, may_ask, settings, clock)
    if look.is_fine:
        look = replace(look, advice=Reason("population_register_password_not_tried"))
    return (look,)


def look_at_change_interface(
    ask_for_key: Callable[[], int], settings: PopulationRegisterSettings, *, clock: Clock
) -> tuple[InterfaceCheck, ...]:
    """Ask for the key of a day: it names nobody, and is given only to whoever may ask."""

    def may_ask() -> bool:
        ask_for_key()
        return True

    return (_look(CHANGE_SERVICE, may_ask, settings, clock),)


def _look(
    service: str, may_ask: Callable[[], bool], settings: PopulationRegisterSettings, clock: Clock
) -> InterfaceCheck:
    started = clock()
    connection = settings.connection
    files = (connection.client_certificate, connection.trusted_certificates)
    expires = days_left(files, started)
    try:
        allowed = may_ask()
    except WorkerError as error:
        seen = _seen(error)
        return InterfaceCheck.failed(
            Source.POPULATION_REGISTER,
            service,
            error,
            reachable=seen.reachable,
            certificate=seen.certificate,
            certificate_days_left=expires,
            signature=Verdict.NOT_APPLICABLE,
            permit=seen.permit,
            latency_ms=_milliseconds(started, clock) if seen.has_answered else None,
        )
    return InterfaceCheck(
        Source.POPULATION_REGISTER,
        service,
        reachable=Verdict.OK,
        certificate=Verdict.OK,
        certificate_days_left=expires,
        permit=Verdict.OK if allowed else Verdict.FAILED,
        latency_ms=_milliseconds(started, clock),
        advice=None if allowed else Reason("population_register_not_allowed"),
    )


@dataclass(frozen=True, slots=True)
class _Seen:
    """How far we came before an error."""

    reachable: Verdict = Verdict.FAILED
    certificate: Verdict = Verdict.UNKNOWN
    permit: Verdict = Verdict.UNKNOWN

    @property
    def has_answered(self) -> bool:
        return self.certificate is Verdict.OK


def _seen(error: WorkerError) -> _Seen:
    match error:
        case CertificateRefused():
            return _Seen(Verdict.OK, Verdict.FAILED)
        case SecurityServerRefused() | ServiceRefused() | CredentialsRefused() | RequestRefused():
            return _Seen(Verdict.OK, Verdict.OK, Verdict.FAILED)
        case SecurityServerFault():
            # Our own security server has answered; the register behind it has not.
            return _Seen(Verdict.FAILED, Verdict.OK)
        case _:
            return _Seen()


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
