"""A county's own fee policy on a day: its dated decisions lower what the Act allows.

The Client Fees Act sets the most that may be charged; a county may charge less (2, 7 c and 10 e §).
Of one thing the latest decision that holds on the day is followed. Decisions that would charge more
than the Act are refused when the settings are read, for every day on which both hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final, Generic, Self, TypeVar

from pydantic import model_validator

from robots.casework.period import day_in_finnish
from robots.casework.settings import RoomSettings
from robots.casework.words import Service
from robots.feelaw.errors import LawNotKnown
from robots.feelaw.fee_decisions import FeeDecision, HourBand
from robots.feelaw.home_service import LARGEST_FAMILY_IN_TABLE, payment_percentage
from robots.feelaw.institutional import allowance_name
from robots.feelaw.law import every_dated, law
from robots.feelaw.policy_errors import AllowanceBelowAct, PercentageAboveAct, ShareAboveAct

Value = TypeVar("Value", covariant=True)

#: Services of 7 c §, which have a personal allowance.
_WITH_ALLOWANCE: Final = (Service.ROUND_THE_CLOCK_HOUSING, Service.INSTITUTION, Service.FAMILY_CARE)
_SHARES: Final = ("share_of_own_income", "share_of_joint_income")
#: Hours of the Act's table, and what lies below it.
_HOURS: Final = range(0, 39)


@dataclass(frozen=True, slots=True)
class Decided(Generic[Value]):
    """What the county has decided, and the decision."""

    value: Value
    decision: str


@dataclass(frozen=True, slots=True)
class Policy:
    """The county's decisions that hold on one day."""

    decisions: tuple[FeeDecision, ...] = ()
    """The latest first."""

    def of(self, name: str) -> Decided[Any] | None:
        """What is decided of one thing, by its key in ``county.toml``."""
        for one in self.decisions:
            value = getattr(one, name)
            if value is not None:
                return Decided(value, one.decision)
        return None

    def personal_allowance(self, service: Service) -> Decided[Decimal] | None:
        """Euros a month that the county leaves in the service."""
        for one in self.decisions:
            if service in one.personal_allowance:
                return Decided(one.personal_allowance[service], one.decision)
        return None

    def payment_percentage(self, hours: int, family_size: int) -> Decided[Decimal] | None:
        """Per cent in the band of these whole hours; None below the first band."""
        decided: Decided[tuple[HourBand, ...]] | None = self.of("payment_percentages")
        if decided is None:
            return None
        bands = [band for band in decided.value if band.from_hours <= hours]
        if not bands:
            return None
        return Decided(bands[-1].percentages[min(family_size, 6) - 1], decided.decision)

    def cost_of_service(
        self, service: Service, unit: str, hours: int | None
    ) -> Decided[Decimal] | None:
        """What the service costs a month, by the decision's narrowest row that fits."""
        for one in self.decisions:
            rows = [
                row
                for row in one.cost_of_service
                if row.service is service
                and row.unit.casefold() in ("", unit.strip().casefold())
                and row.from_hours <= (hours or 0)
            ]
            if rows:
                narrowest = max(rows, key=lambda row: (row.unit != "", row.from_hours))
                return Decided(narrowest.amount, one.decision)
        return None


class CountyFees(RoomSettings):
    """``[fees]`` of ``county.toml``; empty, it leaves everything to the Act."""

    decisions: tuple[FeeDecision, ...] = ()

    @model_validator(mode="after")
    def _never_beyond_the_act(self) -> Self:
        for day in self._days_to_check():
            refuse_beyond_act(self.on(day), day)
        return self

    def on(self, day: date) -> Policy:
        """What the county has decided for the day."""
        holding = [one for one in self.decisions if one.holds_on(day)]
        return Policy(tuple(sorted(holding, key=lambda one: one.first_day, reverse=True)))

    def days_of_change(self) -> Iterator[date]:
        """The days on which a decision begins, or holds no longer."""
        for one in self.decisions:
            yield one.first_day
            if one.last_day is not None:
                yield one.last_day + timedelta(days=1)

    def _days_to_check(self) -> list[date]:
        """Between two of these days neither the county's nor the Act's values change."""
        if not self.decisions:
            return []
        of_act = {dated.first_day for _, dated in every_dated(law())}
        return sorted({*self.days_of_change(), *of_act})


def refuse_beyond_act(policy: Policy, day: date) -> None:
    """Do nothing, when the county's decisions leave no client with more to pay than the Act.

    Raises:
        ShareAboveAct, AllowanceBelowAct, PercentageAboveAct: and say where.
    """
    for name in _SHARES:
        share, most = policy.of(name), _act_amount(name, day)
        if share is not None and most is not None and share.value > most:
            raise ShareAboveAct(
                **_said(share, day), share=name, county=f"{share.value:f}", act=f"{most:f}"
            )
    for service in _WITH_ALLOWANCE:
        left = policy.personal_allowance(service)
        least = _act_amount(allowance_name(service), day)
        if left is not None and least is not None and left.value < least:
            raise AllowanceBelowAct(
                **_said(left, day),
                service=f"words.service_{service}",
                county=f"{left.value:f}",
                act=f"{least:f}",
            )
    bands = policy.of("payment_percentages")
    if bands is not None:
        _refuse_percentages(policy, bands.value, day)


def _refuse_percentages(policy: Policy, bands: Iterable[HourBand], day: date) -> None:
    for hours in sorted({*_HOURS, *(band.from_hours for band in bands)}):
        for family_size in range(1, LARGEST_FAMILY_IN_TABLE + 1):
            own = policy.payment_percentage(hours, family_size)
            try:
                most = payment_percentage(hours, family_size, day)
            except LawNotKnown:
                return
            if own is not None and own.value > most:
                raise PercentageAboveAct(
                    **_said(own, day),
                    hours=hours,
                    family_size=family_size,
                    county=f"{own.value:f}",
                    act=f"{most:f}",
                )


def _act_amount(name: str, day: date) -> Decimal | None:
    """The Act's; None on a day of which nothing is known, and then no fee is previewed either."""
    try:
        return law().amount(name, day).value
    except LawNotKnown:
        return None


def _said(decided: Decided[Any], day: date) -> dict[str, str]:
    return {"decision": decided.decision, "day": day_in_finnish(day)}
