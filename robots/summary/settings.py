"""How one county wants its summaries reconciled: whose figure counts, from which day, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Annotated, Final

from pydantic import AfterValidator, field_validator

from robots.casework.settings import CountyDecision, RoomSettings
from robots.casework.words import IncomeKind, Source

#: Sources of income, the one believed first first. The Incomes Register holds what was really paid,
#: Kela what it decided and paid itself, the Tax Administration a year that is past; a paper tells
#: what held on its own day. ``resources/texts/words.summary.yaml`` says so to the officer.
DEFAULT_PRECEDENCE: Final = (
    Source.INCOMES_REGISTER,
    Source.KELA,
    Source.TAX_ADMINISTRATION,
    Source.DOCUMENTS,
)


def _all_of_them(order: tuple[Source, ...]) -> tuple[Source, ...]:
    if sorted(order) != sorted(DEFAULT_PRECEDENCE):
        raise ValueError("name every source of income once")
    return order


#: All sources of income, each once.
Order = Annotated[tuple[Source, ...], AfterValidator(_all_of_them)]


@dataclass(frozen=True, slots=True)
class Precedence:
    """Whose figure counts on one day where several sources tell of the same income."""

    general: tuple[Source, ...] = DEFAULT_PRECEDENCE
    by_kind: Mapping[IncomeKind, tuple[Source, ...]] = field(default_factory=dict)
    decision: str = ""
    """The county's decision that the order rests on; empty for the default."""

    def of(self, kind: IncomeKind) -> tuple[Source, ...]:
        """The order for one kind of income, the source believed first first."""
        return self.by_kind.get(kind, self.general)

    def ground(self, kind: IncomeKind) -> str:
        """The decision that the kind's order rests on; empty where it is the default one."""
        return self.decision if self.of(kind) != DEFAULT_PRECEDENCE else ""


class PrecedenceDecision(CountyDecision):
    """``[[summary.decisions]]`` of ``county.toml``: from which day which order holds. The officer
    sees the decision beside each figure that it settled."""

    precedence: Order = DEFAULT_PRECEDENCE
    by_kind: Mapping[IncomeKind, Order] = {}
    """Another order for some kinds of income."""


class SummaryPolicy(RoomSettings):
    """``[summary]`` of ``county.toml``."""

    decisions: tuple[PrecedenceDecision, ...] = ()
    """In the order of their days; on a day without one the default order holds."""

    @field_validator("decisions")
    @classmethod
    def _one_at_a_time(
        cls, decisions: tuple[PrecedenceDecision, ...]
    ) -> tuple[PrecedenceDecision, ...]:
        for earlier, later in pairwise(decisions):
            if earlier.last_day is None or earlier.last_day >= later.first_day:
                raise ValueError(f"two decisions hold on {later.first_day}")
        return decisions

    def on(self, day: date) -> Precedence:
        """The order that holds on the day."""
        for one in self.decisions:
            if one.holds_on(day):
                return Precedence(one.precedence, one.by_kind, one.decision)
        return Precedence()
