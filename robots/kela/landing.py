"""Whether Kela's service is there: its first page, by https, without signing in.

Who signs in is a person, and what the service lets the county see is told only then: so the right
to look stays unknown here.
"""

from __future__ import annotations

import ssl
from typing import Final

import requests

from robots.casework.checks import InterfaceCheck, Verdict
from robots.casework.errors import WorkerError
from robots.casework.protocols import Clock
from robots.casework.reason import Reason
from robots.casework.words import Source
from robots.kela.errors import Maintenance, NoAnswer
from robots.kela.settings import KelaSettings
from robots.transport.errors import ProxyRefused
from robots.transport.proxy import ProxyAdapter
from robots.transport.refusals import class_of

_MOST_BYTES: Final = 64 * 1024
_MEANING: Final[dict[int, type[WorkerError]]] = {407: ProxyRefused, 503: Maintenance}


def look_at_landing_page(settings: KelaSettings, path: str, clock: Clock) -> InterfaceCheck:
    """Open the page where a visit begins and read no more of it than that it came.

    Args:
        path: of the page, behind the service's address.
    """
    started = clock()
    is_https = settings.address.startswith("https://")
    session = requests.Session()
    session.trust_env = False
    for scheme in ("http://", "https://"):
        session.mount(scheme, ProxyAdapter(settings))
    if settings.proxy is not None:
        session.proxies = {"http": settings.proxy, "https": settings.proxy}
    try:
        with session.get(
            settings.address + path,
            timeout=settings.wait_seconds,
            allow_redirects=False,
            stream=True,
        ) as response:
            response.raw.read(_MOST_BYTES)
            status = response.status_code
    except requests.RequestException as error:
        is_certificate = isinstance(error, requests.exceptions.SSLError | ssl.SSLError)
        return InterfaceCheck.failed(
            Source.KELA,
            path,
            ProxyRefused() if class_of(error) is ProxyRefused else NoAnswer(),
            reachable=Verdict.OK if is_certificate else Verdict.FAILED,
            certificate=_certificate(is_certificate, is_https),
            signature=Verdict.NOT_APPLICABLE,
        )
    finally:
        session.close()
    is_there = status < 400
    return InterfaceCheck(
        Source.KELA,
        path,
        Verdict.OK if is_there else Verdict.FAILED,
        certificate=Verdict.OK if is_https else Verdict.NOT_APPLICABLE,
        latency_ms=round((clock() - started).total_seconds() * 1000),
        advice=None if is_there else Reason(_MEANING.get(status, NoAnswer).code),
    )


def _certificate(is_refused: bool, is_https: bool) -> Verdict:
    if not is_https:
        return Verdict.NOT_APPLICABLE
    return Verdict.FAILED if is_refused else Verdict.UNKNOWN
