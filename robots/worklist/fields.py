"""The fields of a case as cells: what each may hold, and how it is read.

A field is named by its path in :class:`robots.casework.case.Case`: ``fee_in_force.since``,
``told.client.on``, ``consents.spouse.kela.state``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, Final, TypeAlias

from stdnum.fi import hetu

from robots.casework.case import Capacity, Cause, Choice, ConsentState
from robots.casework.money import cents, parse_finnish
from robots.casework.texts import Language
from robots.casework.words import Purpose, Role, Service, Source
from robots.worklist.errors import (
    CellFailed,
    CellNotACaseId,
    CellNotADay,
    CellNotANumber,
    CellNotAWord,
    RowRefused,
)

#: What a workbook or a CSV file holds in one cell.
Cell: TypeAlias = object

#: The county's words → what they mean, of one kind.
Meanings: TypeAlias = Mapping[str, object]


class Unreadable(Exception):
    """A cell that holds something else than its field may; ``error`` says what."""

    def __init__(self, error: type[RowRefused]) -> None:
        super().__init__(error.code)
        self.error = error


class WordKind(StrEnum):
    """The closed lists whose words a county writes in its own way."""

    SERVICE = "service"
    CAUSE = "cause"
    PURPOSE = "purpose"
    LANGUAGE = "language"
    CHOICE = "choice"
    CONSENT_STATE = "consent_state"
    CAPACITY = "capacity"
    YES_NO = "yes_no"


_LISTS: Final[dict[WordKind, type[StrEnum]]] = {
    WordKind.SERVICE: Service,
    WordKind.CAUSE: Cause,
    WordKind.PURPOSE: Purpose,
    WordKind.LANGUAGE: Language,
    WordKind.CHOICE: Choice,
    WordKind.CONSENT_STATE: ConsentState,
    WordKind.CAPACITY: Capacity,
}

#: The project's own word → its value, by kind.
VALUES: Final[dict[WordKind, dict[str, object]]] = {
    **{kind: {one.value: one for one in words} for kind, words in _LISTS.items()},
    WordKind.YES_NO: {"yes": True, "no": False},
}

_CASE_ID: Final = re.compile(r"[A-Za-zÅÄÖåäö0-9](?:[A-Za-zÅÄÖåäö0-9._-]{0,62}[A-Za-zÅÄÖåäö0-9])?")
#: No folder of Windows or of its shares has such a name, whatever follows a dot in it.
_DEVICE: Final = re.compile(r"(?i)(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?")
_DAY: Final = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_DOT_DECIMAL: Final = re.compile(r"\d+\.\d{1,2}")
_YEARS: Final = range(1900, 2200)

#: What a workbook shows in a cell whose formula has failed.
_FAILED: Final = frozenset(
    {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#GETTING_DATA"}
)


def folded(text: str) -> str:
    """A word or heading without the differences that a person does not see."""
    return " ".join(text.split()).casefold()


def is_empty(cell: Cell) -> bool:
    """Whether a person sees nothing in the cell."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def as_text(cell: Cell) -> str:
    """The cell as a person reads it; a number that a workbook keeps as 1001.0 is 1001."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def case_id(cell: Cell) -> str:
    """What may name folders and stand in logs; see :class:`CellNotACaseId`."""
    text = as_text(cell)
    is_name = _CASE_ID.fullmatch(text) and not _DEVICE.fullmatch(text)
    if not is_name or hetu.is_valid(text, allow_temporary=True):
        raise Unreadable(CellNotACaseId)
    return text


def day(cell: Cell) -> date:
    """A date cell, ``16.3.2026`` or ``2026-03-16``; a bare number is no day."""
    found = _written_day(cell) if isinstance(cell, str) else cell
    if isinstance(found, datetime):
        found = found.date()
    if not isinstance(found, date) or found.year not in _YEARS:
        raise Unreadable(CellNotADay)
    return found


def _written_day(text: str) -> date:
    match = _DAY.fullmatch(text.strip())
    try:
        if match:
            return date(int(match[3]), int(match[2]), int(match[1]))
        return date.fromisoformat(text.strip())
    except ValueError:
        raise Unreadable(CellNotADay) from None


def number(cell: Cell) -> Decimal:
    """A number cell, or text in the Finnish form; a dot before one or two decimals will do."""
    found: Decimal | None = None
    if isinstance(cell, str):
        text = cell.strip()
        found = Decimal(text) if _DOT_DECIMAL.fullmatch(text) else parse_finnish(text)
    elif isinstance(cell, int | float | Decimal) and not isinstance(cell, bool):
        try:
            # A workbook keeps numbers in binary: what it shows as 10.3 may be 10.299999999999999.
            exact = Decimal(str(cell)).quantize(Decimal("0.000001"))
            found = cents(exact) if cents(exact) == exact else exact
        except InvalidOperation:
            found = None
    if found is None or not found.is_finite() or found < 0:
        raise Unreadable(CellNotANumber)
    return found


def whole_number(cell: Cell) -> int:
    """A number without decimals."""
    found = number(cell)
    if found != found.to_integral_value():
        raise Unreadable(CellNotANumber)
    return int(found)


#: How a cell becomes a value; words need the county's meanings.
Reader: TypeAlias = Callable[[Cell], Any] | WordKind


def read(cell: Cell, reader: Reader, meanings: Mapping[WordKind, Meanings]) -> Any:
    """The value of a cell that is not empty.

    Raises:
        Unreadable: it holds something else than it may.
    """
    if cell in _FAILED:
        raise Unreadable(CellFailed)
    if not isinstance(reader, WordKind):
        return reader(cell)
    if reader is WordKind.YES_NO and isinstance(cell, bool):
        return cell
    word = folded(as_text(cell))
    if word not in meanings[reader]:
        raise Unreadable(CellNotAWord)
    return meanings[reader][word]


#: Authorities about which a person may have said something.
AUTHORITIES: Final = tuple(source for source in Source if source is not Source.DOCUMENTS)

_TOLD: Final[dict[str, Reader]] = {
    "on": day,
    "how": as_text,
    "language": WordKind.LANGUAGE,
    "by": as_text,
    "text_version": as_text,
}
_CONSENT: Final[dict[str, Reader]] = {
    "state": WordKind.CONSENT_STATE,
    "said_on": day,
    "given_by": WordKind.CAPACITY,
    "first_determination_only": WordKind.YES_NO,
    "valid_from": day,
    "valid_until": day,
    "evidence_file": as_text,
}

FIELDS: Final[dict[str, Reader]] = {
    "id": case_id,
    "identity_code": as_text,
    "service": WordKind.SERVICE,
    "act": as_text,
    "act_section": as_text,
    "service_starts": day,
    "long_term_ground": as_text,
    "hours": number,
    "family_size": whole_number,
    "family_size_source": as_text,
    "unit_rent": number,
    "cost_of_service": number,
    "unit": as_text,
    "weekly_hours": number,
    "price.hour": number,
    "price.day": number,
    "price.month": number,
    "fee_in_force.amount": number,
    "fee_in_force.since": day,
    "fee_in_force.on_joint_income": WordKind.YES_NO,
    "cause": WordKind.CAUSE,
    "due": day,
    "purpose": WordKind.PURPOSE,
    "language": WordKind.LANGUAGE,
    "longer_look.months": whole_number,
    "longer_look.ground": as_text,
    "requested_by": as_text,
    "reason": as_text,
    "decision_to": as_text,
    "bill_to": as_text,
    "choice": WordKind.CHOICE,
    "highest_fee_accepted_on": day,
    "received.asked": as_text,
    "received.came": as_text,
    "received.sufficient_and_reliable": WordKind.YES_NO,
    "spouse.identity_code": as_text,
    "spouse_is_partner_by_declaration": WordKind.YES_NO,
    "shared_home_before_care": WordKind.YES_NO,
    "spouse_in_long_term_care": WordKind.YES_NO,
    **{f"told.{role}.{part}": reader for role in Role for part, reader in _TOLD.items()},
    **{
        f"consents.{role}.{source}.{part}": reader
        for role in Role
        for source in AUTHORITIES
        for part, reader in _CONSENT.items()
    },
}

#: Without these there is no case.
ESSENTIAL: Final = frozenset(
    {"id", "identity_code", "service", "purpose", "due", "language", "cause", "choice"}
)
