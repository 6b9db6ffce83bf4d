"""The register, asked over real TLS and X-Road: what it says of a person."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date

import pytest
from population_register_world import (
    ACTIVE_CODE,
    CODE,
    NOW,
    PERIOD,
    SPOUSES_CODE,
    Register,
    facts,
    kept,
)

from robots.casework.answer import Guardian
from robots.casework.identity_code import IdentityCode
from robots.casework.texts import Language
from robots.casework.words import PersonFlag, Role, Source, State

Making = Callable[..., Register]


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


def test_the_same_question_is_answered_the_same(register_with: Making) -> None:
    register = register_with(guardian={"last_name": "Saari", "since": date(2024, 1, 1)})
    first, second = register.ask(), register.ask()
    assert facts(first) == facts(second)
    assert first.evidence[0].id == second.evidence[0].id


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
