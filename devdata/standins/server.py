"""A small HTTP server for a stand-in: a thread a connection, TLS with a required certificate."""

from __future__ import annotations

import contextlib
import socket
import ssl
import struct
import sys
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any, Protocol

from devdata.standins.certificates import Authority, Issued
from devdata.standins.load import Load

_LARGEST_REQUEST = 5 * 1024 * 1024
_IDLE_SECONDS = 60


@dataclass(frozen=True)
class Request:
    """What came in."""

    method: str
    path: str
    """With the query."""
    headers: Message
    """Names in any case."""
    body: bytes = field(repr=False)
    client_name: str | None
    """The common name of the client's certificate."""


class Wire(Protocol):
    """The connection to one client, for a reply that is not sent as HTTP wants it."""

    def write(self, content: bytes) -> None:
        """Send bytes as they are."""

    def pause(self, seconds: float | None = None) -> bool:
        """Wait, without end when nothing is said; False when the server stops meanwhile."""

    def reset(self) -> None:
        """Break the connection off."""


@dataclass(frozen=True)
class Response:
    """What goes out; several headers of one name may be sent."""

    status: int = 200
    body: bytes = b""
    content_type: str = "text/plain; charset=utf-8"
    headers: Iterable[tuple[str, str]] = ()
    way: Callable[[Wire], None] | None = None
    """Sends something else instead, by itself; the connection is closed after it."""


@dataclass
class Latency:
    """How long a server lets each request wait before it looks at it; no page's style waits."""

    seconds: float = 0.0


class Server:
    """Serves on a free port of the loopback from the moment it is made until :meth:`stop`."""

    def __init__(
        self,
        handle: Callable[[Request], Response],
        *,
        certificate: Issued | None = None,
        clients: Iterable[Authority] = (),
        host: str = "127.0.0.1",
        admits: Callable[[], bool] = lambda: True,
        load: Load | None = None,
    ) -> None:
        """``certificate`` turns TLS on; with ``clients``, one of theirs must be shown. A
        connection that ``admits`` does not admit is broken off before a word."""
        self._stopped = Event()
        self.latency = Latency()
        self.load = load or Load()
        handler = type(
            "Handler",
            (_Handler,),
            {
                "handle_request": staticmethod(handle),
                "stopped": self._stopped,
                "latency": self.latency,
                "load": self.load,
            },
        )
        self._http = _Http((host, 0), handler)
        self._http.admits = admits
        if certificate is not None:
            self._http.socket = _context(certificate, clients).wrap_socket(
                self._http.socket, server_side=True, do_handshake_on_connect=False
            )
        scheme = "http" if certificate is None else "https"
        self.address = f"{scheme}://{host}:{self._http.server_address[1]}"
        self._thread = Thread(target=self._http.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop listening."""
        self._stopped.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    admits: Callable[[], bool]

    def verify_request(self, request: Any, client_address: Any) -> bool:
        """Called before the handshake."""
        if self.admits():
            return True
        _break_off(request)
        return False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up or shows no good certificate is no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = _IDLE_SECONDS
    handle_request: Callable[[Request], Response]
    stopped: Event
    latency: Latency
    load: Load

    def setup(self) -> None:
        super().setup()
        if isinstance(self.connection, ssl.SSLSocket):
            # Here and not in accept(): a client that stalls must not hold up the others.
            try:
                self.connection.do_handshake()
            except ssl.SSLError:
                _let_the_alert_arrive(self.connection)
                raise

    def _serve(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        if length > _LARGEST_REQUEST:
            self.close_connection = True
            self._send(Response(413))
            return
        with self.load.request(self.command, self.path) as is_seen:
            response = self._answer(length, self.latency.seconds if is_seen else 0.0)
        if response is not None:
            self._send(response)

    def _answer(self, length: int, seconds: float) -> Response | None:
        """None when the server stops meanwhile."""
        if self.stopped.wait(seconds):
            self.close_connection = True
            return None
        request = Request(
            self.command,
            self.path,
            self.headers,
            self.rfile.read(length),
            _client_name(self.connection),
        )
        try:
            return self.handle_request(request)
        except Exception as error:
            # Where, but not what: the message could quote a person.
            print(f"a stand-in failed: {type(error).__name__}", file=sys.stderr)
            traceback.print_tb(error.__traceback__)
            return Response(500, b"the stand-in failed")

    do_GET = do_POST = do_HEAD = _serve  # noqa: N815 - http.server's names

    def _send(self, response: Response) -> None:
        if response.way is not None:
            self.close_connection = True
            # A client that has had enough and hangs up is no news.
            with contextlib.suppress(OSError):
                response.way(self)
            return
        self.send_response(response.status)
        self.send_header("Content-Type", response.content_type)
        self.send_header("Content-Length", str(len(response.body)))
        for name, value in response.headers:
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(response.body)

    def write(self, content: bytes) -> None:
        self.wfile.write(content)

    def pause(self, seconds: float | None = None) -> bool:
        return not self.stopped.wait(seconds)

    def reset(self) -> None:
        _break_off(self.connection)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - http.server's name
        """Say nothing: a path may carry what belongs in no log."""


def _let_the_alert_arrive(connection: ssl.SSLSocket) -> None:
    """Closing with unread bytes resets the connection, and the client never hears why."""
    plain = socket.socket(fileno=connection.detach())
    with contextlib.suppress(OSError), plain:
        plain.settimeout(1)
        plain.shutdown(socket.SHUT_WR)
        while plain.recv(65536):
            pass


def _break_off(connection: socket.socket) -> None:
    """Reset the connection: with a linger of no time, closing sends no farewell."""
    plain = socket.socket(fileno=connection.detach())
    # Two ints on most systems, two shorts on Windows.
    linger = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
    plain.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    plain.close()


def _client_name(connection: Any) -> str | None:
    if not isinstance(connection, ssl.SSLSocket):
        return None
    subject = (connection.getpeercert() or {}).get("subject", ())
    return next((value for part in subject for key, value in part if key == "commonName"), None)


def _context(certificate: Issued, clients: Iterable[Authority]) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(certificate.certificate_file, certificate.key_file)
    for authority in clients:
        context.load_verify_locations(authority.file)
        context.verify_mode = ssl.CERT_REQUIRED
    return context
