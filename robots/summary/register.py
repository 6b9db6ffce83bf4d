"""The population register's answer about one person, as the summary reads it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from robots.casework.answer import Answer, PersonFacts
from robots.casework.words import PersonFlag, Role, Source, State


@dataclass(frozen=True, slots=True)
class Register:
    """What the population register answered about one person."""

    answer: Answer | None

    @property
    def has_answered(self) -> bool:
        return self.answer is not None and self.answer.state in (State.FOUND, State.NONE)

    @property
    def facts(self) -> PersonFacts | None:
        return self.answer.person if self.answer is not None else None

    @property
    def flags(self) -> frozenset[PersonFlag]:
        flags = self.facts.flags if self.facts else frozenset()
        if self.answer is not None and self.answer.state is State.NONE:
            flags |= {PersonFlag.NOT_FOUND}
        return flags

    @property
    def has_spouse(self) -> bool:
        facts = self.facts
        return facts is not None and (facts.spouse_code is not None or bool(facts.spouse_name))


def register_of(answers: Iterable[Answer], role: Role) -> Register:
    """The population register's answer about the person, where there is one."""
    own = (a for a in answers if a.role is role and a.source is Source.POPULATION_REGISTER)
    return Register(next(own, None))
