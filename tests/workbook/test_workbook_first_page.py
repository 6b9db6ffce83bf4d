"""The first page says everything that an officer must know, and no fee where there is none."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from books import BOTH, EVERY, book_of, first_page_text
from made_up_summary import (
    a_case,
    alone,
    couple_at_worst,
    with_open_rows,
    without_a_source,
)

from robots.casework.case import Case, PriceUnit
from robots.casework.texts import Language
from robots.casework.words import Outcome, PersonFlag, Purpose, Severity
from robots.feelaw.model import Step, Voucher

#: The books are made once for all modules that look at them.
pytestmark = pytest.mark.xdist_group("books")


@EVERY
@BOTH
def test_the_first_page_is_one_a4_sheet_that_can_be_read(made: Any, language: Language) -> None:
    sheet = book_of(made, language).worksheets[0]
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, None)
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 1)
    width = 12 * sheet.column_dimensions["A"].width * 5.25
    height = sum(sheet.row_dimensions[row].height for row in range(1, sheet.max_row + 1))
    assert min(515 / width, 741 / height) > 0.68


def test_the_first_page_answers_who_what_why_and_how_much() -> None:
    text = first_page_text(alone)
    for wanted in (
        "Koskela Aino Maria", "010140-900T", "Ympärivuorokautinen palveluasuminen", "16.3.2026",
        "Asiakasmaksun määrääminen", "virkailija-07: vuositarkistus", "R-20260316-7F3A", "Valmis",
        "Ei avoimia kysymyksiä.", "Työeläke", "Asumismenot", "Asiakasmaksu enintään kuukaudessa",
        "Saatu, 16.3.2026 klo 3.12", "10 b § 1 mom.",
    ):  # fmt: skip
        assert wanted in text


def test_the_fee_and_the_sums_are_the_previews_own() -> None:
    summary = alone()
    sheet = book_of(alone).worksheets[0]
    amounts = [
        cell.value
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "n" and cell.value is not None
    ]
    for amount in (summary.preview.income, summary.preview.basis, summary.preview.fee):
        assert float(amount or 0) in amounts


def test_a_lacking_source_shows_neither_sum_nor_fee_and_says_why() -> None:
    text = first_page_text(without_a_source)
    assert "Maksua ei näytetä, koska laskelma on vajaa: Tulorekisteri, asiakas: ei saatu." in text
    assert "ei summaa" in text
    assert "Asiakasmaksu enintään" not in text
    assert str(alone().preview.fee) not in text


def test_a_fee_of_an_incomplete_preview_is_never_shown() -> None:
    summary = alone()
    lacking = replace(summary, preview=replace(summary.preview, complete=False))
    assert "Asiakasmaksu enintään" not in first_page_text(lacking)
    assert "jokin tarvittava tieto puuttuu" in first_page_text(lacking)


def test_while_a_row_is_open_the_page_shows_comparisons_and_calls_them_no_fee() -> None:
    text = first_page_text(with_open_rows)
    preview = with_open_rows().preview
    assert preview.without_open is not None
    assert preview.with_open is not None
    for supposed in (preview.without_open, preview.with_open):
        assert f"\n{supposed.fee:.0f}\n" in text
    assert "Nämä eivät ole maksuja" in text
    assert text.count("ei maksu\n") == 2
    assert "Maksua ei näytetä" in text
    assert "ei summaa" in text
    assert "Asiakasmaksu enintään" not in text
    assert "Enimmäismaksu" not in text


def test_of_an_open_row_whose_amount_nobody_knows_there_is_no_figure_with_it() -> None:
    text = first_page_text(with_open_rows(net=None), Language.SWEDISH)
    assert "kan inte räknas ut" in text
    assert "Beloppet på någon öppen rad är inte känt" in text


def test_a_kind_with_an_amount_that_nobody_knows_has_no_sum() -> None:
    summary = with_open_rows(net=None)
    second = replace(summary.incomes[0], income=replace(summary.incomes[0].income, id="i-2"))
    line = next(one for one in summary.preview.incomes if one.id == "i-1")
    unknown = replace(line, id="i-2", monthly=None)
    told = replace(
        summary,
        incomes=(*summary.incomes, replace(second, monthly=None)),
        preview=replace(summary.preview, incomes=(*summary.preview.incomes, unknown)),
    )
    assert "\n1494\n" in first_page_text(summary)
    assert "\n1494\n" not in first_page_text(told)


def test_a_vouchers_value_stands_on_the_first_page_and_no_fee() -> None:
    summary = alone()
    voucher = Voucher(Decimal("31.36"), PriceUnit.HOUR, "Aluehallitus § 1")
    preview = replace(summary.preview, rule="voucher_income", fee=None, voucher=voucher)
    case: Case = replace(a_case(), purpose=Purpose.VOUCHER)
    text = first_page_text(replace(summary, case=case, preview=preview))
    assert "Palvelusetelin arvo tunnilta" in text
    assert "31.36" in text
    assert "Asiakasmaksu enintään" not in text


def test_a_countys_own_step_shows_the_decision_that_it_rests_on() -> None:
    summary = alone()
    own = Step("county_allowance", "", Decimal("600.00"), {"allowance": "250,00"},
               decision="Aluevaltuusto 15.12.2025 § 98")  # fmt: skip
    preview = replace(summary.preview, steps=(*summary.preview.steps, own))
    text = first_page_text(replace(summary, preview=preview))
    assert "Aluevaltuusto 15.12.2025 § 98" in text


def test_a_voucher_says_that_no_fee_is_decided() -> None:
    summary = alone()
    preview = replace(summary.preview, rule="voucher_income", fee=None)
    case: Case = replace(a_case(), purpose=Purpose.VOUCHER)
    text = first_page_text(replace(summary, case=case, preview=preview))
    assert "palvelusetelin arvoa varten eikä maksusta päätetä" in text


@BOTH
def test_flags_guardians_and_deaths_stand_on_the_first_page(language: Language) -> None:
    text = first_page_text(couple_at_worst, language)
    assert "Söderholm Anna-Lisa" in text
    wanted = {
        Language.FINNISH: ["Turvakielto", "kuollut 27.2.2026", "Henkilötunnus on muuttunut"],
        Language.SWEDISH: ["Spärrmarkering", "avliden 27.2.2026", "Personbeteckningen har ändrats"],
    }
    assert all(one in text for one in wanted[language])


def test_a_flag_without_more_is_just_named() -> None:
    summary = alone()
    [person] = summary.persons
    flags = frozenset({PersonFlag.DEAD, PersonFlag.GUARDIANSHIP_BY_MANDATE})
    text = first_page_text(replace(summary, persons=(replace(person, flags=flags, name=""),)))
    assert "Asiakas: Kuollut, Edunvalvontavaltuutettu" in text
    assert "nimeä ei saatu" in text


def test_questions_that_do_not_fit_are_counted_and_stand_on_their_own_sheet() -> None:
    book = book_of(couple_at_worst, Language.SWEDISH)
    text = first_page_text(couple_at_worst, Language.SWEDISH)
    assert "Frågor till tjänsteinnehavaren (12)" in text
    assert "se bladet Frågor" in text
    numbers = [row[0].value for row in book["Frågor"].iter_rows(min_row=5)]
    assert numbers == list(range(1, 13))


def test_remarks_are_announced_and_do_not_stand_among_the_questions() -> None:
    summary = couple_at_worst()
    remarks = tuple(replace(one, severity=Severity.WARNING) for one in summary.findings)
    text = first_page_text(replace(summary, findings=remarks))
    assert "Ei avoimia kysymyksiä." in text
    assert "Lisäksi huomioita ja tietoja: 12." in text


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_can_be_shown(outcome: Outcome) -> None:
    assert first_page_text(replace(alone(), outcome=outcome))
