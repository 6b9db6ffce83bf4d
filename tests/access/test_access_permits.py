"""Nothing is asked without a permit, and a permit says everything that it rests on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from permit_cases import (
    CASE,
    CLIENT_CODE,
    COUPLE,
    DAY,
    NOW,
    POLICY,
    SPOUSE_CODE,
    WITH_HIGHEST_FEE,
    ask,
    given_by,
    permitted,
    told,
)

from robots.access import (
    AccessPolicy,
    NecessityNotKnown,
    RequesterUnknown,
    outcome_before_asking,
)
from robots.access.policy import INCOME_AUTHORITIES
from robots.casework.case import (
    Capacity,
    Case,
    Cause,
    Choice,
    Consent,
    ConsentState,
    LongerLook,
    Person,
    Received,
)
from robots.casework.period import Period
from robots.casework.permit import Permit, Refusal
from robots.casework.texts import Language
from robots.casework.words import Outcome, Purpose, Role, Service, Source


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
