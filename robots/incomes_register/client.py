"""Asks the Incomes Register about one person: a signed question and answer for each data group."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from datetime import datetime

from robots.casework.answer import Answer, Attachment, Evidence, joined
from robots.casework.case import Person
from robots.casework.checks import InterfaceCheck
from robots.casework.identity_code import IdentityCode
from robots.casework.period import Period
from robots.casework.permit import Permit
from robots.casework.protocols import AccessLog, Clock, Turn
from robots.casework.words import Source, State
from robots.incomes_register.channel import Channel
from robots.incomes_register.check import look_at
from robots.incomes_register.errors import ReportsMissing
from robots.incomes_register.extract import extract_of
from robots.incomes_register.figures import Figures, Reader
from robots.incomes_register.income_types import IncomeTypes
from robots.incomes_register.kinds import Kind
from robots.incomes_register.reply import read_reply
from robots.incomes_register.request import data_request
from robots.incomes_register.settings import IncomesRegisterSettings
from robots.transport.attempts import Told, recorder
from robots.transport.xml import Element


class IncomesRegister:
    """The register's real-time channel; one for all cases, safe to use from several threads.

    Raises:
        CertificateUnreadable: the client's or the authority's certificate, or the key.
        IncomeTypesUnreadable: a table of income type codes.
    """

    source = Source.INCOMES_REGISTER

    def __init__(
        self,
        settings: IncomesRegisterSettings,
        *,
        access_log: AccessLog,
        clock: Clock,
        new_id: Callable[[], str],
        sleep: Callable[[float], None],
        turn: Turn = nullcontext,
        key_passphrase: str | None = None,
    ) -> None:
        self._settings = settings
        self._access_log = access_log
        self._clock = clock
        self._new_id = new_id
        self._types = IncomeTypes.shipped_with(settings.income_types)
        self._channel = Channel(
            settings, clock=clock, sleep=sleep, turn=turn, key_passphrase=key_passphrase
        )

    def ask(self, permit: Permit, person: Person, period: Period) -> Answer:
        """All payments in the period, of the data groups that the permit names.

        Raises:
            SourceUnusable, TryAgain, ReplyRefused: no answer; see the rooms' errors.
            ValueError: the permit is for another question.
        """
        code = permit.code_for(self.source, person, period)
        kinds = sorted(Kind(group) for group in permit.data_groups)
        return joined([self._ask_for(kind, permit, code, period) for kind in kinds])

    def check(self) -> tuple[InterfaceCheck, ...]:
        """Try ``SendEcho`` and the status service, without any client's data."""
        return look_at(self._channel, self._settings, clock=self._clock, new_id=self._new_id)

    def close(self) -> None:
        """Close the connections that are kept open."""
        self._channel.close()

    def _ask_for(self, kind: Kind, permit: Permit, code: IdentityCode, period: Period) -> Answer:
        asked_at = self._clock()
        request_id = self._new_id()
        call = self._settings.call(kind)
        return self._channel.call(
            call.service_path,
            call.soap_action,
            data_request(kind, code, period, settings=self._settings, at=asked_at),
            rows=recorder(
                self._access_log,
                self._clock,
                permit,
                code,
                service=call.soap_action,
                request_id=request_id,
            ),
            read=lambda body, tree: self._told(
                body, tree, kind, permit, code, period, asked_at, request_id
            ),
            # Reports that do not come to the number told may be a slip; then a person decides.
            once_more=(ReportsMissing,),
        )

    def _told(
        self,
        body: bytes,
        tree: Element,
        kind: Kind,
        permit: Permit,
        code: IdentityCode,
        period: Period,
        asked_at: datetime,
        request_id: str,
    ) -> Told[Answer]:
        reports = read_reply(tree, kind, code, self._settings)
        name = f"{self.source}-{permit.role}-{kind}.xml"
        origin = Evidence.on(
            permit,
            f"evidence/{name}",
            what=f"incomes_register_{kind}",
            file=name,
            content=body,
            obtained_at=asked_at,
        )
        reader = Reader(
            kind, permit.role, period, types=self._types, settings=self._settings, origin=origin
        )
        figures = reader.read(reports)
        answer = Answer(
            self.source,
            permit.role,
            _state(figures),
            asked_at,
            period,
            request_ids=(request_id,),
            permit=permit,
            incomes=figures.incomes,
            findings=figures.findings,
            evidence=(origin, *figures.evidence),
            attachments=(
                Attachment(name, extract_of(tree, figures.used)),
                Attachment(f"raw-{name}", body, sealed=True),
            ),
        )
        return Told(answer, answer.state)


def _state(figures: Figures) -> State:
    if not figures.is_complete:
        return State.PARTIAL
    return State.FOUND if figures.incomes else State.NONE
