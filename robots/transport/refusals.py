"""Which error an HTTP status or a failure of the way is, by what the caller does next."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final
from urllib.parse import urlsplit

import requests

from robots.transport.errors import (
    CertificateRefused,
    ProxyRefused,
    ReplyNotUnderstood,
    ServiceUnavailable,
    TooManyRequests,
)

_FAILURES_OF_THE_WAY: Final = (
    requests.ConnectionError,
    requests.Timeout,
    requests.exceptions.ChunkedEncodingError,
)
#: So Python's http.client tells that a proxy has answered CONNECT with 407.
_NO_TUNNEL: Final = "Tunnel connection failed: 407"
_MOST_DIGITS: Final = 9
"""Of a ``Retry-After`` in seconds: some 30 years."""


def refuse_bad_status(response: requests.Response, refusals_are_read: bool) -> None:
    """Raise the error of a status that no message can come with.

    Raises:
        CertificateRefused: 401 or 403, unless they are the reader's to judge.
        ProxyRefused: 407.
        TooManyRequests: 429.
        ServiceUnavailable: 408, 502, 503, 504.
        ReplyNotUnderstood: a redirect.
    """
    status = response.status_code
    host = urlsplit(response.url).hostname or ""
    if status in (401, 403) and not refusals_are_read:
        raise CertificateRefused(host=host, status=status)
    if status == 407:
        raise ProxyRefused(host=host, status=status)
    if status == 429:
        raise TooManyRequests(retry_after(response), host=host, status=status)
    if status in (408, 502, 503, 504):
        raise ServiceUnavailable(retry_after(response), host=host, status=status)
    if 300 <= status < 400:
        raise ReplyNotUnderstood(host=host, status=status)


def class_of(
    error: requests.RequestException,
) -> type[CertificateRefused | ProxyRefused | ServiceUnavailable | ReplyNotUnderstood]:
    """Tell a refused certificate or sign-in to the proxy from a network that failed and from a
    reply that is no HTTP.

    A server may refuse our certificate only after the handshake (TLS 1.3), so the TLS error can
    lie deep under a connection error. A connection cut short is no refusal.
    """
    causes = _causes(error)
    if any(isinstance(cause, ssl.SSLEOFError | ssl.SSLZeroReturnError) for cause in causes):
        return ServiceUnavailable
    if any(isinstance(cause, ssl.SSLError | requests.exceptions.SSLError) for cause in causes):
        return CertificateRefused
    if any(_NO_TUNNEL in str(cause) for cause in causes if isinstance(cause, OSError)):
        return ProxyRefused
    if isinstance(error, _FAILURES_OF_THE_WAY):
        return ServiceUnavailable
    return ReplyNotUnderstood


def retry_after(response: requests.Response) -> int | None:
    """Seconds to wait by the header ``Retry-After``: a number, or a day and time.

    A day and time is compared with the server's own clock, where it tells it.
    """
    text = response.headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit():
        return int(text[:_MOST_DIGITS])
    try:
        until = parsedate_to_datetime(text)
        told = response.headers.get("Date")
        now = parsedate_to_datetime(told) if told else datetime.now(UTC)
        return max(0, int((until - now).total_seconds()))
    except (ValueError, TypeError, OverflowError):
        return None


def _causes(error: BaseException) -> list[BaseException]:
    """The error and all that lie under it; the libraries keep them in different places."""
    found: list[BaseException] = []
    waiting: list[object] = [error]
    while waiting:
        one = waiting.pop()
        if isinstance(one, BaseException) and one not in found:
            found.append(one)
            waiting += [one.__cause__, one.__context__, getattr(one, "reason", None), *one.args]
    return found
