"""``[voucher.<service>]`` of ``county.toml``: by which rule an income-based voucher gets its value.

569/2009 § 3 point 3 leaves two ways: the continuous and regular income as the county defines it, or
income counted as in 10 b–10 d, 10 f, 10 g and 10 i § of the Client Fees Act.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal
from typing import Annotated, Any, Final, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from robots.casework.settings import CountyDecision, RoomSettings
from robots.casework.words import IncomeKind, Service
from robots.feelaw.fee_decisions import Amount
from robots.feelaw.values import Basis
from robots.feelaw.voucher_shapes import Shape

_WAYS: Final[Mapping[str, str]] = {
    "half_up": ROUND_HALF_UP,
    "up": ROUND_UP,
    "down": ROUND_DOWN,
}


class VoucherIncome(RoomSettings):
    """Which income a voucher's value follows."""

    definition: Literal["act", "own"] = "act"
    """``act``: as the fee counts it. ``own``: everything continuous and regular counts."""
    basis: Basis | None = None
    """``net`` as in 10 b §, ``gross`` as in 10 f §; as the service's fee, when not set."""
    ignored_kinds: frozenset[IncomeKind] = frozenset()
    """Left out by the county in either definition."""
    spouse_counts: bool | None = None
    """As the service's fee when not set: in home care both spouses' income counts, else the
    client's alone."""
    deductions: bool = True
    """Whether the Act's deductions are taken off."""

    @model_validator(mode="after")
    def _what_is_not_known_is_not_ignored(self) -> Self:
        if IncomeKind.UNKNOWN in self.ignored_kinds:
            raise ValueError("an unknown kind is always the officer's")
        return self


class Rounding(RoomSettings):
    """To a multiple of so many euros, and which way."""

    to: Decimal = Field(default=Decimal("0.01"), ge=Decimal("0.01"))
    way: Literal["half_up", "up", "down"] = "half_up"

    def of(self, value: Decimal) -> Decimal:
        """The value as rounded."""
        return (value / self.to).quantize(Decimal(1), _WAYS[self.way]) * self.to


class VoucherRule(CountyDecision):
    """One dated rule for one service."""

    income: VoucherIncome = VoucherIncome()
    function: Shape
    floor: Amount | None = None
    ceiling: Amount | None = None
    rounding: Rounding = Rounding()

    @model_validator(mode="after")
    def _floor_under_ceiling(self) -> Self:
        if self.floor is not None and self.ceiling is not None and self.floor > self.ceiling:
            raise ValueError("floor is above ceiling")
        return self


def _one_or_several(written: Any) -> Any:
    """One table, or an array of them: ``[voucher.home_care]`` or ``[[voucher.home_care]]``."""
    return [written] if isinstance(written, Mapping) else written


Rules = Annotated[tuple[VoucherRule, ...], BeforeValidator(_one_or_several)]


class CountyVouchers(RoomSettings):
    """``[voucher]`` of ``county.toml``: each service's rules by the day."""

    round_the_clock_housing: Rules = ()
    institution: Rules = ()
    family_care: Rules = ()
    home_care: Rules = ()

    @model_validator(mode="after")
    def _spouse_only_where_she_may_be_asked_about(self) -> Self:
        """14 a § 2 mom.: the spouse's data only where the fee is set on joint income."""
        for service in set(Service) - {Service.HOME_CARE}:
            if any(rule.income.spouse_counts for rule in self._of(service)):
                raise ValueError(f"{service}: the spouse's income may not be asked for")
        return self

    def on(self, service: Service, day: date) -> VoucherRule | None:
        """The rule of the day, the latest where several hold; None where the county has none."""
        holding = [rule for rule in self._of(service) if rule.holds_on(day)]
        return max(holding, key=lambda rule: rule.first_day, default=None)

    def days_of_change(self, service: Service) -> Iterator[date]:
        """The days on which a rule of the service begins, or holds no longer."""
        for rule in self._of(service):
            yield rule.first_day
            if rule.last_day is not None:
                yield rule.last_day + timedelta(days=1)

    def _of(self, service: Service) -> tuple[VoucherRule, ...]:
        rules: tuple[VoucherRule, ...] = getattr(self, service.value)
        return rules
