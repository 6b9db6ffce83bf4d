"""One income summary (tuloselvitys): everything the workbook and its twin say of one case."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from robots.casework.answer import Answer, Cost, Evidence, Finding, ForestHolding, Guardian, Income
from robots.casework.case import Case
from robots.casework.identity_code import IdentityCode
from robots.casework.permit import Permit
from robots.casework.words import Outcome, PersonFlag, Role
from robots.feelaw.changes import Change
from robots.feelaw.county_rules import CountyRules
from robots.feelaw.model import FeeCase, Preview, Step, Treatment
from robots.feelaw.timeline import Stretch
from robots.summary.coverage import Coverage
from robots.summary.differences import Difference
from robots.summary.expected import Expected
from robots.summary.series import MonthSeries
from robots.summary.verdict import NOT_JUDGED, Verdict

if TYPE_CHECKING:  # it compares summaries, so it knows this module
    from robots.summary.changes import Since


@dataclass(frozen=True, slots=True)
class PersonSummary:
    """Who it is about. The address is not here: nothing in a summary needs it."""

    role: Role
    name: str
    """As the population register gives it; empty where it was not asked or did not answer."""
    identity_code: IdentityCode | None
    flags: frozenset[PersonFlag] = frozenset()
    died_on: date | None = None
    guardians: tuple[Guardian, ...] = ()


@dataclass(frozen=True, slots=True)
class SummaryIncome:
    """One income figure, how the law treats it, and what it adds to the month."""

    income: Income
    treatment: Treatment
    monthly: Decimal | None
    """Euros a month, exact, on the service's basis (10 b § net, 10 f § gross), also where the law
    leaves it out; None where the figure adds nothing of its own (an earlier payment of the same
    pension, a figure seen elsewhere too, a partial answer): ``derivation`` says why. A sum or mean
    of several rows is shown on the last of them."""
    derivation: tuple[Step, ...] = ()
    same_as: tuple[str, ...] = ()
    """Ids of the same payment in other sources; it is counted once, in the first of them."""


@dataclass(frozen=True, slots=True)
class SummaryForest:
    """Forest land and its computed income a month (10 i §)."""

    forest: ForestHolding
    treatment: Treatment
    monthly: Decimal | None
    derivation: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class SummaryCost:
    """One cost, how the law treats it, and what is deducted a month."""

    cost: Cost
    treatment: Treatment
    monthly: Decimal | None
    derivation: tuple[Step, ...] = ()
    deducted_from: date | None = None
    deducted_until: date | None = None


@dataclass(frozen=True, slots=True)
class Workings:
    """What the preview was worked out of, so that an officer can work it out again with changes."""

    case: FeeCase
    rules: CountyRules
    is_known: bool
    """Whether every source that the preview needs has answered, the household is clear, and
    something is known of the income of everybody whom the preview looks at."""


@dataclass(frozen=True, slots=True)
class Summary:
    """One case's summary. The same answers give the same summary, whatever their order."""

    case: Case
    day: date
    """Whose law and amounts apply: the county's business date."""
    outcome: Outcome
    persons: tuple[PersonSummary, ...]
    permits: tuple[Permit, ...]
    answers: tuple[Answer, ...]
    """One for each person and source, in a fixed order."""
    incomes: tuple[SummaryIncome, ...]
    forests: tuple[SummaryForest, ...]
    costs: tuple[SummaryCost, ...]
    findings: tuple[Finding, ...]
    """Questions first."""
    preview: Preview
    evidence: tuple[Evidence, ...]
    months: dict[str, dict[str, Decimal]] = field(default_factory=dict)
    """Varying incomes: id of the income that carries the mean → month → euros on the service's
    basis, for each month that the mean was taken of."""
    reviews: tuple[Change, ...] = ()
    """The days to look at the fee again (10 j §), the next one first."""
    timeline: tuple[Stretch, ...] = ()
    """From the day to the end of the next year; empty without a complete preview."""
    verdict: Verdict = NOT_JUDGED
    """Whether it tells enough for a fee, and why not."""
    coverage: tuple[Coverage, ...] = ()
    """What each answer covers, in the answers' order."""
    expected: tuple[Expected, ...] = ()
    """What ought to be found, and whether it was."""
    series: tuple[MonthSeries, ...] = ()
    """What was paid in each month, by income."""
    differences: tuple[Difference, ...] = ()
    """Where two sources tell different amounts of the same, the largest first."""
    workings: Workings | None = None
    """None where there is nobody whose fee could be worked out."""
    since: Since | None = None
    """What has changed since the version before; None until it is delivered."""
