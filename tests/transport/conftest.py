"""A loopback server that answers as each test says, with the stand-ins' certificates."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from devdata.standins.frame import Certificates, Journal, Request, Response, Switch
from robots.casework.errors import WorkerError
from robots.transport.attempts import Told
from robots.transport.https import Connection, ConnectionSettings, Reply


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("certificates"))


class Rows:
    """The access log's rows of one request, in order: ``(attempt, outcome, bytes)``."""

    def __init__(self) -> None:
        self.written: list[tuple[int, str, int]] = []
        self.refuse: WorkerError | None = None

    def before(self, attempt: int) -> None:
        if self.refuse is not None:
            raise self.refuse
        self.written.append((attempt, "asked", 0))

    def after(self, attempt: int, outcome: str, size: int, by_person: Any = None) -> None:
        self.written.append((attempt, outcome, size))

    @property
    def outcomes(self) -> list[str]:
        """What became of each attempt, each with its row before it."""
        before, after = self.written[::2], self.written[1::2]
        assert [row[0] for row in before] == [row[0] for row in after]
        assert [row[0] for row in before] == list(range(1, len(before) + 1))
        assert {row[1] for row in before} <= {"asked"}
        return [row[1] for row in after]


class Way:
    """A server that answers by script, and the connection to it; all is remembered."""

    def __init__(self, certificates: Certificates) -> None:
        self.certificates = certificates
        self.script: list[Response | Callable[[Request], Response]] = []
        self.requests: list[Request] = []
        self.rows = Rows()
        self.slept: list[float] = []
        self.switch = Switch("way", Journal())
        self.server = self.switch.server(
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

    def connection(self, key_passphrase: str | None = None, **changes: Any) -> Connection:
        return Connection(
            self.settings(**changes), sleep=self.slept.append, key_passphrase=key_passphrase
        )

    def send(
        self,
        *script: Response | Callable[[Request], Response],
        read: Callable[[Reply], Told[Reply]] = Told,
        once_more: tuple[type[WorkerError], ...] = (),
        **changes: Any,
    ) -> Reply:
        self.script = list(script)
        return self.connection(**changes).send(
            "POST",
            "/service",
            body=b"<question/>",
            headers={"Content-Type": "text/xml"},
            rows=self.rows,
            read=read,
            once_more=once_more,
        )


@pytest.fixture
def way(certificates: Certificates) -> Iterator[Way]:
    way = Way(certificates)
    yield way
    way.server.stop()
