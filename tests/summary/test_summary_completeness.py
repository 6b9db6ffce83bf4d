"""What the sources cover, what was expected of them, and whether it is enough for a fee."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from summary_people import DAY, answers_of, case_of, people_files, read
from summary_rows import IR, KELA, PAPERS, TAX, answer, case, codes, compiled, income, monthly

from robots.casework.answer import Answer, Cost, PersonFacts
from robots.casework.case import Choice, FeeInForce, Received
from robots.casework.period import Period
from robots.casework.reason import Reason
from robots.casework.texts import Language
from robots.casework.words import (
    CostKind,
    IncomeKind,
    Outcome,
    Per,
    PersonFlag,
    Role,
    Service,
    Source,
    State,
)
from robots.summary import Completeness, Summary, SummaryPolicy, summarise
from robots.summary.coverage import in_words

ASKED = Period.months_before(DAY, 12)
PENSION = monthly("2025-03", "2026-03", gross=2000)
FILES = [one for one in people_files() if read(one)["expected"]["outcome"] != "failed"]


def reasons(summary: Summary) -> list[str]:
    return [one.code for one in summary.verdict.reasons]


def covered(summary: Summary, source: Source) -> tuple[list[str], list[str]]:
    """Its gaps and its partial months, as the officer reads them."""
    [own] = [one for one in summary.coverage if (one.source, one.role) == (source, Role.CLIENT)]
    return [in_words(one) for one in own.gaps], [in_words(one) for one in own.partial_months]


def missing(summary: Summary) -> set[str]:
    return {one.code for one in summary.expected if not one.is_found}


def test_a_month_that_is_not_over_is_partial_and_a_whole_answer_has_no_gap() -> None:
    summary = compiled(answer(IR, *PENSION, period=ASKED))
    assert covered(summary, IR) == ([], ["1.3.2026–16.3.2026"])


@pytest.mark.parametrize("state", [State.FAILED, State.NOT_PERMITTED, State.PARTIAL])
def test_a_source_that_did_not_answer_wholly_covers_nothing(state: State) -> None:
    summary = compiled(answer(IR, state=state, period=ASKED))
    assert covered(summary, IR) == (["1.3.2025–16.3.2026"], [])
    assert summary.verdict.state is Completeness.INCOMPLETE
    assert f"verdict_{state}" in reasons(summary)


def test_what_a_shorter_answer_leaves_out_is_told_by_the_day() -> None:
    short = Period(date(2025, 6, 10), date(2026, 2, 28))
    summary = compiled(answer(IR, *PENSION, period=short))
    gaps = ["1.3.2025–9.6.2025", "1.3.2026–16.3.2026"]
    assert covered(summary, IR) == (gaps, ["10.6.2025–30.6.2025"])
    other_year = Period(date(2023, 1, 1), date(2023, 12, 31))
    assert covered(compiled(answer(IR, period=other_year)), IR)[0] == ["1.3.2025–16.3.2026"]


def test_a_mean_over_months_that_nobody_tells_of_is_left_open() -> None:
    wages = monthly("2025-03", "2026-02", kind=IncomeKind.WAGE, payer="Kauppa")
    whole = compiled(answer(IR, *wages, period=ASKED))
    assert whole.verdict.state is Completeness.COMPLETE
    short = Period(date(2025, 6, 1), DAY)
    summary = compiled(answer(IR, *wages[3:], period=short))
    assert "months_not_covered" in codes(summary)
    assert summary.preview.fee is None
    assert "verdict_not_covered" in reasons(summary)
    level = compiled(answer(IR, *PENSION[3:], period=short))
    assert "months_not_covered" not in codes(level)


def test_papers_and_the_taxation_answer_for_no_months() -> None:
    summary = compiled(answer(PAPERS, state=State.FAILED), answer(TAX, state=State.NONE))
    assert covered(summary, PAPERS) == covered(summary, TAX) == ([], [])


def test_a_summary_with_everything_is_complete_and_has_no_reason() -> None:
    summary = compiled(answer(IR, *PENSION))
    assert (summary.verdict.state, reasons(summary)) == (Completeness.COMPLETE, [])
    assert summary.verdict.may_have_fee


def test_an_open_question_keeps_it_incomplete_and_is_counted() -> None:
    summary = compiled(answer(IR, *monthly("2025-03", "2025-12")))
    assert summary.verdict.state is Completeness.INCOMPLETE
    [told] = summary.verdict.reasons
    assert told == Reason("verdict_questions", {"count": "1"})


def test_where_no_source_tells_anything_nothing_was_obtainable() -> None:
    answers = [answer(one, state=State.FAILED) for one in (IR, TAX, KELA)]
    summary = compiled(*answers, answer(PAPERS, state=State.NOT_NEEDED))
    assert summary.verdict.state is Completeness.NOTHING_OBTAINABLE
    assert reasons(summary) == ["verdict_failed"] * 3
    one_answered = compiled(*answers[1:], answer(IR, state=State.NONE))
    assert one_answered.verdict.state is Completeness.INCOMPLETE


def test_who_accepted_the_highest_fee_was_not_asked_about() -> None:
    why = Reason("highest_fee_accepted")
    answers = [answer(one, state=State.NOT_NEEDED, reason=why) for one in (IR, TAX, KELA, PAPERS)]
    facts: dict[str, Any] = {
        "service": Service.HOME_CARE, "hours": Decimal(10), "family_size": 1,
    }  # fmt: skip
    accepted = compiled(*answers, choice=Choice.HIGHEST_FEE, **facts)
    assert accepted.verdict.state is Completeness.HIGHEST_FEE_ACCEPTED
    assert not accepted.verdict.may_have_fee
    by_policy = compiled(*(replace(one, reason=None) for one in answers), **facts)
    assert by_policy.verdict.state is not Completeness.HIGHEST_FEE_ACCEPTED


def test_a_source_without_any_answer_is_named() -> None:
    answers = [answer(IR, *PENSION), answer(TAX, state=State.NONE)]
    summary = summarise(case(), answers, (), DAY, SummaryPolicy())
    assert "verdict_silent" in reasons(summary)
    said = [one.in_words(language) for one in summary.verdict.reasons for language in Language]
    assert said[:2] == [
        "Lähteestä ei ole vastausta: Kela (Asiakas).",
        "Det finns inget svar från källan: FPA (Klient).",
    ]


def test_of_a_dead_client_nothing_is_complete_and_nothing_expected() -> None:
    dead = PersonFacts(name="Testi", flags=frozenset({PersonFlag.DEAD}), died_on=date(2026, 3, 2))
    register = Answer(Source.POPULATION_REGISTER, Role.CLIENT, State.FOUND, person=dead)
    summary = summarise(case(), [register], (), DAY, SummaryPolicy())
    assert summary.verdict.state is Completeness.INCOMPLETE
    assert reasons(summary)[0] == "verdict_client_gone"
    assert summary.expected == ()


RENT = Cost(
    "c-1", Role.CLIENT, PAPERS, CostKind.HOUSING_COST, "Vuokra", "Kodit", Decimal(500), Per.MONTH
)


def test_housing_without_any_rent_is_told() -> None:
    lacking = compiled(answer(IR, *PENSION), answer(PAPERS, state=State.NONE))
    assert missing(lacking) == {"rent"}
    assert "expected_rent" in codes(lacking)
    assert lacking.outcome is Outcome.READY
    for found in (
        compiled(answer(IR, *PENSION), answer(PAPERS, RENT)),
        compiled(answer(IR, *PENSION), answer(PAPERS, state=State.NONE), unit_rent=Decimal(500)),
    ):
        assert missing(found) == set()
        [rent] = [one for one in found.expected if one.code == "rent"]
        assert rent.found


def test_of_papers_that_were_not_read_nothing_is_said_to_be_missing() -> None:
    summary = compiled(answer(IR, *PENSION), answer(PAPERS, state=State.FAILED))
    assert missing(summary) == set()


def taxed(kind: IncomeKind, **more: Any) -> Any:
    return income(kind, source=TAX, per=Per.YEAR, payer="", gross=7200, tax=1440,
                  tax_year=2024, **more)  # fmt: skip


def test_a_rent_in_the_taxation_speaks_of_a_lease_and_of_costs() -> None:
    kind = IncomeKind.RENT_INCOME
    lacking = compiled(answer(IR, *PENSION), answer(TAX, taxed(kind)))
    assert {"lease", "rent_costs"} <= missing(lacking)
    assert {"expected_lease", "expected_rent_costs"} <= codes(lacking)
    lease = income(kind, source=PAPERS, per=Per.MONTH, payer="Vuokralainen", gross=650, tax=0,
                   period=Period(date(2026, 1, 1), None))  # fmt: skip
    told = compiled(
        answer(IR, *PENSION),
        answer(TAX, taxed(kind, costs=Decimal(900))),
        answer(PAPERS, lease, RENT),
    )
    assert missing(told) == set()


@pytest.mark.parametrize(
    ("kind", "code"),
    [(IncomeKind.BUSINESS_INCOME, "accounts"), (IncomeKind.FOREIGN_PENSION, "foreign_notice")],
)
def test_what_a_past_year_tells_is_asked_for_of_today(kind: IncomeKind, code: str) -> None:
    summary = compiled(answer(IR, *PENSION), answer(TAX, taxed(kind)))
    [found] = [one for one in summary.expected if one.code == code]
    assert (found.is_found, len(found.declared_by)) == (False, 1)


def test_a_guardian_speaks_of_a_fee() -> None:
    facts = PersonFacts(name="Testi", flags=frozenset({PersonFlag.GUARDIAN}))
    register = Answer(Source.POPULATION_REGISTER, Role.CLIENT, State.FOUND, person=facts)
    fee = replace(RENT, id="c-2", kind=CostKind.GUARDIAN_FEE, per=Per.YEAR)
    assert "guardian_fee" in missing(compiled(register, answer(PAPERS, RENT)))
    assert missing(compiled(register, answer(PAPERS, RENT, fee))) == set()


def test_who_brings_papers_is_asked_for_them() -> None:
    for changes in ({"choice": Choice.BOTH}, {"received": Received(came="vuokrasopimus")}):
        summary = compiled(answer(IR, *PENSION), answer(PAPERS, state=State.NONE), **changes)
        assert "papers" in missing(summary)
        assert "papers" not in missing(compiled(answer(PAPERS, RENT), **changes))


def test_a_fee_of_joint_income_speaks_of_a_spouse() -> None:
    fee = FeeInForce(Decimal(900), date(2025, 1, 1), on_joint_income=True)
    assert "spouse_of_decision" in missing(compiled(answer(IR, *PENSION), fee_in_force=fee))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_only_a_complete_summary_has_a_fee(file: Any) -> None:
    described = read(file)
    summary = summarise(case_of(described), answers_of(described), (), DAY, SummaryPolicy())
    is_complete = summary.verdict.state is Completeness.COMPLETE
    assert is_complete is (summary.preview.complete and summary.outcome is not Outcome.INCOMPLETE)
    assert is_complete or summary.preview.fee is None
    assert is_complete or summary.verdict.reasons


def without(answers: Iterable[Answer], gone: Source) -> list[Answer]:
    return [one for one in answers if one.source is not gone]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
@settings(deadline=None, max_examples=3)
@given(gone=st.sampled_from([IR, TAX, KELA]))
def test_a_source_that_is_taken_away_changes_the_state_and_never_only_the_sum(
    file: Any, gone: Source
) -> None:
    described = read(file)
    row, answers = case_of(described), answers_of(described)
    whole = summarise(row, answers, (), DAY, SummaryPolicy())
    less = summarise(row, without(answers, gone), (), DAY, SummaryPolicy())
    is_dead = any(PersonFlag.DEAD in one.flags for one in whole.persons)
    assert less == whole or is_dead or less.verdict.state is not Completeness.COMPLETE
    assert less == whole or is_dead or less.preview.fee is None
