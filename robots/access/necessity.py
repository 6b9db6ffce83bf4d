"""The necessity table of ``resources/law/necessity.yaml``, checked when it is read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from robots.access.errors import NecessityNotKnown
from robots.casework.case import Case
from robots.casework.words import Purpose, Role, Service, Source

_TABLE: Final = Path(__file__).parents[2] / "resources" / "law" / "necessity.yaml"

#: Fields of a case on which a need may hang.
Condition = Literal["shared_home_before_care", "spouse_in_long_term_care"]


class _Dated(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Quotation(_Dated):
    """An act's own words."""

    section: str
    text: str


class ToldFirst(_Dated):
    """Whether a person must have been told before this source is asked, and by which section."""

    required: bool
    section: Mapping[Purpose, str] = {}


class Right(_Dated):
    """On which ground a source may be asked, and how far back."""

    months_back: int = Field(ge=1)
    months_back_with_ground: int | None = None
    """The most, where the case has recorded why it needs more than ``months_back``."""
    told_first: ToldFirst
    legal_basis: Mapping[Purpose, str]
    statute: str
    text_read: bool
    quotations: tuple[Quotation, ...] = ()

    def months_for(self, case: Case) -> int:
        """How many months back of the business day's own may be asked for in this case."""
        if case.longer_look is None or self.months_back_with_ground is None:
            return self.months_back
        return max(self.months_back, min(case.longer_look.months, self.months_back_with_ground))


class Need(_Dated):
    """What is necessary about one person in some services: source → calls → groups of data."""

    services: frozenset[Service]
    person: Role
    section: str
    sources: Mapping[Source, tuple[frozenset[str], ...]]
    conditions: Mapping[Condition, bool] = {}
    adds_to_legal_basis: str = ""
    quotations: tuple[Quotation, ...] = ()

    def conditions_met(self, case: Case) -> bool | None:
        """Whether the case is one of those; None where the worklist does not tell."""
        known = [(getattr(case, name), wanted) for name, wanted in self.conditions.items()]
        if any(value is not None and value is not wanted for value, wanted in known):
            return False
        return None if any(value is None for value, _ in known) else True


class NecessityTable(_Dated):
    """The table as it stands for some time."""

    since: date = Field(alias="from")
    until: date | None
    checked_on: date
    rights: Mapping[Source, Right]
    needs: tuple[Need, ...]

    def need(self, service: Service, person: Role) -> Need | None:
        """What is necessary about the person in the service; None: nothing."""
        for need in self.needs:
            if service in need.services and person is need.person:
                return need
        return None


def table_on(day: date) -> NecessityTable:
    """The necessity table of the day.

    Raises:
        NecessityNotKnown: the day lies outside the periods that the table covers.
    """
    for table in _tables():
        if table.since <= day and (table.until is None or day <= table.until):
            return table
    raise NecessityNotKnown(day=day.isoformat())


@cache
def _tables() -> tuple[NecessityTable, ...]:
    content = yaml.safe_load(_TABLE.read_text("utf-8"))
    return TypeAdapter(tuple[NecessityTable, ...]).validate_python(content)
