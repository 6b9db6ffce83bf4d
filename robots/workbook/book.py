"""The workbook: its sheets, ready to read on the screen and to print on A4."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, cast

from openpyxl import Workbook
from openpyxl.styles import Font, NamedStyle
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from robots.casework.letter import Letter
from robots.casework.period import HELSINKI
from robots.casework.texts import Language
from robots.summary.model import Summary
from robots.workbook.basis_sheet import basis_sheet
from robots.workbook.calculation import calculation_of
from robots.workbook.calculation_sheets import (
    calculation_sheets,
    officer_result,
    rows_to_settle,
)
from robots.workbook.cells import clean
from robots.workbook.change_sheet import change_sheet
from robots.workbook.completeness import with_completeness
from robots.workbook.figure_sheets import deduction_sheet, income_sheet
from robots.workbook.first_page import first_page
from robots.workbook.layout import FONT, Sheet, Styles, write
from robots.workbook.letter_sheet import letter_sheet
from robots.workbook.months_sheet import months_sheet
from robots.workbook.other_sheets import evidence_sheet, question_sheet, source_sheet
from robots.workbook.packing import packed
from robots.workbook.places import Places
from robots.workbook.review_sheet import review_sheet
from robots.workbook.version import Version
from robots.workbook.wording import Wording

_A4: Final = 9


def workbook(
    summary: Summary,
    version: Version,
    language: Language,
    *,
    organiser: str = "",
    letters: Sequence[Letter] = (),
) -> bytes:
    """The summary as an ``.xlsx`` file; the same summary and version give the same bytes.

    Args:
        summary: what to show.
        version: number, run and time, shown on the first page.
        language: of names, headings and sentences; the questions stand in both languages.
        organiser: the county's name, which 703/2023 § 38 wants on a document.
        letters: what lies ready beside the workbook; without any there is no sheet of them.
    """
    words = Wording(language)
    places = Places(summary, words)
    calculation = calculation_of(summary, places, words)
    live, values = calculation_sheets(calculation, words)
    officer = officer_result(calculation, summary, words)
    sheets = (
        first_page(summary, version, words, organiser, officer),
        change_sheet(summary, places, words),
        live,
        income_sheet(summary, places, words),
        months_sheet(summary, places, words),
        deduction_sheet(summary, places, words),
        question_sheet(summary, places, words, rows_to_settle(calculation)),
        with_completeness(source_sheet(summary, words), summary, places, words),
        evidence_sheet(summary, words),
        basis_sheet(summary, words),
        review_sheet(summary, places, words),
        *values,
        *([letter_sheet(letters, words)] if letters else []),
    )
    book = Workbook()
    book.remove(book.worksheets[0])
    _set_ordinary_font(book)
    computed = []
    styles: Styles = {}
    for sheet in sheets:
        target = cast(Worksheet, book.create_sheet(sheet.name))
        computed.append(write(sheet, target, styles))
        _name_cells(sheet, book)
        _set_up(sheet, target, summary.case.id, version, words)
    _first_page_on_one_sheet(book.worksheets[0])
    book.properties.title = clean(f"{words('title')} {summary.case.id}")
    book.properties.creator = clean(organiser)
    book.properties.language = language.value
    book.properties.created = version.created_at.astimezone(HELSINKI).replace(tzinfo=None)
    return packed(book, computed, version.created_at)


def _set_ordinary_font(book: Workbook) -> None:
    """Column widths are counted in digits of the ordinary font, which openpyxl keeps private."""
    normal: NamedStyle = book._named_styles["Normal"]  # type: ignore[attr-defined]
    normal.font = Font(name=FONT, size=10)


def _name_cells(sheet: Sheet, book: Workbook) -> None:
    """Names for cells that formulas, and programs that read the officer's copy, look for."""
    for name, address in sheet.names.items():
        book.defined_names[name] = DefinedName(name, attr_text=f"'{sheet.name}'!{address}")


def _set_up(
    sheet: Sheet, target: Worksheet, case_id: str, version: Version, words: Wording
) -> None:
    """View and print: A4, headings on each page, which case's paper it is, and which page."""
    target.sheet_view.showGridLines = False
    # No password: it keeps a hand from slipping, and whoever must may take it off.
    target.protection.sheet = True
    target.protection.formatColumns = target.protection.formatRows = False
    if sheet.heading_row:
        target.freeze_panes = f"A{sheet.heading_row + 1}"
        target.print_title_rows = f"{sheet.heading_row}:{sheet.heading_row}"
        target.page_setup.orientation = "landscape"
    target.page_setup.paperSize = _A4
    target.page_setup.fitToWidth = 1
    target.page_setup.fitToHeight = 0
    target.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    margins = target.page_margins
    margins.left = margins.right = 0.5
    margins.top, margins.bottom = 0.7, 0.6
    margins.header = margins.footer = 0.3
    paper: Any = target.HeaderFooter  # openpyxl's stubs think that the parts may be None
    _print(paper.oddHeader.left, f"{words('title')} · {case_id} · {sheet.name}")
    _print(paper.oddHeader.right, words("secret"))
    _print(paper.oddFooter.left, f"{case_id} · v{version.number} · {version.run_id}")
    _print(paper.oddFooter.right, words("page"))
    paper.oddFooter.right.text += " &P / &N"


def _first_page_on_one_sheet(target: Worksheet) -> None:
    target.page_setup.fitToHeight = 1
    target.print_options.horizontalCentered = True


def _print(part: Any, text: str) -> None:
    """Put a text into a header or footer, whose own sign is ``&``."""
    part.font, part.size = f"{FONT},Regular", 8
    part.text = clean(text).replace("&", "&&").replace("\n", " ")
