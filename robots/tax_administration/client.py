"""Asks the Tax Administration about one person: JSON over mutual TLS (the Vero API)."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Final, NoReturn

from robots.casework.answer import Answer, Attachment, Evidence
from robots.casework.case import Person
from robots.casework.identity_code import IdentityCode
from robots.casework.period import Period
from robots.casework.permit import Permit
from robots.casework.protocols import AccessLog, Clock
from robots.casework.words import Source, State
from robots.tax_administration.errors import TaxRequestRefused
from robots.tax_administration.figures import Figures, Reader
from robots.tax_administration.mapping import read_mapping
from robots.tax_administration.paths import JsonValue
from robots.tax_administration.settings import TaxAdministrationSettings, TaxSecrets
from robots.transport.attempts import Told, recorder
from robots.transport.errors import ReplyNotUnderstood, ServiceUnavailable
from robots.transport.https import Connection, Reply

_KEY: Final = "Vero-SoftwareKey"
_ID: Final = "Vero-SoftwareId"


class TaxAdministration:
    """One operation of the Vero API; one for all cases, safe to use from several threads.

    Raises:
        CertificateUnreadable: a certificate or key file cannot be used.
        MappingUnreadable: the mapping file.
    """

    source = Source.TAX_ADMINISTRATION

    def __init__(
        self,
        settings: TaxAdministrationSettings,
        secrets: TaxSecrets,
        *,
        access_log: AccessLog,
        clock: Clock,
        new_id: Callable[[], str],
        sleep: Callable[[float], None],
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
        self._connection = Connection(settings.connection, sleep=sleep)

    def ask(self, permit: Permit, person: Person, period: Period) -> Answer:
        """The latest taxation's figures, of the groups of data that the permit names.

        Raises:
            SourceUnusable, TryAgain, ReplyRefused: no answer; see the rooms' errors.
            ValueError: the permit is for another question.
        """
        code = permit.code_for(self.source, person, period)
        asked_at = self._clock()
        request_id = self._new_id()
        return self._connection.send(
            "POST",
            self._settings.operation_path,
            body=self._mapping.question(code, period, request_id),
            headers=self._headers,
            rows=recorder(
                self._access_log,
                self._clock,
                permit,
                code,
                service=self._settings.operation_path,
                request_id=request_id,
            ),
            read=lambda reply: self._told(reply, permit, code, period, asked_at, request_id),
        )

    def _told(
        self,
        reply: Reply,
        permit: Permit,
        code: IdentityCode,
        period: Period,
        asked_at: datetime,
        request_id: str,
    ) -> Told[Answer]:
        name = f"{self.source}-{permit.role}.json"
        origin = Evidence.on(
            permit,
            f"evidence/{name}",
            what="tax_administration",
            file=name,
            content=reply.body,
            obtained_at=asked_at,
        )
        reader = Reader(self._mapping, permit.role, permit.data_groups, origin=origin)
        figures = reader.read(_content(reply), code)
        used = json.dumps(figures.used, ensure_ascii=False, indent=2).encode()
        answer = Answer(
            self.source,
            permit.role,
            _state(figures),
            asked_at,
            period,
            request_ids=(request_id,),
            permit=permit,
            incomes=figures.incomes,
            forests=figures.forests,
            findings=figures.findings,
            evidence=(origin, *figures.evidence),
            attachments=(
                Attachment(name, used),
                Attachment(f"raw-{name}", reply.body, sealed=True),
            ),
        )
        return Told(answer, answer.state)

    def close(self) -> None:
        """Close the connections that are kept open."""
        self._connection.close()


def _state(figures: Figures) -> State:
    if not figures.is_complete:
        return State.PARTIAL
    return State.FOUND if figures.incomes or figures.forests else State.NONE


def _content(reply: Reply) -> JsonValue:
    """The answer's JSON, its numbers exact.

    Raises:
        ServiceUnavailable, TaxRequestRefused: by the HTTP status.
        ReplyNotUnderstood: no JSON.
    """
    if reply.status >= 500:
        raise ServiceUnavailable(status=reply.status)
    if reply.status != 200:
        raise TaxRequestRefused(status=reply.status)
    try:
        return json.loads(
            reply.body.decode("utf-8"), parse_float=Decimal, parse_constant=_refuse_constant
        )
    except (ValueError, RecursionError):
        # Without the cause: json's message may quote the reply.
        raise ReplyNotUnderstood(why="not_json") from None


def _refuse_constant(constant: str) -> NoReturn:
    raise ValueError("NaN and infinity are no amounts")
