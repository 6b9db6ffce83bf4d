"""Whom may be asked for what: each refusal of the permits, and what a permit says."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from robots.access import (
    AccessPolicy,
    ConsentPolicy,
    HighestFeePolicy,
    Household,
    NecessityNotKnown,
    RequesterUnknown,
    outcome_before_asking,
    permits_for,
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
    FeeInForce,
    LongerLook,
    Person,
    Received,
    Told,
)
from robots.casework.identity_code import IdentityCode
from robots.casework.period import Period
from robots.casework.permit import Permit, Refusal
from robots.casework.texts import Language
from robots.casework.words import Outcome, PersonFlag, Purpose, Role, Service, Source, State

DAY = date(2026, 3, 16)
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
CLIENT_CODE = IdentityCode.parse("140141-900E", test_range=True)
SPOUSE_CODE = IdentityCode.parse("220539-901B", test_range=True)
LAPSED = date(2026, 3, 15)
TOMORROW = date(2026, 3, 17)

POLICY = AccessPolicy(
    robot_user="tuloselvitys-robotti",
    officers=frozenset({"virkailija-07"}),
    consent={Source.POPULATION_REGISTER: ConsentPolicy.NOT_ASKED},
)
WITH_HIGHEST_FEE = POLICY.model_copy(
    update={"highest_fee": HighestFeePolicy(since=date(2026, 1, 1), decision="AJ 12/2025 § 4")}
)


def told(role: Role, on: date = date(2026, 2, 16)) -> Told:
    return Told(role, on, "kirje", Language.FINNISH, "virkailija-07", "2026-1")


def given_by(role: Role, **changes: Any) -> tuple[Consent, ...]:
    consent = Consent(role, Source.KELA, ConsentState.GIVEN, said_on=date(2026, 2, 16))
    return tuple(replace(consent, source=source, **changes) for source in INCOME_AUTHORITIES)


CASE = Case(
    id="T-1",
    client=Person(Role.CLIENT, CLIENT_CODE),
    service=Service.ROUND_THE_CLOCK_HOUSING,
    purpose=Purpose.FEE,
    due=date(2026, 3, 31),
    language=Language.FINNISH,
    cause=Cause.YEARLY_REVIEW,
    choice=Choice.AUTHORITIES_ASKED,
    reason="vuositarkistus",
    told={Role.CLIENT: told(Role.CLIENT)},
    consents=given_by(Role.CLIENT),
)
COUPLE = replace(
    CASE,
    spouse=Person(Role.SPOUSE, SPOUSE_CODE),
    shared_home_before_care=True,
    spouse_in_long_term_care=False,
    told={role: told(role) for role in Role},
    consents=given_by(Role.CLIENT) + given_by(Role.SPOUSE),
)
HOME_CARE = replace(CASE, service=Service.HOME_CARE, hours=Decimal("10.5"))


def ask(
    case: Case,
    source: Source,
    role: Role = Role.CLIENT,
    *,
    household: Household | None = None,
    policy: AccessPolicy = POLICY,
    **more: Any,
) -> tuple[Permit, ...] | Refusal:
    more.setdefault("day", DAY)
    return permits_for(
        case, role, source, household=household or Household(), at=NOW, policy=policy, **more
    )


def permitted(*args: Any, **more: Any) -> tuple[Permit, ...]:
    answer = ask(*args, **more)
    assert not isinstance(answer, Refusal), answer
    return answer


def refused(*args: Any, **more: Any) -> tuple[State, str]:
    answer = ask(*args, **more)
    assert isinstance(answer, Refusal), answer
    for language in Language:
        assert answer.reason.in_words(language)
    return answer.state, answer.reason.code


# What a permit says


def test_the_incomes_register_gets_a_permit_for_each_call_and_the_others_one() -> None:
    groups = {
        source: [permit.data_groups for permit in permitted(CASE, source)] for source in Source
    }
    assert groups[Source.INCOMES_REGISTER] == [{"wages"}, {"benefits"}]
    assert all(
        len(calls) == 1 for source, calls in groups.items() if source != Source.INCOMES_REGISTER
    )


def test_a_permit_tells_ground_purpose_time_and_that_the_person_was_told() -> None:
    permit, _ = permitted(CASE, Source.INCOMES_REGISTER)
    assert permit == Permit(
        case_id="T-1",
        role=Role.CLIENT,
        source=Source.INCOMES_REGISTER,
        data_groups=frozenset({"wages"}),
        period=Period(date(2025, 3, 1), DAY),
        legal_basis="734/1992 14 a § 1 mom.; 53/2018 13 § 1 mom. 18 kohta",
        purpose=Purpose.FEE,
        requested_by="tuloselvitys-robotti",
        reason="vuositarkistus",
        told_on=date(2026, 2, 16),
        consent=ConsentState.GIVEN,
        granted_at=NOW,
    )


@pytest.mark.parametrize(
    ("source", "months", "start"),
    [
        (Source.INCOMES_REGISTER, 18, date(2024, 9, 1)),
        (Source.INCOMES_REGISTER, 60, date(2024, 3, 1)),
        (Source.INCOMES_REGISTER, 6, date(2025, 3, 1)),
        (Source.TAX_ADMINISTRATION, 18, date(2025, 3, 1)),
    ],
    ids=["so many", "at most the table's", "never fewer than usual", "not where it is no use"],
)
def test_more_months_are_asked_for_only_on_a_recorded_ground(
    source: Source, months: int, start: date
) -> None:
    longer = replace(CASE, longer_look=LongerLook(months, "10 j §: maksun oikaisu"))
    permit = permitted(longer, source)[0]
    assert permit.period == Period(start, DAY)
    is_longer = start < date(2025, 3, 1)
    assert permit.reason == ("vuositarkistus" + "; 10 j §: maksun oikaisu" * is_longer)


def test_a_vouchers_ground_is_the_voucher_act() -> None:
    voucher = replace(CASE, purpose=Purpose.VOUCHER)
    for source in INCOME_AUTHORITIES:
        basis = permitted(voucher, source)[0].legal_basis
        assert "569/2009 7 §" in basis
        assert "703/2023" not in basis


def test_a_spouses_permit_says_that_the_spouse_may_be_asked_about() -> None:
    (housing,) = permitted(COUPLE, Source.KELA, Role.SPOUSE)
    (home_care,) = permitted(replace(COUPLE, service=Service.HOME_CARE), Source.KELA, Role.SPOUSE)
    assert housing.legal_basis.endswith("734/1992 14 a § 2 mom.; 734/1992 7 c § 2 mom.")
    assert home_care.legal_basis.endswith("734/1992 14 a § 2 mom.; 734/1992 10 f § 1 mom.")


def test_an_officers_permit_bears_the_officers_name_and_reason() -> None:
    (permit,) = permitted(CASE, Source.KELA, requested_by="virkailija-07", reason="asiakas pyysi")
    assert (permit.requested_by, permit.reason) == ("virkailija-07", "asiakas pyysi")


def test_an_unknown_requester_is_refused() -> None:
    with pytest.raises(RequesterUnknown) as refusal:
        ask(CASE, Source.KELA, requested_by="joku-muu")
    assert "joku" not in str(refusal.value)
    assert refusal.value.in_words(Language.FINNISH)


def test_a_day_that_the_table_does_not_cover_stops_everything() -> None:
    with pytest.raises(NecessityNotKnown):
        ask(CASE, Source.KELA, day=date(2023, 12, 31))


@pytest.mark.parametrize("service", Service)
@pytest.mark.parametrize("purpose", Purpose)
def test_every_service_may_ask_every_source_about_its_client(
    service: Service, purpose: Purpose
) -> None:
    for source in Source:
        assert permitted(replace(CASE, service=service, purpose=purpose), source)


# Told first


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


# Consents

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


# The client's choice


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


# The spouse


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


# What the register has told


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


# Before anybody is asked


def test_a_case_in_which_nobody_may_be_asked_ends_without_a_permit() -> None:
    withdrawn = replace(CASE, consents=given_by(Role.CLIENT, state=ConsentState.WITHDRAWN))
    ending = outcome_before_asking(withdrawn, POLICY, DAY)
    assert ending is not None
    assert (ending.outcome, ending.reason.code) == (Outcome.NO_PERMIT, "consent_withdrawn")
    on_paper_too = replace(withdrawn, choice=Choice.BOTH)
    assert outcome_before_asking(on_paper_too, POLICY, DAY) is None


def test_a_case_in_which_one_authority_may_be_asked_goes_on() -> None:
    one = replace(CASE, consents=given_by(Role.CLIENT)[:1])
    assert outcome_before_asking(one, POLICY, DAY) is None


# Whatever the case

days = st.dates(date(2025, 1, 1), date(2027, 1, 1))
maybe_days = st.none() | days
truth = st.sampled_from([True, False, None])


@st.composite
def cases(draw: st.DrawFn) -> Case:
    consents = [
        Consent(
            role,
            source,
            draw(st.sampled_from(ConsentState)),
            said_on=draw(maybe_days),
            first_determination_only=draw(st.booleans()),
            valid_from=draw(maybe_days),
            valid_until=draw(maybe_days),
            given_by=draw(st.sampled_from(Capacity)),
        )
        for role, source in product(Role, INCOME_AUTHORITIES)
    ]
    people = draw(st.sampled_from([None, SPOUSE_CODE, CLIENT_CODE]))
    return replace(
        COUPLE,
        service=draw(st.sampled_from(Service)),
        purpose=draw(st.sampled_from(Purpose)),
        cause=draw(st.sampled_from(Cause)),
        choice=draw(st.sampled_from(Choice)),
        highest_fee_accepted_on=draw(maybe_days),
        received=Received(sufficient_and_reliable=draw(truth)),
        spouse=draw(st.sampled_from([None, Person(Role.SPOUSE, people)])),
        shared_home_before_care=draw(truth),
        spouse_in_long_term_care=draw(truth),
        consents=tuple(consents),
        told={role: told(role, draw(days)) for role in Role if draw(st.booleans())},
    )


@given(
    case=cases(),
    role=st.sampled_from(Role),
    source=st.sampled_from(Source),
    policy=st.sampled_from([POLICY, WITH_HIGHEST_FEE]),
)
def test_no_authority_is_ever_asked_without_notice_and_consent(
    case: Case, role: Role, source: Source, policy: AccessPolicy
) -> None:
    answer = ask(case, source, role, policy=policy)
    if isinstance(answer, Refusal) or source not in INCOME_AUTHORITIES:
        return
    consent = case.consent(role, source)
    person = case.person(role)
    assert consent.state is ConsentState.GIVEN
    assert consent.valid_until is None or consent.valid_until >= DAY
    assert person is not None
    assert person.identity_code is not None
    assert case.choice is not Choice.HIGHEST_FEE
    if source is not Source.INCOMES_REGISTER:
        assert case.told[role].on <= DAY
    if role is Role.SPOUSE and case.service is not Service.HOME_CARE:
        assert case.shared_home_before_care
        assert case.spouse_in_long_term_care is False
    for permit in answer:
        assert permit.code_for(source, person, permit.period) == person.identity_code
