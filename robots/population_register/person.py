"""What a reply says of the person."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Final

from robots.casework.answer import Finding
from robots.casework.errors import PersonMismatch
from robots.casework.identity_code import IdentityCode
from robots.casework.words import PersonFlag, Role, Severity
from robots.population_register.errors import ElementMissing, NoActiveCode
from robots.population_register.guardianship import read_guardians
from robots.population_register.part import Part, together
from robots.population_register.product import (
    GUARDIAN,
    RESIDENTS,
    SPOUSE,
    PersonElements,
    Product,
)
from robots.population_register.protection import Protection, protection_of
from robots.population_register.reading import Reading, day_of, name_of
from robots.population_register.spouse import read_only_protection, read_spouse, usable_code
from robots.transport.errors import ReplyNotUnderstood

_HENKILO: Final = "response/VTJHenkiloVastaussanoma/Henkilo"
_MOST_DIGITS: Final = 4
"""Of how many live in a dwelling."""


def active_code(reply: Reading, asked: IdentityCode) -> IdentityCode:
    """The identity code in force, from a reply that calls the one asked with passive.

    Raises:
        NoActiveCode: the reply has none.
    """
    for person in reply.groups(_HENKILO):
        for code in person.groups("Henkilotunnus"):
            if code.attribute(".", "voimassaolokoodi") == "1":
                found = usable_code(code.text("."), like=asked)
                if found is not None and found != asked:
                    return found
    raise NoActiveCode()


def read_person(
    reply: Reading,
    asked: IdentityCode,
    role: Role,
    product: Product,
    groups: Collection[str],
    today: date,
    before: Part,
) -> Part:
    """What one product's reply tells of the person, and what an officer should look into.

    Args:
        reply: of the product.
        asked: the identity code that it must be about.
        role: whose data.
        product: where the reply has what.
        groups: the groups of data that may be read; protection and death are always looked at.
        today: the business date.
        before: what the products before it told.

    Raises:
        PersonMismatch: the reply is about somebody else.
        NoActiveCode: the code is not in force, though the reply does not call it passive.
        ElementMissing: a place that must be in the reply is not.
        ReplyNotUnderstood: there is no person in it.
    """
    person = _person(reply, asked)
    parts = [before]
    if product.person is not None:
        parts.append(_who(person, product.person))
    if product.protection is not None:
        is_dead = any(PersonFlag.DEAD in part.flags for part in parts)
        protection = protection_of(person, product.protection, is_dead=is_dead)
        parts.append(_protected(protection, role))
    if product.spouse is not None:
        parts.append(
            read_spouse(person, product.spouse, asked, role, today)
            if SPOUSE in groups
            else read_only_protection(person, product.spouse)
        )
    if product.guardian is not None and GUARDIAN in groups:
        parts.append(read_guardians(person, product.guardian, role, today))
    if product.residents is not None and RESIDENTS in groups and not hides_residents(parts):
        parts.append(Part(residents=_count(person.said(product.residents.count))))
    return together(parts)


def hides_residents(parts: Collection[Part]) -> bool:
    """Whether how many live in the dwelling must not even be read: it would tell of a protected
    address who lives there, and who does not."""
    return any(
        part.spouse_is_protected or PersonFlag.PROTECTED_ADDRESS in part.flags for part in parts
    )


def _person(reply: Reading, asked: IdentityCode) -> Reading:
    people = reply.groups(_HENKILO)
    if len(people) != 1:
        raise ReplyNotUnderstood(why="person", count=len(people))
    (person,) = people
    code = person.text("Henkilotunnus")
    if not code:
        raise ReplyNotUnderstood(why="no_identity_code")
    if code.upper() != asked.reveal():
        raise PersonMismatch()
    if person.attribute("Henkilotunnus", "voimassaolokoodi") == "2":
        raise NoActiveCode()
    return person


def _who(person: Reading, elements: PersonElements) -> Part:
    name = name_of(person, elements.first_names, elements.last_name)
    if not name:
        raise ElementMissing(element=elements.last_name.path)
    days = [day for place in elements.died_on if (day := person.said(place))]
    is_dead = bool(days) or any(person.said(place) not in ("", "0") for place in elements.died)
    return Part(
        name=name,
        flags=frozenset({PersonFlag.DEAD} if is_dead else ()),
        died_on=day_of(days[0]) if days else None,
    )


def _protected(protection: Protection, role: Role) -> Part:
    if protection is Protection.NONE:
        return Part()
    flags = frozenset({PersonFlag.PROTECTED_ADDRESS})
    if protection is Protection.TOLD:
        return Part(flags=flags)
    return Part(flags=flags, findings=(Finding("address_possibly_protected", Severity.INFO, role),))


def _count(text: str) -> int | None:
    """None for none, 0 and what is no number: a suggestion is no figure that could be missing."""
    is_number = text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS
    return int(text) or None if is_number else None
