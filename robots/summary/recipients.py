"""Who gets the maintenance that a paper tells of: the client's spouse, or somebody else.

10 c § 2 mom. leaves maintenance out only where the spouse gets it. The paper names the recipient,
and the population register the spouse.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from robots.casework.answer import Answer, Cost
from robots.casework.words import Role
from robots.feelaw.model import Recipient
from robots.summary.payers import plain


def spouse_names(answers: Iterable[Answer]) -> tuple[str, ...]:
    """The spouse's name in words, as the register has it; empty where it tells of no name."""
    names = {Role.CLIENT: "", Role.SPOUSE: ""}
    for answer in answers:
        if answer.person is not None:
            own = answer.person
            names[answer.role] = own.spouse_name if answer.role is Role.CLIENT else own.name
    return tuple(plain(names[Role.SPOUSE] or names[Role.CLIENT]).split())


def recipient_of(cost: Cost, spouse: Sequence[str]) -> Recipient | None:
    """The declared recipient; None where none is named, or where it may be the spouse.

    Args:
        cost: maintenance that somebody pays.
        spouse: the words of the spouse's name.
    """
    named = [word.strip(".,") for word in plain(cost.payee).split()]
    if not named or not spouse:
        return None
    if set(named) <= set(spouse):
        return Recipient.SPOUSE if len(named) > 1 else None
    is_perhaps = all(any(own.startswith(one) for own in spouse) for one in named)
    return None if is_perhaps else Recipient.OTHER
