"""``[[fees.decisions]]`` of ``county.toml``: what a county has decided on its fees, from which day.

Only the form is checked here; that nothing is dearer than the Act, :mod:`robots.feelaw.policy`.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Final, Literal

from pydantic import BeforeValidator, Field, field_validator

from robots.casework.settings import CountyDecision, RoomSettings
from robots.casework.words import Service

#: A month has at most so many weeks: more would make hours that nobody was given.
_LONGEST_MONTH: Final = Fraction(31, 7)

Amount = Annotated[Decimal, Field(ge=0, max_digits=9, decimal_places=2)]
Share = Annotated[Decimal, Field(ge=0, le=1)]
Percentage = Annotated[Decimal, Field(ge=0, le=100)]
Percentages = tuple[Percentage, Percentage, Percentage, Percentage, Percentage, Percentage]


def _fraction(written: Any) -> Any:
    """``"30/7"`` as a fraction; anything else is left to pydantic to refuse."""
    try:
        return Fraction(str(written)) if not isinstance(written, Fraction) else written
    except (ValueError, ZeroDivisionError):
        raise ValueError("write a fraction, e.g. 30/7") from None


class HourBand(RoomSettings):
    """From so many hours a month on: per cent for families of 1, 2, … 6 or more (10 e § 5 mom.)."""

    from_hours: int = Field(ge=0)
    percentages: Percentages


class ServiceCost(RoomSettings):
    """What producing a service costs a month: the fee is never more (2 §).

    ``unit`` narrows it to one unit or class of the service, ``from_hours`` to home care of at least
    so many hours a month. The narrowest that fits holds: the unit's own before the service's, then
    the most hours.
    """

    service: Service
    unit: str = ""
    from_hours: int = Field(default=0, ge=0)
    amount: Amount


class FeeDecision(CountyDecision):
    """One decision of the county on its fees; what it does not set stays as it was."""

    share_of_own_income: Share | None = None
    """7 c § 1 mom.: at most the Act's 0.85."""
    share_of_joint_income: Share | None = None
    """7 c § 2 mom.: at most the Act's 0.425."""
    personal_allowance: Mapping[Service, Amount] = {}
    """7 c § 3 mom.: at least the Act's, euros a month by service."""
    payment_percentages: tuple[HourBand, ...] | None = Field(default=None, min_length=1)
    """10 e § 5 mom.: lower percentages or wider bands of hours. Fewer hours than the first band's
    follow the Act's table."""
    no_home_care_fee_under_income: Amount | None = None
    """Home care is free of charge where the income after deductions is less, euros a month."""
    fees_under_not_charged: Amount | None = None
    """A fee of less is not charged, euros a month."""
    cost_of_service: tuple[ServiceCost, ...] = ()
    rounding: Literal["half_up", "down"] | None = None
    """Of the fee to the cent."""
    guardian_fee_rounding: Literal["exact", "up"] | None = None
    """Of the guardian's yearly fee to a month's: exactly a twelfth (520 € is 43.33…), or up to
    the next cent (43.34), which is the client's gain."""
    debt_recovery_deducted: bool | None = None
    """Whether recovery of debts is deducted: not in the Act, the county's own practice."""
    weeks_in_month: Annotated[Fraction, BeforeValidator(_fraction)] | None = None
    """How hours a week become hours a month, e.g. ``"30/7"`` or ``"52/12"``."""

    @field_validator("payment_percentages")
    @classmethod
    def _bands_in_order(cls, bands: tuple[HourBand, ...] | None) -> tuple[HourBand, ...] | None:
        hours = [band.from_hours for band in bands or ()]
        if hours != sorted(set(hours)):
            raise ValueError("write the bands of hours in order, each once")
        return bands

    @field_validator("cost_of_service")
    @classmethod
    def _each_cost_once(cls, costs: tuple[ServiceCost, ...]) -> tuple[ServiceCost, ...]:
        keys = [(cost.service, cost.unit.casefold(), cost.from_hours) for cost in costs]
        if len(keys) != len(set(keys)):
            raise ValueError("two costs for the same service, unit and hours")
        return costs

    @field_validator("weeks_in_month")
    @classmethod
    def _no_longer_month(cls, weeks: Fraction | None) -> Fraction | None:
        if weeks is not None and not 4 <= weeks <= _LONGEST_MONTH:
            raise ValueError("a month has at least 4 and at most 31/7 weeks")
        return weeks
