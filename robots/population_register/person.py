"""What a reply says of the person."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final

from robots.casework.answer import Finding, PersonFacts
from robots.casework.errors import PersonMismatch
from robots.casework.identity_code import IdentityCode, IdentityCodeRefused
from robots.casework.words import PersonFlag, Role, Severity
from robots.population_register.errors import NoActiveCode, ProductLacking
from robots.population_register.guardianship import read_guardianship
from robots.population_register.reading import Reading, day_of, name_of
from robots.population_register.settings import PopulationRegisterSettings
from robots.transport.errors import ReplyNotUnderstood

_HENKILO: Final = "response/VTJHenkiloVastaussanoma/Henkilo"

#: Where somebody lives; a protected person has these empty, or they must not be used.
_WHERE_SOMEBODY_LIVES: Final = (
    "VakinainenKotimainenLahiosoite",
    "VakinainenUlkomainenLahiosoite",
    "VakinainenAsuinpaikka",
    "Kotikunta",
)
_PROTECTION: Final = (
    "Turvakielto/TurvakieltoTieto",
    "Turvakielto/Turvakieltokoodi",
    "Turvakieltokoodi",
)
_NO_PROTECTION: Final = "0"

#: SiviilisaatykoodiTyyppi: 2 married, 3 living apart by a court's decision, 6 registered partners.
_MARRIED: Final = frozenset({"2", "3", "6"})


def active_code(reply: Reading, asked: IdentityCode) -> IdentityCode:
    """The identity code in force, from a reply that calls the one asked with passive.

    Raises:
        NoActiveCode: the reply has none.
    """
    for person in reply.groups(_HENKILO):
        for code in person.groups("Henkilotunnus"):
            if code.attribute(".", "voimassaolokoodi") == "1":
                found = _code(code.text("."), like=asked)
                if found is not None and found != asked:
                    return found
    raise NoActiveCode()


def read_person(
    reply: Reading,
    asked: IdentityCode,
    role: Role,
    settings: PopulationRegisterSettings,
    today: date,
) -> tuple[PersonFacts, tuple[Finding, ...]]:
    """The person's facts, and what an officer should look into.

    Raises:
        PersonMismatch: the reply is about somebody else.
        NoActiveCode: the code is not in force, though the reply does not call it passive.
        ProductLacking: the reply cannot tell whether the address is protected.
        ReplyNotUnderstood: there is no person in it.
    """
    person = _person(reply, asked)
    flags: set[PersonFlag] = set()
    findings: list[Finding] = []
    is_dead, died_on = _death(person)
    if is_dead:
        flags.add(PersonFlag.DEAD)
    is_told = any(value != _NO_PROTECTION for path in _PROTECTION for value in person.texts(path))
    if is_told or (not is_dead and _lives_nowhere(person)):
        flags.add(PersonFlag.PROTECTED_ADDRESS)
        if not is_told:
            findings.append(Finding("address_possibly_protected", Severity.INFO, role))
    guardianship, guardians = read_guardianship(person, today)
    facts = PersonFacts(
        name=name_of(person, "NykyisetEtunimet/Etunimet", "NykyinenSukunimi/Sukunimi"),
        flags=guardianship.union(flags),
        died_on=died_on,
        guardians=guardians,
        residents=None if PersonFlag.PROTECTED_ADDRESS in flags else _residents(person),
    )
    facts, about_spouse = _with_spouse(facts, person, asked, role, settings)
    return facts, (*findings, *about_spouse)


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


def _death(person: Reading) -> tuple[bool, date | None]:
    declared = person.text("Kuolleeksijulistamistiedot/Kuolleeksijulistamispvm")
    day = person.text("Kuolintiedot/Kuolinpvm") or declared
    is_dead = bool(day) or person.text("Kuolintiedot/Kuollut") not in ("", "0")
    return is_dead, day_of(day)


def _lives_nowhere(person: Reading) -> bool:
    """Whether the reply has places for where the person lives, and all of them are empty.

    A product without the element for protection shows it only this way (Act 661/2009 § 36-37).
    """
    places = [path for path in _WHERE_SOMEBODY_LIVES if person.has(path)]
    if not places and not any(person.has(path) for path in _PROTECTION):
        raise ProductLacking(element="Turvakielto")
    return bool(places) and not any(person.is_filled(path) for path in places)


def _with_spouse(
    facts: PersonFacts,
    person: Reading,
    asked: IdentityCode,
    role: Role,
    settings: PopulationRegisterSettings,
) -> tuple[PersonFacts, list[Finding]]:
    elements = settings.spouse
    is_married = person.text(settings.marital_status) in _MARRIED
    spouses = person.groups(elements.element)
    if not spouses:
        missing = Finding("married_without_spouse", Severity.QUESTION, role)
        return facts, [missing] if is_married else []
    spouse = spouses[0]
    code = _code(spouse.text(elements.identity_code), like=asked)
    name = name_of(spouse, elements.first_names, elements.last_name)
    unknown = Finding("spouse_without_identity_code", Severity.QUESTION, role)
    return (
        replace(facts, spouse_code=code, spouse_name=name),
        [] if code is not None else [unknown],
    )


def _residents(person: Reading) -> int | None:
    count = person.text("AsukasLkm")
    return int(count) if count.isascii() and count.isdigit() and int(count) else None


def _code(text: str, *, like: IdentityCode) -> IdentityCode | None:
    """An identity code of a reply; None for the made-up ones that stand in for a missing code.

    The authorities' test environments have people of the test range only, production none.
    """
    try:
        return IdentityCode.parse(text, test_range=like.is_in_test_range)
    except IdentityCodeRefused:
        return None
