"""What is kept of an exchange: the elements that were read, and the whole reply, sealed.

Where the person lives is never read, so it is in no evidence. The whole reply may have it: where
an address is protected, no such reply is kept at all, and only its hash tells what came.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from robots.casework.answer import Attachment, Evidence
from robots.casework.identity_code import IdentityCode
from robots.casework.permit import Permit
from robots.casework.words import Source
from robots.population_register.product import Product
from robots.population_register.reading import Reading
from robots.population_register.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request to the register, and its reply."""

    name: str
    """Tells the exchanges of one question apart: ``person``, ``active-code``, ``product-2``."""
    product: Product
    asked: IdentityCode
    request_id: str
    obtained_at: datetime
    reply: Reading
    raw: bytes = field(repr=False)
    verdict: Verdict


def evidence_of(exchange: Exchange, permit: Permit) -> Evidence:
    """Where the facts of an exchange stand."""
    is_another_product = exchange.name.startswith("product")
    return Evidence.on(
        permit,
        exchange.name,
        what=f"population_register_{'product' if is_another_product else exchange.name}",
        file=_file(exchange, permit),
        content=exchange.raw,
        obtained_at=exchange.obtained_at,
        place="/HenkilonTunnusKyselyResponse/response",
        values={"product": exchange.product.name},
    )


def attachments_of(
    exchange: Exchange, permit: Permit, *, with_whole_reply: bool
) -> tuple[Attachment, ...]:
    """The elements that were read so far, and the whole reply where it may be kept."""
    file = _file(exchange, permit)
    used = Attachment(file, exchange.reply.excerpt())
    if not with_whole_reply:
        return (used,)
    return used, Attachment(f"raw-{file}", exchange.raw, sealed=True)


def _file(exchange: Exchange, permit: Permit) -> str:
    return f"{Source.POPULATION_REGISTER}-{permit.role}-{exchange.name}.xml"
