"""Who the case is about, and what the officer must know of them before anything else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from robots.casework.answer import Answer, Finding
from robots.casework.case import Capacity, Case, ConsentState
from robots.casework.identity_code import IdentityCode
from robots.casework.period import day_in_finnish
from robots.casework.words import PersonFlag, Role, Service, Severity, State
from robots.summary.model import PersonSummary
from robots.summary.register import Register, register_of

_GUARDIANS: Final = frozenset({PersonFlag.GUARDIAN, PersonFlag.GUARDIANSHIP_BY_MANDATE})
#: What each flag makes the officer look at.
_BY_FLAG: Final = (
    (PersonFlag.PROTECTED_ADDRESS, "protected_address", Severity.WARNING),
    (PersonFlag.CHANGED_IDENTITY_CODE, "identity_code_changed", Severity.WARNING),
)
#: The state of a consent that leads to the statutory way.
_UNWILLING: Final = {
    ConsentState.REFUSED: "consent_refused",
    ConsentState.WITHDRAWN: "consent_withdrawn",
}


def persons_of(case: Case, answers: Sequence[Answer]) -> tuple[PersonSummary, ...]:
    """The client, and the spouse where there is one."""
    roles = [Role.CLIENT]
    if case.spouse is not None or any(answer.role is Role.SPOUSE for answer in answers):
        roles.append(Role.SPOUSE)
    return tuple(_person(case, role, register_of(answers, role)) for role in roles)


def _person(case: Case, role: Role, register: Register) -> PersonSummary:
    facts, known = register.facts, case.person(role)
    code = known.identity_code if known else None
    return PersonSummary(
        role=role,
        name=facts.name if facts else "",
        identity_code=(facts.active_code if facts else None) or code,
        flags=register.flags,
        died_on=facts.died_on if facts else None,
        guardians=facts.guardians if facts else (),
    )


def findings_on_persons(case: Case, answers: Sequence[Answer]) -> Iterator[Finding]:
    """Death, guardians, protected addresses, codes, consents, the spouse and the family's size."""
    for role in Role:
        register = register_of(answers, role)
        yield from _on_person(role, register)
        yield from _on_consents(case, role, register)
    yield from _unwilling(case, answers)
    yield from _on_spouse(case, register_of(answers, Role.CLIENT), answers)
    yield from _on_family_size(case, answers)


def _on_person(role: Role, register: Register) -> Iterator[Finding]:
    flags, facts = register.flags, register.facts
    if PersonFlag.DEAD in flags:
        died_on = facts.died_on if facts else None
        day = day_in_finnish(died_on) if died_on else "-"
        yield Finding(f"{role}_dead", Severity.QUESTION, role, {"day": day})
    if PersonFlag.NOT_FOUND in flags:
        yield Finding(f"{role}_not_found", Severity.QUESTION, role)
    if flags & _GUARDIANS:
        names = sorted(guardian.name for guardian in facts.guardians) if facts else []
        yield Finding("guardian", Severity.WARNING, role, {"guardians": ", ".join(names) or "-"})
    for flag, code, severity in _BY_FLAG:
        if flag in flags:
            yield Finding(code, severity, role)


def _on_consents(case: Case, role: Role, register: Register) -> Iterator[Finding]:
    """Whether the one who consented is the one whom the register knows to speak for the person."""
    if not register.has_answered:
        return
    speaks = {
        Capacity.GUARDIAN: PersonFlag.GUARDIAN in register.flags,
        Capacity.MANDATE_HOLDER: PersonFlag.GUARDIANSHIP_BY_MANDATE in register.flags,
        Capacity.SELF: not register.flags & _GUARDIANS,
        Capacity.PROXY: True,
    }
    given = [one for one in case.consents if one.role is role and one.state is ConsentState.GIVEN]
    if any(not speaks[one.given_by] for one in given):
        yield Finding("consent_giver_differs", Severity.QUESTION, role)


def _unwilling(case: Case, answers: Sequence[Answer]) -> Iterator[Finding]:
    """A consent refused or withdrawn, where the source was not asked for that."""
    not_asked = {(a.role, a.source) for a in answers if a.state is State.NOT_PERMITTED}
    for one in case.consents:
        if one.state in _UNWILLING and (one.role, one.source) in not_asked:
            values = {"source": f"words.source_{one.source}"}
            yield Finding(_UNWILLING[one.state], Severity.QUESTION, one.role, values)


def _on_spouse(case: Case, register: Register, answers: Sequence[Answer]) -> Iterator[Finding]:
    if case.spouse is not None and case.spouse_is_partner_by_declaration:
        yield Finding("partner_by_declaration", Severity.INFO, Role.SPOUSE)
    if spouse_differs(case, register, register_of(answers, Role.SPOUSE)):
        yield Finding("spouse_differs", Severity.QUESTION, Role.CLIENT)


def _on_family_size(case: Case, answers: Sequence[Answer]) -> Iterator[Finding]:
    """How many live in the dwelling, beside the worklist's family size: a suggestion for whoever
    settles it, never its value. Not a word of it where either's address is protected: it would
    tell whether they live together."""
    registers = [register_of(answers, role) for role in Role]
    facts = registers[0].facts
    if (
        case.service is not Service.HOME_CARE
        or facts is None
        or facts.residents is None
        or any(PersonFlag.PROTECTED_ADDRESS in one.flags for one in registers)
    ):
        return
    values = {"residents": str(facts.residents)}
    if case.family_size is None:
        yield Finding(
            "family_size_suggested", Severity.QUESTION, Role.CLIENT, values, facts.evidence
        )
    elif case.family_size != facts.residents:
        values["family_size"] = str(case.family_size)
        yield Finding("family_size_differs", Severity.WARNING, Role.CLIENT, values, facts.evidence)


def spouse_differs(case: Case, register: Register, spouse: Register) -> bool:
    """Whether the register's spouse is another than the worklist's, or only one of them has one.

    A partner by declaration is not in the register; a spouse besides would be another person.
    """
    facts = register.facts
    if facts is None or not register.has_answered:
        return False
    if case.spouse is None or case.spouse_is_partner_by_declaration:
        return register.has_spouse
    if not register.has_spouse:
        return True
    known, ours = facts.spouse_code, _codes(case.spouse.identity_code, spouse)
    return known is not None and bool(ours) and known not in ours


def _codes(code: IdentityCode | None, spouse: Register) -> set[IdentityCode]:
    """The worklist's code, and the one in force where that has been changed."""
    active = spouse.facts.active_code if spouse.facts else None
    return {one for one in (code, active) if one is not None}
