"""Guardianship and guardianship by mandate: whether one is in force, and who speaks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from robots.casework.answer import Guardian
from robots.casework.words import PersonFlag
from robots.population_register.reading import Reading, day_of, name_of


@dataclass(frozen=True, slots=True)
class Kind:
    """One of the two, with the register's names for it."""

    flag: PersonFlag
    group: str
    stated: str
    """The element that products without the group have: 1 when one is in force."""
    people: str
    people_end: str


KINDS: Final = (
    Kind(
        PersonFlag.GUARDIAN,
        "Edunvalvonta",
        "EdunvalvontaTieto",
        "HenkiloEdunvalvoja*",
        "TehtavaLoppupvm",
    ),
    Kind(
        PersonFlag.GUARDIANSHIP_BY_MANDATE,
        "Edunvalvontavaltuutus",
        "EdunvalvontavaltuutusTieto",
        "HenkiloEdunvalvontavaltuutettu*",
        "ValtuutusLoppupvm",
    ),
)

#: Guardians that are no persons, and the element with their name: companies, legal aid offices.
_ORGANISATIONS: Final = (
    ("YritysJaYhteisoEdunvalvoja*", "Nimi"),
    ("OikeusaputoimistoEdunvalvoja*", "ViranomainenS"),
)


def read_guardianship(
    person: Reading, today: date
) -> tuple[frozenset[PersonFlag], tuple[Guardian, ...]]:
    """The flags of what is in force on the day, and the guardians whom the reply names."""
    flags: set[PersonFlag] = set()
    guardians: list[Guardian] = []
    for kind in KINDS:
        groups = _in_force(person.groups(kind.group), "Paattymispvm", today)
        if groups or person.text(kind.stated) == "1":
            flags.add(kind.flag)
        by_mandate = kind.flag is PersonFlag.GUARDIANSHIP_BY_MANDATE
        for group in groups:
            guardians += [Guardian(name, by_mandate) for name in _names(group, kind, today)]
    return frozenset(flags), tuple(guardians)


def _names(group: Reading, kind: Kind, today: date) -> Iterator[str]:
    for one in _in_force(group.groups(kind.people), kind.people_end, today):
        if name := name_of(one, "NykyisetEtunimet/Etunimet", "NykyinenSukunimi/Sukunimi"):
            yield name
    for organisation, element in _ORGANISATIONS:
        for one in _in_force(group.groups(organisation), kind.people_end, today):
            if name := one.text(element):
                yield name


def _in_force(groups: list[Reading], end: str, today: date) -> list[Reading]:
    """Those without an end, or whose end has not come; a day half known has not come."""
    return [group for group in groups if (day_of(group.text(end)) or today) >= today]
