"""The population register, asked about one person at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Final

from lxml import etree

from robots.casework.answer import Answer, Finding, PersonFacts
from robots.casework.case import Person
from robots.casework.identity_code import IdentityCode
from robots.casework.period import Period
from robots.casework.permit import Permit
from robots.casework.protocols import AccessLog, Clock
from robots.casework.words import PersonFlag, Source, State
from robots.population_register.errors import CredentialsRefused, EndUserUnfit, NoActiveCode
from robots.population_register.evidence import Exchange, attachments_of, evidence_of
from robots.population_register.person import active_code, read_person
from robots.population_register.reading import Reading
from robots.population_register.settings import Credentials, PopulationRegisterSettings
from robots.population_register.verdict import Verdict, judge
from robots.transport.attempts import Told, recorder
from robots.transport.https import Connection
from robots.transport.xml import Element
from robots.transport.xroad import Headers, Service, XRoadReply, call

#: The query service's identity on Suomi.fi's data exchange layer, but for the instance.
_MEMBER_CLASS: Final = "GOV"
_MEMBER_CODE: Final = "0245437-2"
_SUBSYSTEM: Final = "VTJkysely"
_SERVICE: Final = "HenkilonTunnusKysely"
_VERSION: Final = "v1"

_BODY: Final = "http://xml.vrk.fi/ws/vtj/vtjkysely/1"
_LONGEST_END_USER: Final = 50


class PopulationRegister:
    """VTJ's query service, through the county's own security server.

    Once the register has refused the password, nothing more is sent: repeating a wrong one may
    lock the account that every worker of the county shares.

    Raises:
        CertificateUnreadable: a certificate or key file cannot be used.
    """

    source = Source.POPULATION_REGISTER

    def __init__(
        self,
        settings: PopulationRegisterSettings,
        credentials: Credentials,
        *,
        access_log: AccessLog,
        clock: Clock,
        new_id: Callable[[], str],
        sleep: Callable[[float], None],
    ) -> None:
        self._settings = settings
        self._credentials = credentials
        self._access_log = access_log
        self._clock = clock
        self._new_id = new_id
        self._connection = Connection(settings.connection, sleep=sleep)
        self._service = Service(
            instance=settings.client.instance,
            member_class=_MEMBER_CLASS,
            member_code=_MEMBER_CODE,
            subsystem_code=_SUBSYSTEM,
            service_code=_SERVICE,
            service_version=_VERSION,
        )
        self._password_refused = False

    def ask(self, permit: Permit, person: Person, period: Period) -> Answer:
        """Who the person is now: the register tells the present, and of ``period`` only the last
        day matters, on which a guardianship is in force or not.

        ``found`` with facts, or ``none`` with the flag ``not_found``. A passive identity code is
        followed once.

        Raises:
            CredentialsRefused, RequestRefused, ProductLacking: nobody can be asked about.
            RegisterFailed: an internal error of the register.
            NotDisclosed, NoActiveCode, EndUserUnfit, PersonMismatch: about this person.
            And what :func:`robots.transport.xroad.call` raises.
        """
        code = permit.code_for(self.source, person, period)
        asked_at = self._clock()
        exchanges = [self._exchange(permit, code, "person")]
        if exchanges[0].verdict is Verdict.CHANGED:
            in_force = active_code(exchanges[0].reply, code)
            exchanges.append(self._exchange(permit, in_force, "active-code"))
        last = exchanges[-1]
        state, facts, findings = self._read(permit, last, period)
        if last is not exchanges[0]:
            flags = facts.flags | {PersonFlag.CHANGED_IDENTITY_CODE}
            facts = replace(facts, flags=flags, active_code=last.asked)
        # Only now: the evidence is made of what has been read.
        evidence = tuple(evidence_of(one, permit) for one in exchanges)
        return Answer(
            self.source,
            permit.role,
            state,
            asked_at,
            period,
            request_ids=tuple(one.request_id for one in exchanges),
            permit=permit,
            person=replace(facts, evidence=tuple(one.id for one in evidence)),
            findings=tuple(replace(one, refers_to=(evidence[-1].id,)) for one in findings),
            evidence=evidence,
            attachments=tuple(file for one in exchanges for file in attachments_of(one, permit)),
        )

    def close(self) -> None:
        """Close the connection to the security server."""
        self._connection.close()

    def _read(
        self, permit: Permit, last: Exchange, period: Period
    ) -> tuple[State, PersonFacts, tuple[Finding, ...]]:
        match last.verdict:
            case Verdict.OK:
                assert period.end is not None  # or the permit would not have given the code
                facts, findings = read_person(
                    last.reply, last.asked, permit.role, self._settings, period.end
                )
                return State.FOUND, facts, findings
            case Verdict.DEAD:
                return State.FOUND, PersonFacts("", frozenset({PersonFlag.DEAD})), ()
            case Verdict.NOT_FOUND:
                return State.NONE, PersonFacts("", frozenset({PersonFlag.NOT_FOUND})), ()
            case _:
                raise NoActiveCode()

    def _exchange(self, permit: Permit, code: IdentityCode, name: str) -> Exchange:
        if self._password_refused:
            raise CredentialsRefused(return_code="-")
        request_id = self._new_id()
        end_user = self._end_user(permit)
        obtained_at = self._clock()
        return call(
            self._connection,
            Headers(self._settings.client, self._service, request_id, end_user, permit.case_id),
            self._body(code, end_user),
            rows=recorder(
                self._access_log,
                self._clock,
                permit,
                code,
                service=_SERVICE,
                request_id=request_id,
            ),
            read=lambda reply: self._told(reply, name, code, request_id, obtained_at),
        )

    def _told(
        self, reply: XRoadReply, name: str, code: IdentityCode, request_id: str, at: datetime
    ) -> Told[Exchange]:
        reading = Reading(reply.body)
        try:
            verdict = judge(reading, code)
        except CredentialsRefused:
            self._password_refused = True
            raise
        exchange = Exchange(name, code, request_id, at, reading, reply.raw, verdict)
        return Told(exchange, State.NONE if verdict is Verdict.NOT_FOUND else State.FOUND)

    def _end_user(self, permit: Permit) -> str:
        end_user = self._settings.end_user.format(requested_by=permit.requested_by)
        if not permit.requested_by or len(end_user) > _LONGEST_END_USER:
            raise EndUserUnfit(longest=_LONGEST_END_USER)
        return end_user

    def _body(self, code: IdentityCode, end_user: str) -> Element:
        body = etree.Element(f"{{{_BODY}}}{_SERVICE}", nsmap={"vtj": _BODY})
        request = etree.SubElement(body, f"{{{_BODY}}}request")
        for name, value in (
            ("SoSoNimi", self._settings.product),
            ("Kayttajatunnus", self._credentials.username),
            ("Salasana", self._credentials.password),
            ("Loppukayttaja", end_user),
            ("Laskutustiedot", self._settings.billing_reference),
            ("Henkilotunnus", code.reveal()),
        ):
            if value:
                etree.SubElement(request, f"{{{_BODY}}}{name}").text = value
        return body
