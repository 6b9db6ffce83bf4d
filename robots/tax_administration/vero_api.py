"""Asks the Tax Administration about one person: JSON over mutual TLS (the Vero API).

How the platform speaks is public: POST of JSON behind ``/Category/Product/Operation/v1``, mutual
TLS with a certificate of the Tax Administration's own CA, the headers below. The operation about
one person is not, so its path and form are the county's settings.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from typing import Final

from robots.casework.answer import Answer, Attachment, Evidence
from robots.casework.case import Person
from robots.casework.checks import InterfaceCheck
from robots.casework.identity_code import IdentityCode
from robots.casework.period import Period
from robots.casework.permit import Permit
from robots.casework.protocols import AccessLog, Clock, Turn
from robots.casework.words import Source
from robots.tax_administration.answering import Question, answer_of
from robots.tax_administration.choosing import newest_ended
from robots.tax_administration.errors import TaxRequestRefused, TaxYearWrong
from robots.tax_administration.json_reading import years_of
from robots.tax_administration.look import look_at_api
from robots.tax_administration.mapping import read_mapping
from robots.tax_administration.paths import Place
from robots.tax_administration.settings import ApiSettings, TaxSecrets
from robots.transport.attempts import Told, recorder
from robots.transport.errors import ServiceUnavailable
from robots.transport.https import Connection, Reply
from robots.transport.json import parse

_KEY: Final = "Vero-SoftwareKey"
_ID: Final = "Vero-SoftwareId"


class VeroApi:
    """One operation of the Vero API; one for all cases, safe to use from several threads.

    Raises:
        CertificateUnreadable: a certificate or key file cannot be used.
        MappingUnreadable: the mapping file.
    """

    source = Source.TAX_ADMINISTRATION

    def __init__(
        self,
        settings: ApiSettings,
        secrets: TaxSecrets,
        *,
        access_log: AccessLog,
        clock: Clock,
        new_id: Callable[[], str],
        sleep: Callable[[float], None],
        turn: Turn = nullcontext,
        key_passphrase: str | None = None,
    ) -> None:
        self._settings = settings
        self._mapping = read_mapping(settings.mapping)
        self._headers = {
            "Content-Type": "application/json",
            "Accept": "application/json",
            _KEY: secrets.software_key,
        } | ({_ID: settings.software_id} if settings.software_id else {})
        self._access_log = access_log
        self._clock = clock
        self._new_id = new_id
        self._connection = Connection(
            settings.connection, sleep=sleep, turn=turn, key_passphrase=key_passphrase
        )

    def ask(self, permit: Permit, person: Person, period: Period) -> Answer:
        """The latest taxation's figures, of the groups of data that the permit names.

        Raises:
            SourceUnusable, TryAgain, ReplyRefused: no answer; see the rooms' errors.
            ValueError: the permit is for another question.
        """
        code = permit.code_for(self.source, person, period)
        question = Question(permit, period, self._clock(), self._new_id())
        return self._connection.send(
            "POST",
            self._settings.operation_path,
            body=self._mapping.question(code, period, question.request_id),
            headers=self._headers,
            rows=recorder(
                self._access_log,
                self._clock,
                permit,
                code,
                service=self._settings.operation_path,
                request_id=question.request_id,
            ),
            read=lambda reply: self._told(reply, question, code),
        )

    def check(self) -> tuple[InterfaceCheck, ...]:
        """Whether the service is there and takes our certificate and key; nobody is asked about."""
        return (look_at_api(self._settings, self._connection, self._headers, self._clock),)

    def close(self) -> None:
        """Close the connections that are kept open."""
        self._connection.close()

    def _told(self, reply: Reply, question: Question, code: IdentityCode) -> Told[Answer]:
        years = years_of(self._mapping, Place("", parse(_body(reply))), code)
        asked = newest_ended(question.day)
        if self._mapping.asks_for_tax_year and years and asked not in (one.year for one in years):
            raise TaxYearWrong(tax_year=max(one.year for one in years))
        origin = Evidence.on(
            question.permit,
            f"evidence/{question.file}",
            what="tax_administration",
            file=question.file,
            content=reply.body,
            obtained_at=question.asked_at,
        )
        raw = Attachment(f"raw-{question.file}", reply.body, sealed=True)
        answer = answer_of(question, years, origin=origin, attachments=[raw])
        return Told(answer, answer.state)


def _body(reply: Reply) -> bytes:
    """The body of an answer that is one.

    Raises:
        ServiceUnavailable, TaxRequestRefused: by the HTTP status.
    """
    if reply.status >= 500:
        raise ServiceUnavailable(status=reply.status)
    if reply.status != 200:
        raise TaxRequestRefused(status=reply.status)
    return reply.body
