"""Whether the register can be asked, found out without anybody's data.

``SendEcho`` shows the way, both certificates on it, and both signatures: a word of ours comes back,
signed by the register. ``GetDeliveryDataStatus`` is asked about a delivery that nobody has made: a
status in return shows that the register knows us as owner, creator and sender. Neither shows that
the data permission is in order; nothing but a question about a person would.

Source: the register's EchoService.wsdl and StatusService.wsdl.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from lxml import etree

from robots.casework.checks import InterfaceCheck, Verdict
from robots.casework.errors import WorkerError
from robots.casework.period import HELSINKI
from robots.casework.protocols import Clock
from robots.casework.words import Source
from robots.incomes_register.channel import Channel
from robots.incomes_register.errors import ErrorsInReply, RequestRefused, WrongEnvironment
from robots.incomes_register.reply import refuse_errors
from robots.incomes_register.request import add, add_parties
from robots.incomes_register.settings import IncomesRegisterSettings
from robots.transport.attempts import AboutNobody, Told
from robots.transport.certificates import days_left
from robots.transport.errors import CertificateRefused, ReplyNotUnderstood
from robots.transport.signature import SignatureRefused
from robots.transport.xml import Element, required, text

SEND_ECHO: Final = "SendEcho"
GET_STATUS: Final = "GetDeliveryDataStatus"

_NAMESPACE: Final = "http://www.tulorekisteri.fi/2017/1/"
_ECHO: Final = f"{{{_NAMESPACE}Echo}}Echo"
_STATUS_REQUEST: Final = f"{{{_NAMESPACE}StatusRequestToIR}}StatusRequestToIR"
_STATUS_RESPONSE: Final = f"{{{_NAMESPACE}StatusResponseFromIR}}StatusResponseFromIR"
_LONGEST_ECHO: Final = 10
_LONGEST_DELIVERY_ID: Final = 40


def look_at(
    channel: Channel,
    settings: IncomesRegisterSettings,
    *,
    clock: Clock,
    new_id: Callable[[], str],
) -> tuple[InterfaceCheck, ...]:
    """Both services, each as it was found."""
    word = new_id()[-_LONGEST_ECHO:]

    def returned(body: bytes, tree: Element) -> Told[Verdict]:
        if tree.tag != _ECHO or text(tree, "Data") != word:
            raise ReplyNotUnderstood(why="another_echo")
        # Anybody with a certificate gets an echo: it says nothing of our right to ask.
        return Told(Verdict.UNKNOWN)

    def status(body: bytes, tree: Element) -> Told[Verdict]:
        _check_status(tree, settings)
        return Told(Verdict.OK)

    def send_echo() -> Verdict:
        return channel.call(
            settings.echo_service_path,
            SEND_ECHO,
            echo(word),
            rows=AboutNobody(),
            read=returned,
        )

    def get_status() -> Verdict:
        return channel.call(
            settings.status_service_path,
            GET_STATUS,
            status_request(new_id(), settings, at=clock()),
            rows=AboutNobody(),
            read=status,
        )

    return (
        _look(SEND_ECHO, send_echo, settings, clock),
        _look(GET_STATUS, get_status, settings, clock),
    )


def echo(word: str) -> Element:
    """The question that comes back as it is; the word has ten characters at most."""
    root = etree.Element(_ECHO, nsmap={"ir": etree.QName(_ECHO).namespace})
    add(root, "Data", word)
    return root


def status_request(delivery: str, settings: IncomesRegisterSettings, *, at: datetime) -> Element:
    """The question what has become of a delivery, which nobody has made."""
    root = etree.Element(_STATUS_REQUEST, nsmap={"ir": etree.QName(_STATUS_REQUEST).namespace})
    add(root, "Timestamp", at.astimezone(HELSINKI).isoformat(timespec="seconds"))
    add(root, "DeliveryDataType", str(settings.status_delivery_data_type))
    add(root, "DeliveryId", delivery[:_LONGEST_DELIVERY_ID])
    add(root, "ProductionEnvironment", str(settings.production_environment).lower())
    add_parties(root, settings)
    return root


def _check_status(tree: Element, settings: IncomesRegisterSettings) -> None:
    if tree.tag != _STATUS_RESPONSE:
        raise ReplyNotUnderstood(why="root")
    told = text(tree, "DeliveryData/ProductionEnvironment")
    if told and told != str(settings.production_environment).lower():
        raise WrongEnvironment()
    refuse_errors(tree)
    required(tree, "StatusResponse/DeliveryDataStatus")


def _look(
    service: str, ask: Callable[[], Verdict], settings: IncomesRegisterSettings, clock: Clock
) -> InterfaceCheck:
    started = clock()
    connection = settings.connection
    files = (connection.client_certificate, connection.trusted_certificates, settings.issuing_ca)
    expires = days_left(files, started)
    try:
        permit = ask()
    except WorkerError as error:
        seen = _seen(error)
        return InterfaceCheck.failed(
            Source.INCOMES_REGISTER,
            service,
            error,
            reachable=seen.reachable,
            certificate=seen.certificate,
            certificate_days_left=expires,
            signature=seen.signature,
            permit=seen.permit,
            latency_ms=_milliseconds(started, clock) if seen.has_answered else None,
        )
    return InterfaceCheck(
        Source.INCOMES_REGISTER,
        service,
        reachable=Verdict.OK,
        certificate=Verdict.OK,
        certificate_days_left=expires,
        signature=Verdict.OK,
        permit=permit,
        latency_ms=_milliseconds(started, clock),
    )


@dataclass(frozen=True, slots=True)
class _Seen:
    """How far we came before an error."""

    reachable: Verdict = Verdict.FAILED
    certificate: Verdict = Verdict.UNKNOWN
    signature: Verdict = Verdict.UNKNOWN
    permit: Verdict = Verdict.UNKNOWN

    @property
    def has_answered(self) -> bool:
        return self.certificate is Verdict.OK


def _seen(error: WorkerError) -> _Seen:
    ok, failed = Verdict.OK, Verdict.FAILED
    match error:
        case CertificateRefused():
            return _Seen(ok, failed)
        case SignatureRefused():
            return _Seen(ok, ok, failed)
        case RequestRefused():
            return _Seen(ok, ok, permit=failed)
        case ErrorsInReply():
            return _Seen(ok, ok, ok, failed)
        case WrongEnvironment() | ReplyNotUnderstood():
            # Something answers there, but not the service that was meant.
            return _Seen(failed, ok)
        case _:
            return _Seen()


def _milliseconds(since: datetime, clock: Clock) -> int:
    return int((clock() - since).total_seconds() * 1000)
