from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pypdfium2
import pytest
from made_up_summary import (
    VERSION,
    a_case,
    alone,
    couple_at_worst,
    with_open_rows,
    without_a_source,
)
from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.workbook.workbook import Workbook

from robots.casework.case import Case, PriceUnit
from robots.casework.texts import Language
from robots.casework.words import Outcome, PersonFlag, Purpose, Severity
from robots.feelaw.basis import basis_in_words
from robots.feelaw.model import Step, Voucher
from robots.summary.model import Summary
from robots.workbook import Version, workbook
from robots.workbook.measure import lines_needed, text_width

SHEETS = {
    Language.FINNISH: [
        "Yhteenveto",
        "Muutokset",
        "Laskelma",
        "Tulot",
        "Kuukaudet",
        "Vähennykset",
        "Kysymykset",
        "Lähteet",
        "Näyttö",
        "Peruste",
        "Tarkistus",
        "Laskelman arvot",
    ],
    Language.SWEDISH: [
        "Sammandrag",
        "Ändringar",
        "Beräkning",
        "Inkomster",
        "Månader",
        "Avdrag",
        "Frågor",
        "Källor",
        "Bevis",
        "Grund",
        "Granskning",
        "Beräkningens värden",
    ],
}
EVERY = pytest.mark.parametrize("made", [alone, couple_at_worst, without_a_source, with_open_rows])
BOTH = pytest.mark.parametrize("language", list(Language))


@cache
def _book(made: Callable[[], Summary], language: Language) -> Workbook:
    return book_of(made(), language)


def book_of(
    summary: Summary | Callable[[], Summary], language: Language = Language.FINNISH
) -> Workbook:
    """The workbook as a reader opens it; that of a maker of summaries is opened once."""
    if callable(summary):
        return _book(summary, language)
    return load_workbook(BytesIO(workbook(summary, VERSION, language)))


def all_cells(book: Workbook) -> Iterator[Cell]:
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            yield from (cell for cell in row if isinstance(cell, Cell))


def first_page_text(summary: Summary, language: Language = Language.FINNISH) -> str:
    sheet = book_of(summary, language).worksheets[0]
    return "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value)


@EVERY
@BOTH
def test_every_amount_day_and_time_has_room_in_its_column(made: Any, language: Language) -> None:
    for sheet in book_of(made, language).worksheets[1:]:
        for row in sheet.iter_rows(min_row=5):
            for cell in row:
                if cell.data_type not in "sf" and cell.value is not None:
                    number = (
                        cell.value if cell.data_type == "d" else f"{round(cell.value, 2)} 000 €"
                    )
                    shown = {"d": "31.12.2026 klo 23.59"}.get(cell.data_type, number)
                    shown = "31.12.2026" if cell.number_format == "d.m.yyyy" else shown
                    needed = text_width(shown, cell.font.size, cell.font.bold)
                    indent = cell.alignment.indent * 1.4
                    room = (sheet.column_dimensions[cell.column_letter].width - indent) * 5.25
                    assert needed < room or cell.number_format == "General"


def test_a_number_of_a_row_is_no_amount_and_an_amount_is_shown_in_the_finnish_way() -> None:
    sheet = book_of(couple_at_worst)["Tulot"]
    for row in range(5, 45):
        assert sheet.cell(row, 1).number_format == "General"
        assert sheet.cell(row, 8).number_format == '[$-40B]#,##0.00\\ "€"'


@EVERY
@BOTH
def test_the_sheets_stand_in_order_in_the_readers_language(made: Any, language: Language) -> None:
    assert book_of(made, language).sheetnames == SHEETS[language]


@EVERY
@BOTH
def test_only_the_calculation_counts_and_every_row_has_a_height(
    made: Any, language: Language
) -> None:
    book = book_of(made, language)
    of_sheets = {one.title: {c.data_type for row in one for c in row} for one in book.worksheets}
    counting = {name for name, types in of_sheets.items() if "f" in types}
    first, live, values = (SHEETS[language][at] for at in (0, 2, -1))
    assert {first, live} <= counting <= {first, live, values}
    for sheet in book.worksheets:
        for row in range(1, sheet.max_row + 1):
            assert sheet.row_dimensions[row].height


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
    text = first_page_text(alone())
    for wanted in (
        "Koskela Aino Maria", "010140-900T", "Ympärivuorokautinen palveluasuminen", "16.3.2026",
        "Asiakasmaksun määrääminen", "virkailija-07: vuositarkistus", "R-20260316-7F3A", "Valmis",
        "Ei avoimia kysymyksiä.", "Työeläke", "Asumismenot", "Asiakasmaksu enintään kuukaudessa",
        "Saatu, 16.3.2026 klo 3.12", "10 b § 1 mom.",
    ):  # fmt: skip
        assert wanted in text


