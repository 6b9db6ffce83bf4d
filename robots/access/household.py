"""What the population register has told of the two persons so far."""

from __future__ import annotations

from dataclasses import dataclass

from robots.casework.answer import PersonFacts
from robots.casework.words import PersonFlag, Role


@dataclass(frozen=True, slots=True)
class Household:
    """The register's facts of each person; None before it has answered."""

    client: PersonFacts | None = None
    spouse: PersonFacts | None = None

    def facts(self, role: Role) -> PersonFacts | None:
        return self.client if role is Role.CLIENT else self.spouse

    def is_dead(self, role: Role) -> bool:
        facts = self.facts(role)
        return facts is not None and (PersonFlag.DEAD in facts.flags or facts.died_on is not None)

    def is_not_found(self, role: Role) -> bool:
        facts = self.facts(role)
        return facts is not None and PersonFlag.NOT_FOUND in facts.flags
