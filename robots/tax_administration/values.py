"""How amounts, hectares, days and identity codes are written in JSON and in delivered files."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Final

from robots.transport.errors import ReplyNotUnderstood

_AMOUNT: Final = re.compile(r"-?[0-9]{1,13}(\.[0-9]{1,6})?")
_ISO: Final = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})(?:T.*)?")
_FINNISH: Final = re.compile(r"(?P<day>[0-9]{1,2})\.(?P<month>[0-9]{1,2})\.(?P<year>[0-9]{4})")


def amount(written: str, element: str) -> Decimal | None:
    """``1234.56`` exactly; None of an empty text.

    Raises:
        ReplyNotUnderstood: written otherwise.
    """
    if not written:
        return None
    if not _AMOUNT.fullmatch(written):
        raise ReplyNotUnderstood(why="amount", element=element)
    return Decimal(written)


def day(written: str, element: str) -> date | None:
    """``2025-08-28``, with or without a time behind it, or ``28.8.2025``; None of an empty text.

    Raises:
        ReplyNotUnderstood: written otherwise.
    """
    if not written:
        return None
    match = _ISO.fullmatch(written) or _FINNISH.fullmatch(written)
    try:
        if match:
            return date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        pass
    raise ReplyNotUnderstood(why="day", element=element)


def tax_year(written: str, years: range) -> int:
    """A year's number.

    Raises:
        ReplyNotUnderstood: no such year.
    """
    if written not in map(str, years):
        raise ReplyNotUnderstood(why="tax_year")
    return int(written)
