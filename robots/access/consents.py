"""Whether what a person has been told and has said lets an authority be asked on a day."""

from __future__ import annotations

from datetime import date

from robots.access.household import Household
from robots.access.necessity import Right
from robots.access.policy import INCOME_AUTHORITIES, AccessPolicy, ConsentPolicy
from robots.casework.answer import PersonFacts
from robots.casework.case import Capacity, Case, Cause, Consent, ConsentState
from robots.casework.period import day_in_finnish
from robots.casework.reason import Reason
from robots.casework.words import PersonFlag, Role, Source


def notice_missing(
    case: Case, role: Role, source: Source, right: Right, policy: AccessPolicy, day: date
) -> Reason | None:
    """Why the person has not been told in time; None where told, or where nobody requires it."""
    if right.told_first.required:
        section = right.told_first.section[case.purpose]
    elif source in policy.told_beyond_law:
        section = ""
    else:
        return None
    told = case.told.get(role)
    if told is not None and told.on <= day:
        return None
    return Reason("not_told_by_law", {"section": section}) if section else Reason("not_told")


def consent_missing(
    case: Case, role: Role, source: Source, household: Household, policy: AccessPolicy, day: date
) -> Reason | None:
    """Why the consent (or its lack) stops this source in this county; None where it does not."""
    consent = case.consent(role, source)
    county = policy.consent_for(source)
    if consent.state is ConsentState.WITHDRAWN:
        return Reason("consent_withdrawn")
    if county is ConsentPolicy.NOT_ASKED:
        return None
    if consent.state is ConsentState.REFUSED:
        return Reason("consent_refused")
    if county is ConsentPolicy.RECORDED:
        return None
    if consent.state is ConsentState.NOT_ASKED:
        return Reason("consent_not_asked")
    return _no_longer_or_not_yet(consent, case.cause, day) or _not_by_one_who_may(
        consent, household.facts(role)
    )


def has_withdrawn_everything(case: Case, role: Role) -> bool:
    """Whether the person wants no income authority to be asked any more."""
    return all(
        case.consent(role, source).state is ConsentState.WITHDRAWN for source in INCOME_AUTHORITIES
    )


def _no_longer_or_not_yet(consent: Consent, cause: Cause, day: date) -> Reason | None:
    starts = [first for first in (consent.said_on, consent.valid_from) if first is not None]
    if starts and day < max(starts):
        return Reason("consent_not_yet_valid", {"from": day_in_finnish(max(starts))})
    if consent.valid_until is not None and consent.valid_until < day:
        return Reason("consent_expired", {"until": day_in_finnish(consent.valid_until)})
    if consent.first_determination_only and cause is Cause.YEARLY_REVIEW:
        return Reason("consent_for_first_only")
    return None


def _not_by_one_who_may(consent: Consent, facts: PersonFacts | None) -> Reason | None:
    """A consent given for somebody, compared with the population register once it has answered;
    a proxy is not in it."""
    if facts is None or consent.given_by in (Capacity.SELF, Capacity.PROXY):
        return None
    by_mandate = consent.given_by is Capacity.MANDATE_HOLDER
    flag = PersonFlag.GUARDIANSHIP_BY_MANDATE if by_mandate else PersonFlag.GUARDIAN
    if flag in facts.flags or any(one.by_mandate is by_mandate for one in facts.guardians):
        return None
    return Reason("representative_not_in_register")
