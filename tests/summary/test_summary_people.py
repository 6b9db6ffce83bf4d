"""Every made-up person's summary is the one that the person's file describes."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from summary_people import DAY, answers_of, case_of, people_files, read

from robots.casework.money import as_text
from robots.casework.texts import Language, text
from robots.casework.words import Severity
from robots.feelaw.block import voucher_block
from robots.feelaw.county_rules import read_rules
from robots.feelaw.exact import rounded
from robots.summary import Summary, SummaryPolicy, summarise

#: What the made-up county has decided itself.
RULES = read_rules(Path(__file__).parents[2] / "devdata" / "county")
#: Ends of a case for which nothing is compiled.
UNDELIVERED = {"no_permit", "highest_fee_accepted", "failed"}


def compiled(file: Path) -> tuple[Summary, dict[str, Any]]:
    described = read(file)
    answers = answers_of(described)
    summary = summarise(case_of(described), answers, (), DAY, SummaryPolicy(), RULES)
    return summary, described["expected"]


FILES = [
    pytest.param(file, id=file.stem)
    for file in people_files()
    if read(file)["expected"]["outcome"] not in UNDELIVERED
]


@pytest.mark.parametrize("file", FILES)
def test_outcome_and_flags(file: Path) -> None:
    summary, expected = compiled(file)
    assert summary.outcome == expected["outcome"]
    for person in summary.persons:
        if person.role in expected["flags"]:
            assert sorted(person.flags) == sorted(expected["flags"][person.role])


@pytest.mark.parametrize("file", FILES)
def test_incomes(file: Path) -> None:
    summary, expected = compiled(file)
    found = Counter(
        (one.income.role, one.income.kind, one.income.source, one.treatment.counts, shown)
        for one in summary.incomes
        if (shown := _shown(one.monthly))
    )
    found += Counter(
        (one.forest.role, "forest", one.forest.source, one.treatment.counts, shown)
        for one in summary.forests
        if (shown := _shown(one.monthly))
    )
    assert found == Counter(
        (one["person"], one["kind"], one["source"], one["counts"], one["monthly"])
        for one in expected["incomes"]
        if one["monthly"] is not None
    )
    without_month = {
        (one.income.role, one.income.kind, one.income.source, one.treatment.counts)
        for one in summary.incomes
        if one.monthly is None
    }
    for one in expected["incomes"]:
        if one["monthly"] is None:
            assert (one["person"], one["kind"], one["source"], one["counts"]) in without_month


def _shown(amount: Decimal | None) -> str:
    return "" if amount is None else as_text(rounded(amount))


@pytest.mark.parametrize("file", FILES)
def test_costs(file: Path) -> None:
    summary, expected = compiled(file)
    sums: dict[tuple[str, str], Decimal] = {}
    for one in summary.costs:
        if one.monthly is not None and one.treatment.counts == "counted":
            key = one.cost.role.value, one.cost.kind.value
            sums[key] = sums.get(key, Decimal(0)) + one.monthly
    assert {key: as_text(rounded(amount)) for key, amount in sums.items()} == {
        (one["person"], one["kind"]): one["monthly"] for one in expected["costs"]
    }


#: What other rooms find while they read; it does not come from the summary.
OTHER_ROOMS = ("document_", "incomes_register_", "kela_")


@pytest.mark.parametrize("file", FILES)
def test_findings(file: Path) -> None:
    summary, expected = compiled(file)
    found = {one.code for one in summary.findings if one.severity is not Severity.INFO}
    assert found == {code for code in expected["findings"] if not code.startswith(OTHER_ROOMS)}
    for finding in summary.findings:
        for language in Language:
            assert text(f"findings.{finding.code}", language, **finding.values)


@pytest.mark.parametrize("file", FILES)
def test_preview(file: Path) -> None:
    summary, expected = compiled(file)
    preview = summary.preview
    assert {
        "complete": preview.complete,
        "rule": preview.rule,
        "income": _shown(preview.income) or None,
        "deductions": _shown(preview.deductions) or None,
        "basis": _shown(preview.basis) or None,
        "fee": _shown(preview.fee) or None,
        **({"act_fee": _shown(preview.act_fee)} if preview.act_fee != preview.fee else {}),
        **({"voucher": voucher_block(preview.voucher)} if preview.voucher else {}),
        **{
            key: _shown(supposed.fee)
            for key, supposed in (
                ("fee_without_open", preview.without_open),
                ("fee_with_open", preview.with_open),
            )
            if supposed is not None
        },
    } == expected["preview"]


@pytest.mark.parametrize("file", FILES)
def test_every_step_reads_in_both_languages(file: Path) -> None:
    summary, _ = compiled(file)
    rows = (*summary.incomes, *summary.forests, *summary.costs)
    for step in (*summary.preview.steps, *(step for row in rows for step in row.derivation)):
        for language in Language:
            assert text(f"steps.{step.code}", language, **step.values)


@pytest.mark.parametrize("file", FILES)
def test_a_row_that_adds_nothing_says_why(file: Path) -> None:
    summary, _ = compiled(file)
    for row in (*summary.incomes, *summary.forests):
        assert row.monthly is not None or row.derivation
