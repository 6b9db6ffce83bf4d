"""Rows of a voucher's summary, treated as the county's own rule of income treats them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from robots.casework.answer import Finding
from robots.casework.case import Case
from robots.casework.words import Severity
from robots.feelaw.model import Counts, Line, Preview
from robots.feelaw.voucher import treatment_for_voucher, voucher_basis
from robots.feelaw.voucher_rules import VoucherRule
from robots.summary.model import SummaryIncome

#: What is asked about a row only because the Act leaves its kind open.
_OF_KIND = "officer_decides_income"


def rows_by_rule(
    rows: Iterable[SummaryIncome], preview: Preview, rule: VoucherRule
) -> tuple[SummaryIncome, ...]:
    """Each income as the rule treats its kind; what it adds as the preview has it."""
    lines = {line.id: line for line in preview.incomes}
    return tuple(_by_rule(row, lines, rule) for row in rows)


def findings_by_rule(
    findings: Iterable[Finding],
    rows: Iterable[SummaryIncome],
    preview: Preview,
    case: Case,
    rule: VoucherRule,
) -> Iterator[Finding]:
    """The questions that the rule leaves: a kind that it settles is none, and an amount that is not
    known on its basis is one."""
    by_id = {row.income.id: row for row in rows}
    asked: set[str] = set()
    for finding in findings:
        settled = finding.code == _OF_KIND and all(
            by_id[one].treatment.counts is not Counts.OFFICER
            for one in finding.refers_to
            if one in by_id
        )
        if not settled:
            asked.update(finding.refers_to)
            yield finding
    for line in preview.incomes:
        row = by_id.get(line.id)
        lacks = line.treatment.counts is Counts.COUNTED and line.monthly is None
        if lacks and row is not None and line.id not in asked:
            values = row.income.about
            code = f"{voucher_basis(case.service, rule)}_not_known"
            yield Finding(code, Severity.QUESTION, line.role, values, (line.id,))


def _by_rule(row: SummaryIncome, lines: Mapping[str, Line], rule: VoucherRule) -> SummaryIncome:
    line = lines.get(row.income.id)
    if line is not None:
        monthly = row.monthly if line.monthly is None else line.monthly
        return replace(row, treatment=line.treatment, monthly=monthly)
    treatment = treatment_for_voucher(row.income.kind.value, row.treatment, rule)
    return replace(row, treatment=treatment)
