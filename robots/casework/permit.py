"""The permit: without one, no source can be called.

Only :mod:`robots.access` makes permits; a source takes one as an argument, so that forgetting the
check is a type error and not a leak.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from robots.casework.case import ConsentState, Person
from robots.casework.identity_code import IdentityCode
from robots.casework.period import Period
from robots.casework.reason import Reason
from robots.casework.words import Purpose, Role, Source, State


@dataclass(frozen=True, slots=True)
class Permit:
    """Leave to ask one source for one person's data, once, now."""

    case_id: str
    role: Role
    source: Source
    data_groups: frozenset[str]
    """Groups of data by the necessity table, e.g. ``wages``, ``benefits``."""
    period: Period
    legal_basis: str
    purpose: Purpose
    requested_by: str
    """The official who asked, or the robot's registered identity: the authorities' end user."""
    reason: str
    told_on: date | None
    consent: ConsentState
    granted_at: datetime

    def code_for(self, source: Source, person: Person, period: Period) -> IdentityCode:
        """The identity code to ask with, once it is sure that this permit is for that question.

        Raises:
            ValueError: it is for another source, person or time: a mistake of ours.
        """
        last = period.end
        if (
            self.source is not source
            or self.role is not person.role
            or person.identity_code is None
            or last is None
            or not (self.period.contains(period.start) and self.period.contains(last))
        ):
            raise ValueError("the permit is for another question")
        return person.identity_code


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no permit: ``not_permitted`` or ``not_needed``, and the reason in words."""

    role: Role
    source: Source
    state: State
    reason: Reason
