"""What a county has decided about notices, consents and the highest fee: ``[access]``."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Final, Self

from pydantic import Field, model_validator

from robots.access.errors import RequesterUnknown
from robots.casework.case import Case, Choice
from robots.casework.period import Period
from robots.casework.settings import RoomSettings
from robots.casework.words import Purpose, Service, Source

#: Who hold income data of a person under 14 a § and can be asked; the population register does not.
INCOME_AUTHORITIES: Final = (
    Source.INCOMES_REGISTER,
    Source.TAX_ADMINISTRATION,
    Source.KELA,
)

#: At most 50 characters: what the population register takes as the end user.
UserName = Annotated[str, Field(min_length=1, max_length=50)]


class ConsentPolicy(StrEnum):
    """What a consent means in this county; the right itself is the law's, not the consent's."""

    REQUIRED = "required"
    """Only a consent that holds on the day lets an authority be asked."""
    RECORDED = "recorded"
    """It is written down; a refusal or a withdrawal stops, silence does not."""
    NOT_ASKED = "not_asked"
    """Nobody is asked for one; a withdrawal stops nevertheless."""


class HighestFeePolicy(RoomSettings):
    """Accepting the highest fee instead of an income determination (home care only)."""

    since: date
    until: date | None = None
    decision: str = Field(min_length=1)
    """The county's decision and its section, for the officer to read."""

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.until is not None and self.until < self.since:
            raise ValueError("until is before since")
        return self

    def in_force(self, day: date) -> bool:
        return Period(self.since, self.until).contains(day)


class AccessPolicy(RoomSettings):
    """A county's policy of access."""

    robot_user: UserName
    """The robot's registered identity: the end user of the nightly runs."""
    officers: frozenset[UserName] = frozenset()
    """Who may ask for one case."""
    log_readers: frozenset[UserName] = frozenset()
    """Who may look at the access log: the data protection officer, and who answers clients'
    requests about it (703/2023 § 11)."""
    consent: dict[Source, ConsentPolicy] = Field(default_factory=dict)
    """For each authority; ``required`` where nothing is set."""
    told_beyond_law: frozenset[Source] = frozenset()
    """Authorities about which a person must have been told first, though no law says so."""
    carer_payments: bool = False
    """Whether the county's own payments to carers are looked at (``[carer_payments]`` says where
    they are); without it no permit names them."""
    highest_fee: HighestFeePolicy | None = None
    """None: the county does not let a client accept the highest fee."""

    @model_validator(mode="after")
    def _names_only_what_it_can(self) -> Self:
        if Source.DOCUMENTS in self.consent:
            raise ValueError("consent.documents: what a client hands in needs no consent")
        if not self.told_beyond_law <= {Source.INCOMES_REGISTER}:
            raise ValueError(
                "told_beyond_law: only incomes_register can be added; the law requires a notice "
                "for tax_administration and kela, and the population register comes before any"
            )
        return self

    def consent_for(self, source: Source) -> ConsentPolicy:
        return self.consent.get(source, ConsentPolicy.REQUIRED)

    def end_user(self, requested_by: str | None) -> str:
        """Who is named to the authorities: the officer who asked, or the robot.

        Raises:
            RequesterUnknown: somebody who is not one of the county's officers.
        """
        if requested_by is None:
            return self.robot_user
        if requested_by not in self.officers:
            raise RequesterUnknown()
        return requested_by

    def accepts_highest_fee(self, case: Case, day: date) -> bool:
        """Whether the client pays the highest fee and nothing is fetched: the county's policy is in
        force, the service is home care for a fee, and the acceptance is in writing and not revoked.
        """
        return (
            case.choice is Choice.HIGHEST_FEE
            and case.service is Service.HOME_CARE
            and case.purpose is Purpose.FEE
            and case.highest_fee_accepted_on is not None
            and case.highest_fee_accepted_on <= day
            and self.highest_fee is not None
            and self.highest_fee.in_force(day)
        )
