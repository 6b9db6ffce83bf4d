"""The form of a fee case written down in YAML; :mod:`robots.feelaw.written_cases` reads it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from robots.casework.case import SOCIAL_WELFARE_ACT, PriceUnit
from robots.casework.words import CostKind, IncomeKind, Per, Purpose, Role, Service
from robots.feelaw.model import (
    DeductionItem,
    FeeCase,
    ForestItem,
    IncomeItem,
    Means,
    Recipient,
)
from robots.feelaw.values import Form
from robots.feelaw.written_expectations import Expected

MonthOrYear = Literal[Per.MONTH, Per.YEAR]
Amount = Annotated[Decimal, Field(ge=0)]


class WrittenIncome(Form):
    """One income; a basis (gross, net) that is not written is not known."""

    kind: IncomeKind
    gross: Amount | None = None
    net: Amount | None = None
    per: MonthOrYear = Per.MONTH


class WrittenDeduction(Form):
    """One cost."""

    kind: CostKind
    amount: Amount
    per: MonthOrYear = Per.MONTH
    applied: bool = False
    prescribed: bool = False
    left_on: date | None = None
    notice_on: date | None = None
    recipient: Recipient | None = None


class WrittenMeans(Form):
    """One person's incomes and costs."""

    incomes: tuple[WrittenIncome, ...] = ()
    deductions: tuple[WrittenDeduction, ...] = ()

    def means(self, role: Role) -> Means:
        return Means(
            incomes=tuple(
                IncomeItem(id=f"{role}-income-{number:04d}", **dict(income))
                for number, income in enumerate(self.incomes, 1)
            ),
            deductions=tuple(
                DeductionItem(id=f"{role}-deduction-{number:04d}", **dict(deduction))
                for number, deduction in enumerate(self.deductions, 1)
            ),
        )


class WrittenForest(Form):
    """Forest land; ``interest`` and ``cutting_value`` in euros a year."""

    owner: Role = Role.CLIENT
    municipality: str
    hectares: Decimal = Field(ge=0)
    interest: Amount = Decimal(0)
    cutting_value: Amount | None = None


class WrittenChange(Form):
    """What is otherwise from a day on; a key that is not written stays as it was.

    ``raised``: per cent that kinds of income rise by, such as pensions by January's index.
    """

    first_day: date = Field(alias="from")
    client: WrittenMeans | None = None
    spouse: WrittenMeans | None = None
    shared_home_before_care: bool | None = None
    spouse_in_long_term_care: bool | None = None
    in_supported_housing: bool | None = None
    forest: tuple[WrittenForest, ...] | None = None
    family_size: int | None = None
    hours: Decimal | None = None
    weekly_hours: Decimal | None = None
    cost_of_service: Amount | None = None
    unit: str | None = None
    raised: Mapping[IncomeKind, Decimal] = {}


class WrittenTimeline(Form):
    """From which day to which; ``wrong_information`` keeps within the year of 10 j § 2 mom."""

    first_day: date | None = Field(default=None, alias="from")
    until: date | None = None
    retroactive: bool = False
    wrong_information: bool = False
    changes: tuple[WrittenChange, ...] = ()


class WrittenCase(Form):
    """One case as written."""

    name: str = ""
    service: Service
    act: str = SOCIAL_WELFARE_ACT
    act_section: str = ""
    purpose: Purpose = Purpose.FEE
    day: date
    service_starts: date | None = None
    client: WrittenMeans = WrittenMeans()
    spouse: WrittenMeans | None = None
    shared_home_before_care: bool = False
    spouse_in_long_term_care: bool = False
    in_supported_housing: bool | None = None
    forest: tuple[WrittenForest, ...] = ()
    family_size: int | None = None
    hours: Decimal | None = None
    weekly_hours: Decimal | None = None
    cost_of_service: Amount | None = None
    unit: str = ""
    price: Amount | None = None
    price_per: PriceUnit = PriceUnit.HOUR
    timeline: WrittenTimeline | None = None
    expect: Expected | None = None

    def fee_case(self) -> FeeCase:
        """The case for :func:`robots.feelaw.calculation.preview`."""
        return FeeCase(
            service=self.service,
            act=self.act,
            act_section=self.act_section,
            purpose=self.purpose,
            day=self.day,
            client=self.client.means(Role.CLIENT),
            spouse=self.spouse.means(Role.SPOUSE) if self.spouse else None,
            shared_home_before_care=self.shared_home_before_care,
            spouse_in_long_term_care=self.spouse_in_long_term_care,
            in_supported_housing=self.in_supported_housing,
            forests=tuple(
                ForestItem(id=f"forest-{number:04d}", **dict(forest))
                for number, forest in enumerate(self.forest, 1)
            ),
            family_size=self.family_size,
            hours=self.hours,
            weekly_hours=self.weekly_hours,
            cost_of_service=self.cost_of_service,
            unit=self.unit,
            price=self.price,
            price_per=self.price_per,
        )
