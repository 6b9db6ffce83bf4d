"""Whether somebody's address is protected (turvakielto), by all that a reply shows of it.

A sign decides, whatever day of ending stands beside it; and a living person of whom nothing is
told of where they live is taken for protected, because a product without the sign shows it only so
(Act 661/2009 § 36-37). What the places say is never read.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import Final

from robots.population_register.place import Place
from robots.population_register.product import ProtectionElements
from robots.population_register.reading import Reading

#: Of TurvakieltoTieto; TurvakieltokoodiTyyppi has no code for it. Any other code is a sign.
_NO_PROTECTION: Final = "0"


class Protection(Enum):
    """What a reply shows."""

    NONE = 0
    SEEMS = 1
    """Nothing is told of where the person lives."""
    TOLD = 2


def protection_of(person: Reading, elements: ProtectionElements, *, is_dead: bool) -> Protection:
    """Whether the person's own address is protected.

    Raises:
        ElementMissing: a place that would show it is not in the reply.
    """
    if has_sign(person, elements.signs):
        return Protection.TOLD
    for place in elements.homes:
        person.expect(place)
    tells_a_home = any(person.is_filled(place.path) for place in elements.homes)
    seems = bool(elements.homes) and not tells_a_home and not is_dead
    return Protection.SEEMS if seems else Protection.NONE


def has_sign(person: Reading, signs: Iterable[Place]) -> bool:
    """Whether any sign of protection is set.

    Raises:
        ElementMissing: a place of a sign is not in the reply.
    """
    return any(person.said(sign) not in ("", _NO_PROTECTION) for sign in signs)
