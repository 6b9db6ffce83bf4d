"""Guardianship, guardianship by mandate, custody: what is in force, and who speaks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from robots.casework.answer import Finding, Guardian
from robots.casework.words import PersonFlag, Role, Severity
from robots.population_register.part import Part
from robots.population_register.place import Place
from robots.population_register.product import (
    CustodianElements,
    GuardianElements,
    GuardianshipElements,
)
from robots.population_register.reading import Reading, day_of, name_of

#: RajoituskoodiTyyppi: 1 says that there is no limit; an unknown code is taken for one.
_NO_LIMIT: Final = ("", "1")


def read_guardians(person: Reading, elements: GuardianElements, role: Role, today: date) -> Part:
    """The flags of what is in force on the day, the guardians whom the reply names, and what the
    officer must know of them.

    Raises:
        ElementMissing: a place that must be in the reply is not.
    """
    parts = []
    if elements.guardianship is not None:
        parts.append(_guardianship(person, elements.guardianship, role, today, by_mandate=False))
    if elements.mandate is not None:
        parts.append(_guardianship(person, elements.mandate, role, today, by_mandate=True))
    if elements.custodians is not None:
        parts.append(_custody(person, elements.custodians, role, today))
    return Part(
        flags=frozenset(flag for part in parts for flag in part.flags),
        guardians=tuple(one for part in parts for one in part.guardians),
        findings=tuple(one for part in parts for one in part.findings),
    )


def _guardianship(
    person: Reading, elements: GuardianshipElements, role: Role, today: date, *, by_mandate: bool
) -> Part:
    stated = elements.stated is not None and person.said(elements.stated) not in ("", "0")
    groups = []
    if elements.element is not None:
        groups = _in_force(person.groups_at(elements.element), elements.ends, today)
    if not stated and not groups:
        return Part()
    names = [name for group in groups for name in _names(group, elements, today)]
    flag = PersonFlag.GUARDIANSHIP_BY_MANDATE if by_mandate else PersonFlag.GUARDIAN
    return Part(
        flags=frozenset({flag}),
        guardians=tuple(Guardian(name, by_mandate) for name in names),
        findings=tuple(_findings(groups, elements, names, role)),
    )


def _findings(
    groups: list[Reading], elements: GuardianshipElements, names: list[str], role: Role
) -> Iterator[Finding]:
    if not names:
        yield Finding("guardian_not_named", Severity.QUESTION, role)
    if any(_is_set(group, elements.task_division) for group in groups):
        yield Finding("guardians_divide_tasks", Severity.QUESTION, role)
    elif len(names) > 1:
        yield Finding("guardians_act_together", Severity.WARNING, role)
    if elements.limits is not None:
        limits = {group.said(elements.limits) for group in groups}.difference(_NO_LIMIT)
        if limits:
            code = "declared_incompetent" if "3" in limits else "capacity_restricted"
            yield Finding(code, Severity.WARNING, role)


def _names(group: Reading, elements: GuardianshipElements, today: date) -> Iterator[str]:
    if elements.people is not None and elements.people_names is not None:
        names = elements.people_names
        for one in _in_force(group.groups_at(elements.people), elements.people_ends, today):
            if name := name_of(one, names.first_names, names.last_name):
                yield name
    for organisation in elements.organisations:
        for one in _in_force(group.groups_at(organisation.element), elements.people_ends, today):
            if name := one.said(organisation.name):
                yield name


def _custody(person: Reading, elements: CustodianElements, role: Role, today: date) -> Part:
    groups = _in_force(person.groups_at(elements.element), elements.ends, today)
    names = [name_of(group, elements.first_names, elements.last_name) for group in groups]
    if not any(names):
        return Part(findings=(Finding("custodian_not_named", Severity.QUESTION, role),))
    values = {"custodians": ", ".join(name for name in names if name)}
    return Part(findings=(Finding("has_custodians", Severity.WARNING, role, values),))


def _is_set(group: Reading, place: Place | None) -> bool:
    return place is not None and group.said(place) not in ("", "0")


def _in_force(groups: list[Reading], ends: Place | None, today: date) -> list[Reading]:
    """Those without an end, or whose end has not come; a day half known has not come."""
    if ends is None:
        return groups
    return [group for group in groups if (day_of(group.said(ends)) or today) >= today]
