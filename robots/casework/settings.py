"""What every room's settings have in common: checked at start, unchanging, no unknown keys."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict


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
