"""What was read out of one document: its state, kind and figures, and where each stands.

A reading crosses from the child process as JSON and is checked when it comes in; ``as_json`` is
what the ``read`` door prints. Amounts are euros, exact as printed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from pydantic import Base64Bytes, TypeAdapter

from robots.casework.money import as_text
from robots.casework.period import Period
from robots.casework.reason import Reason
from robots.casework.texts import Language
from robots.casework.words import CostKind, IncomeKind, Mark, Per
from robots.documents.remarks import Active, FormValue, Recognition, Signature, Suggestion


class ReadState(StrEnum):
    """How well a document was read; only ``READ`` gives figures that may be used."""

    READ = "read"
    """Recognised, and every amount agreed on by two readers."""
    DOUBTFUL = "doubtful"
    """The text layer is doubled or mis-mapped, the readers or a check disagree."""
    PARTIAL = "partial"
    """Some pages are pictures or could not be read."""
    UNKNOWN = "unknown"
    """Readable, but of no known layout, or of two."""
    LOCKED = "locked"
    UNSUPPORTED = "unsupported"
    DAMAGED = "damaged"
    SCANNED = "scanned"
    FORM = "form"
    TOO_LARGE = "too_large"


class PageState(StrEnum):
    """How one page stands."""

    TEXT = "text"
    EMPTY = "empty"
    PICTURE = "picture"
    """A picture or a drawing without text; what it says is not read."""
    TEXT_OVER_PICTURE = "text_over_picture"
    """A page-wide picture with text laid over it: somebody's scan with recognised characters."""
    UNMAPPED = "unmapped"
    """Characters whose meaning the file does not tell."""
    DOUBLED = "doubled"
    """The same text written over itself."""
    SIDEWAYS = "sideways"
    """Most of the text runs across the page."""
    DAMAGED = "damaged"

    @property
    def is_read(self) -> bool:
        return self in (PageState.TEXT, PageState.EMPTY)

    @property
    def is_doubtful(self) -> bool:
        """Whether its text may say something else than the page does."""
        return self in (PageState.UNMAPPED, PageState.DOUBLED, PageState.SIDEWAYS)

    @property
    def is_picture(self) -> bool:
        return self in (PageState.PICTURE, PageState.TEXT_OVER_PICTURE)


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: a page counted from one, and points from its upper left corner."""

    page: int
    left: Decimal
    top: Decimal
    right: Decimal
    bottom: Decimal

    @property
    def box(self) -> tuple[Decimal, Decimal, Decimal, Decimal]:
        return (self.left, self.top, self.right, self.bottom)


class LandKind(StrEnum):
    """Land, for the income that is computed from it (10 i §)."""

    FOREST = "forest"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a document: an income, a cost, or land."""

    kind: IncomeKind | CostKind | LandKind
    name: str
    """As the document calls it."""
    per: Per
    place: Place
    """The place that holds all of the figure's amounts."""
    payer: str = ""
    """Who pays the income, or whom the cost is paid to."""
    payer_id: str = ""
    amount: Decimal | None = None
    """A cost's amount."""
    gross: Decimal | None = None
    tax: Decimal | None = None
    net: Decimal | None = None
    costs: Decimal | None = None
    """Costs of acquiring an income."""
    hectares: Decimal | None = None
    interest: Decimal | None = None
    """Of loans on the land, euros a year."""
    period: Period | None = None
    paid_on: date | None = None
    tax_year: int | None = None
    marks: frozenset[Mark] = frozenset()

    def as_json(self) -> dict[str, Any]:
        """The figure as the ``read`` door prints it: amounts as strings with two decimals."""
        amounts = {"amount": self.amount, "gross": self.gross, "tax": self.tax, "net": self.net}
        of_some_kinds = {"costs": self.costs, "interest": self.interest}
        amounts |= {key: amount for key, amount in of_some_kinds.items() if amount is not None}
        land = {} if self.hectares is None else {"hectares": str(self.hectares)}
        return {
            "kind": self.kind.value,
            "name": self.name,
            "payer": self.payer,
            "per": self.per.value,
            **{key: None if amount is None else as_text(amount) for key, amount in amounts.items()},
            **land,
            "period": None if self.period is None else _days(self.period),
            "paid_on": None if self.paid_on is None else self.paid_on.isoformat(),
            "tax_year": self.tax_year,
            "marks": sorted(self.marks),
            "page": self.place.page,
            "box": [str(edge) for edge in self.place.box],
        }


