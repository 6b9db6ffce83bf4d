"""The Client Fees Act 734/1992: dated values, what counts, deductions, and the fee preview.

The law's values, limits and lists are data in ``resources/law/``, each with its first day, section
and act; here are only small functions over them, one for each rule, that name their section. The
day is always an argument. A fee given here is the most that the Act allows: an officer decides it.

    model            plain values in and out
    values, charters, municipalities, index_chain    the forms of ``resources/law/``
    law              the law on a day: a value, or an error that says why there is none
    law_table, law_checks, law_page, law_report      all of it, as an officer reads it

The way of one case, ``calculation.preview``:

    services         which act and section a service must rest on to be charged by income
    treatment        what counts and what is deducted
    forest, deductions (previous_home, maintenance), ledger    each figure's line, a month
    open_rows        no fee while the officer has a row to settle: comparisons instead
    institutional    7 c §
    home_service     10 e §
    policy, fee_decisions, county_fee    the county's own decisions, which only lower the fee
    voucher, voucher_rules, voucher_shapes    a service voucher's value by the county's rule
    block, basis     the result as JSON, and as words for the decision (2 b §)

Over time: ``changes`` (what changes on which day), ``timeline`` (the fee from each of them),
``reviews`` (when to look again, 10 j §). ``written_cases`` and its neighbours read cases written
down in YAML, for the fee door and the tests.
"""

from __future__ import annotations

from robots.feelaw.block import preview_block
from robots.feelaw.calculation import preview
from robots.feelaw.model import (
    Counts,
    DeductionItem,
    FeeCase,
    ForestItem,
    IncomeItem,
    Means,
    Preview,
    Step,
    Treatment,
)
from robots.feelaw.services import refuse_service_not_charged_by_income
from robots.feelaw.treatment import treatment_of_cost, treatment_of_income

__all__ = [
    "Counts",
    "DeductionItem",
    "FeeCase",
    "ForestItem",
    "IncomeItem",
    "Means",
    "Preview",
    "Step",
    "Treatment",
    "preview",
    "preview_block",
    "refuse_service_not_charged_by_income",
    "treatment_of_cost",
    "treatment_of_income",
]
