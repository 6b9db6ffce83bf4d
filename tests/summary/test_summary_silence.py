"""Where nothing counts, or nothing was answered, the officer is asked: a zero is never silent."""

from __future__ import annotations

from datetime import date

import pytest
from summary_people import DAY
from summary_rows import IR, KELA, PAPERS, TAX, answer, case, codes, compiled, income, monthly

from robots.casework.answer import Answer, Cost
from robots.casework.case import Choice, Person, Received
from robots.casework.money import ZERO
from robots.casework.period import Period
from robots.casework.words import (
    CostKind,
    IncomeKind,
    Mark,
    Outcome,
    Per,
    Role,
    Severity,
    Source,
    State,
)
from robots.summary import Completeness, Summary, SummaryPolicy, summarise

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
    assert (summary.preview.complete, summary.preview.fee) == (False, None)


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
    assert asked_of(summary, "nothing_found") == {Role.SPOUSE}
    assert (summary.preview.rule, summary.preview.fee) == ("undecided", None)
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


@pytest.mark.parametrize("papers", [(), (answer(PAPERS, state=State.NOT_NEEDED),)])
def test_where_no_source_at_all_was_needed_there_is_no_fee(papers: tuple[Answer, ...]) -> None:
    skipped = [answer(source, state=State.NOT_NEEDED) for source in (IR, TAX, KELA)]
    summary = compiled(*papers, *skipped)
    assert asked_of(summary, "source_without_answer") == {Role.CLIENT}
    assert summary.outcome is Outcome.INCOMPLETE
    assert (summary.preview.income, summary.preview.fee) == (None, None)


@pytest.mark.parametrize("mark", [Mark.ONE_OFF, Mark.UNJUST_ENRICHMENT, Mark.RECOVERY])
def test_a_years_wages_are_not_said_again_by_a_bonus(mark: Mark) -> None:
    """The taxation tells of wages; the register of a payment that is no wage by the month."""
    wages = income(
        IncomeKind.WAGE, gross=30000, tax=None, source=TAX, per=Per.YEAR, payer="", tax_year=2025
    )
    bonus = income(
        IncomeKind.WAGE,
        gross=500,
        paid_on=date(2025, 6, 1),
        payer="Kauppa",
        marks=frozenset({mark}),
    )
    pension = monthly("2025-03", "2026-03")
    summary = compiled(answer(IR, bonus, *pension), answer(TAX, wages))
    assert asked_of(summary, "only_in_taxation") == {Role.CLIENT}
    assert summary.preview.fee is None


@pytest.mark.parametrize(
    ("start", "end", "is_enough"),
    [
        (date(2025, 3, 1), DAY, True),
        (date(2025, 3, 15), date(2026, 3, 10), True),
        (date(2025, 4, 1), DAY, False),
        (date(2025, 3, 1), date(2026, 1, 31), False),
    ],
)
@pytest.mark.parametrize("state", [State.FOUND, State.NONE])
def test_a_source_that_answers_for_too_few_months_lets_no_fee_be_shown(
    start: date, end: date, is_enough: bool, state: State
) -> None:
    """Whatever the others rest on: in a month that nobody tells of there may be an income."""
    told = monthly("2025-05", "2026-01", payer="Elo") if state is State.FOUND else []
    pension = monthly("2025-03", "2026-03", source=KELA, payer="Kela")
    register = answer(IR, *told, state=state, period=Period(start, end))
    summary = compiled(register, answer(KELA, *pension))
    if state is State.NONE:
        assert (summary.outcome is Outcome.READY) is is_enough
    assert is_enough or (summary.preview.income, summary.preview.fee) == (None, None)
    assert is_enough or summary.verdict.state is Completeness.INCOMPLETE
    assert is_enough or summary.outcome is Outcome.INCOMPLETE


@pytest.mark.parametrize(
    "promise",
    [
        {"choice": Choice.BRINGS_EVERYTHING},
        {"choice": Choice.BOTH},
        {"received": Received(came="eläkepäätös")},
    ],
)
def test_papers_that_were_promised_and_are_not_there_are_a_question(
    promise: dict[str, object],
) -> None:
    """They may tell of an income that no register holds."""
    pension = answer(IR, *monthly("2025-03", "2026-03"))
    nothing = compiled(pension, answer(PAPERS, state=State.NONE), **promise)
    assert asked_of(nothing, "expected_papers") == {Role.CLIENT}
    assert nothing.outcome is Outcome.QUESTIONS
    unread = compiled(pension, **promise)
    assert asked_of(unread, "source_without_answer") == {Role.CLIENT}
    assert unread.outcome is Outcome.INCOMPLETE
    assert (unread.preview.income, unread.preview.fee) == (None, None)
