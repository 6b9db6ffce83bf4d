"""The form of a fee case written down in YAML; :mod:`robots.feelaw.written_cases` reads it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Final, Literal

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
from robots.feelaw.services import in_supported_housing
from robots.feelaw.values import Form
from robots.feelaw.written_errors import KeyMissing, SpouseMissing
from robots.feelaw.written_expectations import Expected

#: Far above every real figure: what is more has been mistyped, and is refused with its key.
_MOST: Final = Decimal(10) ** 9

MonthOrYear = Literal[Per.MONTH, Per.YEAR]
Amount = Annotated[Decimal, Field(ge=0, le=_MOST)]
Hours = Annotated[Decimal, Field(le=10_000)]
FamilySize = Annotated[int, Field(le=99, strict=True)]
Percent = Annotated[Decimal, Field(ge=-100, le=1000)]
#: Any day that the facts of a case can have; which days the law covers, the law says.
Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2199, 12, 31))]


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
    left_on: Day | None = None
    notice_on: Day | None = None
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
    hectares: Amount
    interest: Amount = Decimal(0)
    cutting_value: Amount | None = None


class WrittenChange(Form):
    """What is otherwise from a day on; a key that is not written stays as it was, whatever stands
    here for it.

    ``raised``: per cent that kinds of income rise by, such as pensions by January's index.
    """

    first_day: Day = Field(alias="from")
    client: WrittenMeans = WrittenMeans()
    spouse: WrittenMeans | None = None
    shared_home_before_care: bool = False
    spouse_in_long_term_care: bool = False
    in_supported_housing: bool | None = None
    forest: tuple[WrittenForest, ...] = ()
    family_size: FamilySize | None = None
    hours: Hours | None = None
    weekly_hours: Hours | None = None
    cost_of_service: Amount | None = None
    unit: str = ""
    raised: Mapping[IncomeKind, Percent] = {}


class WrittenTimeline(Form):
    """From which day to which; ``wrong_information`` keeps within the year of 10 j § 2 mom."""

    first_day: Day | None = Field(default=None, alias="from")
    until: Day | None = None
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
    service_starts: Day | None = None
    client: WrittenMeans = WrittenMeans()
    spouse: WrittenMeans | None = None
    shared_home_before_care: bool = False
    spouse_in_long_term_care: bool = False
    in_supported_housing: bool | None = None
    forest: tuple[WrittenForest, ...] = ()
    family_size: FamilySize | None = None
    hours: Hours | None = None
    weekly_hours: Hours | None = None
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
            act=self.act.strip(),
            act_section=self.act_section,
            purpose=self.purpose,
            day=self.day,
            client=self.client.means(Role.CLIENT),
            spouse=self.spouse.means(Role.SPOUSE) if self.spouse else None,
            shared_home_before_care=self.shared_home_before_care,
            spouse_in_long_term_care=self.spouse_in_long_term_care,
            in_supported_housing=(
                in_supported_housing(self.act, self.act_section)
                if self.in_supported_housing is None
                else self.in_supported_housing
            ),
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

    def refuse_half_told(self) -> None:
        """Do nothing, when nobody is left out whose income the fee follows: a person who is not
        written at all is no person without income.

        Raises:
            KeyMissing: the client, or a spouse with whom the client shared a home (7 c § 2 mom.).
        """
        if "client" not in self.model_fields_set and not self.forest:
            raise KeyMissing(key="client")
        may_be_joint = (
            self.service is not Service.HOME_CARE
            and self.purpose is Purpose.FEE
            and self.shared_home_before_care
            and not self.spouse_in_long_term_care
        )
        if may_be_joint and self.spouse is None:
            raise SpouseMissing(key="spouse")
