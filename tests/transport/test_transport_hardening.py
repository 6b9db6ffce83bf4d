"""What a hostile or broken server can do, and the two ends' certificates."""

from __future__ import annotations

import socket
import ssl
import traceback
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from pydantic import ValidationError

from devdata.standins.frame import Certificates, Issued, Response, Server
from devdata.standins.server import Wire
from robots.transport.attempts import Told
from robots.transport.errors import (
    CertificateRefused,
    CertificateUnreadable,
    ReplyNotUnderstood,
    ReplyTooLarge,
    ServiceUnavailable,
    TooManyRequests,
)

GOOD = Response(200, b"<answer/>", "text/xml")
PASSPHRASE = "a passphrase of the vault"


@pytest.mark.parametrize(
    ("failure", "values", "error", "attempts"),
    [
        ("refuse", {}, ServiceUnavailable, 3),
        ("reset", {}, ServiceUnavailable, 3),
        ("truncated", {}, ServiceUnavailable, 3),
        ("401", {}, CertificateRefused, 1),
        ("403", {}, CertificateRefused, 1),
        ("429", {}, TooManyRequests, 3),
        ("503", {}, ServiceUnavailable, 3),
        ("redirect", {}, ReplyNotUnderstood, 1),
        ("oversized", {"bytes": 2000}, ReplyTooLarge, 1),
        ("gzip_bomb", {}, ReplyNotUnderstood, 1),
    ],
)
def test_every_failure_of_the_way_has_its_class(
    way: Any, failure: str, values: dict[str, Any], error: type[Exception], attempts: int
) -> None:
    way.switch.turn_on(failure, **values)
    with pytest.raises(error) as caught:
        way.send(GOOD, GOOD, GOOD, largest_reply=1000)
    assert way.rows.outcomes == [error.code] * attempts  # type: ignore[attr-defined]
    told = "".join(traceback.format_exception(caught.value))
    assert "question" not in told
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("location", [b"/elsewhere", b"\xbf", b"http://[", b"https://\xe4:x/"])
def test_a_redirect_is_refused_before_its_body_and_wherever_it_leads(
    way: Any, location: bytes
) -> None:
    def endless(wire: Wire) -> None:
        wire.write(b"HTTP/1.1 302 Found\r\nContent-Length: 9000000\r\nLocation: " + location)
        wire.write(b"\r\n\r\n")
        wire.pause()

    with pytest.raises(ReplyNotUnderstood):
        way.send(Response(way=endless), read_timeout=0.2)
    assert way.rows.outcomes == ["reply_not_understood"]


def test_a_service_that_says_nothing_is_not_waited_for(way: Any) -> None:
    way.switch.turn_on("hang")
    with pytest.raises(ServiceUnavailable):
        way.send(read_timeout=0.1)
    assert way.rows.outcomes == ["service_unavailable"] * 3


@pytest.mark.parametrize("from_byte", [0, None])
def test_a_dripping_reply_ends_at_the_deadline(way: Any, from_byte: int | None) -> None:
    way.switch.turn_on("drip", from_byte=from_byte, seconds=0.05)
    with pytest.raises(ServiceUnavailable):
        way.send(
            *[Response(200, b"<a>" * 1000)] * 3,
            read_timeout=30,
            longest_exchange=0.3,
            attempts=1,
        )
    assert way.rows.outcomes == ["service_unavailable"]


def test_a_slow_reply_within_the_deadline_comes_whole(way: Any) -> None:
    way.switch.turn_on("drip", seconds=0.001)
    assert way.send(GOOD).body == GOOD.body


def test_a_service_that_recovers_is_asked_again(way: Any) -> None:
    way.switch.turn_on("refuse", times=1)
    way.switch.turn_on("truncated", times=1)
    # The truncated answer takes one from the script, too.
    assert way.send(GOOD, GOOD).status == 200
    assert way.rows.outcomes == ["service_unavailable", "service_unavailable", "answered"]


def test_a_path_cannot_name_another_host(way: Any) -> None:
    with pytest.raises(ValueError, match="slash"):
        way.connection().send(
            "GET", ".evil.example/", body=b"", headers={}, rows=way.rows, read=lambda _: None
        )
    assert way.rows.written == []


# The client's key


def encrypted(issued: Issued, folder: Path) -> Path:
    file = folder / "encrypted-key.pem"
    file.write_bytes(
        issued.key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(PASSPHRASE.encode()),
        )
    )
    return file


def test_an_encrypted_key_is_opened_with_the_passphrase(way: Any, tmp_path: Path) -> None:
    way.script = [GOOD]
    key = encrypted(way.certificates.county, tmp_path)
    connection = way.connection(key_passphrase=PASSPHRASE, client_key=key)
    reply = connection.send("GET", "/", body=b"", headers={}, rows=way.rows, read=Told)
    assert reply.status == 200
    assert way.requests[0].client_name == way.certificates.county.common_name


@pytest.mark.parametrize("passphrase", [None, "", "another"])
def test_an_encrypted_key_without_its_passphrase_is_told_at_start(
    way: Any, tmp_path: Path, passphrase: str | None
) -> None:
    key = encrypted(way.certificates.county, tmp_path)
    with pytest.raises(CertificateUnreadable) as caught:
        way.connection(key_passphrase=passphrase, client_key=key)
    assert caught.value.context == {"file": "encrypted-key.pem"}


