"""Whether Kela's service is there, without signing in: a page, an error, a wrong certificate."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from robots.casework.checks import Verdict
from robots.casework.settings import Environment
from robots.kela.landing import look_at_landing_page
from robots.kela.settings import KelaSettings, SignIn


def now() -> datetime:
    return datetime.now(UTC)


@contextmanager
def site(status: int, certificate: Path | None = None) -> Iterator[str]:
    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("Location", "https://elsewhere.example/")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Answering)
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        scheme = "https" if certificate else "http"
        yield f"{scheme}://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def settings(address: str) -> KelaSettings:
    return KelaSettings(
        environment=Environment.STANDINS,
        address=address,
        organisation="Kuusiranta",
        sign_in=SignIn.STANDIN,
        wait_seconds=5,
    )


@pytest.mark.parametrize(
    ("status", "is_fine"), [(200, True), (302, True), (404, False), (500, False), (503, False)]
)
def test_a_page_or_a_way_to_sign_in_is_enough(status: int, is_fine: bool) -> None:
    with site(status) as address:
        check = look_at_landing_page(settings(address), "/tunnistautuminen", now)
    assert check.is_fine is is_fine
    assert check.latency_ms is not None
    assert (check.advice is None) is is_fine
    assert check.permit is Verdict.UNKNOWN


def test_a_certificate_that_nobody_trusts_is_told_as_such(tmp_path: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now() - timedelta(days=1))
        .not_valid_after(now() + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "site.pem"
    pem = serialization.Encoding.PEM
    file.write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(pem)
    )
    with site(200, file) as address:
        check = look_at_landing_page(settings(address), "/tunnistautuminen", now)
    assert (check.reachable, check.certificate) == (Verdict.OK, Verdict.FAILED)
    assert check.advice is not None


def test_nobody_there_is_told() -> None:
    check = look_at_landing_page(settings("http://127.0.0.1:9"), "/", now)
    assert check.reachable is Verdict.FAILED
    assert check.advice is not None
