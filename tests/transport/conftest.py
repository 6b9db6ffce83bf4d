"""A loopback server that answers as each test says, with the stand-ins' certificates."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from devdata.standins.frame import Certificates, Request, Response, Server
from robots.transport.https import Connection, ConnectionSettings, Reply


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("certificates"))


class Way:
    """A server that answers by script, and the connection to it; all is remembered."""

    def __init__(self, certificates: Certificates) -> None:
        self.certificates = certificates
        self.script: list[Response | Callable[[Request], Response]] = []
        self.requests: list[Request] = []
        self.attempts: list[tuple[str, int]] = []
        self.slept: list[float] = []
        self.server = Server(
            self._answer,
            certificate=certificates.server,
            clients=[certificates.data_user_authority],
        )

    def _answer(self, request: Request) -> Response:
        self.requests.append(request)
        answer = self.script.pop(0)
        return answer if isinstance(answer, Response) else answer(request)

    def settings(self, **changes: Any) -> ConnectionSettings:
        county = self.certificates.county
        return ConnectionSettings(
            **{
                "address": self.server.address,
                "client_certificate": county.certificate_file,
                "client_key": county.key_file,
                "trusted_certificates": self.certificates.server_authority.file,
                **changes,
            }
        )

    def connection(self, **changes: Any) -> Connection:
        return Connection(self.settings(**changes), sleep=self.slept.append)

    def attempted(self, outcome: str, size: int) -> None:
        self.attempts.append((outcome, size))

    def send(self, *script: Response | Callable[[Request], Response], **changes: Any) -> Reply:
        self.script = list(script)
        return self.connection(**changes).send(
            "POST",
            "/service",
            body=b"<question/>",
            headers={"Content-Type": "text/xml"},
            on_attempt=self.attempted,
        )


@pytest.fixture
def way(certificates: Certificates) -> Iterator[Way]:
    way = Way(certificates)
    yield way
    way.server.stop()
