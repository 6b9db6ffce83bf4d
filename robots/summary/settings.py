"""How one county wants its summaries reconciled."""

from __future__ import annotations

from pydantic import field_validator

from robots.casework.settings import RoomSettings
from robots.casework.words import Source

#: Sources of income, the one believed first first. The Incomes Register holds what was really paid,
#: Kela what it decided and paid itself, the Tax Administration a year that is past; a paper tells
#: what held on its own day.
DEFAULT_PRECEDENCE = (
    Source.INCOMES_REGISTER,
    Source.KELA,
    Source.TAX_ADMINISTRATION,
    Source.DOCUMENTS,
)


class SummaryPolicy(RoomSettings):
    """``[summary]`` of ``county.toml``."""

    precedence: tuple[Source, ...] = DEFAULT_PRECEDENCE
    """Whose figure counts where several sources tell of the same income; all four, each once."""

    @field_validator("precedence")
    @classmethod
    def _all_four(cls, precedence: tuple[Source, ...]) -> tuple[Source, ...]:
        if sorted(precedence) != sorted(DEFAULT_PRECEDENCE):
            raise ValueError("name every source of income once")
        return precedence
