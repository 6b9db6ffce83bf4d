"""What the pages tell: a row of a list, or the few figures of a page without one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from robots.casework.period import Period
from robots.kela.reading import Money


@dataclass(frozen=True, slots=True)
class BenefitRow:
    """A benefit in force, at its level of today (euros a month)."""

    name: str
    start: date
    end: date | None
    money: Money
    link: str


@dataclass(frozen=True, slots=True)
class Component:
    """A part of a benefit."""

    name: str
    gross: Decimal


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A decision; ``link`` leads to its PDF, where there is one."""

    number: str
    decided_on: date
    link: str | None


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """One payment."""

    paid_on: date
    name: str
    period: Period
    money: Money


@dataclass(frozen=True, slots=True)
class PendingRow:
    """An application that has not been decided."""

    name: str
    since: date


@dataclass(frozen=True, slots=True)
class RecoveryRow:
    """What is taken back because too much was paid (euros); ``monthly`` is what a month brings."""

    name: str
    decided_on: date
    whole: Decimal
    left: Decimal
    monthly: Decimal


@dataclass(frozen=True, slots=True)
class MedicineCosts:
    """How far a year's medicine costs have come toward their ceiling (euros)."""

    year: int
    ceiling: Decimal
    accumulated: Decimal
    reached_on: date | None
