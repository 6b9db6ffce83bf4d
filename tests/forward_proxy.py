"""A county's proxy: carries plain requests and tunnels to where they want, and remembers where."""

from __future__ import annotations

import socket
from contextlib import suppress
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Final
from urllib.parse import urlsplit

_ON_THE_WAY: Final = frozenset(
    {"connection", "proxy-connection", "keep-alive", "transfer-encoding", "content-length"}
)


class ForwardProxy:
    """Serves until it is stopped; ``wanted``: hosts with their ports, in their order."""

    def __init__(self) -> None:
        self.wanted: list[str] = []
        wanted = self.wanted

        class Carrying(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
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
