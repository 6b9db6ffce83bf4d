"""Requests over mutual TLS: one connection an authority, retried by the class of the error.

Queries are reads, so the same request may be sent again; the authority logs each time that it was
asked, and so do we. Redirects are never followed: one would carry an identity code elsewhere.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from http.cookiejar import DefaultCookiePolicy
from pathlib import Path
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

import requests
from pydantic import Field, field_validator
from requests.adapters import HTTPAdapter

from robots.casework.errors import TryAgain, WorkerError
from robots.casework.settings import RoomSettings
from robots.transport.attempts import INTERRUPTED, RequestRows, Told
from robots.transport.errors import (
    CertificateRefused,
    CertificateUnreadable,
    ReplyNotUnderstood,
    ReplyTooLarge,
    ServiceUnavailable,
    TooManyRequests,
)

Value = TypeVar("Value")

_CHUNK: Final = 64 * 1024
_FIRST_PAUSE: Final = 1
"""Seconds before the second attempt; doubled before each one after it."""
_LONGEST_PAUSE: Final = 30
"""Seconds; an authority that asks for a longer pause is left to the queue."""

_FAILURES_OF_THE_WAY: Final = (
    requests.ConnectionError,
    requests.Timeout,
    requests.exceptions.ChunkedEncodingError,
)


class ConnectionSettings(RoomSettings):
    """Where an authority's service stands, and who shows which certificate to whom."""

    address: str
    """The https address that every path is put behind."""
    client_certificate: Path
    """PEM, the county's own; with the chain behind it where the authority wants it."""
    client_key: Path
    """PEM, not encrypted: guarded by the file system's rights."""
    trusted_certificates: Path
    """PEM: the authority's issuing CA, or the pinned certificate of the server itself."""
    expected_host_name: str | None = None
    """The name in a pinned self-signed certificate, where it is not the address's host."""
    connect_timeout: int = Field(default=10, gt=0)
    """Seconds."""
    read_timeout: int = Field(default=60, gt=0)
    """Seconds without a byte."""
    largest_reply: int = Field(default=20 * 1024 * 1024, gt=0)
    """Bytes."""
    attempts: int = Field(default=3, ge=1, le=3)

    @field_validator("address")
    @classmethod
    def _is_plain_https(cls, address: str) -> str:
        parts = urlsplit(address)
        if parts.scheme != "https" or not parts.hostname:
            raise ValueError("must start with https:// and name a host")
        if parts.username or parts.query or parts.fragment:
            raise ValueError("must be a plain address, without user, query or fragment")
        return address.rstrip("/")


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP reply, whole."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    """Names in any case."""
    body: bytes = field(repr=False)


class Connection:
    """The worker's way to one authority; safe to use from several threads.

    Proxies, ``.netrc`` and certificate bundles of the machine's environment are left aside: where
    a request goes and whom it trusts stands in the county's settings alone.

    Raises:
        CertificateUnreadable: a certificate or key file cannot be used.
    """

    def __init__(self, settings: ConnectionSettings, *, sleep: Callable[[float], None]) -> None:
        _check_files(settings)
        self._settings = settings
        self._sleep = sleep
        self._session = _session(settings)

    def send(
        self,
        method: str,
        path: str,
        *,
        body: bytes,
        headers: Mapping[str, str],
        rows: RequestRows,
        read: Callable[[Reply], Told[Value]],
        once_more: tuple[type[WorkerError], ...] = (),
        refusals_are_read: bool = False,
    ) -> Value:
        """Send a request, again when that may help, and return what its reply told.

        Each attempt has its two rows in the access log: the first is on the disk before anything
        leaves, the second before anything of the reply is given back. That is why the reply is
        read here: what ``read`` makes of it is the attempt's outcome, and its ``TryAgain`` is
        one more reason to ask again.

        A SOAP fault comes with HTTP 500: whatever is not an error of the way itself is
        ``read``'s to judge.

        Args:
            path: put behind the settings' address.
            rows: from :func:`robots.transport.attempts.recorder`.
            read: makes the value and the outcome of a reply; raises a ``WorkerError`` when it
                must not be used.
            once_more: errors of ``read`` after which the request is sent just once more.
            refusals_are_read: HTTP 401 and 403 too are ``read``'s to judge, where they come from
                somebody behind the server to which the certificate was shown.

        Raises:
            CertificateRefused: TLS, or HTTP 401/403; never tried again.
            ServiceUnavailable: connection, timeout, HTTP 502/503/504; in every attempt.
            TooManyRequests: HTTP 429; in every attempt.
            ReplyTooLarge: the body is larger than the settings allow.
            ReplyNotUnderstood: no HTTP, a redirect, or an encoding that was not asked for.
            And what ``read`` and the access log raise.
        """
        attempt = 0
        while True:
            attempt += 1
            rows.before(attempt)
            size = 0
            try:
                reply = self._send_once(method, path, body, headers, refusals_are_read)
                size = len(reply.body)
                told = read(reply)
            except WorkerError as error:
                rows.after(attempt, error.code, size)
                pause = self._pause_after(error, attempt, once_more)
                if pause is None:
                    raise
            except BaseException:
                rows.after(attempt, INTERRUPTED, size)
                raise
            else:
                rows.after(attempt, told.outcome, size, told.by_person)
                return told.value
            self._sleep(pause)

    def _pause_after(
        self, error: WorkerError, attempt: int, once_more: tuple[type[WorkerError], ...]
    ) -> int | None:
        """Seconds until the next attempt; None when there is none."""
        if isinstance(error, once_more):
            return _FIRST_PAUSE if attempt == 1 else None
        if not isinstance(error, TryAgain) or attempt == self._settings.attempts:
            return None
        pause = error.retry_after or _FIRST_PAUSE * 2 ** (attempt - 1)
        return pause if pause <= _LONGEST_PAUSE else None

    def close(self) -> None:
        """Close the connections that are kept open."""
        self._session.close()

    def _send_once(
        self,
        method: str,
        path: str,
        body: bytes,
        headers: Mapping[str, str],
        refusals_are_read: bool,
    ) -> Reply:
        settings = self._settings
        try:
            with self._session.request(
                method,
                settings.address + path,
                data=body,
                headers=headers,
                timeout=(settings.connect_timeout, settings.read_timeout),
                allow_redirects=False,
                stream=True,
            ) as response:
                _refuse_bad_status(response, refusals_are_read)
                return Reply(response.status_code, response.headers, self._body(response))
        except requests.RequestException as error:
            # Without the cause: requests' own messages quote what was sent and where to.
            raise _class_of(error)(host=_host(settings)) from None

    def _body(self, response: requests.Response) -> bytes:
        if response.headers.get("Content-Encoding", "identity") != "identity":
            raise ReplyNotUnderstood(status=response.status_code)
        body = bytearray()
        for chunk in response.iter_content(_CHUNK):
            body += chunk
            if len(body) > self._settings.largest_reply:
                raise ReplyTooLarge(largest=self._settings.largest_reply)
        return bytes(body)


class _PinnedAdapter(HTTPAdapter):
    """Checks the server's certificate against a given name instead of the address's host."""

    def __init__(self, host_name: str | None) -> None:
        self._host_name = host_name
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        if self._host_name is not None:
            kwargs["assert_hostname"] = self._host_name
        super().init_poolmanager(*args, **kwargs)


def _session(settings: ConnectionSettings) -> requests.Session:
    session = requests.Session()
    session.trust_env = False
    session.verify = str(settings.trusted_certificates)
    session.cert = (str(settings.client_certificate), str(settings.client_key))
    session.headers.clear()
    session.headers.update(
        # A compressed reply could unpack to far more than largest_reply before it is counted.
        {"Accept-Encoding": "identity", "User-Agent": "income-determination-worker"}
    )
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.mount("https://", _PinnedAdapter(settings.expected_host_name))
    return session


def _check_files(settings: ConnectionSettings) -> None:
    """Find out at start, not at the first case, that a certificate file cannot be used."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        context.load_verify_locations(settings.trusted_certificates)
    except OSError:
        raise CertificateUnreadable(file=settings.trusted_certificates.name) from None
    try:
        # With no password given, OpenSSL would ask for one on the terminal.
        context.load_cert_chain(settings.client_certificate, settings.client_key, password="")
    except OSError:
        key_is_missing = not settings.client_key.is_file()
        file = settings.client_key if key_is_missing else settings.client_certificate
        raise CertificateUnreadable(file=file.name) from None


