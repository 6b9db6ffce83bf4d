"""What a visit brings: the pages as they were seen, and what their rows say."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

from robots.kela.rows import (
    BenefitRow,
    Component,
    DecisionRow,
    MedicineCosts,
    PaymentRow,
    PendingRow,
    RecoveryRow,
)
from robots.kela.snapshot import Snapshot

Read = TypeVar("Read", covariant=True)


@dataclass(frozen=True, slots=True)
class SeenPage:
    """A page as it was seen, for evidence."""

    name: str
    """Names it among the pages of this visit: ``benefits``, ``payments-2``."""
    heading: str
    seen_at: datetime
    html: str = field(repr=False)
    snapshot: Snapshot = field(repr=False)


@dataclass(frozen=True, slots=True)
class Line(Generic[Read]):
    """What one row of a page's table says; rows are counted from 1."""

    value: Read
    page: SeenPage
    row: int


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision's PDF."""

    row: DecisionRow
    seen_at: datetime
    is_theirs: bool
    """Whether it was read and names the person who was asked about."""
    content: bytes = field(repr=False)


@dataclass(slots=True)
class Visited:
    """What a visit brought."""

    is_known: bool = True
    """Whether Kela knows anybody of the identity code; if not, all else is empty."""
    pages: list[SeenPage] = field(default_factory=list)
    benefits: list[Line[BenefitRow]] = field(default_factory=list)
    components: dict[int, list[Line[Component]]] = field(default_factory=dict)
    """Place among ``benefits`` → its parts."""
    payments: list[Line[PaymentRow]] | None = None
    """None where the permit does not cover them."""
    pending: list[Line[PendingRow]] = field(default_factory=list)
    recoveries: list[Line[RecoveryRow]] = field(default_factory=list)
    medicine: Line[MedicineCosts] | None = None
    """None where the permit does not cover it."""
    decisions: list[Decision] = field(default_factory=list)
    pictures: dict[str, bytes] = field(default_factory=dict, repr=False)
    """Name of a page → a picture of what was read on it."""
    request_ids: list[str] = field(default_factory=list)
