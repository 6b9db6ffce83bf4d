"""Whose income is needed, and whether enough is known to tell.

Home care looks at both spouses (10 f § 1 mom.). Round-the-clock housing, family care and
institutions look at the spouse only where the two had a shared home before the care and the spouse
is not in long-term care too (7 c § 2 mom.).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from robots.casework.answer import Answer, Finding
from robots.casework.case import Case
from robots.casework.words import Purpose, Role, Service, Severity, Source, State
from robots.summary.expected import papers_are_promised
from robots.summary.persons import spouse_differs
from robots.summary.register import register_of

#: States of an answer that keep a case from being complete.
LACKING: Final = frozenset({State.FAILED, State.PARTIAL, State.NOT_PERMITTED})
#: Sources of income whose silence is never an answer.
EXPECTED: Final = (Source.INCOMES_REGISTER, Source.TAX_ADMINISTRATION, Source.KELA)
_ANSWERED: Final = frozenset({State.FOUND, State.NONE})


@dataclass(frozen=True, slots=True)
class Household:
    """What the preview needs to know of the spouse."""

    has_spouse: bool
    is_clear: bool
    """False: the spouse's part is not known, so that no preview can be complete."""
    findings: tuple[Finding, ...] = ()
    looks_at_spouse: bool = False
    """Whether the preview uses the spouse's income, or compares it with the client's."""

    @property
    def roles(self) -> tuple[Role, ...]:
        """Whose income the preview looks at."""
        return tuple(Role) if self.looks_at_spouse else (Role.CLIENT,)


def household_of(
    case: Case, answers: Sequence[Answer], *, without_spouse: bool = False
) -> Household:
    """Judge by the worklist's facts and the registers' answers."""
    client = register_of(answers, Role.CLIENT)
    has_spouse = case.spouse is not None or client.has_spouse
    if not has_spouse:
        return Household(has_spouse=False, is_clear=True)
    if without_spouse:
        return Household(has_spouse, is_clear=True)
    if case.service is not Service.HOME_CARE:
        if case.purpose is Purpose.VOUCHER or case.shared_home_before_care is False:
            return Household(has_spouse, is_clear=True)
        if case.shared_home_before_care is None:
            return _unclear("shared_home_unknown")
        if case.spouse_in_long_term_care is None:
            return _unclear("spouse_care_unknown")
        if case.spouse_in_long_term_care:
            return Household(has_spouse, is_clear=True)
    if spouse_differs(case, client, register_of(answers, Role.SPOUSE)):
        return Household(has_spouse, is_clear=False, looks_at_spouse=True)
    states = _states(answers, Role.SPOUSE)
    if states & _ANSWERED or states & LACKING:
        return Household(has_spouse, is_clear=True, looks_at_spouse=True)
    return _unclear("spouse_income_missing")


def silent_sources(
    case: Case, answers: Sequence[Answer], roles: Iterable[Role]
) -> Iterator[Finding]:
    """A question for each source of income that has no answer at all about a person; the client's
    papers are one where they were promised.

    A source that was not needed is no silence, if another one was asked instead. A spouse of whom
    no source has an answer is asked about as a whole, by the household.
    """
    for role in roles:
        answered = {a.source for a in answers if _tells_income(a, role)}
        if _states(answers, role) <= {State.NOT_NEEDED}:
            answered = set()
        if not answered and role is Role.SPOUSE:
            continue
        promised = role is Role.CLIENT and papers_are_promised(case)
        for source in (*EXPECTED, Source.DOCUMENTS) if promised else EXPECTED:
            if source not in answered:
                values = {"source": f"words.source_{source}"}
                yield Finding("source_without_answer", Severity.QUESTION, role, values)


def nothing_found(
    answers: Sequence[Answer], roles: Iterable[Role], counted: Collection[Role]
) -> Iterator[Finding]:
    """A question for each person whose sources answered without any figure that counts; until it is
    settled there is no preview, since a fee of zero would look like a decided one.

    Args:
        answers: of all sources.
        roles: whose income the preview looks at.
        counted: who has something that counts, or that the officer still settles.
    """
    for role in roles:
        states = _states(answers, role)
        if role not in counted and states & _ANSWERED and not states & LACKING:
            yield Finding("nothing_found", Severity.QUESTION, role)


def _states(answers: Iterable[Answer], role: Role) -> set[State]:
    return {a.state for a in answers if _tells_income(a, role)}


def _tells_income(answer: Answer, role: Role) -> bool:
    return answer.role is role and answer.source is not Source.POPULATION_REGISTER


def _unclear(code: str) -> Household:
    finding = Finding(code, Severity.QUESTION, Role.SPOUSE)
    return Household(has_spouse=True, is_clear=False, findings=(finding,))
