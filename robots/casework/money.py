"""Money in euros: ``Decimal``, exact until the end, rounded once to the cent.

No float ever becomes money. Amounts in files of ours are strings with two decimals and a dot;
people read and write them in the Finnish form, ``1 234,56``.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

CENT: Final = Decimal("0.01")
ZERO: Final = Decimal(0)

#: Thousands by a space, no-break space, narrow no-break space or thin space in groups of three;
#: decimal comma; minus before or after, in three forms. Anything else is no amount.
_AMOUNT: Final = re.compile(
    r"(?P<before>[-−–])?\s?"
    r"(?P<euros>\d{1,3}(?:[ \u00a0\u202f\u2009]\d{3})+|\d+)"
    r"(?:,(?P<cents>\d{1,2}|-))?"
    r"(?P<after>[-−–])?(?:\s?(?:€|e|eur|euroa|euro))?",
    re.IGNORECASE,
)


def cents(amount: Decimal, rounding: str = ROUND_HALF_UP) -> Decimal:
    """The amount rounded to the cent: half up, unless a county sets another way."""
    return amount.quantize(CENT, rounding=rounding)


def as_text(amount: Decimal) -> str:
    """The amount as files of ours hold it: ``"1234.56"``."""
    return f"{cents(amount):.2f}"


def in_finnish(amount: Decimal) -> str:
    """The amount as people read it: ``1 234,56`` with no-break spaces."""
    return f"{cents(amount):,.2f}".replace(",", "\u00a0").replace(".", ",")


def parse_finnish(written: str) -> Decimal | None:
    """The amount that a person or a document wrote, or None where the text is not exactly one."""
    match = _AMOUNT.fullmatch(written.strip())
    if match is None or (match["before"] and match["after"]):
        return None
    euros = re.sub(r"\D", "", match["euros"])
    decimals = match["cents"] or "0"
    amount = Decimal(f"{euros}.{0 if decimals == '-' else decimals}")
    return -amount if match["before"] or match["after"] else amount
