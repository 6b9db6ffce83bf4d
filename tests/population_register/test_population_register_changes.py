"""The change interface, asked over real TLS and X-Road's REST: many persons in one call."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from population_register_world import (
    ACTIVE_CODE,
    CODE,
    NOW,
    PERIOD,
    SPOUSES_CODE,
    STREET,
    Register,
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
    ChangeInterface,
    ChangeInterfaceSettings,
    Credentials,
    PopulationRegisterSettings,
)
from robots.population_register.change_replies import key_in
from robots.population_register.errors import (
    ChangesStuck,
    CredentialsRefused,
    ElementMissing,
)
from robots.population_register.groups import groups_of, names_of_changed, read_groups
from robots.transport.errors import ReplyNotUnderstood
from robots.transport.json import parse
from robots.transport.xroad_faults import SecurityServerRefused

Making = Callable[..., Register]

EVIDENCE = Path(__file__).parents[2].parent / "shared" / "data" / "interfaces"
CLIENT = IdentityCode.parse(CODE, test_range=True)
SPOUSE = IdentityCode.parse(SPOUSES_CODE, test_range=True)

CHANGES: dict[str, Any] = {
    "client": {
        "instance": "FI-TEST",
        "member_class": "MUN",
        "member_code": "9990000-8",
        "subsystem_code": "tuloselvitys",
    },
    "groups": [
        "HENKILON_NIMI",
        "KUOLINPAIVA",
        "TURVAKIELTO",
        "HENKILOTUNNUS_KORJAUS",
        "VAKINAINEN_KOTIMAINEN_OSOITE",
        "PUOLISO",
        "EDUNVALVONTA",
        "VALTUUTUS",
    ],
    "most_persons": 50,
    "spouse": {
        "group": "PUOLISO",
        "identity_code": "puoliso.henkilotunnus",
        "last_name": "puoliso.sukunimi",
        "first_names": "puoliso.etunimet",
    },
    "guardian": {
        "group": "EDUNVALVONTA",
        "last_name": "edustaja.sukunimi",
        "first_names": "edustaja.etunimet",
        "ends": "loppupv",
    },
    "mandate": {
        "group": "VALTUUTUS",
        "last_name": "edustaja.sukunimi",
        "first_names": "edustaja.etunimet",
        "ends": "loppupv",
    },
}


def interface(
    register: Register, password: str = standin.PASSWORD, **changes: Any
) -> ChangeInterface:
    settings = PopulationRegisterSettings.model_validate(
        {**register.running.settings, "products": "unread.yaml", "changes": {**CHANGES, **changes}}
    )
    assert settings.changes is not None
    return ChangeInterface(
        settings,
        settings.changes,
        Credentials(standin.USERNAME, password),
        access_log=register,
        clock=lambda: NOW,
        new_id=register.new_id,
        sleep=register.slept.append,
    )


def both(**changes: Any) -> list[Asked]:
    return [
        Asked(permit(role, **changes), Person(role, code))
        for role, code in ((Role.CLIENT, CLIENT), (Role.SPOUSE, SPOUSE))
    ]


def rows(register: Register) -> list[tuple[str, str, str]]:
    by_code = {CLIENT: "client", SPOUSE: "spouse"}
    return [(by_code[row.person], row.service, row.outcome) for row in register.log]


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


outside = pytest.mark.skipif(not EVIDENCE.is_dir(), reason="no published samples at hand")
OPH = EVIDENCE / "Opetushallitus-oppijanumerorekisteri"
EVAKA = EVIDENCE / "evaka" / "dvv-muutosrajapinta"
PLAIN = ChangeInterfaceSettings.model_validate(
    {
        **{key: CHANGES[key] for key in ("client", "most_persons")},
        "groups": [
            "HENKILON_NIMI",
            "KUOLINPAIVA",
            "TURVAKIELTO",
            "HENKILOTUNNUS_KORJAUS",
            "VAKINAINEN_KOTIMAINEN_OSOITE",
            "KOTIKUNTA",
        ],
    }
)


def sample(file: Path) -> Any:
    return parse(file.read_bytes())


@outside
@pytest.mark.parametrize(
    ("file", "name", "flags"),
    [
        ("perustieto.json", "Mathilda Helena Sophie Aslan Tes", set()),
        ("perustietoHuoltaja.json", "Hulianna Katruska Timonen One Tes", set()),
        (
            "perustietoTurvakielto.json",
            "Mathilda Helena Sophie Aslan Tes",
            {PersonFlag.PROTECTED_ADDRESS},
        ),
    ],
)
def test_published_basic_data_are_read(file: str, name: str, flags: set[PersonFlag]) -> None:
    groups = groups_of({"tietoryhmat": sample(OPH / file)})
    part, active = read_groups(groups, CLIENT, Role.CLIENT, PLAIN, PERIOD.end or NOW.date())
    assert (part.name, part.flags, part.died_on, active) == (name, flags, None, None)
    assert part.findings == ()


@outside
@pytest.mark.parametrize(
    ("file", "flags", "died_on"),
    [
        ("muutostietoKuolema.json", {PersonFlag.DEAD}, date(2019, 6, 6)),
        ("muutostietoTurvakielto.json", {PersonFlag.PROTECTED_ADDRESS}, None),
        ("muutostietoTurvakieltoPois.json", set(), None),
        ("muutostietoTurvakieltoPoisKunnastaMuutto.json", set(), None),
    ],
)
def test_published_changes_tell_what_has_become_of_the_person(
    file: str, flags: set[PersonFlag], died_on: date | None
) -> None:
    only = PLAIN.model_copy(update={"groups": ("KUOLINPAIVA", "TURVAKIELTO")})
    groups = groups_of({"tietoryhmat": sample(OPH / file)})
    part, _ = read_groups(groups, CLIENT, Role.CLIENT, only, NOW.date())
    assert (part.flags, part.died_on) == (flags, died_on)


@outside
def test_a_published_change_of_the_identity_code_gives_the_one_in_force() -> None:
    groups = groups_of({"tietoryhmat": sample(OPH / "muutostietoHenkilotunnusmuutos.json")})
    old = IdentityCode.parse("010568-998D", test_range=True)
    part, active = read_groups(
        groups,
        old,
        Role.CLIENT,
        PLAIN.model_copy(update={"groups": ("HENKILON_NIMI",)}),
        NOW.date(),
    )
    assert active == IdentityCode.parse("010869-9983", test_range=True)
    assert part.name == "Pekka Matias Länsman Tes"
    assert part.flags == {PersonFlag.CHANGED_IDENTITY_CODE}
    assert names_of_changed(groups) == {"HENKILOTUNNUS_KORJAUS", "SYNTYMAPAIVA"}


@outside
def test_every_published_sample_names_its_changed_groups() -> None:
    changed = {
        file.name: names_of_changed(groups_of({"tietoryhmat": sample(file)}))
        for file in OPH.glob("muutostieto*.json")
    }
    assert len(changed) == 15
    assert all(changed.values())
    assert changed["muutostietoKuolema.json"] == {"KUOLINPAIVA"}
    assert "HUOLTAJA_SUPPEA" in changed["muutostietoHuoltosuhteenmuutos.json"]


@outside
@pytest.mark.parametrize(
    ("file", "names"),
    [
        ("010180-999A.json", {"KUOLINPAIVA"}),
        ("020180-999Y.json", {"TURVAKIELTO", "VAKINAINEN_KOTIMAINEN_OSOITE"}),
        ("030180-999L.json", {"TURVAKIELTO", "VAKINAINEN_KOTIMAINEN_OSOITE"}),
        ("tuntematon_muutos.json", {"JOKU_MUU"}),
    ],
)
def test_the_other_published_samples_name_theirs(file: str, names: set[str]) -> None:
    assert names_of_changed(groups_of(sample(EVAKA / file))) == names


@outside
def test_a_published_broken_record_is_not_understood() -> None:
    with pytest.raises(ReplyNotUnderstood):
        groups_of(sample(EVAKA / "rikkinainen_tietue.json"))


@outside
def test_a_published_key_is_read() -> None:
    assert key_in(sample(EVAKA / "kirjausavain-response.json")) == 100000021


def test_half_a_character_in_a_name_is_not_understood() -> None:
    """JSON can say it, but no answer with it could be kept."""
    name = {"tietoryhma": "HENKILON_NIMI", "etunimi": "Aino \ud800", "sukunimi": "Koskela"}
    with pytest.raises(ReplyNotUnderstood) as caught:
        read_groups(groups_of({"tietoryhmat": [name]}), CLIENT, Role.CLIENT, PLAIN, NOW.date())
    assert "Aino" not in str(caught.value)
