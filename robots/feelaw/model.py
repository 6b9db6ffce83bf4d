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

from robots.casework.case import SOCIAL_WELFARE_ACT
from robots.casework.words import CostKind, IncomeKind, Per, Purpose, Role, Service


class Counts(StrEnum):
    """Whether a figure counts; ``OFFICER`` where the law leaves it open."""

    COUNTED = "counted"
    NOT_COUNTED = "not_counted"
    OFFICER = "officer"


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
    kind: IncomeKind
    gross: Decimal | None
    net: Decimal | None
    per: Per = Per.MONTH


@dataclass(frozen=True, slots=True)
class DeductionItem:
    """One cost as the law sees it."""

    id: str
    kind: CostKind
    amount: Decimal
    per: Per = Per.MONTH
    applied: bool = False
    prescribed: bool = False
    left_on: date | None = None
    """The day the previous home was left (10 c § 3 mom)."""
    notice_on: date | None = None


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


@dataclass(frozen=True, slots=True)
class Means:
    """One person's incomes and costs."""

    incomes: tuple[IncomeItem, ...] = ()
    deductions: tuple[DeductionItem, ...] = ()


@dataclass(frozen=True, slots=True)
class FeeCase:
    """Everything a preview depends on; the same case always gives the same preview."""

    service: Service
    day: date
    client: Means
    act: str = SOCIAL_WELFARE_ACT
    purpose: Purpose = Purpose.FEE
    spouse: Means | None = None
    shared_home_before_care: bool = False
    spouse_in_long_term_care: bool = False
    forests: tuple[ForestItem, ...] = ()
    family_size: int | None = None
    hours: Decimal | None = None
    cost_of_service: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the calculation, as the officer reads it from top to bottom."""

    code: str
    """Key in ``resources/texts/steps*.yaml``."""
    section: str
    value: Decimal | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    """What fills the text, already in the Finnish written form."""


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
class Preview:
    """The most that the Act allows, with every step; ``fee`` is None unless ``complete``.

    ``rule``: ``own_income`` or ``joint_income`` (7 c §), ``home_service`` (10 e §),
    ``voucher_income`` (569/2009: the income alone, no fee), or ``undecided`` (7 c §, where too
    little is known to tell the first two apart). All amounts are None unless ``complete``.
    """

    complete: bool
    rule: str
    income: Decimal | None
    deductions: Decimal | None
    basis: Decimal | None
    fee: Decimal | None
    steps: tuple[Step, ...] = ()
    parameters: Mapping[str, str] = field(default_factory=dict)
    """Dated values that were used: name → value, as text."""
    incomes: tuple[Line, ...] = ()
    deductions_made: tuple[Line, ...] = ()
