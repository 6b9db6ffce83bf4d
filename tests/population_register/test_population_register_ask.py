"""The register, asked over real TLS and X-Road: what it says, and what it refuses."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from population_register_world import (
    ACTIVE_CODE,
    CODE,
    COUNTYS_PRODUCTS,
    NOW,
    PERIOD,
    SPOUSES_CODE,
    STREET,
    TOWN,
    Register,
    permit,
    products_file,
)

from robots.casework.answer import Answer, Guardian
from robots.casework.case import Person
from robots.casework.errors import PersonMismatch
from robots.casework.identity_code import IdentityCode
from robots.casework.texts import Language
from robots.casework.words import PersonFlag, Role, Source, State
from robots.population_register import Credentials
from robots.population_register.errors import (
    CredentialsRefused,
    ElementMissing,
    EndUserUnfit,
    NoActiveCode,
    NotDisclosed,
    RequestRefused,
)
from robots.transport.errors import CertificateRefused, ReplyNotUnderstood
from robots.transport.xroad_faults import SecurityServerFault, SecurityServerRefused

Making = Callable[..., Register]


def facts(answer: Answer) -> Any:
    assert answer.person is not None
    return answer.person


def kept(answer: Answer) -> str:
    """All that is kept in the open."""
    files = [file.content.decode() for file in answer.attachments if not file.sealed]
    names = [file.name for file in answer.attachments]
    return "\n".join([repr(replace(answer, attachments=())), *names, *files])


def test_a_person_is_found_with_name_and_residents(register_with: Making) -> None:
    answer = register_with().ask()
    assert (answer.source, answer.role) == (Source.POPULATION_REGISTER, Role.CLIENT)
    assert answer.state is State.FOUND
    assert (answer.asked_at, answer.period) == (NOW, PERIOD)
    assert facts(answer).name == "Aino Maria Koskela"
    assert facts(answer).residents == 2
    assert facts(answer).flags == frozenset()
    assert facts(answer).spouse_code is None
    assert answer.findings == ()


def test_each_request_stands_in_the_access_log(register_with: Making) -> None:
    register = register_with()
    answer = register.ask()
    before, row = register.log
    assert (before.request_id, before.attempt, before.outcome) == (row.request_id, 1, "asked")
    assert (row.request_id,) == answer.request_ids
    assert (row.case_id, row.requested_by) == ("T-0001", "virkailija-07")
    assert row.person == IdentityCode.parse(CODE, test_range=True)
    assert (row.service, row.outcome) == ("HenkilonTunnusKysely", "found")
    assert row.bytes_received > 0


def test_the_evidence_is_what_was_read_with_the_hash_of_the_whole_reply(
    register_with: Making,
) -> None:
    answer = register_with().ask()
    (evidence,) = answer.evidence
    used, raw = answer.attachments
    assert evidence.file == f"evidence/{used.name}"
    assert evidence.in_words(Language.FINNISH) == "Väestötietojärjestelmän henkilötiedot"
    assert evidence.sha256 == hashlib.sha256(raw.content).hexdigest()
    assert (evidence.obtained_at, evidence.requested_by) == (NOW, "virkailija-07")
    assert facts(answer).evidence == (evidence.id,)
    assert b"Koskela" in used.content
    assert (used.sealed, raw.sealed) == (False, True)
    assert raw.name == f"raw-{used.name}"


def test_no_address_is_kept_of_anybody(register_with: Making) -> None:
    answer = register_with().ask()
    assert STREET.encode() in answer.attachments[1].content
    for secret in (STREET, TOWN, TOWN.upper(), "01999"):
        assert secret not in kept(answer)


def test_the_same_question_is_answered_the_same(register_with: Making) -> None:
    register = register_with(guardian={"last_name": "Saari", "since": date(2024, 1, 1)})
    first, second = register.ask(), register.ask()
    assert facts(first) == facts(second)
    assert first.evidence[0].id == second.evidence[0].id


@pytest.mark.parametrize("active_code", [None, ACTIVE_CODE])
def test_a_protected_address_is_a_flag_and_nothing_of_the_home_is_kept(
    register_with: Making, active_code: str | None
) -> None:
    answer = register_with(protected_address=True, active_code=active_code).ask()
    assert PersonFlag.PROTECTED_ADDRESS in facts(answer).flags
    assert facts(answer).residents is None
    assert answer.findings == ()
    everything = kept(answer) + "".join(file.content.decode() for file in answer.attachments)
    assert "Koskela" in everything
    for secret in ("AsukasLkm", "Asuinpaikantunnus", "Kotikunta", STREET, TOWN, "01999"):
        assert secret not in everything
    assert not any(file.sealed for file in answer.attachments)


def test_the_spouses_protected_address_is_told_by_itself_and_hides_who_lives_together(
    register_with: Making,
) -> None:
    register = register_with(marital_status=2, spouse=True, of_spouse={"protected_address": True})
    answer = register.ask()
    assert facts(answer).flags == frozenset()
    assert facts(answer).residents is None
    assert [(one.code, one.role) for one in answer.findings] == [
        ("spouse_address_protected", Role.SPOUSE)
    ]
    assert "AsukasLkm" not in kept(answer)
    assert not any(file.sealed for file in answer.attachments)
    of_spouse = register.ask(SPOUSES_CODE, Role.SPOUSE)
    assert facts(of_spouse).flags == {PersonFlag.PROTECTED_ADDRESS}


def test_the_clients_protected_address_says_nothing_of_the_spouses(
    register_with: Making,
) -> None:
    register = register_with(marital_status=2, spouse=True, protected_address=True)
    only_these = frozenset({"person", "guardian", "protection"})
    person = Person(Role.SPOUSE, IdentityCode.parse(SPOUSES_CODE, test_range=True))
    answer = register.source().ask(permit(Role.SPOUSE, data_groups=only_these), person, PERIOD)
    assert facts(answer).flags == frozenset()
    assert facts(answer).spouse_name == ""
    assert "Aviopuoliso" not in kept(answer)
    assert not any(file.sealed for file in answer.attachments)


def test_of_a_reply_only_what_is_permitted_is_read(register_with: Making) -> None:
    register = register_with(
        marital_status=2, spouse=True, guardian={"last_name": "Saari", "since": date(2024, 1, 1)}
    )
    person = Person(Role.CLIENT, IdentityCode.parse(CODE, test_range=True))
    answer = register.source().ask(permit(data_groups=frozenset({"person"})), person, PERIOD)
    assert (facts(answer).spouse_code, facts(answer).residents) == (None, None)
    assert (facts(answer).guardians, answer.findings) == ((), ())
    for unread in ("Aviopuoliso", "Saari", "AsukasLkm", "Siviilisaaty"):
        assert unread not in kept(answer)


def test_a_person_who_lives_nowhere_is_treated_as_protected_and_it_is_said(
    register_with: Making,
) -> None:
    answer = register_with(protected_address="hidden").ask()
    assert facts(answer).flags == {PersonFlag.PROTECTED_ADDRESS}
    assert facts(answer).residents is None
    (finding,) = answer.findings
    assert finding.code == "address_possibly_protected"
    assert finding.refers_to == (answer.evidence[0].id,)


def test_a_dead_persons_day_of_death_is_told(register_with: Making) -> None:
    answer = register_with(died_on=date(2026, 2, 3)).ask()
    assert facts(answer).flags == {PersonFlag.DEAD}
    assert facts(answer).died_on == date(2026, 2, 3)


def test_a_guardian_and_a_mandate_holder_are_told_apart(register_with: Making) -> None:
    answer = register_with(
        guardian={"first_names": "Kai", "last_name": "Saari", "since": date(2024, 1, 1)},
        guardian_by_mandate={"first_names": "Siv", "last_name": "Ö", "since": date(2024, 1, 1)},
    ).ask()
    assert facts(answer).flags == {PersonFlag.GUARDIAN, PersonFlag.GUARDIANSHIP_BY_MANDATE}
    assert facts(answer).guardians == (Guardian("Kai Saari"), Guardian("Siv Ö", by_mandate=True))


@pytest.mark.parametrize(
    ("until", "in_force"), [(date(2026, 3, 15), False), (date(2026, 3, 16), True)]
)
def test_a_guardianship_is_in_force_to_its_last_day(
    register_with: Making, until: date, in_force: bool
) -> None:
    guardian = {"last_name": "Saari", "since": date(2024, 1, 1), "until": until}
    answer = register_with(guardian=guardian).ask()
    assert (PersonFlag.GUARDIAN in facts(answer).flags) is in_force
    assert facts(answer).guardians == ((Guardian("Saari"),) if in_force else ())


def test_the_spouse_comes_from_the_countys_product(register_with: Making) -> None:
    answer = register_with(marital_status=2, spouse=True).ask()
    assert facts(answer).spouse_code == IdentityCode.parse(SPOUSES_CODE, test_range=True)
    assert facts(answer).spouse_name == "Eino Koskela"
    assert answer.findings == ()


def test_the_spouse_is_asked_about_in_the_same_way(register_with: Making) -> None:
    answer = register_with(marital_status=2, spouse=True).ask(SPOUSES_CODE, Role.SPOUSE)
    assert answer.role is Role.SPOUSE
    assert facts(answer).spouse_code == IdentityCode.parse(CODE, test_range=True)
    assert answer.attachments[0].name == "population_register-spouse-person.xml"


def test_a_marriage_without_a_spouse_is_the_officers_question(register_with: Making) -> None:
    answer = register_with(marital_status=2, spouse=False).ask()
    assert [finding.code for finding in answer.findings] == ["married_without_spouse"]


def test_a_passive_code_is_followed_once_and_the_active_one_is_given(
    register_with: Making,
) -> None:
    register = register_with(active_code=ACTIVE_CODE)
    answer = register.ask()
    active = IdentityCode.parse(ACTIVE_CODE, test_range=True)
    assert facts(answer).active_code == active
    assert PersonFlag.CHANGED_IDENTITY_CODE in facts(answer).flags
    assert facts(answer).name == "Aino Maria Koskela"
    assert [row.person for row in register.answered] == [
        IdentityCode.parse(CODE, test_range=True),
        active,
    ]
    assert answer.request_ids == tuple(row.request_id for row in register.answered)
    assert len(set(answer.request_ids)) == 2
    assert len({evidence.id for evidence in answer.evidence}) == 2


@pytest.mark.parametrize("answer", ["not_found", "not_found_in_message", "0006"])
def test_a_person_whom_the_register_does_not_know_is_an_answer(
    register_with: Making, answer: str
) -> None:
    register = register_with(answer=answer)
    given = register.ask()
    assert given.state is State.NONE
    assert facts(given).flags == {PersonFlag.NOT_FOUND}
    assert (b"0006" if answer == "0006" else b"0001") in given.attachments[0].content
    assert [row.outcome for row in register.answered] == ["none"]


def test_a_dead_person_who_is_not_returned_is_dead(register_with: Making) -> None:
    answer = register_with(answer="0007").ask()
    assert answer.state is State.FOUND
    assert facts(answer).flags == {PersonFlag.DEAD}


def test_a_notice_of_the_register_is_the_officers_to_read(register_with: Making) -> None:
    answer = register_with(answer="notice").ask()
    assert facts(answer).name == "Aino Maria Koskela"
    assert [finding.code for finding in answer.findings] == ["register_notice"]
    assert "Huomautus" in kept(answer)


def test_elements_that_nobody_knows_are_no_harm(register_with: Making) -> None:
    answer = register_with(answer="unknown_element").ask()
    assert facts(answer).name == "Aino Maria Koskela"
    assert answer.findings == ()
    assert "jotakin uutta" not in kept(answer)


@pytest.mark.parametrize(
    ("answer", "element"),
    [
        ("missing_guardianship", "Edunvalvonta"),
        ("missing_protection", "Turvakielto/TurvakieltoTieto"),
        ("renamed_spouse", "Aviopuoliso"),
        ("nameless", "NykyinenSukunimi/Sukunimi"),
    ],
)
def test_an_element_that_is_missing_is_no_nothing(
    register_with: Making, answer: str, element: str
) -> None:
    with pytest.raises(ElementMissing) as caught:
        register_with(answer=answer).ask()
    for language in Language:
        assert element in caught.value.in_words(language)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ("wrong_person", PersonMismatch),
        ("other_search", PersonMismatch),
        ("no_longer_in_force", NoActiveCode),
        ("two_people", ReplyNotUnderstood),
        ("unknown_return_code", ReplyNotUnderstood),
        ("too_many_found", NotDisclosed),
        ("0019", NotDisclosed),
        ("0003", CredentialsRefused),
        ("-1904", RequestRefused),
    ],
)
def test_what_must_not_be_used_is_an_error_and_names_nobody(
    register_with: Making, answer: str, error: type[Exception]
) -> None:
    register = register_with(answer=answer)
    with pytest.raises(error) as caught:
        register.ask()
    assert len(register.answered) == 1
    for secret in (CODE, "Koskela", STREET):
        assert secret not in f"{caught.value!r} {caught.value}"


def test_an_unknown_marital_status_is_the_officers_question(register_with: Making) -> None:
    answer = register_with(answer="unknown_marital_status", marital_status=2, spouse=True).ask()
    assert facts(answer).spouse_code is None
    assert [finding.code for finding in answer.findings] == ["marital_status_unknown"]


def test_nobody_is_asked_about_because_of_a_marriage_that_has_ended(
    register_with: Making,
) -> None:
    answer = register_with(marital_status=4, spouse=True).ask()
    assert (facts(answer).spouse_code, facts(answer).spouse_name) == (None, "")
    assert [finding.code for finding in answer.findings] == ["spouse_though_not_married"]


def test_a_register_that_is_down_may_be_asked_later(register_with: Making) -> None:
    register = register_with(answer="unavailable")
    with pytest.raises(SecurityServerFault):
        register.ask()
    assert [row.outcome for row in register.answered] == ["security_server_fault"] * 3
    assert len(register.slept) == 2


def test_a_wrong_password_is_sent_once_and_never_again(register_with: Making) -> None:
    register = register_with()
    source = register.source(password="wrong")
    person = Person(Role.CLIENT, IdentityCode.parse(CODE, test_range=True))
    for _ in range(3):
        with pytest.raises(CredentialsRefused) as caught:
            source.ask(permit(), person, PERIOD)
        assert "wrong" not in str(caught.value)
    assert len(register.answered) == 1
    assert [entry["outcome"] for entry in register.journal.entries()] == ["-1500"]


def test_cases_side_by_side_send_a_wrong_password_once(register_with: Making) -> None:
    register = register_with()
    source = register.source(password="wrong")
    person = Person(Role.CLIENT, IdentityCode.parse(CODE, test_range=True))

    def refused(_: int) -> bool:
        with pytest.raises(CredentialsRefused):
            source.ask(permit(), person, PERIOD)
        return True

    with ThreadPoolExecutor(max_workers=4) as threads:
        assert all(threads.map(refused, range(8)))
    assert [entry["outcome"] for entry in register.journal.entries()] == ["-1500"]


def test_a_password_is_never_shown() -> None:
    assert "salainen" not in repr(Credentials("user", "salainen"))


def test_a_product_that_the_register_does_not_know_stops_the_source(
    register_with: Making, tmp_path: Path
) -> None:
    register = register_with()
    written = yaml.safe_load(COUNTYS_PRODUCTS.read_text("utf-8"))["products"][0]
    products = products_file(tmp_path, {**written, "name": "ANOTHER"})
    with pytest.raises(RequestRefused) as caught:
        register.ask(settings={"products": products})
    for language in Language:
        assert "-1900" in caught.value.in_words(language)


def test_an_end_user_who_does_not_fit_is_not_sent(register_with: Making) -> None:
    register = register_with()
    with pytest.raises(EndUserUnfit):
        register.ask(settings={"end_user": "x" * 40 + "{requested_by}"})
    assert register.log == []


def test_a_subsystem_that_is_not_registered_stops_the_source(register_with: Making) -> None:
    register = register_with()
    other = {**register.running.settings["client"], "subsystem_code": "another"}
    with pytest.raises(SecurityServerRefused):
        register.ask(settings={"client": other})


def test_a_certificate_that_the_security_server_does_not_know_stops_the_source(
    register_with: Making, certificates: Any
) -> None:
    register = register_with()
    stranger = certificates.county_at_vero
    connection = {
        **register.running.settings["connection"],
        "client_certificate": stranger.certificate_file,
        "client_key": stranger.key_file,
    }
    with pytest.raises(CertificateRefused):
        register.ask(settings={"connection": connection})
    assert [row.outcome for row in register.log] == ["asked", "certificate_refused"]


@pytest.mark.parametrize(
    "changes",
    [{"role": Role.SPOUSE}, {"source": Source.KELA}, {"period": replace(PERIOD, start=NOW.date())}],
)
def test_without_the_right_permit_nothing_is_sent(
    register_with: Making, changes: dict[str, Any]
) -> None:
    register = register_with()
    person = Person(Role.CLIENT, IdentityCode.parse(CODE, test_range=True))
    with pytest.raises(ValueError, match="another question"):
        register.source().ask(permit(**changes), person, PERIOD)
    assert register.log == []
    assert register.journal.entries() == []
