"""The whole workbook: its sheets, their order and looks, and how it prints."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pypdfium2
import pytest
from books import BOTH, EVERY, SHEETS, book_of, content_of, first_page_text
from made_up_summary import (
    VERSION,
    a_case,
    alone,
    couple_at_worst,
)

from robots.casework.texts import Language
from robots.feelaw.basis import basis_in_words
from robots.workbook import Version, workbook
from robots.workbook.measure import text_width

#: The books are made once for all modules that look at them.
pytestmark = pytest.mark.xdist_group("books")


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
    assert label in first_page_text(made, language)


def test_the_fee_from_a_later_day_stands_beside_what_changes() -> None:
    sheet = book_of(alone)["Tarkistus"]
    [ahead] = [one for one in alone().timeline if one.since == date(2027, 1, 1)]
    row = next(row for row in range(5, 20) if sheet.cell(row, 1).value.date() == ahead.since)
    assert ahead.preview is not None
    assert Decimal(str(sheet.cell(row, 4).value)) == ahead.preview.fee
    assert "uudet määrät eivät ole tiedossa" in sheet.cell(row, 5).value


def test_rows_that_add_something_are_bold_and_say_why_and_others_say_it_once() -> None:
    sheet = book_of(alone)["Tulot"]
    newest, _, housing, earlier = (sheet[row] for row in range(5, 9))
    assert [row[10].font.bold for row in (newest, housing, earlier)] == [True, False, False]
    assert "\n" in newest[11].value
    assert "\n" in housing[11].value
    assert earlier[11].value == "Luetaan · 10 b § 1 mom."


def test_questions_stand_in_both_languages_whatever_the_readers_is() -> None:
    finnish, swedish = (
        [[cell.value for cell in row[3:5]] for row in book_of(couple_at_worst, language)[sheet]]
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
    one = content_of(couple_at_worst, Language.FINNISH)
    assert one == workbook(couple_at_worst(), VERSION, Language.FINNISH)
    other = Version(3, VERSION.run_id, VERSION.created_at)
    assert one != workbook(couple_at_worst(), other, Language.FINNISH)


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
            files[made.__name__, language].write_bytes(content_of(made, language))
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
