"""What one group of data, or one reply, tells of a person; several make up the answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from robots.casework.answer import Finding, Guardian, PersonFacts
from robots.casework.identity_code import IdentityCode
from robots.casework.words import PersonFlag


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the facts; what it does not know is empty."""

    name: str = ""
    flags: frozenset[PersonFlag] = frozenset()
    died_on: date | None = None
    spouse_code: IdentityCode | None = None
    spouse_name: str = ""
    spouse_is_protected: bool = False
    guardians: tuple[Guardian, ...] = ()
    residents: int | None = None
    findings: tuple[Finding, ...] = ()


def together(parts: Iterable[Part]) -> Part:
    """One part out of several about the same person.

    How many live in a dwelling is left out where the address of anybody concerned is protected:
    it would tell whether they live together.
    """
    known = list(parts)
    flags = frozenset(flag for part in known for flag in part.flags)
    hides = PersonFlag.PROTECTED_ADDRESS in flags or any(one.spouse_is_protected for one in known)
    residents = next((one.residents for one in known if one.residents is not None), None)
    return Part(
        name=next((one.name for one in known if one.name), ""),
        flags=flags,
        died_on=next((one.died_on for one in known if one.died_on is not None), None),
        spouse_code=next((one.spouse_code for one in known if one.spouse_code is not None), None),
        spouse_name=next((one.spouse_name for one in known if one.spouse_name), ""),
        spouse_is_protected=any(one.spouse_is_protected for one in known),
        guardians=tuple(one for part in known for one in part.guardians),
        residents=None if hides else residents,
        findings=tuple(one for part in known for one in part.findings),
    )


def facts_of(part: Part) -> PersonFacts:
    """As the other rooms know them."""
    return PersonFacts(
        name=part.name,
        flags=part.flags,
        died_on=part.died_on,
        spouse_code=part.spouse_code,
        spouse_name=part.spouse_name,
        guardians=part.guardians,
        residents=part.residents,
    )
