"""What is kept of an exchange: the elements that were read, and the whole reply, sealed.

Where the person lives is never read, so it is in no evidence; the whole reply may have it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from robots.casework.answer import Attachment, Evidence
from robots.casework.identity_code import IdentityCode
from robots.casework.permit import Permit
from robots.casework.words import Source
from robots.population_register.reading import Reading
from robots.population_register.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request to the register, and its reply."""

    name: str
    """Tells the exchanges of one question apart: ``person``, ``active-code``."""
    asked: IdentityCode
    request_id: str
    obtained_at: datetime
    reply: Reading
    raw: bytes = field(repr=False)
    verdict: Verdict


def evidence_of(exchange: Exchange, permit: Permit) -> Evidence:
    """Where the facts of an exchange stand."""
    return Evidence.on(
        permit,
        exchange.name,
        what=f"population_register_{exchange.name}",
        file=_file(exchange, permit),
        content=exchange.raw,
        obtained_at=exchange.obtained_at,
        place="/HenkilonTunnusKyselyResponse/response",
    )


def attachments_of(exchange: Exchange, permit: Permit) -> tuple[Attachment, ...]:
    """The elements that were read so far, and the whole reply."""
    file = _file(exchange, permit)
    return (
        Attachment(file, exchange.reply.excerpt()),
        Attachment(f"raw-{file}", exchange.raw, sealed=True),
    )


def _file(exchange: Exchange, permit: Permit) -> str:
    return f"{Source.POPULATION_REGISTER}-{permit.role}-{exchange.name}.xml"
