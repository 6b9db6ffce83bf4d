"""``[letters]`` of ``county.toml``: deadlines, contacts, and what follows silence.

No act sets the number of days (812/2000 § 12 gives "an opportunity"), so none has a default here.
"""

from __future__ import annotations

from datetime import date
from typing import Self

from pydantic import Field, model_validator

from robots.access.policy import HighestFeePolicy
from robots.casework.letter import Silence
from robots.casework.settings import RoomSettings
from robots.casework.words import Purpose, Service


class Contact(RoomSettings):
    """Where an answer goes: post, telephone, e-service; in both languages."""

    fi: str = Field(min_length=1)
    sv: str = Field(min_length=1)


class LettersSettings(RoomSettings):
    """How long a recipient has, counted from the day of the letter."""

    hearing_days: int = Field(ge=1, le=365)
    answer_days: int = Field(ge=1, le=365)
    reminder_days: int = Field(ge=1, le=365)
    """So many days after the letter the officer reminds whoever has not answered; before the last
    day to answer."""
    contact: Contact
    silence: dict[Service, Silence] = Field(default_factory=dict)
    """What follows when a person does not answer; where nothing is set, what is necessary is asked
    elsewhere (734/1992 § 14 a)."""
    highest_fee: HighestFeePolicy | None = None
    """The county's decision that whoever does not answer pays the highest fee."""

    @model_validator(mode="after")
    def _reminds_before_the_last_day(self) -> Self:
        if self.reminder_days >= self.answer_days:
            raise ValueError("reminder_days must be fewer than answer_days")
        return self

    @model_validator(mode="after")
    def _highest_fee_is_the_countys_decision_for_home_care(self) -> Self:
        for service, silence in self.silence.items():
            if silence is not Silence.HIGHEST_FEE:
                continue
            if service is not Service.HOME_CARE:
                raise ValueError(f"silence.{service}: the highest fee is for home_care alone")
            if self.highest_fee is None:
                raise ValueError(f"silence.{service}: the table highest_fee is missing")
        return self

    def silence_in(self, service: Service, purpose: Purpose, day: date) -> Silence:
        """What follows silence; the highest fee only where the county's decision is in force."""
        silence = self.silence.get(service, Silence.ASKED_ELSEWHERE)
        if silence is not Silence.HIGHEST_FEE:
            return silence
        decided = self.highest_fee is not None and self.highest_fee.in_force(day)
        return silence if decided and purpose is Purpose.FEE else Silence.ASKED_ELSEWHERE