def test_the_fee_and_the_sums_are_the_previews_own() -> None:
    summary = alone()
    sheet = book_of(summary).worksheets[0]
    amounts = [
        cell.value
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "n" and cell.value is not None
    ]
    for amount in (summary.preview.income, summary.preview.basis, summary.preview.fee):
        assert float(amount or 0) in amounts


def test_a_lacking_source_shows_neither_sum_nor_fee_and_says_why() -> None:
    text = first_page_text(without_a_source())
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
    text = first_page_text(with_open_rows())
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


@EVERY
def test_the_basis_stands_in_both_languages_line_beside_line(made: Any) -> None:
    sheet = book_of(made)["Peruste"]
    rows = [[cell.value for cell in row[:2]] for row in sheet.iter_rows(min_row=5)]
    for language, column in zip(Language, zip(*rows, strict=True), strict=True):
        assert "\n".join(column) == basis_in_words(made().preview, language)


@EVERY
@BOTH
def test_when_to_look_again_stands_on_its_sheet_and_the_first_page(
    made: Any, language: Language
) -> None:
    summary = made()
    sheet = book_of(made, language).worksheets[-2]
    days = [sheet.cell(row, 1).value.date() for row in range(5, sheet.max_row + 1)]
    assert days == sorted({change.day for change in summary.reviews})
    assert days[0] == date(2027, 1, 1)
    label = {Language.FINNISH: "Tarkistettava", Language.SWEDISH: "Granskas på nytt"}[language]
    assert label in first_page_text(summary, language)


def test_the_fee_from_a_later_day_stands_beside_what_changes() -> None:
    sheet = book_of(alone)["Tarkistus"]
    [ahead] = [one for one in alone().timeline if one.since == date(2027, 1, 1)]
    row = next(row for row in range(5, 20) if sheet.cell(row, 1).value.date() == ahead.since)
    assert ahead.preview is not None
    assert Decimal(str(sheet.cell(row, 4).value)) == ahead.preview.fee
    assert "uudet määrät eivät ole tiedossa" in sheet.cell(row, 5).value


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
    text = first_page_text(couple_at_worst(), language)
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
    summary = couple_at_worst()
    book = book_of(summary, Language.SWEDISH)
    text = first_page_text(summary, Language.SWEDISH)
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


@EVERY
@BOTH
def test_every_figure_leads_to_its_evidence_and_on_to_the_file(
    made: Any, language: Language
) -> None:
    summary = made()
    book = book_of(made, language)
    titles = SHEETS[language]
    incomes, deductions, evidence = (
        book[titles[SHEETS[Language.FINNISH].index(name)]]
        for name in ("Tulot", "Vähennykset", "Näyttö")
    )
    ids = [one.id for one in summary.evidence]
    figures = [
        *((incomes, 5 + at, one.income.evidence) for at, one in enumerate(summary.incomes)),
        *((deductions, 5 + at, one.cost.evidence) for at, one in enumerate(summary.costs)),
    ]
    for sheet, row, wanted in figures:
        link = sheet.cell(row, sheet.max_column).hyperlink
        assert link.location == f"'{evidence.title}'!A{5 + ids.index(wanted[0])}"
    for at, one in enumerate(summary.evidence):
        cell = evidence.cell(5 + at, 9)
        assert cell.hyperlink.target == one.file


@EVERY
def test_links_inside_the_book_lead_to_rows_that_are_there(made: Any) -> None:
    book = book_of(made)
    for cell in all_cells(book):
        if cell.hyperlink is not None and cell.hyperlink.location:
            name, _, place = cell.hyperlink.location.rpartition("!")
            assert book[name.strip("'")][place].value


@EVERY
def test_no_links_text_is_longer_than_its_line_since_some_programs_cut_it_off(made: Any) -> None:
    for sheet in book_of(made).worksheets:
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.hyperlink):
            width = sheet.column_dimensions[cell.column_letter].width
            lines = lines_needed(str(cell.value), width, cell.font.size)
            assert lines == 1, (sheet.title, cell.coordinate, cell.value)


def test_the_evidence_sheet_holds_the_six_things_of_section_39() -> None:
    row = [cell.value for cell in book_of(alone)["Näyttö"][5]]
    assert row[1:4] == [
        "Asiakas",
        "Tulorekisteri: Vanhuuseläke, Keva, maksettu 2.3.2026",
        "Tulorekisteri",
    ]
    assert row[4].isoformat() == "2026-03-16T03:12:00"
    assert row[5:8] == [
        "virkailija-07",
        "laki tulotietojärjestelmästä 13 § 1 mom. 18 kohta",
        "Asiakasmaksun määrääminen",
    ]


def test_a_piece_of_evidence_is_named_in_the_readers_language_and_its_long_path_is_short() -> None:
    row = [cell.value for cell in book_of(alone, Language.SWEDISH)["Bevis"][5]]
    assert row[2] == "Inkomstregistret: Ålderspension, Keva, betald 2.3.2026"
    assert row[9] == f"Transaction[1], anmälan\n{0:032x}"


