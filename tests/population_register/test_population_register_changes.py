"""The change interface: the basic data of many in one call, and what has changed since a key."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from changes_world import CHANGES, CLIENT, SPOUSE, Making, both, interface, rows
from population_register_world import (
    ACTIVE_CODE,
    CODE,
    NOW,
    STREET,
    permit,
)
from pydantic import ValidationError

from devdata.standins import population_register_changes as standin
from robots.casework.answer import Guardian
from robots.casework.case import Person
from robots.casework.errors import PersonMismatch
from robots.casework.identity_code import IdentityCode
from robots.casework.texts import Language
from robots.casework.words import PersonFlag, Role, Source, State
from robots.population_register import (
    Asked,
    ChangeInterfaceSettings,
)
from robots.population_register.errors import (
    ChangesStuck,
    CredentialsRefused,
    ElementMissing,
)
from robots.transport.errors import ReplyNotUnderstood
from robots.transport.xroad_faults import SecurityServerRefused


def test_the_basic_data_of_many_come_in_one_call(register_with: Making) -> None:
    register = register_with(
        marital_status=2,
        spouse=True,
        guardian={"first_names": "Kai", "last_name": "Saari"},
        guardian_by_mandate={"last_name": "Ö", "until": date(2026, 3, 15)},
        of_spouse={"died_on": date(2026, 2, 3)},
    )
    found = interface(register).basic_data(both())
    client, spouse = found[CLIENT], found[SPOUSE]
    assert client.state is State.FOUND
    assert client.facts is not None
    assert client.facts.name == "Aino Maria Koskela"
    assert client.facts.flags == {PersonFlag.GUARDIAN}
    assert client.facts.guardians == (Guardian("Kai Saari"),)
    assert (client.facts.spouse_code, client.facts.spouse_name) == (SPOUSE, "Eino Koskela")
    assert client.findings == ()
    assert spouse.facts is not None
    assert spouse.facts.flags == {PersonFlag.DEAD}
    assert spouse.facts.died_on == date(2026, 2, 3)
    assert STREET not in repr(found)
    assert rows(register) == [
        ("client", "perustiedot", "asked"),
        ("spouse", "perustiedot", "asked"),
        ("client", "perustiedot", "found"),
        ("spouse", "perustiedot", "found"),
    ]
    assert len({row.request_id for row in register.log}) == 1


def test_whom_the_register_does_not_know_is_told_for_each(register_with: Making) -> None:
    register = register_with(answer="not_found")
    found = interface(register).basic_data(both())
    assert [found[CLIENT].state, found[SPOUSE].state] == [State.NONE, State.FOUND]
    assert rows(register)[2:] == [
        ("client", "perustiedot", "none"),
        ("spouse", "perustiedot", "found"),
    ]


def test_a_changed_code_is_told_with_the_one_in_force(register_with: Making) -> None:
    register = register_with(active_code=ACTIVE_CODE)
    facts = interface(register).basic_data(both())[CLIENT].facts
    assert facts is not None
    assert facts.flags == {PersonFlag.CHANGED_IDENTITY_CODE}
    assert facts.active_code == IdentityCode.parse(ACTIVE_CODE, test_range=True)


@pytest.mark.parametrize(
    ("protected", "findings"),
    [(True, []), ("fields", []), ("hidden", ["address_possibly_protected"])],
)
def test_each_way_in_which_the_interface_shows_protection_is_heeded(
    register_with: Making, protected: object, findings: list[str]
) -> None:
    register = register_with(protected_address=protected)
    found = interface(register).basic_data(both())
    client, spouse = found[CLIENT].facts, found[SPOUSE].facts
    assert client is not None
    assert spouse is not None
    assert client.flags == {PersonFlag.PROTECTED_ADDRESS}
    assert spouse.flags == frozenset()
    assert [finding.code for finding in found[CLIENT].findings] == findings


def test_a_call_names_no_more_persons_than_the_setting_says(register_with: Making) -> None:
    register = register_with()
    interface(register, most_persons=1).basic_data(both())
    assert len({row.request_id for row in register.log}) == 2


def test_persons_of_another_requester_go_in_another_call(register_with: Making) -> None:
    register = register_with()
    client, spouse = both()
    other = replace(spouse, permit=replace(spouse.permit, requested_by="virkailija-12"))
    interface(register).basic_data([client, other])
    assert len({row.request_id for row in register.log}) == 2


def test_nobody_asked_about_is_no_request(register_with: Making) -> None:
    register = register_with()
    assert interface(register).basic_data([]) == {}
    assert interface(register).changes_since(7, []).key == 7
    assert register.journal.entries() == []


@pytest.mark.parametrize("wrong", [{"source": Source.KELA}, {"role": Role.SPOUSE}])
def test_without_the_right_permit_nobody_is_named(
    register_with: Making, wrong: dict[str, Any]
) -> None:
    register = register_with()
    asked = [Asked(permit(**wrong), Person(Role.CLIENT, CLIENT))]
    with pytest.raises(ValueError, match="another question"):
        interface(register).basic_data(asked)
    assert (register.log, register.journal.entries()) == ([], [])


def test_changes_are_told_until_there_are_no_more(register_with: Making) -> None:
    register = register_with(
        changes=[
            {"key": 101, "groups": ["SAHKOPOSTIOSOITE"]},
            {"key": 102, "groups": ["AIDINKIELI"]},
            {"key": 103, "groups": ["KUTSUMANIMI", "KUOLINPAIVA"]},
        ],
        of_spouse={"changes": [{"key": 104, "groups": ["AIDINKIELI"]}]},
    )
    asking = interface(register)
    key = asking.key_on(NOW.date())
    changes = asking.changes_since(key, both())
    assert changes.changed == {CLIENT}
    assert (key, changes.key) == (standin.FIRST_KEY, 104)
    assert [outcome for _, _, outcome in rows(register)] == [
        *("asked", "asked", "none", "none"),
        *("asked", "asked", "found", "none"),
    ]
    assert asking.changes_since(changes.key, both()).changed == frozenset()


def test_the_next_look_starts_where_every_call_has_been(register_with: Making) -> None:
    register = register_with(changes=[{"key": 105, "groups": ["KUOLINPAIVA"]}])
    changes = interface(register, most_persons=1).changes_since(100, both())
    assert (changes.changed, changes.key) == ({CLIENT}, 100)


@pytest.mark.parametrize(
    ("failure", "error"),
    [
        ("other_person_in_batch", PersonMismatch),
        ("broken_record", ReplyNotUnderstood),
        ("stuck", ChangesStuck),
        ("no_key", ReplyNotUnderstood),
        ("malformed", ReplyNotUnderstood),
    ],
)
def test_changes_that_cannot_be_used_are_an_error_and_name_nobody(
    register_with: Making, failure: str, error: type[Exception]
) -> None:
    register = register_with()
    assert register.running.switch is not None
    register.running.switch.turn_on(failure)
    with pytest.raises(error) as caught:
        interface(register).changes_since(100, both())
    assert CODE not in f"{caught.value!r}"


def test_a_record_without_a_name_is_no_person(register_with: Making) -> None:
    register = register_with()
    assert register.running.switch is not None
    register.running.switch.turn_on("nameless_record")
    with pytest.raises(ElementMissing) as caught:
        interface(register).basic_data(both())
    assert "HENKILON_NIMI" in caught.value.in_words(Language.SWEDISH)


@pytest.mark.parametrize("failure", ["person_twice", "person_to_come"])
def test_nobody_is_chosen_between_and_nobody_to_come_is_unknown(
    register_with: Making, failure: str
) -> None:
    register = register_with()
    assert register.running.switch is not None
    register.running.switch.turn_on(failure)
    with pytest.raises(ReplyNotUnderstood):
        interface(register).basic_data(both())
    assert {outcome for *_, outcome in rows(register)} == {"asked", "reply_not_understood"}


def test_a_wrong_password_is_sent_once(register_with: Making) -> None:
    register = register_with()
    asking = interface(register, password="wrong")
    for _ in range(3):
        with pytest.raises(CredentialsRefused):
            asking.basic_data(both())
    assert [entry["outcome"] for entry in register.journal.entries()] == ["refused"]
    assert "wrong" not in repr(asking.__dict__["_settings"])


def test_a_subsystem_without_a_right_stops_the_interface(register_with: Making) -> None:
    other = {**CHANGES["client"], "subsystem_code": "another"}
    with pytest.raises(SecurityServerRefused):
        interface(register_with(), client=other).key_on(NOW.date())


def test_settings_that_read_what_they_do_not_ask_for_are_refused() -> None:
    with pytest.raises(ValidationError, match="PUOLISO"):
        ChangeInterfaceSettings.model_validate({**CHANGES, "groups": ["HENKILON_NIMI"]})
    for key in ("client", "groups", "most_persons"):
        without = {name: value for name, value in CHANGES.items() if name != key}
        with pytest.raises(ValidationError, match=key):
            ChangeInterfaceSettings.model_validate(without)
