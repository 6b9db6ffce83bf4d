"""What has changed since the version before: from its twin and this summary, whatever the order."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from made_up_summary import (
    VERSION,
    Figures,
    a_case,
    alone,
    client_person,
    cost,
    couple_at_worst,
    evidence_for,
    income,
    summary_of,
    with_open_rows,
    without_a_source,
)
from test_workbook_twin import validator

from robots.casework.answer import Finding, Income
from robots.casework.case import FeeInForce
from robots.casework.texts import Language
from robots.casework.words import CostKind, IncomeKind, Outcome, Severity, Source, State
from robots.feelaw.model import Counts
from robots.summary.baseline import baseline_of
from robots.summary.changes import (
    Became,
    Before,
    FigureChange,
    How,
    Since,
    changes_since,
    with_changes,
)
from robots.summary.model import Summary
from robots.summary.written import OFFICERS_FIGURES, Written, WrittenAs, still_of_matter
from robots.workbook import Version, comparable, twin, twin_bytes, workbook

KEVA = income("i-1", IncomeKind.EARNINGS_PENSION, "Vanhuuseläke", "Keva", "1800.00", "306.00")
KELA = income(
    "i-2", IncomeKind.NATIONAL_PENSION, "Kansaneläke", "Kela", "312.44", "0.00", source=Source.KELA
)
RENT = cost("c-1", CostKind.HOUSING_COST, "Vuokra", "Lounatuulen Asunnot Oy", "620.00")


def summary(*incomes: Income, rent: str = "620.00") -> Summary:
    costs = (replace(RENT, amount=Decimal(rent)),)
    found = Figures(incomes, costs, evidence=evidence_for(incomes, costs))
    return summary_of(a_case(), found, (client_person(),))


def written_out(one: Summary) -> Any:
    """As the next version reads it."""
    return json.loads(twin_bytes(twin(one, VERSION)))


def since(now: Summary, before: Summary) -> Since:
    return changes_since(now, Before(baseline_of(written_out(before))))


def told(changes: Since) -> list[tuple[str, str, Decimal | None, Decimal | None]]:
    return [
        (one.how.value, one.figure.name, one.move.before, one.move.now) for one in changes.figures
    ]


def change_of(changes: Since, name: str) -> FigureChange:
    [change] = [one for one in changes.figures if one.figure.name == name]
    return change


def test_the_first_version_is_compared_with_the_fee_in_force_alone() -> None:
    case = replace(a_case(), fee_in_force=FeeInForce(Decimal("612.40"), date(2025, 3, 1), False))
    first = changes_since(replace(alone(), case=case), Before())
    assert (first.version, first.figures) == (None, ())
    [fee] = first.sums
    assert (fee.what, fee.since) == ("fee_in_force", date(2025, 3, 1))
    assert fee.move.before == Decimal("612.40")
    assert fee.move.now == alone().preview.fee
    assert first.is_any is False


@pytest.mark.parametrize("made", [alone, couple_at_worst, without_a_source, with_open_rows])
def test_the_same_again_is_no_change(made: Any) -> None:
    changes = since(made(), made())
    assert not changes.is_any
    assert {one.how for one in changes.figures} == {How.UNCHANGED}
    assert {one.became for one in changes.questions} <= {Became.OPEN}
    assert changes.version == VERSION.number


def test_new_ended_and_changed_figures_come_first_the_largest_first() -> None:
    guarantee = income("i-9", IncomeKind.GUARANTEE_PENSION, "Takuueläke", "Kela", "95.00", "0.00")
    widow = income("i-8", IncomeKind.SURVIVORS_PENSION, "Leskeneläke", "Keva", "300.00", "0.00")
    small = income("i-7", IncomeKind.DIVIDEND, "Osinko", "Nordea", "10.00", "0.00")
    raised = replace(KEVA, net=Decimal("1554.00"))
    changes = since(
        summary(raised, KELA, guarantee, small, rent="640.00"), summary(KEVA, KELA, widow)
    )
    assert told(changes) == [
        ("new", "Takuueläke", Decimal(0), Decimal("95.00")),
        ("new", "Osinko", Decimal(0), Decimal("10.00")),
        ("ended", "Leskeneläke", Decimal("300.00"), Decimal(0)),
        ("changed", "Vanhuuseläke", Decimal("1494.00"), Decimal("1554.00")),
        ("changed", "Vuokra", Decimal("620.00"), Decimal("640.00")),
        ("unchanged", "Kansaneläke", Decimal("312.44"), Decimal("312.44")),
    ]
    pension = change_of(changes, "Vanhuuseläke")
    assert (pension.move.by, pension.move.percent) == (Decimal("60.00"), Decimal("4.0"))
    assert change_of(changes, "Takuueläke").move.percent is None
    fee = next(one for one in changes.sums if one.what == "fee")
    assert fee.move.by == fee.move.now - fee.move.before


def test_a_figure_is_known_by_person_kind_and_payer_whatever_its_id_and_source() -> None:
    paper = replace(KEVA, id="i-77", source=Source.DOCUMENTS, payer="KEVA", evidence=("e-i-77",))
    changes = since(summary(paper, KELA), summary(KEVA, KELA))
    assert not [one for one in changes.figures if one.how is not How.UNCHANGED]
    change = change_of(changes, "Vanhuuseläke")
    assert change.before is not None
    assert change.now is not None
    assert (change.before.rows, change.now.rows) == (("i-1",), ("i-77",))


def test_what_no_source_has_told_now_has_not_ended_but_is_not_known() -> None:
    changes = since(without_a_source(), alone())
    pension = change_of(changes, "Vanhuuseläke")
    assert pension.how is How.NOT_OBTAINED
    assert (pension.move.before, pension.move.now, pension.move.by) == (
        Decimal("1494.00"), None, None,
    )  # fmt: skip
    assert change_of(changes, "Kansaneläke").how is How.UNCHANGED
    assert [(one.source, one.before, one.now) for one in changes.sources] == [
        ("incomes_register", State.FOUND, State.FAILED)
    ]
    fee = next(one for one in changes.sums if one.what == "fee")
    assert (fee.move.now, fee.move.by, fee.move.percent) == (None, None, None)


def test_a_figure_that_counts_otherwise_has_changed_though_its_amount_has_not() -> None:
    before = summary(KEVA, KELA)
    one, *rest = before.incomes
    left_out = replace(one, treatment=replace(one.treatment, counts=Counts.NOT_COUNTED))
    changes = since(replace(before, incomes=(left_out, *rest)), before)
    change = change_of(changes, "Vanhuuseläke")
    assert change.how is How.CHANGED
    assert change.is_treated_otherwise
    assert change.move.by == 0


def test_two_pensions_of_one_payer_are_told_apart_by_name_and_then_by_amount() -> None:
    second = replace(KEVA, id="i-3", net=Decimal("700.00"), name="Lisäeläke", evidence=("e-i-3",))
    renamed = replace(second, name="Rekisteröity lisäeläke")
    changes = since(summary(KEVA, renamed), summary(KEVA, second))
    assert {one.how for one in changes.figures} == {How.UNCHANGED}
    raised = replace(second, net=Decimal("710.00"), name="Rekisteröity lisäeläke")
    [change] = [
        one for one in since(summary(KEVA, raised), summary(KEVA, second)).figures
        if one.how is not How.UNCHANGED
    ]  # fmt: skip
    assert (change.move.before, change.move.now) == (Decimal("700.00"), Decimal("710.00"))


@settings(max_examples=25)
@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_and_their_ids_change_nothing(chance: random.Random) -> None:
    def mixed(one: Summary, prefix: str) -> Summary:
        incomes = list(one.incomes)
        chance.shuffle(incomes)
        renamed = [replace(row, income=replace(row.income, id=f"{prefix}{row.income.id}"))
                   for row in incomes]  # fmt: skip
        answers = list(one.answers)
        chance.shuffle(answers)
        return replace(one, incomes=tuple(renamed), answers=tuple(answers))

    def shown(changes: Since) -> list[Any]:
        return [(one.how, one.figure.name, one.figure.party, one.move) for one in changes.figures]

    raised = replace(KEVA, net=Decimal("1554.00"))
    other = replace(KEVA, id="i-5", name="Lisäeläke", net=Decimal("80.00"), evidence=("e-i-5",))
    before, now = summary(KEVA, KELA, other), summary(raised, KELA)
    expected = since(now, before)
    changes = since(mixed(now, "x-"), mixed(before, "y-"))
    assert shown(changes) == shown(expected)
    assert changes.sums == expected.sums


def asked(code: str, name: str) -> Finding:
    values = {"name": name, "payer": "Keva", "section": "10 b § 1 mom."}
    return Finding(code, Severity.QUESTION, None, values)


def test_questions_are_new_still_open_or_gone() -> None:
    one, two, three = (
        asked("officer_decides_income", name) for name in ("Elinkorko", "Apuraha", "Palkkio")
    )
    before = replace(alone(), findings=(one, two))
    changes = since(replace(alone(), findings=(two, three)), before)
    found = [(one.became, one.asked.text_fi.partition(" ")[0]) for one in changes.questions]
    assert [became for became, _ in found] == [Became.NEW, Became.GONE, Became.OPEN]
    assert changes.is_any


def test_another_due_day_is_told_though_no_figure_has_changed() -> None:
    now = replace(alone(), case=replace(a_case(), due=date(2027, 3, 31)))
    changes = since(now, alone())
    assert changes.is_another_determination
    assert not changes.is_any


def test_the_changes_of_a_version_make_no_new_version() -> None:
    first = alone()
    compared = with_changes(first, Before(baseline_of(written_out(with_open_rows()))))
    assert compared.since is not None
    assert compared.since.is_any
    assert comparable(written_out(compared)) == comparable(twin(first, VERSION))


def test_what_the_officer_wrote_is_asked_about_and_makes_no_further_version() -> None:
    before = Before(baseline_of(written_out(alone())), (an_own_row(2),))
    compared = with_changes(alone(), before)
    assert compared.outcome is Outcome.QUESTIONS
    [question] = [one for one in compared.findings if one.code == OFFICERS_FIGURES]
    assert question.severity is Severity.QUESTION
    made = written_out(compared)
    assert made["outcome"] == "questions"
    assert made["changes"]["outcome_of_answers"] == "ready"
    assert comparable(made) == comparable(twin(alone(), VERSION))
    assert compared.preview == alone().preview


def an_own_row(version: int, now: str = "Tätini antama avustus") -> Written:
    return Written(
        version, WrittenAs.ROW, "Laskelma", "B20", "Viranhaltijan lisäämä", "", now
    )  # fmt: skip


def test_the_officers_words_stand_in_the_workbook_and_not_in_the_twin() -> None:
    compared = with_changes(alone(), Before(baseline_of(written_out(alone())), (an_own_row(2),)))
    assert "Tätini" not in twin_bytes(twin(compared, VERSION)).decode()
    assert "Tätini antama avustus" in shown_on_sheet(compared, Language.FINNISH)


def test_an_answer_to_the_question_about_the_officers_figures_settles_it() -> None:
    answer = Written(
        3, WrittenAs.ANSWER, "Kysymykset", "G5", "", "", "ei enää", question=OFFICERS_FIGURES
    )
    settled = with_changes(alone(), Before(None, (an_own_row(2), answer)))
    assert settled.outcome is Outcome.READY
    assert {one.code for one in settled.findings} == {"officers_notes_before"}
    anew = with_changes(alone(), Before(None, (an_own_row(2), answer, an_own_row(3))))
    assert [one.values["version"] for one in anew.findings if one.code == OFFICERS_FIGURES] == ["3"]


def test_of_one_figure_changed_in_several_versions_the_latest_stands() -> None:
    def changed(version: int, amount: str) -> Written:
        return Written(
            version, WrittenAs.FIGURE, "Laskelma", "D5", "Vanhuuseläke", "1", amount, row="i-1",
            monthly=Decimal(amount),
        )  # fmt: skip

    kept = still_of_matter([changed(1, "100"), an_own_row(1), changed(2, "200"), an_own_row(2)])
    assert [(one.version, one.now) for one in kept if one.row] == [(2, "200")]
    assert [one.version for one in kept if not one.row] == [1, 2]


def test_the_officers_figure_is_what_the_next_version_is_compared_with() -> None:
    baseline = baseline_of(written_out(summary(KEVA, KELA)))
    assert baseline is not None
    lowered = Written(
        2, WrittenAs.FIGURE, "Laskelma", "D5", "Vanhuuseläke", "1 494,00", "1 400,00", row="i-1",
        monthly=Decimal("1400.00"),
    )  # fmt: skip
    left_out = Written(
        2, WrittenAs.FIGURE, "Laskelma", "F6", "Kansaneläke", "kyllä", "ei", row="i-2",
        counts=Counts.NOT_COUNTED,
    )  # fmt: skip
    accepted = baseline.with_officers([lowered, left_out], Decimal("500.00"))
    changes = changes_since(summary(KEVA, KELA), Before(accepted))
    pension, national = change_of(changes, "Vanhuuseläke"), change_of(changes, "Kansaneläke")
    assert (pension.move.before, pension.move.now) == (Decimal("1400.00"), Decimal("1494.00"))
    assert pension.before is not None
    assert pension.before.is_officers
    assert national.is_treated_otherwise
    assert changes.officer_fee == Decimal("500.00")


@pytest.mark.parametrize(
    "damage",
    [
        {},
        {"records": [{"id": "x"}]},
        {"version": "two"},
        {"preview": {"fee": "a lot"}},
        {"findings": None},
    ],
)
def test_what_is_no_twin_is_no_baseline_and_no_error(damage: dict[str, Any]) -> None:
    made = written_out(alone())
    assert baseline_of(made) is not None
    assert baseline_of({**made, **damage} if damage else {}) is None


def test_a_twin_of_an_earlier_program_can_be_compared_with() -> None:
    made = written_out(alone())
    for key in ("changes", "letters", "reviews", "timeline", "months", "outcome"):
        made.pop(key, None)
    for key in ("due",):
        made["case"].pop(key)
    for row in made["records"]:
        row.pop("name_sv")
    assert baseline_of(made) is not None


@pytest.mark.parametrize("made", [alone, couple_at_worst, without_a_source, with_open_rows])
def test_the_twin_tells_the_changes_in_the_published_form(made: Any) -> None:
    schema: Draft202012Validator = validator()
    for before in (alone, without_a_source, with_open_rows):
        baseline = baseline_of(written_out(before()))
        compared = with_changes(made(), Before(baseline, (an_own_row(1),)))
        schema.validate(written_out(compared))
    wrong = written_out(with_changes(alone(), Before(baseline_of(written_out(with_open_rows())))))
    wrong["changes"]["figures"][0]["how"] = "gone"
    assert not schema.is_valid(wrong)


def sheets(one: Summary, language: Language) -> Any:
    content = workbook(one, Version(3, "R-2", VERSION.created_at), language)
    return openpyxl.load_workbook(BytesIO(content)).worksheets


def shown_on_sheet(one: Summary, language: Language) -> str:
    sheet = sheets(one, language)[1]
    return "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value)


@pytest.mark.parametrize("language", list(Language))
def test_the_officer_reads_the_changes_on_the_first_page_and_on_the_second_sheet(
    language: Language,
) -> None:
    raised = replace(KEVA, net=Decimal("1554.00"))
    before = summary(KEVA, KELA)
    compared = with_changes(summary(raised, KELA), Before(baseline_of(written_out(before))))
    first = sheets(compared, language)[0]
    page = "\n".join(str(cell.value) for row in first.iter_rows() for cell in row if cell.value)
    told_on_page = {
        Language.FINNISH: "Muutokset versioon 2 nähden\nAsiakasmaksu kuukaudessa: ",
        Language.SWEDISH: "Ändringar jämfört med version 2\nKlientavgift per månad: ",
    }
    assert told_on_page[language] in page
    sheet = shown_on_sheet(compared, language)
    assert {Language.FINNISH: "Muuttunut", Language.SWEDISH: "Ändrad"}[language] in sheet
    assert "+4,0 %" in sheet
    amounts = [cell for row in sheets(compared, language)[1].iter_rows(min_row=5) for cell in row]
    assert {1494, 1554, 60} <= {cell.value for cell in amounts}


@pytest.mark.parametrize("language", list(Language))
def test_what_the_officer_wrote_never_becomes_a_formula(language: Language) -> None:
    nasty = an_own_row(2, '=HYPERLINK("http://x")')
    compared = with_changes(alone(), Before(baseline_of(written_out(alone())), (nasty,)))
    sheet = sheets(compared, language)[1]
    [cell] = [cell for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("=")]
    assert cell.data_type == "s"
