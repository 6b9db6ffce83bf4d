"""What holds of every summary, however the answers came."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ordinary_case import ordinary_case
from summary_people import DAY, answers_of, case_of, people_files, read

from robots.casework.answer import Answer, Income
from robots.casework.case import Case
from robots.casework.period import Period
from robots.casework.words import (
    IncomeKind,
    Mark,
    Outcome,
    Per,
    PersonFlag,
    Role,
    Service,
    Source,
    State,
)
from robots.feelaw.treatment import treatment_of_income
from robots.summary import Completeness, SummaryPolicy, summarise

UNDELIVERED = {"no_permit", "highest_fee_accepted", "failed"}
FILES = [one for one in people_files() if read(one)["expected"]["outcome"] not in UNDELIVERED]
POLICY = SummaryPolicy()
ASKED = [
    Source.INCOMES_REGISTER,
    Source.TAX_ADMINISTRATION,
    Source.KELA,
    Source.DOCUMENTS,
]


def case(service: Service = Service.ROUND_THE_CLOCK_HOUSING) -> Case:
    return ordinary_case(service=service, hours=Decimal(10), family_size=2)


def scattered(answers: list[Answer], luck: random.Random) -> list[Answer]:
    """The same answers in parts, some of them twice, in another order."""
    parts = []
    for one in answers:
        first, second = list(one.incomes), []
        luck.shuffle(first)
        if one.state is State.FOUND and luck.random() < 0.7:
            cut = luck.randrange(len(first) + 1)
            first, second = first[:cut], first[cut:]
            rest = replace(one, incomes=tuple(second), costs=(), forests=(), person=None)
            is_empty = not second
            parts.append(replace(rest, state=State.NONE) if is_empty else rest)
        parts.append(replace(one, incomes=tuple(first)))
        if luck.random() < 0.3:
            parts.append(parts[-1])
    luck.shuffle(parts)
    return parts


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
@settings(
    deadline=None, max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(luck=st.randoms(use_true_random=False))
def test_reordering_splitting_and_repeating_change_nothing(file: Path, luck: random.Random) -> None:
    described = read(file)
    row, answers = case_of(described), answers_of(described)
    whole = summarise(row, answers, (), DAY, POLICY)
    assert summarise(row, scattered(answers, luck), (), DAY, POLICY) == whole


pays = st.sampled_from(["Keva", "KEVA", "Kela", "Kansaneläkelaitos", "Kauppa Oy", "Kauppa"])
kinds = st.sampled_from(
    [IncomeKind.EARNINGS_PENSION, IncomeKind.WAGE, IncomeKind.UNEMPLOYMENT_BENEFIT]
)
marks = st.sampled_from(
    [frozenset[Mark]()] * 4 + [frozenset({Mark.ONE_OFF}), frozenset({Mark.RECOVERY})]
)


@st.composite
def incomes(draw: st.DrawFn) -> list[Income]:
    days = st.dates(date(2025, 2, 1), DAY)
    rows = draw(
        st.lists(
            st.tuples(st.sampled_from(ASKED), kinds, pays, days, st.integers(1, 3), marks),
            max_size=25,
        )
    )
    return [
        Income(
            id=f"i-{number}",
            role=Role.CLIENT,
            source=source,
            kind=kind,
            name="a",
            payer=payer,
            per=Per.MONTH if amount == 3 and not marked else Per.PAYMENT,
            gross=Decimal(100 * amount),
            tax=Decimal(amount),
            net=None,
            period=Period(day, None) if amount == 3 and not marked else None,
            paid_on=None if amount == 3 and not marked else day,
            marks=marked,
        )
        for number, (source, kind, payer, day, amount, marked) in enumerate(rows)
    ]


def answers_with(rows: list[Income], failed: Source | None = None) -> list[Answer]:
    answers = []
    for source in ASKED:
        own = tuple(one for one in rows if one.source is source)
        state = State.FOUND if own else State.NONE
        if source is failed:
            own, state = (), State.FAILED
        answers.append(Answer(source, Role.CLIENT, state, incomes=own))
    return answers


@settings(deadline=None, max_examples=150)
@given(incomes(), st.randoms(use_true_random=False))
def test_any_rows_in_any_order_give_the_same(rows: list[Income], luck: random.Random) -> None:
    answers = answers_with(rows)
    whole = summarise(case(), answers, (), DAY, POLICY)
    assert summarise(case(), scattered(answers, luck), (), DAY, POLICY) == whole
    assert {one.income.id for one in whole.incomes} == {one.id for one in rows}
    for row in whole.incomes:
        assert row.monthly is not None or row.derivation


@settings(deadline=None, max_examples=60)
@given(incomes(), st.sampled_from(ASKED))
def test_a_source_that_fails_never_lowers_an_income_silently(
    rows: list[Income], source: Source
) -> None:
    summary = summarise(case(), answers_with(rows, failed=source), (), DAY, POLICY)
    assert summary.outcome is Outcome.INCOMPLETE
    assert summary.verdict.state is Completeness.INCOMPLETE
    assert not summary.preview.complete
    assert summary.preview.income is None
    assert summary.preview.fee is None


@settings(deadline=None, max_examples=80)
@given(incomes(), incomes(), st.randoms(use_true_random=False))
def test_years_levels_with_an_end_and_doubled_rows_in_any_order_give_the_same(
    rows: list[Income], others: list[Income], luck: random.Random
) -> None:
    mixed = [
        *rows,
        *(replace(one, id=f"{one.id}-again") for one in rows[::3]),
        *(_ending(one, at) if at % 2 else _yearly(one, at) for at, one in enumerate(others)),
    ]
    answers = answers_with(mixed)
    whole = summarise(case(), answers, (), DAY, POLICY)
    assert summarise(case(), scattered(answers, luck), (), DAY, POLICY) == whole
    is_complete = whole.verdict.state is Completeness.COMPLETE
    assert is_complete is whole.preview.complete
    assert is_complete or whole.preview.fee is None
    sizes = [one.size for one in whole.differences]
    assert sizes == sorted(sizes, reverse=True)


def _ending(one: Income, at: int) -> Income:
    return replace(one, id=f"i-end-{at}", in_force_until=date(2025, 12, 31))


def _yearly(one: Income, at: int) -> Income:
    return replace(
        one,
        id=f"i-year-{at}",
        source=Source.TAX_ADMINISTRATION,
        per=Per.YEAR,
        payer="",
        paid_on=None,
        period=None,
        tax_year=2024 + at % 3 // 2,
        marks=frozenset(),
    )


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
@pytest.mark.parametrize("source", ASKED)
def test_no_person_loses_an_income_silently(file: Path, source: Source) -> None:
    described = read(file)
    answers = [
        replace(one, state=State.FAILED, incomes=(), costs=(), forests=())
        if one.source is source and one.state is not State.NOT_NEEDED
        else one
        for one in answers_of(described)
    ]
    summary = summarise(case_of(described), answers, (), DAY, POLICY)
    asked = any(one.state is State.FAILED for one in answers)
    assert not asked or (summary.preview.income, summary.preview.fee) == (None, None)
    is_dead = any(PersonFlag.DEAD in one.flags for one in summary.persons)
    assert not asked or is_dead or summary.outcome is Outcome.INCOMPLETE


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("source", ASKED)
def test_no_person_loses_an_income_where_an_answer_is_missing_altogether(
    file: Path, role: Role, source: Source
) -> None:
    """Also the spouse's, and where the source is the only one with a deduction."""
    described = read(file)
    row, answers = case_of(described), answers_of(described)
    left = [one for one in answers if (one.role, one.source) != (role, source)]
    whole, less = (summarise(row, got, (), DAY, POLICY) for got in (answers, left))
    if whole.preview.complete and less.preview.complete:
        assert (less.preview.income or 0) >= (whole.preview.income or 0)
        assert (less.preview.fee or 0) >= (whole.preview.fee or 0)


@pytest.mark.parametrize("service", Service)
def test_a_sum_of_powers_of_two_tells_which_kinds_were_counted(service: Service) -> None:
    settled = [
        kind
        for kind in IncomeKind
        if treatment_of_income(kind, service, DAY).counts != "officer"
        and kind is not IncomeKind.BUSINESS_INCOME
    ]
    rows = [
        Income(
            id=f"i-{kind}",
            role=Role.CLIENT,
            source=Source.DOCUMENTS,
            kind=kind,
            name=kind.value,
            payer=f"Maksaja {power}",
            per=Per.YEAR,
            gross=Decimal(12 * 2**power),
            tax=Decimal(0),
            net=None,
            tax_year=2025,
        )
        for power, kind in enumerate(settled)
    ]
    answers = answers_with(rows)
    counted = sum(
        2**power
        for power, kind in enumerate(settled)
        if treatment_of_income(kind, service, DAY).counts == "counted"
    )
    assert summarise(case(service), answers, (), DAY, POLICY).preview.income == counted
