"""A letter, ready for the officer to send: to the client, the spouse, an authority or a payer.

Nothing is sent by the program. A letter says only what its recipient may see.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from robots.casework.texts import Language
from robots.casework.words import Role


class Recipient(StrEnum):
    """To whom a letter goes."""

    CLIENT = "client"
    SPOUSE = "spouse"
    AUTHORITY = "authority"
    """Holds one of the registers that the necessity table knows."""
    PAYER = "payer"
    """Pays an income: a pension institution, an insurer, an employer (14 a §)."""


class Sending(StrEnum):
    """When the officer sends it."""

    NOW = "now"
    AFTER_SILENCE = "after_silence"
    """Only when the person has been asked and has not answered: the client comes first (14 a §)."""


class Silence(StrEnum):
    """What follows when nobody answers in time."""

    ASKED_ELSEWHERE = "asked_elsewhere"
    """What is necessary is asked of authorities and payers (14 a §)."""
    DECIDED_ON_WHAT_IS_KNOWN = "decided_on_what_is_known"
    HIGHEST_FEE = "highest_fee"
    """Only where the county has decided so, for home care."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter of one version."""

    id: str
    """Stable: ``hearing-client``, ``request-client``, ``payer-client-`` and a hash of the name."""
    kind: str
    """Its name in ``resources/letters``."""
    recipient: Recipient
    about: Role
    """Whose data it is about."""
    addressee: str
    """The authority's text key or the payer's name; empty for the client and the spouse."""
    language: Language
    file: str
    """In the version's folder, e.g. ``kirjeet/kuuleminen.html``."""
    section: str
    sending: Sending
    answer_by: date
    remind_on: date | None
    """None where no reminder is due, as in a hearing: silence then means nothing to remark."""
    silence: Silence | None
    """None in a letter to an authority or a payer."""
    findings: tuple[str, ...] = ()
    """Codes of the findings that it asks about."""
    content: bytes = field(default=b"", repr=False)
