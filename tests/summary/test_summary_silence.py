"""Where nothing counts, or nothing was answered, the officer is asked: a zero is never silent."""

from __future__ import annotations

import pytest
from summary_people import DAY
from summary_rows import IR, KELA, PAPERS, TAX, answer, case, codes, compiled, income, monthly

from robots.casework.answer import Answer, Cost
from robots.casework.case import Person
from robots.casework.money import ZERO
from robots.casework.words import (
    CostKind,
    IncomeKind,
    Outcome,
    Per,
    Role,
    Severity,
    Source,
    State,
)
from robots.summary import Summary, SummaryPolicy, summarise

COUPLE = {
    "spouse": Person(Role.SPOUSE, None),
    "shared_home_before_care": True,
    "spouse_in_long_term_care": False,
}


def asked_of(summary: Summary, code: str) -> set[Role | None]:
    return {
        one.role
        for one in summary.findings
        if one.code == code and one.severity is Severity.QUESTION
    }


def silent(role: Role, *sources: Source) -> list[Answer]:
    return [answer(source, state=State.NONE, role=role) for source in sources]


def test_a_rent_paper_alone_is_no_income() -> None:
    rent = Cost(
        "c-1", Role.CLIENT, PAPERS, CostKind.HOUSING_COST, "Vuokra", "Kodit", ZERO + 500, Per.MONTH
    )
    summary = compiled(answer(PAPERS, rent))
    assert asked_of(summary, "nothing_found") == {Role.CLIENT}
    assert summary.outcome is Outcome.QUESTIONS
    assert summary.preview.fee == 0


def test_an_income_that_the_law_leaves_out_is_nothing_found_to_live_on() -> None:
    rows = monthly(
        "2026-01", "2026-03", kind=IncomeKind.HOUSING_ALLOWANCE, payer="Kela", source=KELA, tax=0
    )
    summary = compiled(answer(KELA, *rows))
    assert asked_of(summary, "nothing_found") == {Role.CLIENT}
    assert summary.outcome is Outcome.QUESTIONS


def test_a_spouse_without_any_income_is_asked_about() -> None:
    client = answer(IR, *monthly("2025-03", "2026-03"))
    summary = compiled(client, *silent(Role.SPOUSE, IR, TAX, KELA), **COUPLE)
    assert summary.preview.rule == "joint_income"
    assert asked_of(summary, "nothing_found") == {Role.SPOUSE}
    assert summary.outcome is Outcome.QUESTIONS


def test_a_spouse_whose_income_the_rule_does_not_look_at_is_not_asked_about() -> None:
    client = answer(IR, *monthly("2025-03", "2026-03"))
    apart = {**COUPLE, "shared_home_before_care": False}
    summary = compiled(client, *silent(Role.SPOUSE, IR, TAX, KELA), **apart)
    assert summary.outcome is Outcome.READY


@pytest.mark.parametrize("source", [IR, TAX, KELA])
@pytest.mark.parametrize("role", Role)
def test_a_source_without_any_answer_makes_the_summary_incomplete(
    source: Source, role: Role
) -> None:
    answers = [
        answer(IR, *monthly("2025-03", "2026-03", role=whose))
        if one is IR
        else answer(one, state=State.NONE, role=whose)
        for whose in Role
        for one in (IR, TAX, KELA)
        if (one, whose) != (source, role)
    ]
    summary = summarise(case(**COUPLE), answers, (), DAY, SummaryPolicy())
    assert asked_of(summary, "source_without_answer") == {role}
    assert summary.outcome is Outcome.INCOMPLETE
    assert summary.preview.fee is None
    assert "nothing_found" not in codes(summary)


def test_a_source_that_was_not_needed_is_no_silence() -> None:
    paper = income(source=PAPERS, per=Per.YEAR, tax_year=2025, payer="Elo")
    skipped = [answer(source, state=State.NOT_NEEDED) for source in (IR, TAX, KELA)]
    assert compiled(answer(PAPERS, paper), *skipped).outcome is Outcome.READY
