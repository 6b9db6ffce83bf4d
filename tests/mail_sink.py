"""A mail server of our own: STARTTLS or TLS from the start, sign-in, and what it was sent."""

from __future__ import annotations

import base64
import datetime
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec


@dataclass
class Sink:
    """The running server."""

    port: int = 0
    certificate: Path = Path()
    tls: str = "starttls"
    refuses: frozenset[str] = frozenset()
    password: str = "made-up"
    signed_in: list[str] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    messages: list[bytes] = field(default_factory=list)
    in_the_open: list[str] = field(default_factory=list)
    """What was said before the connection was protected."""

    @property
    def message(self) -> EmailMessage:
        read = message_from_bytes(self.messages[-1], policy=policy.default)
        assert isinstance(read, EmailMessage)
        return read


@contextmanager
def mail_sink(folder: Path, **more: object) -> Iterator[Sink]:
    """Serve until left; its certificate is its own issuer."""
    sink = Sink(certificate=folder / "mail.pem", **more)  # type: ignore[arg-type]
    context = _context(folder, sink.certificate)

    class Talk(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.is_safe = False
            if sink.tls == "tls":
                self._protect()
            self._say("220 sink")
            while line := self.rfile.readline().decode().strip():
                if not self.is_safe:
                    sink.in_the_open.append(line)
                word = line.split(" ")[0].upper()
                if word == "EHLO":
                    offers = ["sink", "AUTH PLAIN"]
                    if sink.tls == "starttls" and not self.is_safe:
                        offers.append("STARTTLS")
                    for offer in offers[:-1]:
                        self._say(f"250-{offer}")
                    self._say(f"250 {offers[-1]}")
                elif word == "STARTTLS":
                    self._say("220 go")
                    self._protect()
                elif word == "AUTH":
                    account, password = self._credentials(line)
                    sink.signed_in.append(account)
                    self._say("235 in" if password == sink.password else "535 no")
                elif word == "RCPT":
                    address = line.split("<")[1].split(">")[0]
                    refused = address in sink.refuses
                    sink.recipients += [] if refused else [address]
                    self._say("550 no such" if refused else "250 ok")
                elif word == "DATA":
                    self._say("354 go")
                    sink.messages.append(self._data())
                    self._say("250 taken")
                else:
                    self._say("221 bye" if word == "QUIT" else "250 ok")

        def _say(self, line: str) -> None:
            self.wfile.write(line.encode() + b"\r\n")

        def _protect(self) -> None:
            self.connection = context.wrap_socket(self.connection, server_side=True)
            self.rfile = self.connection.makefile("rb")
            self.wfile = self.connection.makefile("wb", buffering=0)
            self.is_safe = True

        @staticmethod
        def _credentials(line: str) -> tuple[str, str]:
            _, account, password = base64.b64decode(line.split(" ")[2]).decode().split("\0")
            return account, password

        def _data(self) -> bytes:
            lines = []
            while (line := self.rfile.readline()) != b".\r\n":
                lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
            return b"".join(lines)

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """A client that does not trust us hangs up: that is what is tested."""

    with Server(("127.0.0.1", 0), Talk) as server:
        sink.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield sink
        finally:
            server.shutdown()


def _context(folder: Path, certificate: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail sink")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    key_file = folder / "mail.key"
    key_file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key_file)
    return context
