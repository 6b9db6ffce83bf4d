"""What a file shows beside its figures: filled fields, signatures, what was recognised in pictures,
and things in it that act by themselves.

Nothing of it is counted: it is shown to the officer, who decides.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from robots.casework.money import as_text

#: The form of an identity code, right or wrong; its last part is not shown.
_IDENTITY_CODE: Final = re.compile(r"(?<!\w)(\d{6}[-+A-FU-Ya-fu-y])\d{3}[0-9A-Ya-y](?!\w)")
_LONGEST: Final = 200

#: Left, top, right and bottom in points from the page's upper left corner.
Edges = tuple[Decimal, Decimal, Decimal, Decimal]


class Active(StrEnum):
    """Things in a file that a letter does not need."""

    SCRIPTS = "scripts"
    """JavaScript. It is never run here; a viewer may."""
    ACTION = "action"
    """Something starts or is sent when the file is opened in a viewer."""
    EMBEDDED_FILES = "embedded_files"


class Seal(StrEnum):
    """What a signature in the file says of it. Whose certificate it is, is not looked into: that
    would ask the network."""

    WHOLE = "whole"
    """Intact, and nothing but the signer's own later proofs has been added after it."""
    ADDED_TO = "added_to"
    """Intact, but something has been added to the file after it."""
    BROKEN = "broken"
    """What was signed has been changed."""
    UNCLEAR = "unclear"
    """It could not be examined."""


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature of the file."""

    seal: Seal
    signer: str = ""
    """The common name in the certificate, as it is said there."""
    signed_at: datetime | None = None
    """As the signer's own clock told."""

    def as_json(self) -> dict[str, Any]:
        """What the ``read`` door prints; who signed is not told."""
        return {
            "state": self.seal.value,
            "signed_at": None if self.signed_at is None else self.signed_at.isoformat(),
        }


@dataclass(frozen=True, slots=True)
class FormValue:
    """What stands in one field of a form."""

    name: str
    """The field's name in the file."""
    label: str
    """What the page prints beside it, or else its own description."""
    value: str
    page: int
    box: Edges
    agreed: bool
    """Whether both readers see the same value in it."""

    def as_json(self) -> dict[str, Any]:
        """What the ``read`` door prints: it may end in a log, so no identity code is whole."""
        return {
            "name": masked(self.name),
            "label": masked(self.label),
            "value": masked(self.value),
            "agreed": self.agreed,
            "page": self.page,
            "box": [str(edge) for edge in self.box],
        }


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An amount that was recognised in a picture: for a person to confirm, never counted."""

    label: str
    """The words that stand before it on its row."""
    amount: Decimal
    page: int
    box: Edges

    def as_json(self) -> dict[str, Any]:
        """What the ``read`` door prints."""
        return {
            "label": self.label,
            "amount": as_text(self.amount),
            "state": "to_confirm",
            "page": self.page,
            "box": [str(edge) for edge in self.box],
        }


class Recognition(StrEnum):
    """How the looking for characters in pictures went."""

    NOT_TRIED = "not_tried"
    DONE = "done"
    NO_PROGRAM = "no_program"
    """Tesseract, or its Finnish or Swedish, is not installed."""
    FAILED = "failed"
    """It did not end in time, or the picture cannot be opened."""


def masked(text: str) -> str:
    """A text of the file without the last part of any identity code in it."""
    return _IDENTITY_CODE.sub(r"\1****", text)


def shown(text: str) -> str:
    """A text of the file as a person may see it: printable, not endless, identity codes cut."""
    printable = "".join(one if one.isprintable() else " " for one in text)
    return masked(" ".join(printable.split()))[:_LONGEST]


def listed(pairs: Sequence[tuple[str, str]], most: int) -> str:
    """Labels and values in one line; how many more there are at its end."""
    told = "; ".join(f"{shown(label)}: {shown(value)}" for label, value in pairs[:most])
    return told + (f"; … (+{len(pairs) - most})" if len(pairs) > most else "")
