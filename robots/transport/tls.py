"""Mutual TLS as a requests session: whom we trust, what we show, and until when we listen."""

from __future__ import annotations

import hashlib
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import DefaultCookiePolicy
from typing import Any, Final

import requests
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from robots.transport.connection_settings import ConnectionSettings
from robots.transport.errors import CertificateUnreadable
from robots.transport.proxy import ProxyAdapter

#: The oldest version that is spoken.
OLDEST_TLS: Final = ssl.TLSVersion.TLSv1_2

_deadline: Final = threading.local()


def session_of(settings: ConnectionSettings, key_passphrase: str | None) -> requests.Session:
    """A session that reaches this one server, shows our certificate, and keeps no cookies.

    Proxies, ``.netrc`` and certificate bundles of the machine's environment are left aside: where
    a request goes and whom it trusts stands in the county's settings alone.

    Raises:
        CertificateUnreadable: a certificate or key file cannot be used.
    """
    adapter = _Adapter(settings, _context(settings, key_passphrase))
    session = _Session()
    session.trust_env = False
    session.verify = str(settings.trusted_certificates)
    session.headers.clear()
    session.headers.update(
        # A compressed reply could unpack to far more than largest_reply before it is counted.
        {"Accept-Encoding": "identity", "User-Agent": "income-determination-worker"}
    )
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    if settings.proxy is not None:
        session.proxies = {"https": settings.proxy}
    session.mount("https://", adapter)
    return session


@contextmanager
def no_longer_than(seconds: float) -> Iterator[None]:
    """In this thread, reading from an authority ends with a timeout after so many seconds."""
    _deadline.at = time.monotonic() + seconds
    try:
        yield
    finally:
        _deadline.at = None


class _Session(requests.Session):
    """Does not even look where a redirect would lead.

    requests does, also where it may not follow: it reads the whole body without any limit, and
    stumbles on an address that is none.
    """

    def get_redirect_target(self, resp: requests.Response) -> None:
        """There is none."""


class _PunctualSocket(ssl.SSLSocket):
    """A read waits for its own timeout or until the exchange's deadline, whichever is sooner.

    A read timeout alone would never end a reply of which a byte comes now and then.
    """

    def read(self, len: int = 1024, buffer: Any = None) -> Any:  # noqa: A002 - ssl's own name
        at: float | None = getattr(_deadline, "at", None)
        if at is None:
            return super().read(len, buffer)
        usual, left = self.gettimeout(), at - time.monotonic()
        if left <= 0:
            raise TimeoutError("the exchange has taken too long")
        self.settimeout(left if usual is None else min(left, usual))
        try:
            return super().read(len, buffer)
        finally:
            self.settimeout(usual)


class _Adapter(ProxyAdapter):
    """Gives every connection our context, and holds the server to a name or a certificate."""

    def __init__(self, settings: ConnectionSettings, context: ssl.SSLContext) -> None:
        self._tls: dict[str, Any] = {"ssl_context": context}
        if settings.pinned:
            self._tls["assert_fingerprint"] = _fingerprint(settings)
        elif settings.expected_host_name is not None:
            self._tls["assert_hostname"] = settings.expected_host_name
        super().__init__(settings)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        kwargs |= self._tls
        super().init_poolmanager(*args, **kwargs)

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        return super().proxy_manager_for(proxy, **kwargs, **self._tls)


def _context(settings: ConnectionSettings, key_passphrase: str | None) -> ssl.SSLContext:
    """Made at start, so that a file that cannot be used is told then, not at the first case."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.sslsocket_class = _PunctualSocket
    context.minimum_version = OLDEST_TLS
    # What is trusted may be the server's own certificate, without the CA above it.
    context.verify_flags |= ssl.VerifyFlags.VERIFY_X509_PARTIAL_CHAIN
    try:
        context.load_verify_locations(settings.trusted_certificates)
    except OSError:
        raise CertificateUnreadable(file=settings.trusted_certificates.name) from None
    try:
        # With no password given, OpenSSL would ask for one on the terminal.
        context.load_cert_chain(
            settings.client_certificate, settings.client_key, password=key_passphrase or ""
        )
    except (OSError, ValueError):
        # Without the cause: somebody who prints it could print a passphrase.
        file = _unreadable(settings)
        raise CertificateUnreadable(file=file) from None
    return context


def _unreadable(settings: ConnectionSettings) -> str:
    """Which of the certificate and the key it is, as far as can be told."""
    try:
        x509.load_pem_x509_certificates(settings.client_certificate.read_bytes())
    except (OSError, ValueError):
        return settings.client_certificate.name
    return settings.client_key.name


def _fingerprint(settings: ConnectionSettings) -> str:
    file = settings.trusted_certificates
    try:
        (certificate,) = x509.load_pem_x509_certificates(file.read_bytes())
    except (OSError, ValueError):
        raise CertificateUnreadable(file=file.name) from None
    return hashlib.sha256(certificate.public_bytes(Encoding.DER)).hexdigest()
