"""The register's change interface (VTJ-muutosrajapinta): many persons in one call.

Two questions: the basic data of many, and of whom something has changed since a key. Each person
of a call stands on a permit of their own, and has two rows of their own in the access log for each
attempt. JSON over X-Road's REST protocol r1, with a user name and password in a header.

Source: the interface as its users have published it; what differs by permission is settings.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, TypeVar

from robots.casework.answer import Finding, PersonFacts
from robots.casework.case import Person
from robots.casework.checks import InterfaceCheck
from robots.casework.identity_code import IdentityCode
from robots.casework.permit import Permit
from robots.casework.protocols import AccessLog, Clock, Turn
from robots.casework.words import Source, State
from robots.population_register.change_replies import is_up_to_date, key_in, records_in
from robots.population_register.check import look_at_change_interface
from robots.population_register.errors import ChangesStuck, CredentialsRefused, RequestRefused
from robots.population_register.groups import groups_of, names_of_changed, read_groups
from robots.population_register.part import facts_of
from robots.population_register.password import PasswordCare
from robots.population_register.question import MEMBER_CLASS, MEMBER_CODE, end_user_of
from robots.population_register.settings import (
    ChangeInterfaceSettings,
    Credentials,
    PopulationRegisterSettings,
)
from robots.transport.attempts import AboutNobody, RequestRows, Told, recorder_of_many
from robots.transport.errors import ReplyNotUnderstood
from robots.transport.https import Connection
from robots.transport.json import JsonValue
from robots.transport.xroad_rest import RestHeaders, RestReply, RestService, ServiceRefused, call

_SUBSYSTEM: Final = "VTJmutpa"
_SERVICE: Final = "VTJmutpa"
_PATH: Final = "/api/v1"
_UNAUTHORIZED: Final = 401

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Asked:
    """One person of a call, on a permit of their own."""

    permit: Permit
    person: Person

    @property
    def code(self) -> IdentityCode:
        """The identity code to ask with.

        Raises:
            ValueError: the permit is for another question.
        """
        return self.permit.code_for(Source.POPULATION_REGISTER, self.person, self.permit.period)


@dataclass(frozen=True, slots=True)
class BasicData:
    """What the register says of one person; ``none`` where it does not know the code."""

    state: State
    facts: PersonFacts | None = None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """Of whom something has changed, and where to go on from the next time."""

    key: int
    changed: frozenset[IdentityCode]


class ChangeInterface:
    """The register's change interface, for a county whose permission has it.

    Raises:
        CertificateUnreadable: a certificate or key file cannot be used.
    """

    source = Source.POPULATION_REGISTER

    def __init__(
        self,
        settings: PopulationRegisterSettings,
        changes: ChangeInterfaceSettings,
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
        self._changes = changes
        self._access_log = access_log
        self._clock = clock
        self._new_id = new_id
        self._connection = Connection(
            settings.connection, sleep=sleep, turn=turn, key_passphrase=key_passphrase
        )
        self._service = RestService(
            instance=changes.client.instance,
            member_class=MEMBER_CLASS,
            member_code=MEMBER_CODE,
            subsystem_code=_SUBSYSTEM,
            service_code=_SERVICE,
        )
        pair = f"{credentials.username}:{credentials.password}".encode()
        self._authorization = {"Authorization": f"Basic {b64encode(pair).decode('ascii')}"}
        self._password = PasswordCare()

    def key_on(self, day: date) -> int:
        """The key from which changes are told since the start of a day; about nobody.

        Raises:
            CredentialsRefused, RequestRefused: nobody can be asked about.
            ReplyNotUnderstood: no key in the reply.
            And what :func:`robots.transport.xroad_rest.call` raises.
        """
        return self._call(
            "GET",
            f"kirjausavain/{day.isoformat()}",
            None,
            self._new_id(),
            "",
            AboutNobody(),
            lambda content: Told(key_in(content)),
        )

    def changes_since(self, key: int, asked: Sequence[Asked]) -> Changes:
        """Of whom of these persons any of the settings' groups of data has changed since the key.

        A record that names a person and tells nothing is taken for a change. The new key may tell
        some changes once more, and never passes one over.

        Raises:
            ChangesStuck: the interface says that there is more, and does not give it.
            PersonMismatch: a reply about somebody who was not asked about.
            ValueError: a permit is for another question.
            And what :meth:`key_on` raises.
        """
        keys, changed = [], set[IdentityCode]()
        for end_user, some in self._calls(asked):
            reached = key
            for _ in range(self._changes.most_rounds):
                told = self._changes_of(reached, end_user, some)
                changed |= told.changed
                if told.is_up_to_date:
                    break
                if told.key <= reached:
                    raise ChangesStuck()
                reached = told.key
            else:
                raise ChangesStuck()
            keys.append(told.key)
        return Changes(min(keys, default=key), frozenset(changed))

    def basic_data(self, asked: Sequence[Asked]) -> Mapping[IdentityCode, BasicData]:
        """What the register says of each of these persons.

        Raises:
            PersonMismatch: a reply about somebody who was not asked about.
            ElementMissing: a group lacks what it must have.
            ReplyNotUnderstood: somebody stands in it twice, or is missing from a reply that says
                itself that it is not whole.
            ValueError: a permit is for another question.
            And what :meth:`key_on` raises.
        """
        found: dict[IdentityCode, BasicData] = {}
        for end_user, some in self._calls(asked):
            found |= self._basic_data_of(end_user, some)
        return found

    def check(self) -> tuple[InterfaceCheck, ...]:
        """Whether the interface can be asked, without anybody's data: by asking for today's key,
        which needs the password, too."""
        return look_at_change_interface(
            lambda: self.key_on(self._clock().date()), self._settings, clock=self._clock
        )

    def close(self) -> None:
        """Close the connection to the security server."""
        self._connection.close()

    def _calls(self, asked: Sequence[Asked]) -> Iterator[tuple[str, dict[IdentityCode, Asked]]]:
        """The persons in as many calls as it takes: each for one end user, and not too many."""
        by_end_user: dict[str, dict[IdentityCode, Asked]] = {}
        for one in asked:
            end_user = end_user_of(self._settings, one.permit)
            by_end_user.setdefault(end_user, {})[one.code] = one
        for end_user, everybody in by_end_user.items():
            codes = list(everybody)
            for start in range(0, len(codes), self._changes.most_persons):
                some = codes[start : start + self._changes.most_persons]
                yield end_user, {code: everybody[code] for code in some}

    def _changes_of(self, key: int, end_user: str, asked: dict[IdentityCode, Asked]) -> _Told:
        wanted = frozenset(self._changes.groups)

        def read(content: JsonValue) -> Told[_Told]:
            changed = set()
            for code, record in records_in(content, "muutokset", asked):
                names = names_of_changed(groups_of(record)) if "tietoryhmat" in record else wanted
                if names & wanted:
                    changed.add(code)
            told = _Told(key_in(content), frozenset(changed), is_up_to_date(content))
            return Told(told, State.NONE, dict.fromkeys(changed, State.FOUND))

        body: JsonValue = {"viimeisinKirjausavain": key, "hetulista": _codes(asked)}
        return self._call_about("muutokset", body, end_user, asked, read)

    def _basic_data_of(
        self, end_user: str, asked: dict[IdentityCode, Asked]
    ) -> dict[IdentityCode, BasicData]:
        def read(content: JsonValue) -> Told[dict[IdentityCode, BasicData]]:
            found: dict[IdentityCode, BasicData] = {}
            for code, record in records_in(content, "perustiedot", asked):
                if code in found:
                    # Which of the two counts, nobody knows: one might tell of a protection.
                    raise ReplyNotUnderstood(why="person_twice")
                found[code] = self._basic_data(record, code, asked[code])
            nobody = [code for code in asked if code not in found]
            if nobody and not is_up_to_date(content):
                # Who is missing may be still to come, and is not unknown to the register.
                raise ReplyNotUnderstood(why="not_whole")
            found |= dict.fromkeys(nobody, BasicData(State.NONE))
            return Told(found, State.FOUND, dict.fromkeys(nobody, State.NONE))

        body: JsonValue = {"hetulista": _codes(asked), "tietoryhmat": list(self._changes.groups)}
        return self._call_about("perustiedot", body, end_user, asked, read)

    def _basic_data(self, record: JsonValue, code: IdentityCode, asked: Asked) -> BasicData:
        permit = asked.permit
        assert permit.period.end is not None  # or the permit would not have given the code
        part, active = read_groups(
            groups_of(record), code, permit.role, self._changes, permit.period.end
        )
        return BasicData(State.FOUND, replace(facts_of(part), active_code=active), part.findings)

    def _call_about(
        self,
        service: str,
        body: JsonValue,
        end_user: str,
        asked: Mapping[IdentityCode, Asked],
        read: Callable[[JsonValue], Told[Value]],
    ) -> Value:
        request_id = self._new_id()
        rows = recorder_of_many(
            self._access_log,
            self._clock,
            [(one.permit, code) for code, one in asked.items()],
            service=service,
            request_id=request_id,
        )
        return self._call("POST", service, body, request_id, end_user, rows, read)

    def _call(
        self,
        method: str,
        path: str,
        body: JsonValue,
        request_id: str,
        end_user: str,
        rows: RequestRows,
        read: Callable[[JsonValue], Told[Value]],
    ) -> Value:
        def read_reply(reply: RestReply) -> Told[Value]:
            if reply.status != 200:
                raise RequestRefused(return_code=reply.status)
            return read(reply.json())

        with self._password.asking():
            try:
                return call(
                    self._connection,
                    RestHeaders(
                        self._changes.client, self._service, request_id, end_user, issue=""
                    ),
                    method,
                    f"{_PATH}/{path}",
                    body=b"" if body is None else json.dumps(body).encode(),
                    more_headers=self._authorization,
                    rows=rows,
                    read=read_reply,
                )
            except ServiceRefused as refused:
                if refused.context.get("status") == _UNAUTHORIZED:
                    raise CredentialsRefused(return_code=_UNAUTHORIZED) from None
                raise


@dataclass(frozen=True, slots=True)
class _Told:
    key: int
    changed: frozenset[IdentityCode]
    is_up_to_date: bool


def _codes(asked: Mapping[IdentityCode, Asked]) -> list[JsonValue]:
    return [code.reveal() for code in asked]