def in_the_worklist(summary: Summary) -> Summary:
    """The summary whose rent stands in the worklist only."""
    *others, rent = summary.evidence
    values = {"row": "7"}
    listed = replace(
        rent, what="worklist_rent", values=values, file=None, sha256=None, place="", page=None
    )
    return replace(summary, evidence=(*others, listed))


def test_what_stands_in_the_worklist_says_so_and_leads_to_no_file() -> None:
    summary = in_the_worklist(alone())
    book = book_of(summary)
    at = 5 + len(summary.evidence) - 1
    row = book["Näyttö"][at]
    assert [row[one].value for one in (2, 3)] == [
        "Asian tiedot työlistalla: yksikön vuokra",
        "Työlista",
    ]
    assert row[4].number_format == "d.m.yyyy"
    assert row[8].value == "Työlistalla, ei asian tiedostona"
    assert row[8].hyperlink is None
    rent = book["Vähennykset"][5]
    assert rent[4].value == "Työlista"
    assert rent[-1].hyperlink.location == f"'Näyttö'!A{at}"


def test_rows_that_add_something_are_bold_and_say_why_and_others_say_it_once() -> None:
    sheet = book_of(alone)["Tulot"]
    newest, _, housing, earlier = (sheet[row] for row in range(5, 9))
    assert [row[10].font.bold for row in (newest, housing, earlier)] == [True, False, False]
    assert "\n" in newest[11].value
    assert "\n" in housing[11].value
    assert earlier[11].value == "Luetaan · 10 b § 1 mom."


def test_questions_stand_in_both_languages_whatever_the_readers_is() -> None:
    summary = couple_at_worst()
    finnish, swedish = (
        [[cell.value for cell in row[3:5]] for row in book_of(summary, language)[sheet]]
        for language, sheet in ((Language.FINNISH, "Kysymykset"), (Language.SWEDISH, "Frågor"))
    )
    assert finnish[4:] == swedish[4:]
    assert all(fi != sv for fi, sv in finnish[4:])


def test_the_paper_says_whose_it_is_and_which_page() -> None:
    for sheet in book_of(alone).worksheets:
        assert sheet.oddHeader.left.text == f"Tuloselvitys · T-0001 · {sheet.title}"
        assert sheet.oddHeader.right.text == "Salassa pidettävä"
        assert sheet.oddFooter.right.text == "Sivu &P / &N"
        if sheet.title != "Yhteenveto":
            assert sheet.freeze_panes == "A5"
            assert sheet.print_title_rows == "$4:$4"


def test_a_header_takes_a_case_id_as_it_is() -> None:
    summary = replace(alone(), case=replace(a_case(), id="T&P"))
    with ZipFile(BytesIO(workbook(summary, VERSION, Language.FINNISH))) as file:
        assert b"T&amp;&amp;P" in file.read("xl/worksheets/sheet1.xml")


def test_the_same_summary_gives_the_same_bytes_and_another_version_others() -> None:
    one = workbook(couple_at_worst(), VERSION, Language.FINNISH)
    assert one == workbook(couple_at_worst(), VERSION, Language.FINNISH)
    other = Version(3, VERSION.run_id, VERSION.created_at)
    assert one != workbook(couple_at_worst(), other, Language.FINNISH)


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_can_be_shown(outcome: Outcome) -> None:
    assert first_page_text(replace(alone(), outcome=outcome))


def test_names_that_look_like_formulas_stay_texts() -> None:
    summary = alone()
    [first, *rest] = summary.incomes
    nasty = replace(first, income=replace(first.income, name="=cmd|' /C calc'!A0", payer="@SUM"))
    book = book_of(replace(summary, incomes=(nasty, *rest)))
    cell = book["Tulot"]["D5"]
    assert cell.data_type == "s"
    assert cell.quotePrefix


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_printed_by_libreoffice_the_first_page_is_one_page(tmp_path: Path) -> None:
    files = {}
    for language in Language:
        for made in (alone, couple_at_worst):
            files[made.__name__, language] = tmp_path / f"{made.__name__}-{language}.xlsx"
            content = workbook(made(), VERSION, language)
            files[made.__name__, language].write_bytes(content)
    subprocess.run(
        ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless",
         "--convert-to", "pdf", "--outdir", str(tmp_path), *map(str, files.values())],
        check=True, capture_output=True, timeout=200,
    )  # fmt: skip
    for (_, language), file in files.items():
        document = pypdfium2.PdfDocument(file.with_suffix(".pdf"))
        first, second = (document[at].get_textpage().get_text_range() for at in (0, 1))
        kela = {"fi": "Asiakkaan asiakirjat", "sv": "Klientens dokument"}[language]
        assert kela in first
        assert f"· T-0001 · {SHEETS[language][1]}" in second
        pages = [document[at].get_textpage().get_text_range() for at in range(len(document))]
        assert not any("###" in page for page in pages)
        document.close()
