from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell

from robots.workbook import cells, measure


def written_and_read(text: str) -> Cell:
    book = Workbook()
    cells.put_text(book.worksheets[0]["A1"], text)
    file = BytesIO()
    book.save(file)
    return load_workbook(BytesIO(file.getvalue())).worksheets[0]["A1"]


@settings(max_examples=60)
@given(st.text(max_size=40), st.sampled_from(["", "=", "+", "-", "@", "\t=", "\r=", " =", "#REF!"]))
@example("1+1", "=")
@example('HYPERLINK("http://x")', "=")
@example("\x0b\x1f\x7f\x00", "")
@example("\ud800\uffff", "")
def test_no_text_from_outside_becomes_a_formula_or_breaks_the_file(text: str, start: str) -> None:
    cell = written_and_read(start + text)
    assert cell.data_type in ("s", "n")  # an empty text is an empty cell
    assert (cell.value or "") == cells.clean(start + text)


@pytest.mark.parametrize("text", ["=1+1", "+358 40", "-5", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_text_that_looks_like_a_formula_says_that_it_is_a_text(text: str) -> None:
    assert written_and_read(text).quotePrefix


@pytest.mark.parametrize("text", ["#N/A", "#REF!", "#DIV/0!"])
def test_a_text_that_looks_like_an_error_stays_a_text(text: str) -> None:
    assert written_and_read(text).data_type == "s"


def test_what_a_reader_does_not_see_is_taken_out() -> None:
    assert cells.clean("a\u202eb\u200bc\x07d\r\ne\tf") == "abcd\ne f"
    assert len(cells.clean("x" * 50_000)) < 32_767


def test_an_amount_is_a_number_of_two_decimals_and_a_time_is_helsinkis() -> None:
    sheet = Workbook().worksheets[0]
    cells.put_amount(sheet["A1"], Decimal("1494.005"))
    assert sheet["A1"].value == Decimal("1494.01")
    cells.put_time(sheet["A2"], datetime(2026, 3, 16, 4, 15, tzinfo=UTC), "d.m.yyyy h:mm")
    assert sheet["A2"].value == datetime(2026, 3, 16, 6, 15)  # noqa: DTZ001


@pytest.mark.parametrize("file", ["", "/etc/x", "../x", "a/../../x", "a\\b"])
def test_a_link_never_leads_out_of_the_versions_folder(file: str) -> None:
    cell = Workbook().worksheets[0]["A1"]
    cells.link_to_file(cell, file)
    assert cell.hyperlink is None


def test_a_link_to_a_file_is_relative_and_its_name_is_no_address() -> None:
    cell = Workbook().worksheets[0]["A1"]
    cells.link_to_file(cell, "evidence/javascript:alert(1).xml")
    assert cell.hyperlink.target == "evidence/javascript%3Aalert%281%29.xml"


@given(st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=0x17F), max_size=200))
def test_a_text_never_needs_fewer_lines_in_a_narrower_column(text: str) -> None:
    lines = [measure.lines_needed(text, units, 9) for units in (60, 30, 15, 8)]
    assert lines == sorted(lines)
    assert measure.lines_needed(text, 30, 9, bold=True) >= lines[1]


def test_lines_are_counted_as_a_program_breaks_them() -> None:
    assert measure.lines_needed("", 10, 9) == 1
    assert measure.lines_needed("Luetaan\nJatkuva tulo", 40, 9) == 2
    assert measure.lines_needed("x" * 100, 20, 9) >= 4
    assert measure.row_height(1, 9) < measure.row_height(2, 9) <= measure.HIGHEST_ROW
    assert measure.row_height(500, 9) == measure.HIGHEST_ROW