def _refuse_bad_status(response: requests.Response, refusals_are_read: bool) -> None:
    status = response.status_code
    host = urlsplit(response.url).hostname or ""
    if status in (401, 403) and not refusals_are_read:
        raise CertificateRefused(host=host, status=status)
    if status == 429:
        raise TooManyRequests(_retry_after(response), host=host, status=status)
    if status in (502, 503, 504):
        raise ServiceUnavailable(_retry_after(response), host=host, status=status)
    if 300 <= status < 400:
        raise ReplyNotUnderstood(host=host, status=status)


def _class_of(
    error: requests.RequestException,
) -> type[CertificateRefused] | type[ServiceUnavailable] | type[ReplyNotUnderstood]:
    """Tell a refused certificate from a network that failed and from a reply that is no HTTP.

    A server may refuse our certificate only after the handshake (TLS 1.3), so the TLS error can
    lie deep under a connection error. A connection cut short is no refusal.
    """
    causes = _causes(error)
    if any(isinstance(cause, ssl.SSLEOFError | ssl.SSLZeroReturnError) for cause in causes):
        return ServiceUnavailable
    if any(isinstance(cause, ssl.SSLError | requests.exceptions.SSLError) for cause in causes):
        return CertificateRefused
    if isinstance(error, _FAILURES_OF_THE_WAY):
        return ServiceUnavailable
    return ReplyNotUnderstood


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


def _retry_after(response: requests.Response) -> int | None:
    """Seconds to wait by the header ``Retry-After``: a number, or a day and time."""
    text = response.headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit():
        return int(text)
    try:
        until, now = (parsedate_to_datetime(t) for t in (text, response.headers.get("Date", "")))
        return max(0, int((until - now).total_seconds()))
    except (ValueError, TypeError):
        return None


def _host(settings: ConnectionSettings) -> str:
    return urlsplit(settings.address).hostname or ""
