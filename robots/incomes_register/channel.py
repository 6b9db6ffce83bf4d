"""The register's real-time channel: one signed document goes, one signed document comes back.

The signature is that of the register's message description: enveloped, on the document itself,
which stands in a SOAP 1.1 body untouched. Nothing of an answer is given on before its signature is
right.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from typing import TypeVar

from robots.casework.errors import WorkerError
from robots.casework.protocols import Clock, Turn
from robots.incomes_register.envelope import unwrapped, wrapped
from robots.incomes_register.settings import IncomesRegisterSettings
from robots.transport.attempts import RequestRows, Told
from robots.transport.https import Connection, Reply
from robots.transport.signature import load_certificate, load_issuing_ca, load_key, sign, verify
from robots.transport.xml import Element

Value = TypeVar("Value")


class Channel:
    """The way to the register; safe to use from several threads.

    Raises:
        CertificateUnreadable: the client's or the authority's certificate, or the key.
    """

    def __init__(
        self,
        settings: IncomesRegisterSettings,
        *,
        clock: Clock,
        sleep: Callable[[float], None],
        turn: Turn = nullcontext,
        key_passphrase: str | None = None,
    ) -> None:
        self._clock = clock
        self._issuing_ca = settings.issuing_ca
        load_issuing_ca(settings.issuing_ca)
        self._certificate = load_certificate(settings.connection.client_certificate)
        self._key = load_key(settings.connection.client_key, key_passphrase)
        self._connection = Connection(
            settings.connection, sleep=sleep, turn=turn, key_passphrase=key_passphrase
        )

    def call(
        self,
        service_path: str,
        operation: str,
        document: Element,
        *,
        rows: RequestRows,
        read: Callable[[bytes, Element], Told[Value]],
        once_more: tuple[type[WorkerError], ...] = (),
    ) -> Value:
        """Send a document, and return what the answer told.

        Args:
            service_path: put behind the settings' address.
            operation: of the service: its SOAPAction.
            document: not signed yet.
            rows: of the access log.
            read: gets the whole reply, and its document as it was signed, without the signature.
            once_more: errors of ``read`` after which the question is sent just once more.

        Raises:
            RequestRefused, ServiceUnavailable, ReplyNotUnderstood: by the envelope.
            SignatureRefused: the answer is not the register's, or not as the register signed it.
            And what :meth:`robots.transport.https.Connection.send` and ``read`` raise.
        """

        def verified(reply: Reply) -> Told[Value]:
            tree = verify(unwrapped(reply), self._issuing_ca, at=self._clock())
            return read(reply.body, tree)

        return self._connection.send(
            "POST",
            service_path,
            body=wrapped(sign(document, self._certificate, self._key)),
            headers={
                "Content-Type": "text/xml;charset=UTF-8",
                "SOAPAction": f'"{operation}"',
            },
            rows=rows,
            read=verified,
            once_more=once_more,
        )

    def close(self) -> None:
        """Close the connections that are kept open."""
        self._connection.close()
