"""What the Kela stand-in knows of one person, worked out from the person file's ``kela`` block.

The block tells a benefit's level and payment day; a real service has each payment. So each month
from ``paid_from`` up to the made-up county's business date gets one, for that calendar month. Where
the banks are closed on the payment day, it is paid on the last day before on which they are open;
what is paid on the first of the month, on the next one.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

#: The made-up county's business date: what is in force is in force on this day.
BUSINESS_DAY = date(2026, 3, 16)
FIRST_PAID_MONTH = "2025-03"

#: Weekdays on which the banks are closed, as the banks announce them.
CLOSED = frozenset(
    date.fromisoformat(f"{year}-{day}")
    for year, days in {
        2025: "01-01 01-06 04-18 04-21 05-01 05-29 06-20 12-24 12-25 12-26",
        2026: "01-01 01-06 04-03 04-06 05-01 05-14 06-19 12-24 12-25",
    }.items()
    for day in days.split()
)


@dataclass(frozen=True)
class Money:
    """Euros: what was granted, what was withheld of it, what was left."""

    gross: Decimal
    tax: Decimal

    @property
    def net(self) -> Decimal:
        return self.gross - self.tax

    def __add__(self, other: Money) -> Money:
        return Money(self.gross + other.gross, self.tax + other.tax)


NOTHING = Money(Decimal("0.00"), Decimal("0.00"))


@dataclass(frozen=True)
class Decision:
    """A decision's number and day."""

    number: str
    on: date


@dataclass(frozen=True)
class Benefit:
    """One granted benefit, at its level of today."""

    name: str
    start: date
    until: date | None
    money: Money
    components: tuple[tuple[str, Decimal], ...]
    decision: Decision | None
    day: int
    paid_from: str

    @property
    def in_force(self) -> bool:
        return self.start <= BUSINESS_DAY and (self.until is None or self.until >= BUSINESS_DAY)


@dataclass(frozen=True)
class Payment:
    """One payment of a benefit for a calendar month."""

    paid_on: date
    name: str
    start: date
    end: date
    money: Money


@dataclass(frozen=True)
class Pending:
    """An application that has not been decided."""

    name: str
    since: date


@dataclass(frozen=True)
class Recovery:
    """What is taken back because too much was paid; euros."""

    name: str
    decided_on: date
    whole: Decimal
    left: Decimal
    monthly: Decimal


@dataclass(frozen=True)
class Medicine:
    """How far a year's medicine costs have come toward their ceiling; euros."""

    year: int
    ceiling: Decimal
    accumulated: Decimal
    reached_on: date | None


@dataclass(frozen=True)
class Record:
    """Everything that Kela's pages show of one person."""

    benefits: tuple[Benefit, ...]
    pending: tuple[Pending, ...]
    recoveries: tuple[Recovery, ...]
    medicine: Medicine

    def in_force(self) -> list[Benefit]:
        return [benefit for benefit in self.benefits if benefit.in_force]

    def payments(self, start: date, end: date) -> list[Payment]:
        """Payments whose payment day is within the two days, newest first."""
        paid = [
            payment
            for benefit in self.benefits
            for payment in payments_of(benefit)
            if start <= payment.paid_on <= end
        ]
        return sorted(paid, key=lambda payment: (payment.paid_on, payment.name), reverse=True)


def record_of(block: Mapping[str, Any]) -> Record:
    """The record that a person file's ``kela`` block describes."""
    return Record(
        benefits=tuple(_benefit(entry) for entry in block.get("benefits") or ()),
        pending=tuple(
            Pending(entry["name"], _day(entry["since"])) for entry in block.get("pending") or ()
        ),
        recoveries=tuple(
            Recovery(
                entry["name"],
                _day(entry["decided_on"]),
                *(_euros(entry[amount]) for amount in ("whole", "left", "monthly")),
            )
            for entry in block.get("recoveries") or ()
        ),
        medicine=_medicine(block.get("medicine") or {}),
    )


def payments_of(benefit: Benefit) -> Iterator[Payment]:
    """A benefit's payments up to the business date, oldest first."""
    year, month = (int(part) for part in benefit.paid_from.split("-"))
    while (year, month) <= (BUSINESS_DAY.year, BUSINESS_DAY.month):
        first, last = date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
        paid_on = paid_by(date(year, month, min(benefit.day, last.day)))
        granted = benefit.start <= last and (benefit.until is None or benefit.until >= first)
        if granted and paid_on <= BUSINESS_DAY:
            yield Payment(paid_on, benefit.name, first, last, benefit.money)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)


def paid_by(day: date) -> date:
    """The day on which the banks pay what should be paid on a day."""
    step = timedelta(days=1 if day.day == 1 else -1)
    while day.weekday() >= 5 or day in CLOSED:
        day += step
    return day


def _medicine(entry: Mapping[str, Any]) -> Medicine:
    return Medicine(
        year=BUSINESS_DAY.year,
        ceiling=_euros(entry.get("ceiling") or "636.12"),
        accumulated=_euros(entry.get("accumulated") or 0),
        reached_on=_day(entry["reached_on"]) if entry.get("reached_on") else None,
    )


def _benefit(entry: Mapping[str, Any]) -> Benefit:
    decision = entry.get("decision")
    return Benefit(
        name=entry["name"],
        start=_day(entry["from"]),
        until=_day(entry["until"]) if entry.get("until") else None,
        money=Money(_euros(entry["gross"]), _euros(entry.get("tax") or 0)),
        components=tuple(
            (part["name"], _euros(part["gross"])) for part in entry.get("components") or ()
        ),
        decision=Decision(decision["number"], _day(decision["date"])) if decision else None,
        day=int(entry["day"]),
        paid_from=str(entry.get("paid_from") or FIRST_PAID_MONTH),
    )


def _euros(value: Any) -> Decimal:
    return Decimal(str(value)).quantize(Decimal("0.01"))


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))
