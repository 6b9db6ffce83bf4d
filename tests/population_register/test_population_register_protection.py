"""What stays hidden: everybody's address, the home of the protected, what no permit names."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from population_register_world import (
    ACTIVE_CODE,
    CODE,
    PERIOD,
    SPOUSES_CODE,
    STREET,
    TOWN,
    Register,
    facts,
    kept,
    permit,
)

from robots.casework.case import Person
from robots.casework.identity_code import IdentityCode
from robots.casework.words import PersonFlag, Role

Making = Callable[..., Register]


def test_no_address_is_kept_of_anybody(register_with: Making) -> None:
    answer = register_with().ask()
    assert STREET.encode() in answer.attachments[1].content
    for secret in (STREET, TOWN, TOWN.upper(), "01999"):
        assert secret not in kept(answer)


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
