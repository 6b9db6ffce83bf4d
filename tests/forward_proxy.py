"""A county's proxy: carries plain requests and tunnels to where they want, and remembers where."""

from __future__ import annotations

import socket
from base64 import b64encode
from contextlib import suppress
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Final
from urllib.parse import urlsplit

_ON_THE_WAY: Final = frozenset(
    {
        "connection",
        "proxy-authorization",
        "proxy-connection",
        "keep-alive",
        "transfer-encoding",
        "content-length",
    }
)


class ForwardProxy:
    """Serves until it is stopped; ``wanted``: hosts with their ports, in their order.

    Args:
        user: who must sign in, with the password; nobody where none is given.
    """

    def __init__(self, user: str = "", password: str = "") -> None:
        self.wanted: list[str] = []
        self.refused = 0
        wanted, proxy = self.wanted, self
        pair = b64encode(f"{user}:{password}".encode()).decode("ascii")
        expected = f"Basic {pair}" if user else None

        class Carrying(BaseHTTPRequestHandler):
            def refuses(self) -> bool:
                if self.headers.get("Proxy-Authorization") == expected:
                    return False
                proxy.refused += 1
                self.send_response(407)
                self.send_header("Proxy-Authenticate", 'Basic realm="county"')
                self.send_header("Content-Length", "0")
                self.end_headers()
                return True

            def do_GET(self) -> None:
                if self.refuses():
                    return None
                parts = urlsplit(self.path)
                wanted.append(parts.netloc)
                path = parts.path + (f"?{parts.query}" if parts.query else "")
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                outer = HTTPConnection(parts.netloc, timeout=20)
                headers = {
                    name: value
                    for name, value in self.headers.items()
                    if name.lower() not in _ON_THE_WAY
                }
                try:
                    outer.request(self.command, path or "/", body or None, headers)
                except OSError:
                    return self.send_error(502)
                reply = outer.getresponse()
                content = reply.read()
                self.send_response_only(reply.status, reply.reason)
                for name, value in reply.getheaders():
                    if name.lower() not in _ON_THE_WAY:
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)
                outer.close()

            do_POST = do_GET  # noqa: N815 - http.server's own name

            def do_CONNECT(self) -> None:
                if self.refuses():
                    return
                wanted.append(self.path)
                host, port = self.path.rsplit(":", 1)
                outer = socket.create_connection((host, int(port)))
                self.send_response_only(200, "Connected")
                self.end_headers()
                other_way = Thread(target=carry, args=(outer, self.connection), daemon=True)
                other_way.start()
                carry(self.connection, outer)
                other_way.join()
                self.close_connection = True

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Carrying)
        self._server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def carry(one: socket.socket, other: socket.socket) -> None:
    """What comes from one goes to the other, until it ends."""
    with suppress(OSError):
        while piece := one.recv(65536):
            other.sendall(piece)
    with suppress(OSError):
        other.shutdown(socket.SHUT_WR)
