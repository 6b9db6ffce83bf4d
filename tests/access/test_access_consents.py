"""The notice and the consent: who may not be asked about, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product
from typing import Any

import pytest
from permit_cases import (
    CASE,
    COUPLE,
    DAY,
    HOME_CARE,
    LAPSED,
    POLICY,
    TOMORROW,
    WITH_HIGHEST_FEE,
    ask,
    given_by,
    permitted,
    refused,
    told,
)

from robots.access import (
    AccessPolicy,
    ConsentPolicy,
    HighestFeePolicy,
    Household,
    outcome_before_asking,
)
from robots.access.policy import INCOME_AUTHORITIES
from robots.casework.answer import Guardian, PersonFacts
from robots.casework.case import (
    Capacity,
    Case,
    Cause,
    Choice,
    Consent,
    ConsentState,
    Received,
    Told,
)
from robots.casework.permit import Refusal
from robots.casework.words import Outcome, PersonFlag, Purpose, Role, Service, Source, State


@pytest.mark.parametrize("source", [Source.TAX_ADMINISTRATION, Source.KELA])
@pytest.mark.parametrize("notices", [{}, {Role.CLIENT: told(Role.CLIENT, TOMORROW)}])
def test_tax_and_kela_wait_for_the_notice(source: Source, notices: dict[Role, Told]) -> None:
    untold = replace(CASE, told=notices)
    assert refused(untold, source) == (State.NOT_PERMITTED, "not_told_by_law")
    assert permitted(untold, Source.INCOMES_REGISTER)[0].told_on is None
    assert permitted(untold, Source.POPULATION_REGISTER)


def test_a_county_may_want_the_notice_before_the_incomes_register_too() -> None:
    policy = POLICY.model_copy(update={"told_beyond_law": frozenset({Source.INCOMES_REGISTER})})
    untold = replace(CASE, told={})
    refusal = refused(untold, Source.INCOMES_REGISTER, policy=policy)
    assert refusal == (State.NOT_PERMITTED, "not_told")


def test_telling_the_client_is_not_telling_the_spouse() -> None:
    case = replace(COUPLE, told={Role.CLIENT: told(Role.CLIENT)})
    refusal = refused(case, Source.KELA, Role.SPOUSE)
    assert refusal == (State.NOT_PERMITTED, "not_told_by_law")


CONSENTS: list[tuple[dict[str, Any], str | None]] = [
    ({}, None),
    ({"state": ConsentState.NOT_ASKED}, "consent_not_asked"),
    ({"state": ConsentState.REFUSED}, "consent_refused"),
    ({"state": ConsentState.WITHDRAWN}, "consent_withdrawn"),
    ({"said_on": TOMORROW}, "consent_not_yet_valid"),
    ({"said_on": None}, None),
    ({"valid_from": TOMORROW}, "consent_not_yet_valid"),
    ({"valid_from": DAY, "valid_until": DAY}, None),
    ({"valid_until": LAPSED}, "consent_expired"),
    ({"first_determination_only": True}, "consent_for_first_only"),
]


@pytest.mark.parametrize(("changes", "code"), CONSENTS)
def test_a_required_consent_must_hold_on_the_day(changes: dict[str, Any], code: str | None) -> None:
    case = replace(CASE, consents=given_by(Role.CLIENT)[:2] + given_by(Role.CLIENT, **changes)[2:])
    if code is None:
        assert permitted(case, Source.KELA)
    else:
        assert refused(case, Source.KELA) == (State.NOT_PERMITTED, code)
    assert permitted(case, Source.INCOMES_REGISTER), "another authority's consent is its own"


def test_a_consent_for_the_first_determination_holds_for_it() -> None:
    case = replace(
        CASE, cause=Cause.START, consents=given_by(Role.CLIENT, first_determination_only=True)
    )
    assert permitted(case, Source.KELA)


STOPS = {
    ConsentPolicy.REQUIRED: {"not_asked", "refused", "withdrawn"},
    ConsentPolicy.RECORDED: {"refused", "withdrawn"},
    ConsentPolicy.NOT_ASKED: {"withdrawn"},
}


@pytest.mark.parametrize(("county", "state"), list(product(ConsentPolicy, ConsentState)))
def test_what_a_consent_stops_is_the_countys_policy_but_a_withdrawal_always_stops(
    county: ConsentPolicy, state: ConsentState
) -> None:
    policy = POLICY.model_copy(update={"consent": {Source.KELA: county}})
    case = replace(CASE, consents=(Consent(Role.CLIENT, Source.KELA, state),))
    answer = ask(case, Source.KELA, policy=policy)
    assert isinstance(answer, Refusal) == (state.value in STOPS[county])


def test_withdrawing_everything_stops_the_population_register_and_the_spouses_sources_too() -> None:
    case = replace(
        COUPLE,
        consents=given_by(Role.CLIENT, state=ConsentState.WITHDRAWN) + given_by(Role.SPOUSE),
    )
    for role in Role:
        for source in (*INCOME_AUTHORITIES, Source.POPULATION_REGISTER):
            assert refused(case, source, role) == (State.NOT_PERMITTED, "consent_withdrawn")
    assert permitted(case, Source.DOCUMENTS)


GUARDIAN = PersonFacts("", guardians=(Guardian("X"),))


MANDATE = PersonFacts("", flags=frozenset({PersonFlag.GUARDIANSHIP_BY_MANDATE}))


@pytest.mark.parametrize(
    ("capacity", "facts", "holds"),
    [
        (Capacity.SELF, PersonFacts(""), True),
        (Capacity.PROXY, PersonFacts(""), True),
        (Capacity.GUARDIAN, None, True),
        (Capacity.GUARDIAN, PersonFacts(""), False),
        (Capacity.GUARDIAN, GUARDIAN, True),
        (Capacity.GUARDIAN, MANDATE, False),
        (Capacity.MANDATE_HOLDER, GUARDIAN, False),
        (Capacity.MANDATE_HOLDER, MANDATE, True),
    ],
)
def test_a_consent_given_for_somebody_is_compared_with_the_register(
    capacity: Capacity, facts: PersonFacts | None, holds: bool
) -> None:
    case = replace(CASE, consents=given_by(Role.CLIENT, given_by=capacity))
    household = Household(client=facts)
    if holds:
        assert permitted(case, Source.KELA, household=household)
    else:
        refusal = refused(case, Source.KELA, household=household)
        assert refusal == (State.NOT_PERMITTED, "representative_not_in_register")


@pytest.mark.parametrize("sufficient", [True, None])
def test_who_brings_everything_is_not_asked_about(sufficient: bool | None) -> None:
    case = replace(
        CASE,
        choice=Choice.BRINGS_EVERYTHING,
        received=Received(sufficient_and_reliable=sufficient),
    )
    for source in INCOME_AUTHORITIES:
        assert refused(case, source) == (State.NOT_NEEDED, "client_brings_everything")
    assert permitted(case, Source.POPULATION_REGISTER)
    assert permitted(case, Source.DOCUMENTS)
    assert outcome_before_asking(case, POLICY, DAY) is None


def test_authorities_may_be_asked_when_what_was_brought_will_not_do() -> None:
    case = replace(
        CASE, choice=Choice.BRINGS_EVERYTHING, received=Received(sufficient_and_reliable=False)
    )
    for source in INCOME_AUTHORITIES:
        assert permitted(case, source)


ACCEPTED = replace(HOME_CARE, choice=Choice.HIGHEST_FEE, highest_fee_accepted_on=date(2026, 3, 2))


def test_who_has_accepted_the_highest_fee_is_not_asked_about_at_all() -> None:
    for source in Source:
        refusal = refused(ACCEPTED, source, policy=WITH_HIGHEST_FEE)
        assert refusal == (State.NOT_NEEDED, "highest_fee_accepted")
    ending = outcome_before_asking(ACCEPTED, WITH_HIGHEST_FEE, DAY)
    assert ending is not None
    assert ending.outcome is Outcome.HIGHEST_FEE_ACCEPTED


ENDED = POLICY.model_copy(
    update={
        "highest_fee": HighestFeePolicy(since=date(2025, 1, 1), until=LAPSED, decision="AJ § 4")
    }
)


@pytest.mark.parametrize(
    ("case", "policy"),
    [
        (ACCEPTED, POLICY),
        (ACCEPTED, ENDED),
        (replace(ACCEPTED, service=Service.ROUND_THE_CLOCK_HOUSING), WITH_HIGHEST_FEE),
        (replace(ACCEPTED, purpose=Purpose.VOUCHER), WITH_HIGHEST_FEE),
        (replace(ACCEPTED, highest_fee_accepted_on=None), WITH_HIGHEST_FEE),
        (replace(ACCEPTED, highest_fee_accepted_on=TOMORROW), WITH_HIGHEST_FEE),
    ],
)
def test_the_highest_fee_where_it_is_not_in_use_is_a_question_and_nothing_is_fetched(
    case: Case, policy: AccessPolicy
) -> None:
    for source in Source:
        refusal = refused(case, source, policy=policy)
        assert refusal == (State.NOT_PERMITTED, "highest_fee_not_in_use")
    ending = outcome_before_asking(case, policy, DAY)
    assert ending is not None
    assert (ending.outcome, ending.reason.code) == (Outcome.NO_PERMIT, "highest_fee_not_in_use")
