"""What an attempt has found so far: the answers that lie in the case folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from robots.access import Household
from robots.casework.answer import Answer, PersonFacts, joined
from robots.casework.case import Case, Person
from robots.casework.words import Role, Source
from robots.determination.attempt import SourceRecord


class Found:
    """The answers of one attempt, by person and source. ``calls``: name of the call → answer."""

    def __init__(self, calls: Mapping[str, Answer]) -> None:
        self.permits = tuple(
            answer.permit for _, answer in sorted(calls.items()) if answer.permit is not None
        )
        self._answers: dict[tuple[Role, Source], Answer] = {}
        for role in Role:
            for source in Source:
                parts = [
                    calls[name]
                    for name in sorted(calls)
                    if calls[name].role is role and calls[name].source is source
                ]
                if parts:
                    self._answers[role, source] = joined(parts)

    @property
    def answers(self) -> tuple[Answer, ...]:
        """One for each person and source that was looked at, in the order of the words."""
        return tuple(self._answers.values())

    def facts(self, role: Role) -> PersonFacts | None:
        """What the population register said of the person."""
        answer = self._answers.get((role, Source.POPULATION_REGISTER))
        return answer.person if answer else None

    def household(self) -> Household:
        """What decides whom else to ask, and whether to ask at all."""
        return Household(self.facts(Role.CLIENT), self.facts(Role.SPOUSE))

    def asked_about(self, case: Case, role: Role, source: Source) -> Case:
        """The case with the identity codes by which the source is asked about the person: those in
        force, and the register's spouse.

        The population register itself is asked by the code that was known before its own answer: by
        the one in force it would tell of no change, and the papers with the old code would be taken
        for somebody else's.
        """
        is_register = source is Source.POPULATION_REGISTER
        client, spouse = case.client, case.spouse
        facts, partner = self.facts(Role.CLIENT), self.facts(Role.SPOUSE)
        if facts and facts.active_code and not (is_register and role is Role.CLIENT):
            client = Person(Role.CLIENT, facts.active_code)
        if facts and facts.spouse_code and (spouse is None or spouse.identity_code is None):
            spouse = Person(Role.SPOUSE, facts.spouse_code)
        if partner and partner.active_code and not (is_register and role is Role.SPOUSE):
            spouse = Person(Role.SPOUSE, partner.active_code)
        return replace(case, client=client, spouse=spouse)

    def source_records(self) -> tuple[SourceRecord, ...]:
        """For the run report: states and reasons, no figures."""
        return tuple(
            SourceRecord(role, source, answer.state, answer.reason)
            for (role, source), answer in self._answers.items()
        )

    @property
    def ask_again(self) -> bool:
        """Whether the next night may bring an answer that failed."""
        return any(answer.ask_again for answer in self.answers)
