"""Whether a summary tells enough for a fee, in one word, and why not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from robots.casework.answer import Answer, Finding
from robots.casework.case import Choice
from robots.casework.reason import Reason
from robots.casework.words import Role, Severity, Source, State
from robots.feelaw.model import Preview
from robots.summary.coverage import Coverage, in_words

#: States in which a source has told what it knows.
_TOLD: Final = frozenset({State.FOUND, State.NONE})
_LACKING: Final = frozenset({State.FAILED, State.PARTIAL, State.NOT_PERMITTED})
#: The access room's reason for asking nobody, by the county's policy on that day.
_HIGHEST_FEE: Final = "highest_fee_accepted"


class Completeness(StrEnum):
    """What the summary is good for."""

    COMPLETE = "complete"
    """Every needed source answered and every figure is settled."""
    INCOMPLETE = "incomplete"
    HIGHEST_FEE_ACCEPTED = "highest_fee_accepted"
    """The client accepted the highest fee and the county's policy allows it: nobody was asked."""
    NOTHING_OBTAINABLE = "nothing_obtainable"
    """No source of income has told anything of the client."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The word, and what it rests on; a complete summary needs no reason."""

    state: Completeness
    reasons: tuple[Reason, ...] = ()

    @property
    def may_have_fee(self) -> bool:
        """Whether a fee may be shown at all."""
        return self.state is Completeness.COMPLETE


#: Of a summary that nobody has judged: no fee.
NOT_JUDGED: Final = Verdict(Completeness.INCOMPLETE)


def verdict_of(
    choice: Choice,
    answers: Sequence[Answer],
    coverage: Iterable[Coverage],
    preview: Preview,
    findings: Sequence[Finding],
    *,
    is_gone: bool,
) -> Verdict:
    """Judge a compiled summary.

    Args:
        choice: the client's.
        answers: of all sources.
        coverage: what their answers cover.
        preview: what came out.
        findings: what the officer is told.
        is_gone: the client is dead or not known to the population register.
    """
    own = [one for one in answers if one.role is Role.CLIENT and _is_income(one)]
    reasons = tuple(one.reason.code for one in own if one.reason is not None)
    if choice is Choice.HIGHEST_FEE and _HIGHEST_FEE in reasons:
        return Verdict(Completeness.HIGHEST_FEE_ACCEPTED, (Reason("verdict_highest_fee"),))
    why = tuple(_why_not(answers, coverage, findings, is_gone=is_gone))
    asked = [one for one in own if one.state is not State.NOT_NEEDED]
    if not is_gone and asked and not any(one.state in {*_TOLD, State.PARTIAL} for one in asked):
        return Verdict(Completeness.NOTHING_OBTAINABLE, why)
    if preview.complete and not any(one.state in _LACKING for one in answers):
        return Verdict(Completeness.COMPLETE)
    return Verdict(Completeness.INCOMPLETE, why or (Reason("verdict_not_computed"),))


def _why_not(
    answers: Iterable[Answer],
    coverage: Iterable[Coverage],
    findings: Iterable[Finding],
    *,
    is_gone: bool,
) -> Iterator[Reason]:
    if is_gone:
        yield Reason("verdict_client_gone")
    for one in answers:
        if one.state in _LACKING:
            yield Reason(f"verdict_{one.state}", _named(one.role, one.source))
    for covered in coverage:
        if covered.gaps and covered.state in _TOLD:
            days = ", ".join(map(in_words, covered.gaps))
            values = {**_named(covered.role, covered.source), "periods": days}
            yield Reason("verdict_not_covered", values)
    questions = [one for one in findings if one.severity is Severity.QUESTION]
    for question in questions:
        if question.code == "source_without_answer":
            values = {"source": question.values["source"], "person": f"words.role_{question.role}"}
            yield Reason("verdict_silent", values)
    if questions:
        yield Reason("verdict_questions", {"count": str(len(questions))})


def _named(role: Role, source: Source) -> dict[str, str]:
    return {"source": f"words.source_{source}", "person": f"words.role_{role}"}


def _is_income(answer: Answer) -> bool:
    return answer.source is not Source.POPULATION_REGISTER
