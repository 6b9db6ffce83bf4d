"""A look at a source of taxation without any client's data, for ``run.py check``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from robots.casework.checks import InterfaceCheck, Verdict
from robots.casework.errors import WorkerError
from robots.casework.protocols import Clock
from robots.casework.reason import Reason
from robots.casework.words import Source
from robots.tax_administration.errors import TaxRequestRefused
from robots.tax_administration.settings import ApiSettings
from robots.transport.attempts import AboutNobody, Told
from robots.transport.errors import CertificateRefused, ServiceUnavailable
from robots.transport.https import Connection, Reply

#: An empty question: it names nobody.
_NOBODY: Final = b"{}"
_REFUSALS: Final = (401, 403)
_NONE: Final = Verdict.NOT_APPLICABLE


def look_at_api(
    settings: ApiSettings, connection: Connection, headers: Mapping[str, str], clock: Clock
) -> InterfaceCheck:
    """Whether the service is there and takes our certificate and key.

    Where the county has been given an operation that asks about nobody (``check_path``), it is
    called, and its answer tells whether we may ask. Where not, the operation about one person is
    only looked at (GET, without content): any answer shows the way and the certificate, a refusal
    shows that we may not ask; that we may, nothing shows.
    """
    path = settings.check_path or settings.operation_path
    started = clock()
    try:
        permit = connection.send(
            "POST" if settings.check_path else "GET",
            path,
            body=_NOBODY if settings.check_path else b"",
            headers=headers,
            rows=AboutNobody(),
            read=lambda reply: Told(_permit(reply, has_operation=bool(settings.check_path))),
            refusals_are_read=True,
        )
    except TaxRequestRefused as error:
        return _failed(path, error, Verdict.OK, Verdict.OK, Verdict.FAILED)
    except CertificateRefused as error:
        return _failed(path, error, Verdict.OK, Verdict.FAILED, Verdict.UNKNOWN)
    except WorkerError as error:
        return _failed(path, error, Verdict.FAILED, Verdict.UNKNOWN, Verdict.UNKNOWN)
    return InterfaceCheck(
        Source.TAX_ADMINISTRATION,
        path,
        Verdict.OK,
        certificate=Verdict.OK,
        permit=permit,
        latency_ms=_milliseconds(clock, started),
    )


def look_at_own(service: str, clock: Clock, look: Callable[[], Reason | None]) -> InterfaceCheck:
    """Whether files or papers, of which no authority is asked, can be used.

    Args:
        service: the files' name, or a text's name.
        look: raises what is wrong; returns what should be done nevertheless.
    """
    started = clock()
    try:
        advice = look()
    except WorkerError as error:
        return _failed(service, error, Verdict.FAILED, _NONE, _NONE)
    return InterfaceCheck(
        Source.TAX_ADMINISTRATION,
        service,
        Verdict.OK,
        permit=_NONE,
        latency_ms=_milliseconds(clock, started),
        advice=advice,
    )


def _permit(reply: Reply, *, has_operation: bool) -> Verdict:
    """What the answer tells of our right to ask.

    Raises:
        ServiceUnavailable, TaxRequestRefused: by the HTTP status.
    """
    if reply.status >= 500:
        raise ServiceUnavailable(status=reply.status)
    if reply.status in _REFUSALS or (has_operation and reply.status != 200):
        raise TaxRequestRefused(status=reply.status)
    return Verdict.OK if has_operation else Verdict.UNKNOWN


def _failed(
    service: str, error: WorkerError, reachable: Verdict, certificate: Verdict, permit: Verdict
) -> InterfaceCheck:
    return InterfaceCheck.failed(
        Source.TAX_ADMINISTRATION,
        service,
        error,
        reachable=reachable,
        certificate=certificate,
        signature=_NONE,
        permit=permit,
    )


def _milliseconds(clock: Clock, started: datetime) -> int:
    return round((clock() - started).total_seconds() * 1000)