@dataclass(frozen=True, slots=True)
class Candidate:
    """A layout that nearly fits, and the marks that it misses in the document."""

    kind: str
    title: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """One document as read."""

    state: ReadState
    reason: Reason
    kind: str | None = None
    """Name of the layout in ``resources/documents/``."""
    title_fi: str = ""
    title_sv: str = ""
    pages: int = 0
    page_states: tuple[PageState, ...] = ()
    records: tuple[Figure, ...] = ()
    told: Mapping[str, date | int | str] = field(default_factory=dict)
    """What the kind of document tells besides figures, e.g. the day of a decision."""
    candidates: tuple[Candidate, ...] = ()
    is_evidence: bool = True
    """False for a kind that tells nothing of income, such as an accrual record of pension."""
    names_others: bool = False
    """Whether the kind rightly names other people beside the one it is about."""
    identity_codes: tuple[str, ...] = field(default=(), repr=False)
    """Those that stand in the document; they stay in memory and are never printed."""
    form_values: tuple[FormValue, ...] = ()
    """What stands in the fields of a form, empty ones left out; never counted."""
    signatures: tuple[Signature, ...] = ()
    active: tuple[Active, ...] = ()
    """What is in the file beside its pages."""
    recognition: Recognition = Recognition.NOT_TRIED
    suggestions: tuple[Suggestion, ...] = ()
    """Amounts recognised in pictures; never counted."""
    figure_pictures: tuple[Base64Bytes, ...] = field(default=(), repr=False)
    """For each of the records its place on the page as PNG, where pictures were asked for."""
    page_pictures: Mapping[int, Base64Bytes] = field(default_factory=dict, repr=False)
    """Page → the places of its suggestions as PNG."""
    seconds: float | None = field(default=None, compare=False)

    def as_json(self) -> dict[str, Any]:
        """What the ``read`` door prints."""
        return {
            "state": self.state.value,
            "kind": self.kind,
            "pages": self.pages,
            "page_states": [state.value for state in self.page_states],
            **({"told": {key: str(one) for key, one in self.told.items()}} if self.told else {}),
            "records": [figure.as_json() for figure in self.records],
            "candidates": [
                {"kind": candidate.kind, "missing": list(candidate.missing)}
                for candidate in self.candidates
            ],
            **self._remarks_as_json(),
            "reason_fi": self.reason.in_words(Language.FINNISH),
            "reason_sv": self.reason.in_words(Language.SWEDISH),
            "seconds": self.seconds,
        }

    def _remarks_as_json(self) -> dict[str, Any]:
        """What only some files have."""
        remarks = {
            "form_values": [one.as_json() for one in self.form_values],
            "signatures": [one.as_json() for one in self.signatures],
            "active": [one.value for one in self.active],
            "suggestions": [one.as_json() for one in self.suggestions],
        }
        return {name: values for name, values in remarks.items() if values}


_READING: Final = TypeAdapter(Reading)


def to_wire(reading: Reading) -> bytes:
    """The reading as it crosses from the child process."""
    return _READING.dump_json(reading)


def from_wire(content: bytes) -> Reading:
    """The reading that a child process sent.

    Raises:
        pydantic.ValidationError: it is not a reading; a hostile file may have broken the child.
    """
    return _READING.validate_json(content)


def _days(period: Period) -> dict[str, str | None]:
    return {
        "from": period.start.isoformat(),
        "to": None if period.end is None else period.end.isoformat(),
    }
