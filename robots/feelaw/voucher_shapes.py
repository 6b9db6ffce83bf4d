"""Functions from income to a voucher's value; a county's rule names one as its ``shape``.

Nothing in the law says which: 569/2009 § 7 wants a value that is reasonable for the client. Two are
ready. A county that uses another adds a class with the same face to :data:`Shape`; nothing else
has to change.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Final, Literal, Self

from pydantic import Field, field_validator, model_validator

from robots.casework.case import PriceUnit
from robots.casework.money import ZERO, in_finnish
from robots.casework.settings import RoomSettings
from robots.feelaw.errors import FamilySizeMissing, ValueRefused
from robots.feelaw.fee_decisions import Amount, Percentages
from robots.feelaw.home_service import LARGEST_FAMILY_IN_TABLE, income_limit
from robots.feelaw.model import Step

Limits = tuple[Amount, Amount, Amount, Amount, Amount, Amount]
_MOST_ROWS: Final = 1000


@dataclass(frozen=True, slots=True)
class Means:
    """What a shape looks at: the income that counts, a month, and the family."""

    income: Decimal
    family_size: int | None
    day: date


@dataclass(frozen=True, slots=True)
class Shaped:
    """A value before floor, ceiling and rounding, with how it came about."""

    value: Decimal
    step: Step


class LinearByTheHour(RoomSettings):
    """``(full_value − (income − limit) · percentage / divisor) · factor``, euros an hour.

    Income under the limit leaves the full value. Percentages and limits are by the size of the
    family; above six a percentage is lowered, and a limit raised, for each more.
    """

    shape: Literal["linear_by_the_hour"]
    full_value: Amount
    percentages: Percentages
    percentage_less_for_more: Decimal = Field(default=Decimal(0), ge=0)
    """Per cent less for each person above six."""
    divisor: Decimal = Field(default=Decimal(60), gt=0)
    factor: Decimal = Field(default=Decimal(1), gt=0)
    income_limits: Limits | None = None
    """The county's own, euros a month; without them the Act's of 10 e § on the day."""
    income_limit_for_more: Amount = ZERO
    """Beside ``income_limits``: for each person above six."""

    @property
    def unit(self) -> PriceUnit:
        """What the value is for."""
        return PriceUnit.HOUR

    def value(self, means: Means) -> Shaped:
        """The value for this income and family.

        Raises:
            FamilySizeMissing, ValueRefused: limit and percentage follow the family.
            LawNotKnown: the Act's limits are used and not known on the day.
        """
        size = means.family_size
        if size is None:
            raise FamilySizeMissing()
        if size < 1:
            raise ValueRefused(key="family_size")
        limit, percentage = self._limit(size, means.day), self._percentage(size)
        above = max(ZERO, means.income - limit)
        value = (self.full_value - above * percentage / 100 / self.divisor) * self.factor
        said = {
            "full": in_finnish(self.full_value),
            "limit": in_finnish(limit),
            "percent": _number(percentage),
            "divisor": _number(self.divisor),
            "factor": _number(self.factor),
        }
        used = {
            "voucher_full_value": f"{self.full_value:f}",
            "voucher_income_limit": f"{limit:f}",
            "voucher_percentage": f"{percentage:f}",
        }
        return Shaped(value, Step("voucher_linear", "", value, said, used))

    def _limit(self, family_size: int, day: date) -> Decimal:
        if self.income_limits is None:
            return income_limit(family_size, day)
        more = max(0, family_size - LARGEST_FAMILY_IN_TABLE)
        return _of_family(self.income_limits, family_size) + more * self.income_limit_for_more

    def _percentage(self, family_size: int) -> Decimal:
        more = max(0, family_size - LARGEST_FAMILY_IN_TABLE)
        percentage = _of_family(self.percentages, family_size)
        return max(ZERO, percentage - more * self.percentage_less_for_more)


class Row(RoomSettings):
    """Up to this income a month, this value."""

    up_to: Amount
    value: Amount


class EvenSteps(RoomSettings):
    """Steps of one width: ``first`` holds up to ``up_to``; each further ``width`` of income, or
    part of it, takes ``less`` off, down to ``last``."""

    up_to: Amount
    first: Amount
    width: Decimal = Field(gt=0)
    less: Decimal = Field(gt=0)
    last: Amount

    def rows(self) -> tuple[Row, ...]:
        """The steps above the last, one row each."""
        rows: list[Row] = []
        value = self.first
        while value > self.last and len(rows) <= _MOST_ROWS:
            rows.append(Row(up_to=self.up_to + len(rows) * self.width, value=value))
            value -= self.less
        return tuple(rows)


class StepTable(RoomSettings):
    """A table: up to an income, a value; above the last row, ``beyond``.

    Either ``rows`` and ``beyond`` are written out, or ``even`` steps.
    """

    shape: Literal["step_table"]
    unit: PriceUnit = PriceUnit.MONTH
    rows: tuple[Row, ...] = ()
    beyond: Amount | None = None
    even: EvenSteps | None = None

    @field_validator("rows")
    @classmethod
    def _falling(cls, rows: tuple[Row, ...]) -> tuple[Row, ...]:
        for lower, higher in pairwise(rows):
            if higher.up_to <= lower.up_to:
                raise ValueError("write the rows by growing income")
            if higher.value > lower.value:
                raise ValueError("more income must not mean a greater value")
        return rows

    @model_validator(mode="after")
    def _either(self) -> Self:
        if (self.even is None) == (not self.rows or self.beyond is None):
            raise ValueError("write either rows and beyond, or even")
        if self.rows and self.beyond is not None and self.beyond > self.rows[-1].value:
            raise ValueError("more income must not mean a greater value")
        return self

    def value(self, means: Means) -> Shaped:
        """The value for this income."""
        rows, beyond = self.rows, self.beyond
        if self.even is not None:
            rows, beyond = self.even.rows(), self.even.last
        income = {"income": in_finnish(means.income)}
        for row in rows:
            if means.income <= row.up_to:
                said = {**income, "up_to": in_finnish(row.up_to)}
                used = {"voucher_row": f"{row.up_to:f}"}
                return Shaped(row.value, Step("voucher_row", "", row.value, said, used))
        value = beyond if beyond is not None else ZERO
        return Shaped(value, Step("voucher_beyond_rows", "", value, income))


#: Every shape that a county can name.
Shape = Annotated[LinearByTheHour | StepTable, Field(discriminator="shape")]


def _of_family(values: Sequence[Decimal], family_size: int) -> Decimal:
    return values[min(family_size, LARGEST_FAMILY_IN_TABLE) - 1]


def _number(number: Decimal) -> str:
    return f"{number.normalize():f}".replace(".", ",")
