"""A person's taxation as every source of it tells it: years, and what stands in one.

The Vero API, a delivered file and the client's own paper are read into these words; what becomes
of them (:mod:`robots.tax_administration.figures`) does not know where they came from.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from robots.casework.settings import RoomSettings
from robots.casework.words import CostKind, IncomeKind, Mark

#: Groups of data of the necessity table.
CAPITAL_INCOME: Final = "capital_income"
FOREST: Final = "forest"
DEDUCTIONS: Final = "deductions"

#: What taxation tells of capital income. Wages, pensions and benefits are none of it: the necessity
#: table does not ask the Tax Administration about them.
INCOME_KINDS: Final = frozenset(
    {
        IncomeKind.RENT_INCOME,
        IncomeKind.DIVIDEND,
        IncomeKind.INTEREST,
        IncomeKind.CAPITAL_GAIN,
        IncomeKind.TIMBER_SALE,
        IncomeKind.BUSINESS_INCOME,
        IncomeKind.OTHER_TAXABLE,
        IncomeKind.OTHER_TAX_FREE,
    }
)
#: What taxation and the fee law both deduct as it was paid. For maintenance the tax law deducts a
#: fixed sum a child, and a guardian's fee, a compensation and a debt stand in no taxation.
DEDUCTION_KINDS: Final = frozenset({CostKind.ACQUISITION_COST, CostKind.LIFE_ANNUITY})

YEARS: Final = range(2000, 2100)


class Stage(StrEnum):
    """How far a year's taxation has come; later ones go before earlier ones."""

    PRE_COMPLETED = "pre_completed"
    DECIDED = "decided"
    AMENDED = "amended"

    @property
    def is_final(self) -> bool:
        return self is not Stage.PRE_COMPLETED

    @property
    def order(self) -> int:
        return list(Stage).index(self)


class Name(RoomSettings):
    """What a kind of income or deduction is called."""

    fi: str
    sv: str


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something stands: an element's path, a file's row, or a page and box of a paper."""

    place: str
    page: int | None = None
    box: tuple[Decimal, Decimal, Decimal, Decimal] | None = None
    """Points from the page's upper left corner."""


@dataclass(frozen=True, slots=True)
class Item:
    """One income of a year, in euros; None where the source tells no such amount."""

    kind: IncomeKind
    name: Name
    gross: Decimal | None
    costs: Decimal | None
    """Of acquiring the income."""
    tax: Decimal | None
    spot: Spot
    marks: frozenset[Mark] = frozenset()


@dataclass(frozen=True, slots=True)
class Deduction:
    """One deduction of a year, in euros."""

    kind: CostKind
    name: Name
    amount: Decimal | None
    spot: Spot


@dataclass(frozen=True, slots=True)
class Holding:
    """Forest land in one municipality."""

    municipality: str
    hectares: Decimal | None
    interest: Decimal | None
    """Of forestry loans, euros a year."""
    spot: Spot


@dataclass(frozen=True, slots=True)
class Contents:
    """What stands in one year's taxation, of the groups of data that were permitted."""

    items: tuple[Item, ...] = ()
    deductions: tuple[Deduction, ...] = ()
    holdings: tuple[Holding, ...] = ()
    unknown: tuple[str, ...] = ()
    """Names of incomes and holdings that nobody has told us how to read."""
    used: Mapping[str, str] = field(default_factory=dict)
    """Place → value as text, of everything that was used."""


@dataclass(frozen=True, slots=True)
class TaxYear:
    """One year's taxation; its contents are read only when it is the one that counts."""

    year: int
    stage: Stage
    decided_on: date | None
    read: Callable[[frozenset[str]], Contents] = field(compare=False, repr=False)
    """Given the permitted groups of data; raises ``ReplyNotUnderstood``."""

    @property
    def rank(self) -> tuple[bool, int, int, date]:
        """What is final goes before what is not, then the later before the earlier."""
        return self.stage.is_final, self.year, self.stage.order, self.decided_on or date.min