def test_a_key_of_another_certificate_is_told_at_start(way: Any) -> None:
    with pytest.raises(CertificateUnreadable) as caught:
        way.connection(client_key=way.certificates.county_at_vero.key_file)
    assert caught.value.context == {"file": "county-at-vero-key.pem"}


# The server's certificate


@pytest.fixture
def security_server(certificates: Certificates) -> Iterator[Server]:
    server = Server(
        lambda _: GOOD,
        certificate=certificates.security_server,
        clients=[certificates.data_user_authority],
    )
    yield server
    server.stop()


def test_a_pinned_certificate_is_accepted_whatever_its_name(
    way: Any, security_server: Server
) -> None:
    pinned = way.certificates.security_server.certificate_file
    reply = way.send(address=security_server.address, trusted_certificates=pinned, pinned=True)
    assert reply.status == 200


def test_no_other_certificate_of_the_same_issuer_passes_for_the_pinned_one(way: Any) -> None:
    authority = way.certificates.server_authority
    other = authority.issue("other", hosts=("localhost", "127.0.0.1"))
    pins = way.certificates.server.certificate_file
    assert way.send(GOOD, trusted_certificates=pins, pinned=True).status == 200
    with pytest.raises(CertificateRefused):
        way.send(GOOD, trusted_certificates=other.certificate_file, pinned=True)
    with pytest.raises(CertificateRefused):
        # Its issuer would vouch for the server, but it is not what is pinned.
        way.send(GOOD, trusted_certificates=authority.file, pinned=True)


def test_a_pin_is_one_certificate(way: Any, tmp_path: Path) -> None:
    two = tmp_path / "two.pem"
    file = way.certificates.server.certificate_file.read_bytes()
    two.write_bytes(file + way.certificates.server_authority.file.read_bytes())
    with pytest.raises(CertificateUnreadable):
        way.connection(trusted_certificates=two, pinned=True)
    with pytest.raises(ValidationError, match="pinned"):
        way.settings(pinned=True, expected_host_name="security.example")


def test_an_expired_certificate_of_the_server_is_refused(way: Any) -> None:
    expired = way.certificates.server_authority.issue(
        "old",
        hosts=("127.0.0.1",),
        begins=-timedelta(days=3),
        lifetime=timedelta(days=2),
    )
    server = Server(lambda _: GOOD, certificate=expired)
    try:
        for pinned in (False, True):
            trusted = expired.certificate_file if pinned else way.certificates.server_authority.file
            with pytest.raises(CertificateRefused):
                way.send(address=server.address, trusted_certificates=trusted, pinned=pinned)
    finally:
        server.stop()


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion")
def test_an_old_version_of_tls_is_not_spoken(way: Any) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(
        way.certificates.server.certificate_file, way.certificates.server.key_file
    )
    context.minimum_version = ssl.TLSVersion.TLSv1
    context.maximum_version = ssl.TLSVersion.TLSv1_1
    context.set_ciphers("ALL:@SECLEVEL=0")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        Thread(target=shake_hands, args=(listening, context), daemon=True).start()
        with pytest.raises(CertificateRefused):
            way.send(address=f"https://127.0.0.1:{port}", attempts=1)


def shake_hands(listening: socket.socket, context: ssl.SSLContext) -> None:
    connection, _ = listening.accept()
    try:
        context.wrap_socket(connection, server_side=True)
    except OSError:
        connection.close()


# Proxies


class Proxy:
    """Carries ``CONNECT`` through, and remembers where to."""

    def __init__(self) -> None:
        self.wanted: list[str] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        try:
            while True:
                inner, _ = self._listening.accept()
                head = b""
                while not head.endswith(b"\r\n\r\n"):
                    head += inner.recv(1)
                target = head.split()[1].decode()
                self.wanted.append(target)
                host, port = target.split(":")
                outer = socket.create_connection((host, int(port)))
                inner.sendall(b"HTTP/1.1 200 Connected\r\n\r\n")
                for one, other in ((inner, outer), (outer, inner)):
                    Thread(target=self._carry, args=(one, other), daemon=True).start()
        except OSError:
            return

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        try:
            while piece := one.recv(65536):
                other.sendall(piece)
        except OSError:
            pass
        finally:
            other.close()

    def stop(self) -> None:
        self._listening.close()


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    made = Proxy()
    yield made
    made.stop()


def test_a_proxy_of_the_settings_is_used_and_sees_nothing(way: Any, proxy: Proxy) -> None:
    assert way.send(GOOD, proxy=proxy.address).status == 200
    assert proxy.wanted == [way.server.address.removeprefix("https://")]
    pins = way.certificates.server.certificate_file
    way.send(GOOD, proxy=proxy.address, trusted_certificates=pins, pinned=True)
    with pytest.raises(CertificateRefused):
        way.send(
            GOOD,
            proxy=proxy.address,
            trusted_certificates=way.certificates.vero_authority.file,
        )


def test_a_proxy_of_the_environment_is_not_used(
    way: Any, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, proxy.address)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(way.certificates.vero_authority.file))
    assert way.send(GOOD).status == 200
    assert proxy.wanted == []


@pytest.mark.parametrize("proxy", ["https://proxy.example", "http://", "http://me:pw@proxy:1"])
def test_a_proxy_is_a_plain_address(way: Any, proxy: str) -> None:
    with pytest.raises(ValidationError):
        way.settings(proxy=proxy)
