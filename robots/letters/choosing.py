"""Which letters a case gets: by its findings and its sources' states, as ``resources/letters`` say.

No letter goes where it would tell what its recipient may not know: nothing to the spouse while the
client's address is not known to be open, nothing to a payer while the person's is not, since the
county's name tells where somebody lives; no question about the household where an address is
protected, no authority that the case has no permit to ask.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from robots.access import INCOME_AUTHORITIES
from robots.casework.answer import Answer, Finding
from robots.casework.letter import Recipient, Sending
from robots.casework.period import Period
from robots.casework.words import PersonFlag, Role, Severity, Source, State
from robots.letters.kinds import LetterKind, letter_kinds
from robots.summary.model import PersonSummary, Summary

_NOBODY_TO_WRITE_TO = frozenset({PersonFlag.DEAD, PersonFlag.NOT_FOUND})
_ANSWERED = frozenset({State.FOUND, State.NONE, State.PARTIAL})


@dataclass(frozen=True, slots=True)
class Question:
    """One question: its text's key, its values, and whose finding it comes from."""

    text: str
    values: Mapping[str, str] = field(default_factory=dict)
    finding: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter before it is written."""

    kind: LetterKind
    recipient: Recipient
    about: Role
    section: str
    sending: Sending
    addressee: str = ""
    questions: tuple[Question, ...] = ()
    groups: tuple[str, ...] = ()
    """Groups of data that an authority is asked for."""
    period: Period | None = None


def drafts_of(summary: Summary) -> list[Draft]:
    """The case's letters, in a fixed order; none where there is no client to write to."""
    client = person_of(summary, Role.CLIENT)
    if client is None or client.flags & _NOBODY_TO_WRITE_TO:
        return []
    return [draft for kind in letter_kinds() for draft in _of(kind, summary)]


def person_of(summary: Summary, role: Role) -> PersonSummary | None:
    """The person as the summary has them."""
    return next((one for one in summary.persons if one.role is role), None)


def is_protected(summary: Summary, role: Role) -> bool:
    """Whether the address is protected; what the register has not told counts as protected."""
    person = person_of(summary, role)
    answered = any(
        one.source is Source.POPULATION_REGISTER and one.role is role and one.state in _ANSWERED
        for one in summary.answers
    )
    return person is None or not answered or PersonFlag.PROTECTED_ADDRESS in person.flags


def _of(kind: LetterKind, summary: Summary) -> Iterator[Draft]:
    if kind.recipient == "client":
        yield from _hearing(kind, summary)
    elif kind.recipient == "person":
        yield from _requests(kind, summary)
    elif kind.recipient == "authority":
        yield from _to_authorities(kind, summary)
    else:
        yield from _to_payers(kind, summary)


def _hearing(kind: LetterKind, summary: Summary) -> Iterator[Draft]:
    """Once every source has answered: a hearing of half of it would have to be held again."""
    lacking = any(one.state in (State.FAILED, State.PARTIAL) for one in summary.answers)
    if lacking or not any(is_from_elsewhere(one) for one in summary.answers):
        return
    section = kind.section[summary.case.purpose]
    yield Draft(kind, Recipient.CLIENT, Role.CLIENT, section, kind.sending)


def is_from_elsewhere(answer: Answer) -> bool:
    """Whether an authority has told something, or that there is nothing."""
    return answer.source is not Source.DOCUMENTS and answer.state in _ANSWERED


def _requests(kind: LetterKind, summary: Summary) -> Iterator[Draft]:
    asked: dict[Role, list[Question]] = {Role.CLIENT: [], Role.SPOUSE: []}
    for finding in _open_questions(summary):
        if finding.code in kind.of_the_household:
            if not _is_household_protected(summary):
                asked[Role.CLIENT].append(_question(finding, kind.of_the_household))
        elif finding.code in kind.questions:
            asked[finding.role or Role.CLIENT].append(_question(finding, kind.questions))
    for role, questions in asked.items():
        if questions and (role is Role.CLIENT or _may_write_to_spouse(summary)):
            recipient = Recipient.CLIENT if role is Role.CLIENT else Recipient.SPOUSE
            yield Draft(
                kind,
                recipient,
                role,
                _section(kind, summary, role),
                kind.sending,
                questions=_each_once(questions),
            )


def _is_household_protected(summary: Summary) -> bool:
    return any(PersonFlag.PROTECTED_ADDRESS in one.flags for one in summary.persons)


def _may_write_to_spouse(summary: Summary) -> bool:
    """The law needs the spouse's income, there is somebody to write to, and the letter does not
    tell the spouse where a protected client is cared for."""
    spouse = person_of(summary, Role.SPOUSE)
    return (
        spouse is not None
        and not spouse.flags & _NOBODY_TO_WRITE_TO
        and any(permit.role is Role.SPOUSE for permit in summary.permits)
        and not is_protected(summary, Role.CLIENT)
    )


def _to_authorities(kind: LetterKind, summary: Summary) -> Iterator[Draft]:
    for answer in summary.answers:
        permits = [
            one
            for one in summary.permits
            if one.role is answer.role and one.source is answer.source
        ]
        text = kind.states.get(answer.state)
        if text is None or not permits or answer.source not in INCOME_AUTHORITIES:
            continue
        yield Draft(
            kind,
            Recipient.AUTHORITY,
            answer.role,
            "; ".join(dict.fromkeys(one.legal_basis for one in permits)),
            # While it is asked again night after night, paper may wait.
            Sending.AFTER_SILENCE if answer.ask_again else kind.sending,
            addressee=f"words.source_{answer.source}",
            questions=(Question(text),),
            groups=tuple(sorted({group for one in permits for group in one.data_groups})),
            period=answer.period or permits[0].period,
        )


def _to_payers(kind: LetterKind, summary: Summary) -> Iterator[Draft]:
    incomes = {one.income.id: one.income for one in summary.incomes}
    asked: dict[tuple[Role, str], list[Question]] = {}
    for finding in _open_questions(summary):
        if finding.code not in kind.questions:
            continue
        for identifier in finding.refers_to:
            income = incomes.get(identifier)
            if income is None or is_protected(summary, income.role):
                continue
            if income.payer and income.kind in kind.of_kinds:
                asked.setdefault((income.role, income.payer), []).append(
                    _question(finding, kind.questions)
                )
    for (role, payer), questions in sorted(asked.items(), key=lambda one: one[0]):
        yield Draft(
            kind,
            Recipient.PAYER,
            role,
            _section(kind, summary, role),
            kind.sending,
            addressee=payer,
            questions=_each_once(questions),
        )


def _open_questions(summary: Summary) -> Iterator[Finding]:
    return (one for one in summary.findings if one.severity is Severity.QUESTION)


def _question(finding: Finding, texts: Mapping[str, str]) -> Question:
    return Question(texts[finding.code], finding.values, finding.code)


def _each_once(questions: list[Question]) -> tuple[Question, ...]:
    once = {(one.text, tuple(sorted(one.values.items()))): one for one in reversed(questions)}
    return tuple(reversed(once.values()))


def _section(kind: LetterKind, summary: Summary, role: Role) -> str:
    section = kind.section[summary.case.purpose]
    is_about_spouse = role is Role.SPOUSE and kind.section_about_spouse
    return f"{section}; {kind.section_about_spouse}" if is_about_spouse else section
