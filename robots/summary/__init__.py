"""The answers of the sources become one summary: classified, reconciled, previewed, judged.

Everything here is pure. :func:`summarise` is the room's door; the others are its steps.

    merging      one answer a person and source, in a fixed order
    payers, groups, matching, claims, amounts    one income in all its sources
    choosing, differences, years    whose figure counts, and where the others differ
    plausibility, statutory, doubts    figures that cannot be, or may not tell the month
    incomes, costs, forests    every figure with its treatment and month
    persons, household    who it is about, and whether the spouse's income is needed
    coverage, expected, series, verdict    what is missing, month by month, and is it enough
    vouchers     rows and questions by a county's own definition of income
    ahead        days to look again, and the fee from each of them
    compiling    the whole
"""

from __future__ import annotations

from robots.summary.compiling import summarise
from robots.summary.model import (
    PersonSummary,
    Summary,
    SummaryCost,
    SummaryForest,
    SummaryIncome,
)
from robots.summary.settings import SummaryPolicy
from robots.summary.verdict import Completeness, Verdict

__all__ = [
    "Completeness",
    "PersonSummary",
    "Summary",
    "SummaryCost",
    "SummaryForest",
    "SummaryIncome",
    "SummaryPolicy",
    "Verdict",
    "summarise",
]
