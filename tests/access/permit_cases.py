"""Cases of which permits are asked, and what is permitted or refused of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from ordinary_case import ordinary_case

from robots.access import (
    AccessPolicy,
    ConsentPolicy,
    HighestFeePolicy,
    Household,
    permits_for,
)
from robots.access.policy import INCOME_AUTHORITIES
from robots.casework.case import (
    Case,
    Consent,
    ConsentState,
    Person,
    Told,
)
from robots.casework.identity_code import IdentityCode
from robots.casework.permit import Permit, Refusal
from robots.casework.texts import Language
from robots.casework.words import Role, Service, Source, State

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


CASE = ordinary_case(
    CLIENT_CODE,
    id="T-1",
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
