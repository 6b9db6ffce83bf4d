"""When the spouse may be asked about, and whom nobody asks about."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import product

import pytest
from permit_cases import (
    CASE,
    CLIENT_CODE,
    COUPLE,
    HOME_CARE,
    SPOUSE_CODE,
    permitted,
    refused,
)

from robots.access import (
    Household,
)
from robots.access.policy import INCOME_AUTHORITIES
from robots.casework.answer import PersonFacts
from robots.casework.case import (
    FeeInForce,
    Person,
)
from robots.casework.words import PersonFlag, Role, Service, Source, State


@pytest.mark.parametrize(
    ("shared_home", "in_care", "state", "code"),
    [
        (False, False, State.NOT_NEEDED, "not_joint_income"),
        (True, True, State.NOT_NEEDED, "not_joint_income"),
        (None, True, State.NOT_NEEDED, "not_joint_income"),
        (None, False, State.NOT_PERMITTED, "household_not_known"),
        (True, None, State.NOT_PERMITTED, "household_not_known"),
    ],
)
def test_example_e23_no_spouses_data_where_the_fee_is_by_the_clients_own_income(
    shared_home: bool | None, in_care: bool | None, state: State, code: str
) -> None:
    case = replace(COUPLE, shared_home_before_care=shared_home, spouse_in_long_term_care=in_care)
    for source in Source:
        assert refused(case, source, Role.SPOUSE) == (state, code)


@pytest.mark.parametrize("service", Service)
def test_a_spouse_is_asked_about_where_incomes_are_joint(service: Service) -> None:
    for source in Source:
        assert permitted(replace(COUPLE, service=service), source, Role.SPOUSE)


def test_home_care_needs_no_shared_home() -> None:
    case = replace(
        COUPLE,
        service=Service.HOME_CARE,
        shared_home_before_care=None,
        spouse_in_long_term_care=None,
        fee_in_force=FeeInForce(Decimal("100"), date(2025, 3, 1), on_joint_income=False),
    )
    assert permitted(case, Source.KELA, Role.SPOUSE)


def test_who_has_no_spouse_needs_none_asked_about() -> None:
    for case in (CASE, HOME_CARE):
        assert refused(case, Source.KELA, Role.SPOUSE) == (State.NOT_NEEDED, "no_spouse")


@pytest.mark.parametrize("spouse", [None, Person(Role.SPOUSE, None)])
def test_a_spouse_without_an_identity_code_is_not_silently_left_out(spouse: Person | None) -> None:
    refusal = refused(replace(COUPLE, spouse=spouse), Source.KELA, Role.SPOUSE)
    assert refusal == (State.NOT_PERMITTED, "identity_code_missing")


def test_a_spouse_whom_the_register_does_not_know_is_a_question_first() -> None:
    household = Household(client=PersonFacts(""))
    refusal = refused(COUPLE, Source.KELA, Role.SPOUSE, household=household)
    assert refusal == (State.NOT_PERMITTED, "spouse_not_in_register")
    partner = replace(COUPLE, spouse_is_partner_by_declaration=True)
    assert permitted(partner, Source.KELA, Role.SPOUSE, household=household)


def test_another_spouse_in_the_register_is_a_question_first() -> None:
    household = Household(client=PersonFacts("", spouse_code=CLIENT_CODE))
    refusal = refused(COUPLE, Source.KELA, Role.SPOUSE, household=household)
    assert refusal == (State.NOT_PERMITTED, "spouse_is_another")
    partner = replace(COUPLE, spouse_is_partner_by_declaration=True)
    assert permitted(partner, Source.KELA, Role.SPOUSE, household=household)
    same = Household(client=PersonFacts("", spouse_code=SPOUSE_CODE))
    assert permitted(COUPLE, Source.KELA, Role.SPOUSE, household=same)


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (PersonFacts("", died_on=date(2026, 3, 1)), "client_dead"),
        (PersonFacts("", flags=frozenset({PersonFlag.DEAD})), "client_dead"),
        (PersonFacts("", flags=frozenset({PersonFlag.NOT_FOUND})), "client_not_found"),
    ],
)
def test_nobody_is_asked_about_a_client_who_is_dead_or_not_found(
    facts: PersonFacts, code: str
) -> None:
    household = Household(client=facts)
    for role, source in product(Role, (*INCOME_AUTHORITIES, Source.DOCUMENTS)):
        refusal = refused(COUPLE, source, role, household=household)
        assert refusal == (State.NOT_NEEDED, code)
    assert permitted(COUPLE, Source.POPULATION_REGISTER, household=household)


def test_a_dead_spouse_is_not_asked_about_and_the_client_is() -> None:
    household = Household(spouse=PersonFacts("", died_on=date(2026, 3, 1)))
    refusal = refused(COUPLE, Source.KELA, Role.SPOUSE, household=household)
    assert refusal == (State.NOT_NEEDED, "spouse_dead")
    assert permitted(COUPLE, Source.KELA, household=household)
