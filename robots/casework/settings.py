"""What every room's settings have in common: checked at start, unchanging, no unknown keys."""

from __future__ import annotations

import codecs
from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator


def _encoding(name: str) -> str:
    try:
        return codecs.lookup(name).name
    except LookupError:
        raise ValueError("no such encoding") from None


#: Of a neighbour's file, by any name that Python knows: ``utf-8``, ``latin-1``, ``cp1252``.
Encoding = Annotated[str, AfterValidator(_encoding)]


class Environment(StrEnum):
    """Where the authorities' services stand. Test identity codes are refused in production."""

    STANDINS = "standins"
    TEST = "test"
    PRODUCTION = "production"

    @property
    def has_test_people(self) -> bool:
        return self is not Environment.PRODUCTION


class RoomSettings(BaseModel):
    """A table of ``county.toml``. What an authority has not published has no default here: a
    county that has not set it is refused at start, with the key's name."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class CountyDecision(RoomSettings):
    """What a county has decided itself, from a day on, until a last one or further notice; both
    days are included."""

    first_day: date = Field(alias="from")
    last_day: date | None = Field(default=None, alias="until")
    decision: str = Field(min_length=1)
    """Who decided when: the officer cites it."""

    @model_validator(mode="after")
    def _ends_after_its_start(self) -> Self:
        if self.last_day is not None and self.last_day < self.first_day:
            raise ValueError("until is before from")
        return self

    def holds_on(self, day: date) -> bool:
        """Whether the day lies between its first and its last."""
        return self.first_day <= day and (self.last_day is None or day <= self.last_day)
