"""The population register, asked about one person at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from robots.casework.answer import Answer, Finding
from robots.casework.case import Person
from robots.casework.checks import InterfaceCheck
from robots.casework.identity_code import IdentityCode
from robots.casework.period import Period
from robots.casework.permit import Permit
from robots.casework.protocols import AccessLog, Clock, Turn
from robots.casework.words import PersonFlag, Severity, Source, State
from robots.population_register.check import look_at_query_service
from robots.population_register.errors import NoActiveCode, ProductsDiffer
from robots.population_register.evidence import Exchange, attachments_of, evidence_of
from robots.population_register.part import Part, facts_of
from robots.population_register.password import PasswordCare
from robots.population_register.person import active_code, hides_residents, read_person
from robots.population_register.product import PROTECTION, RESIDENTS, Product, read_products
from robots.population_register.question import SERVICE, end_user_of, question, service_of
from robots.population_register.reading import Reading
from robots.population_register.settings import Credentials, PopulationRegisterSettings
from robots.population_register.verdict import Verdict, judge
from robots.transport.attempts import Told, recorder
from robots.transport.https import Connection
from robots.transport.xroad import Headers, XRoadReply, call

_AGE_OF_MAJORITY: Final = 18


class PopulationRegister:
    """VTJ's query service, through the county's own security server.

    Once the register has refused the password, nothing more is sent: repeating a wrong one may
    lock the account that every worker of the county shares.

    Raises:
        CertificateUnreadable: a certificate or key file cannot be used.
        ProductsUnreadable: the file of the county's products.
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
        turn: Turn = nullcontext,
        key_passphrase: str | None = None,
    ) -> None:
        self._settings = settings
        self._credentials = credentials
        self._products = read_products(settings.products)
        self._access_log = access_log
        self._clock = clock
        self._new_id = new_id
        self._connection = Connection(
            settings.connection, sleep=sleep, turn=turn, key_passphrase=key_passphrase
        )
        self._service = service_of(settings.client)
        self._password = PasswordCare()

    def ask(self, permit: Permit, person: Person, period: Period) -> Answer:
        """Who the person is now: the register tells the present, and of ``period`` only the last
        day matters, on which a guardianship is in force or not.

        ``found`` with facts, or ``none`` with the flag ``not_found``. A passive identity code is
        followed once. Of each reply only the permit's groups of data are read.

        Raises:
            CredentialsRefused, RequestRefused: nobody can be asked about.
            RegisterFailed: an internal error of the register.
            NotDisclosed, NoActiveCode, EndUserUnfit, PersonMismatch, ElementMissing,
            ProductsDiffer: about this person.
            And what :func:`robots.transport.xroad.call` raises.
        """
        code = permit.code_for(self.source, person, period)
        assert period.end is not None  # or the permit would not have given the code
        asked_at = self._clock()
        exchanges = [self._exchange(permit, code, self._products[0], "person")]
        if exchanges[0].verdict is Verdict.CHANGED:
            in_force = active_code(exchanges[0].reply, code)
            active = self._exchange(permit, in_force, self._products[0], "active-code")
            exchanges.append(active)
        first = exchanges[-1]
        part = _read_first(first, permit, period.end)
        if first.verdict in (Verdict.OK, Verdict.NOTICE):
            for name, product in self._others(permit, first.asked, period.end):
                if product.groups <= {RESIDENTS} and hides_residents([part]):
                    continue
                exchange = self._exchange(permit, first.asked, product, name)
                part = _read_more(exchange, permit, period.end, part)
                exchanges.append(exchange)
        return self._answer(permit, period, asked_at, exchanges, part, changed=first.asked != code)

    def check(self) -> tuple[InterfaceCheck, ...]:
        """Whether the register can be asked, without anybody's data: see
        :mod:`robots.population_register.check`."""
        return look_at_query_service(
            self._connection,
            self._settings,
            clock=self._clock,
            new_id=self._new_id,
        )

    def close(self) -> None:
        """Close the connection to the security server."""
        self._connection.close()

    def _others(
        self, permit: Permit, code: IdentityCode, today: date
    ) -> Iterator[tuple[str, Product]]:
        """The products after the first that have anything that may be read of this person."""
        is_minor = _age(code.birth_date, today) < _AGE_OF_MAJORITY
        for number, product in enumerate(self._products[1:], start=2):
            brings = product.groups & (permit.data_groups | {PROTECTION})
            if brings and (is_minor or not product.minors_only):
                yield f"product-{number}", product

    def _answer(
        self,
        permit: Permit,
        period: Period,
        asked_at: datetime,
        exchanges: list[Exchange],
        part: Part,
        *,
        changed: bool,
    ) -> Answer:
        # Only now: the evidence is made of what has been read.
        evidence = tuple(evidence_of(one, permit) for one in exchanges)
        facts = replace(facts_of(part), evidence=tuple(one.id for one in evidence))
        if changed:
            flags = facts.flags | {PersonFlag.CHANGED_IDENTITY_CODE}
            facts = replace(facts, flags=flags, active_code=exchanges[-1].asked)
        keeps = PersonFlag.PROTECTED_ADDRESS not in facts.flags and not part.spouse_is_protected
        files = (attachments_of(one, permit, with_whole_reply=keeps) for one in exchanges)
        return Answer(
            self.source,
            permit.role,
            State.NONE if PersonFlag.NOT_FOUND in facts.flags else State.FOUND,
            asked_at,
            period,
            request_ids=tuple(one.request_id for one in exchanges),
            permit=permit,
            person=facts,
            findings=tuple(replace(one, refers_to=(evidence[-1].id,)) for one in part.findings),
            evidence=evidence,
            attachments=tuple(file for of_one in files for file in of_one),
        )

    def _exchange(
        self, permit: Permit, code: IdentityCode, product: Product, name: str
    ) -> Exchange:
        request_id = self._new_id()
        end_user = end_user_of(self._settings, permit)
        obtained_at = self._clock()

        def told(reply: XRoadReply) -> Told[Exchange]:
            reading = Reading(reply.body)
            verdict = judge(reading, code)
            exchange = Exchange(
                name, product, code, request_id, obtained_at, reading, reply.raw, verdict
            )
            return Told(exchange, State.NONE if verdict is Verdict.NOT_FOUND else State.FOUND)

        with self._password.asking():
            return call(
                self._connection,
                Headers(self._settings.client, self._service, request_id, end_user, permit.case_id),
                question(self._settings, self._credentials, product.name, code, end_user),
                rows=recorder(
                    self._access_log,
                    self._clock,
                    permit,
                    code,
                    service=SERVICE,
                    request_id=request_id,
                ),
                read=told,
            )


