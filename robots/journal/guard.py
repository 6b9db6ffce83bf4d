"""The last defence: what looks like personal data does not get into the journal.

No caller passes any; this is for the day when one does. Only fields that are known are told, a text
must be a word or an id, and none may look like an identity code or an amount of money. What is
refused is named, never shown.
"""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from decimal import Decimal
from typing import Any, Final

from robots.journal.events import FIELDS

REFUSED: Final = "refused"
LONGEST: Final = 120

#: Day, month, year, intermediate character, individual number, check character: also within a word.
_IDENTITY_CODE: Final = re.compile(
    r"(?<!\d)(0[1-9]|[12]\d|3[01])(0[1-9]|1[0-2])\d\d[-+A-FU-Y\u2010-\u2015\u2212]\d{3}[0-9A-Y](?!\d)",
    re.IGNORECASE,
)
#: Two decimals after a comma or a dot; or a number beside a sign of money.
_AMOUNT: Final = re.compile(r"\d[.,]\d\d(?!\d)|\d\s?(?:€|eur)", re.IGNORECASE)
_WORD_OR_ID: Final = re.compile(r"[\w.:/+#@=-]+")
#: A county's own ids may hold spaces and dots between figures.
_IDS: Final = frozenset({"case", "attempt"})
_NUMBERS: Final = frozenset({"seconds", "until"})


def refuse_personal_data(_: Any, __: str, event: MutableMapping[str, Any]) -> dict[str, Any]:
    """A processor of structlog: the event without what must not be told, and what that was."""
    told, refused = {}, []
    for field, value in event.items():
        if field == "event":
            told[field] = value
        elif field not in FIELDS:
            refused.append(field if _WORD_OR_ID.fullmatch(field) else "?")
        elif value is None or value == "":
            continue
        elif is_harmless(field, value):
            told[field] = float(value) if isinstance(value, Decimal) else value
        else:
            refused.append(field)
    if refused:
        told[REFUSED] = sorted(refused)
    return told


def is_harmless(field: str, value: object) -> bool:
    """Whether the value may be told under that field."""
    if isinstance(value, bool | int):
        return not _IDENTITY_CODE.search(str(value))
    if isinstance(value, float | Decimal):
        return field in _NUMBERS  # any other number with decimals is money
    if not isinstance(value, str) or len(value) > LONGEST or _IDENTITY_CODE.search(value):
        return False
    if field in _IDS:
        return value.isprintable()
    if field in _NUMBERS:
        return bool(_WORD_OR_ID.fullmatch(value))
    return bool(_WORD_OR_ID.fullmatch(value)) and not _AMOUNT.search(value)
