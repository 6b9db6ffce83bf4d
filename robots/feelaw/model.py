"""What goes into a fee preview and what comes out: plain values, nothing from any source.

Money is in euros, exact; ``per`` says for what time. Sections are of the Client Fees Act 734/1992
unless another act is named.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from robots.casework.case import SOCIAL_WELFARE_ACT, PriceUnit
from robots.casework.words import CostKind, IncomeKind, Per, Purpose, Role, Service


class Counts(StrEnum):
    """Whether a figure counts; ``OFFICER`` where the law leaves it open."""

    COUNTED = "counted"
    NOT_COUNTED = "not_counted"
    OFFICER = "officer"


class Recipient(StrEnum):
    """Who gets the maintenance that somebody pays: 10 c § 2 mom. looks at one of them only."""

    SPOUSE = "spouse"
    """The client's spouse by marriage."""
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Treatment:
    """How the law treats one kind of income or cost in one service on one day."""

    counts: Counts
    section: str
    """E.g. ``10 b § 2 mom.``; two sections with a semicolon where two rules meet."""
    reason: str
    """Key in ``resources/texts/law*.yaml``."""


@dataclass(frozen=True, slots=True)
class IncomeItem:
    """One income as the law sees it; a figure not known is None."""

    id: str
    """Its own among all figures of the person."""
    kind: IncomeKind
    gross: Decimal | None
    net: Decimal | None
    per: Per = Per.MONTH
    is_open: bool = False
    """Whether the officer must settle it before it counts, whatever the law says of its kind: it
    may have ended, or be another row's payment."""


@dataclass(frozen=True, slots=True)
class DeductionItem:
    """One cost as the law sees it; an amount not known is None."""

    id: str
    """Its own among all figures of the person."""
    kind: CostKind
    amount: Decimal | None
    per: Per = Per.MONTH
    applied: bool = False
    prescribed: bool = False
    left_on: date | None = None
    """The day the previous home was left (10 c § 3 mom)."""
    notice_on: date | None = None
    """The day on which notice of a rented home was given (10 c § 3 mom. 2 kohta)."""
    recipient: Recipient | None = None
    """Of maintenance paid (10 c § 2 mom.); None where nobody has declared it."""


@dataclass(frozen=True, slots=True)
class ForestItem:
    """Forest land (10 i §); ``interest`` of forestry loans in euros a year."""

    id: str
    owner: Role
    municipality: str
    hectares: Decimal
    interest: Decimal = Decimal(0)
    cutting_value: Decimal | None = None
    """Euros a year: the net value of what may be cut, by the statement that the client demands to
    be used (10 i § 2 mom.)."""
    is_open: bool = False
    """Whether its yield is the officer's to find out, so that its income is not known."""


@dataclass(frozen=True, slots=True)
class Means:
    """One person's incomes and costs."""

    incomes: tuple[IncomeItem, ...] = ()
    deductions: tuple[DeductionItem, ...] = ()


#: A person's figure: whose it is, and its id.
RowKey = tuple[Role, str]


