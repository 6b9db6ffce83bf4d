"""A case: one row of the consent worklist, as read and checked.

Money is in euros a month unless a name says otherwise; days are Helsinki's calendar days.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from robots.casework.identity_code import IdentityCode
from robots.casework.texts import Language
from robots.casework.words import Purpose, Role, Service, Source

#: The Social Welfare Act, under which 7 c § housing and 10 e § home care are arranged.
SOCIAL_WELFARE_ACT = "1301/2014"


@dataclass(frozen=True, slots=True)
class Person:
    """Someone whose income is asked for. A cohabiting partner's code may be unknown."""

    role: Role
    identity_code: IdentityCode | None


class Cause(StrEnum):
    """What set the case off."""

    START = "start"
    YEARLY_REVIEW = "yearly_review"
    CHANGE = "change"
    OFFICER = "officer"


class Choice(StrEnum):
    """The client's choice of how the income is found out."""

    BRINGS_EVERYTHING = "brings_everything"
    AUTHORITIES_ASKED = "authorities_asked"
    BOTH = "both"
    HIGHEST_FEE = "highest_fee"
    """Accepts the highest fee; it exists only as a county's dated policy for home care."""


class ConsentState(StrEnum):
    """What the client (or who may speak for the client) said about one authority."""

    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    NOT_ASKED = "not_asked"


class Capacity(StrEnum):
    """As whom a consent was given."""

    SELF = "self"
    GUARDIAN = "guardian"
    MANDATE_HOLDER = "mandate_holder"
    PROXY = "proxy"


@dataclass(frozen=True, slots=True)
class Consent:
    """One person's word about one authority."""

    role: Role
    source: Source
    state: ConsentState
    said_on: date | None = None
    first_determination_only: bool = False
    """Given for this determination alone, not for yearly reviews."""
    valid_from: date | None = None
    valid_until: date | None = None
    given_by: Capacity = Capacity.SELF
    evidence_file: str | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """That a person was told beforehand what is fetched from where (703/2023 § 64)."""

    role: Role
    on: date
    how: str
    language: Language
    by: str
    text_version: str


@dataclass(frozen=True, slots=True)
class FeeInForce:
    """The decision now in force."""

    amount: Decimal
    since: date
    on_joint_income: bool


class PriceUnit(StrEnum):
    """What a voucher's value or a provider's price is for."""

    HOUR = "hour"
    DAY = "day"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Price:
    """A provider's price, of which a voucher covers its value."""

    amount: Decimal
    per: PriceUnit


@dataclass(frozen=True, slots=True)
class LongerLook:
    """That more months than usual are needed, and why: without a ground none are asked for."""

    months: int
    ground: str


@dataclass(frozen=True, slots=True)
class Received:
    """What the client was asked for, and whether what came will do (14 a § 1 mom)."""

    asked: str = ""
    came: str = ""
    sufficient_and_reliable: bool | None = None


@dataclass(frozen=True, slots=True)
class Determination:
    """What is never done twice: a case, for a purpose, due on a day."""

    case_id: str
    purpose: Purpose
    due: date

    def __str__(self) -> str:
        return f"{self.case_id}:{self.purpose}:{self.due.isoformat()}"


@dataclass(frozen=True, slots=True)
class Case:
    """One row of the consent worklist."""

    id: str
    client: Person
    service: Service
    purpose: Purpose
    due: date
    language: Language
    cause: Cause
    choice: Choice
    act: str = SOCIAL_WELFARE_ACT
    """The act of the service decision, as number/year."""
    act_section: str = ""
    spouse: Person | None = None
    spouse_is_partner_by_declaration: bool = False
    """A cohabiting partner, whom the population register does not know."""
    shared_home_before_care: bool | None = None
    spouse_in_long_term_care: bool | None = None
    service_starts: date | None = None
    long_term_ground: str = ""
    """The ground of long-term service, 7 b §."""
    hours: Decimal | None = None
    """Hours a month in the service decision (10 e §)."""
    family_size: int | None = None
    family_size_source: str = ""
    unit_rent: Decimal | None = None
    cost_of_service: Decimal | None = None
    unit: str = ""
    """The unit or class of the service, by which a county may have decided its cost."""
    weekly_hours: Decimal | None = None
    """Where the decision has hours a week; the county's rule makes hours a month of them."""
    price: Price | None = None
    """The provider's, where the service is bought with a voucher."""
    fee_in_force: FeeInForce | None = None
    highest_fee_accepted_on: date | None = None
    longer_look: LongerLook | None = None
    """More months than the necessity table has, e.g. for correcting a decision (10 j § 2 mom.)."""
    requested_by: str = ""
    reason: str = ""
    decision_to: str = ""
    bill_to: str = ""
    received: Received = field(default_factory=Received)
    told: Mapping[Role, Told] = field(default_factory=dict)
    consents: tuple[Consent, ...] = ()
    row: int = 0
    """The row in the worklist file, counted as Excel does."""

    @property
    def determination(self) -> Determination:
        return Determination(self.id, self.purpose, self.due)

    def person(self, role: Role) -> Person | None:
        return self.client if role is Role.CLIENT else self.spouse

    def consent(self, role: Role, source: Source) -> Consent:
        """What was said about this source; not asked, where nothing stands in the worklist."""
        for consent in self.consents:
            if consent.role is role and consent.source is source:
                return consent
        return Consent(role, source, ConsentState.NOT_ASKED)