def _read_first(exchange: Exchange, permit: Permit, today: date) -> Part:
    match exchange.verdict:
        case Verdict.OK | Verdict.NOTICE:
            return _read(exchange, permit, today, Part())
        case Verdict.DEAD:
            return Part(flags=frozenset({PersonFlag.DEAD}))
        case Verdict.NOT_FOUND:
            return Part(flags=frozenset({PersonFlag.NOT_FOUND}))
        case _:
            raise NoActiveCode()


def _read_more(exchange: Exchange, permit: Permit, today: date, before: Part) -> Part:
    if exchange.verdict not in (Verdict.OK, Verdict.NOTICE):
        raise ProductsDiffer(product=exchange.product.name)
    return _read(exchange, permit, today, before)


def _read(exchange: Exchange, permit: Permit, today: date, before: Part) -> Part:
    part = read_person(
        exchange.reply,
        exchange.asked,
        permit.role,
        exchange.product,
        permit.data_groups,
        today,
        before,
    )
    if exchange.verdict is Verdict.NOTICE:
        notice = Finding("register_notice", Severity.INFO, permit.role)
        part = replace(part, findings=(*part.findings, notice))
    return part


def _age(born: date, today: date) -> int:
    had_birthday = (today.month, today.day) >= (born.month, born.day)
    return today.year - born.year - (0 if had_birthday else 1)
