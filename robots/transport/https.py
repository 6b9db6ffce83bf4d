"""Requests over mutual TLS: one connection an authority, retried by the class of the error.

Queries are reads, so the same request may be sent again; the authority logs each time that it was
asked, and so do we. Redirects are never followed: one would carry an identity code elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Final, TypeVar
from urllib.parse import urlsplit

import requests

from robots.casework.errors import TryAgain, WorkerError
from robots.casework.protocols import Turn
from robots.transport.attempts import INTERRUPTED, RequestRows, Told
from robots.transport.connection_settings import ConnectionSettings
from robots.transport.errors import ReplyNotUnderstood, ReplyTooLarge
from robots.transport.refusals import class_of, refuse_bad_status
from robots.transport.tls import no_longer_than, session_of

__all__ = ["Connection", "ConnectionSettings", "Reply"]

Value = TypeVar("Value")

_CHUNK: Final = 64 * 1024
_FIRST_PAUSE: Final = 1
"""Seconds before the second attempt; doubled before each one after it."""
_LONGEST_PAUSE: Final = 30
"""Seconds; an authority that asks for a longer pause is left to the queue."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP reply, whole."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    """Names in any case."""
    body: bytes = field(repr=False)


class Connection:
    """The worker's way to one authority; safe to use from several threads.

    Args:
        sleep: waits so many seconds before another attempt.
        turn: around each attempt; it waits until the attempt may leave.
        key_passphrase: of an encrypted client key, from the vault.

    Raises:
        CertificateUnreadable: a certificate or key file cannot be used.
    """

    def __init__(
        self,
        settings: ConnectionSettings,
        *,
        sleep: Callable[[float], None],
        turn: Turn = nullcontext,
        key_passphrase: str | None = None,
    ) -> None:
        self._settings = settings
        self._sleep = sleep
        self._turn = turn
        self._session = session_of(settings, key_passphrase)

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
            path: put behind the settings' address; it begins with a slash.
            rows: from :func:`robots.transport.attempts.recorder`.
            read: makes the value and the outcome of a reply; raises a ``WorkerError`` when it
                must not be used.
            once_more: errors of ``read`` after which the request is sent just once more.
            refusals_are_read: HTTP 401 and 403 too are ``read``'s to judge, where they come from
                somebody behind the server to which the certificate was shown.

        Raises:
            CertificateRefused: TLS, or HTTP 401/403; never tried again.
            ServiceUnavailable: connection, timeout, HTTP 408/502/503/504; in every attempt.
            TooManyRequests: HTTP 429; in every attempt.
            ReplyTooLarge: the body is larger than the settings allow.
            ReplyNotUnderstood: no HTTP, a redirect, or an encoding that was not asked for.
            And what ``read`` and the access log raise.
        """
        if not path.startswith("/"):
            raise ValueError("a path begins with a slash: anything else could name another host")
        attempt = 0
        while True:
            attempt += 1
            with self._turn():
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

    def close(self) -> None:
        """Close the connections that are kept open."""
        self._session.close()

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
            with (
                no_longer_than(settings.longest_exchange),
                self._session.request(
                    method,
                    settings.address + path,
                    data=body,
                    headers=headers,
                    timeout=(settings.connect_timeout, settings.read_timeout),
                    allow_redirects=False,
                    stream=True,
                ) as response,
            ):
                refuse_bad_status(response, refusals_are_read)
                return Reply(response.status_code, response.headers, self._body(response))
        except requests.RequestException as error:
            failure = class_of(error)
        # Outside, so that nothing hangs on it: requests' own errors hold what was sent and where.
        raise failure(host=urlsplit(settings.address).hostname or "")

    def _body(self, response: requests.Response) -> bytes:
        if response.headers.get("Content-Encoding", "identity") != "identity":
            raise ReplyNotUnderstood(status=response.status_code)
        body = bytearray()
        for chunk in response.iter_content(_CHUNK):
            body += chunk
            if len(body) > self._settings.largest_reply:
                raise ReplyTooLarge(largest=self._settings.largest_reply)
        return bytes(body)