@dataclass(frozen=True, slots=True)
class FeeCase:
    """Everything a preview depends on; the same case always gives the same preview."""

    service: Service
    day: date
    client: Means
    act: str = SOCIAL_WELFARE_ACT
    act_section: str = ""
    """Of the service decision, as the officer wrote it; empty where only the act is known."""
    purpose: Purpose = Purpose.FEE
    spouse: Means | None = None
    shared_home_before_care: bool = False
    spouse_in_long_term_care: bool = False
    forests: tuple[ForestItem, ...] = ()
    family_size: int | None = None
    hours: Decimal | None = None
    cost_of_service: Decimal | None = None
    in_supported_housing: bool | None = None
    """Whether a home-care client has moved into supported or communal housing (10 g §, Social
    Welfare Act 21 a and 21 b §); None where it is not known."""
    settled: Mapping[RowKey, Counts] = field(default_factory=dict)
    """What the officer has said of rows that the law leaves open."""
    unit: str = ""
    """The unit or class of the service, by which a county may have decided its cost."""
    weekly_hours: Decimal | None = None
    """Where the decision has hours a week; a county's rule makes hours a month of them."""
    price: Decimal | None = None
    """A provider's price, for the client's own share beside a voucher."""
    price_per: PriceUnit = PriceUnit.HOUR


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the calculation, as the officer reads it from top to bottom."""

    code: str
    """Key in ``resources/texts/steps*.yaml``."""
    section: str
    value: Decimal | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    """What fills the text, already in the Finnish written form."""
    parameters: Mapping[str, str] = field(default_factory=dict)
    """Dated values and facts of the case that the step used: name → value, as text."""
    decision: str = ""
    """The county's decision, where the step is the county's own rule and not the Act's."""

    @property
    def amount(self) -> Decimal:
        """The value that the next step goes on with.

        Raises:
            ValueError: the step has none; a missing value must never go on as zero.
        """
        if self.value is None:
            raise ValueError(f"the step {self.code} has no value")
        return self.value


@dataclass(frozen=True, slots=True)
class Line:
    """One income, forest or cost with its treatment and what it adds a month."""

    id: str
    role: Role
    kind: str
    treatment: Treatment
    monthly: Decimal | None
    """Euros a month, exact; None where the basis (net or gross) is not known."""
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Voucher:
    """An income-based service voucher by the county's rule (569/2009 § 3 point 3, § 7)."""

    value: Decimal
    unit: PriceUnit
    decision: str
    """The county's decision that the rule rests on."""
    by_own_definition: bool = False
    """Whether the income is counted as the county defines it, and not as the fee's."""
    own_share: Decimal | None = None
    """What the client would pay himself, where a price is given (§ 6 3 mom.)."""
    own_share_per: PriceUnit = PriceUnit.MONTH
    corresponding: Preview | None = None
    """The client fee of the corresponding service, which the client must be told (§ 6 3 mom.);
    None where it is not known."""


@dataclass(frozen=True, slots=True)
class Preview:
    """The most that the Act allows, with every step; ``fee`` is None unless ``complete``.

    ``rule``: ``own_income`` or ``joint_income`` (7 c §), ``home_service`` (10 e §),
    ``voucher_income`` (569/2009: the income alone, no fee), or ``undecided`` (7 c §, where too
    little is known to tell the first two apart). All amounts are None unless ``complete``.

    Where rows wait for the officer, it is not complete; what would come out without and with them
    then stands in previews of its own, never in this one's amounts.
    """

    complete: bool
    service: Service
    day: date
    """Whose law and amounts apply."""
    rule: str
    income: Decimal | None
    """Counted incomes less the costs of acquiring them (10 b §, 10 f §), of everybody whose income
    the rule uses."""
    deductions: Decimal | None
    basis: Decimal | None
    fee: Decimal | None
    steps: tuple[Step, ...] = ()
    parameters: Mapping[str, str] = field(default_factory=dict)
    """Everything that the steps used: name → value, as text."""
    incomes: tuple[Line, ...] = ()
    deductions_made: tuple[Line, ...] = ()
    act_fee: Decimal | None = None
    """The most that the Act allows; ``fee`` is lower where the county's own decisions lower it."""
    voucher: Voucher | None = None
    """The voucher's value, where the county has a rule for it."""
    open_rows: tuple[RowKey, ...] = ()
    """The rows that wait for the officer, of those whose figures the fee depends on."""
    without_open: Preview | None = None
    """What it would be if none of the open rows counted."""
    with_open: Preview | None = None
    """What it would be if all of them did; None where an amount of theirs is not known."""
    between: tuple[Decimal, Decimal] | None = None
    """The lowest and the highest fee over every way of settling the open rows; None where there
    are none, where an amount is not known, or where they are too many to try."""
