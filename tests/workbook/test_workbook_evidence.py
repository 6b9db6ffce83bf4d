"""From each figure to its evidence, and no link that leads nowhere."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from books import BOTH, EVERY, SHEETS, all_cells, book_of
from made_up_summary import (
    alone,
)

from robots.casework.texts import Language
from robots.summary.model import Summary
from robots.workbook.measure import lines_needed

#: The books are made once for all modules that look at them.
pytestmark = pytest.mark.xdist_group("books")


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
