"""What comes from outside stays text in the whole file, and nothing in it leads outside."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO
from itertools import cycle
from zipfile import ZipFile

import pytest
from made_up_summary import VERSION, alone
from openpyxl import load_workbook
from openpyxl.workbook.workbook import Workbook

from robots.casework.texts import Language
from robots.workbook import workbook
from robots.workbook.cells import clean

NASTY = (
    *('=HYPERLINK("http://x")', "+1+1", "-2+3", "@SUM(1)"),
    *("\t=1", "\r=1", "a\x00b\x0b\ufffe", "</f><v>"),
)


@pytest.fixture(scope="module")
def nasty() -> bytes:
    """A workbook in which every text from outside is one of them, and each of them is somewhere."""
    of, left = alone(), cycle(NASTY)
    incomes = tuple(
        replace(one, income=replace(one.income, name=next(left), payer=next(left)))
        for one in of.incomes
    )
    costs = tuple(
        replace(one, cost=replace(one.cost, name=next(left), payee=next(left))) for one in of.costs
    )
    assert 2 * len(incomes + costs) >= len(NASTY)
    return workbook(replace(of, incomes=incomes, costs=costs), VERSION, Language.FINNISH)


@pytest.fixture(scope="module")
def opened(nasty: bytes) -> Workbook:
    return load_workbook(BytesIO(nasty))


def test_every_text_from_outside_stands_in_the_book_as_it_is(opened: Workbook) -> None:
    sheets = (opened[name] for name in ("Tulot", "Vähennykset"))
    shown = [str(cell.value) for sheet in sheets for row in sheet.iter_rows() for cell in row]
    assert [one for one in NASTY if not any(clean(one) in text for text in shown)] == []


def test_a_text_from_outside_never_becomes_part_of_a_formula(opened: Workbook) -> None:
    plain = load_workbook(BytesIO(workbook(alone(), VERSION, Language.FINNISH)))
    for sheet in opened.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    assert cell.value == plain[sheet.title][cell.coordinate].value


def test_every_sheet_is_protected_but_for_the_yellow_cells(opened: Workbook) -> None:
    for sheet in opened.worksheets:
        assert sheet.protection.sheet
        assert not sheet.protection.password
        for row in sheet.iter_rows():
            for cell in row:
                is_yellow = cell.fill.fgColor.rgb == "00FFF6BF"
                assert is_yellow is not cell.protection.locked, (sheet.title, cell.coordinate)


def test_every_formula_carries_a_value_and_nothing_leads_out_of_the_case(nasty: bytes) -> None:
    with ZipFile(BytesIO(nasty)) as file:
        names = file.namelist()
        assert not [one for one in names if "vba" in one.lower() or "external" in one.lower()]
        sheets = b"".join(file.read(one) for one in names if one.startswith("xl/worksheets/sheet"))
        links = b"".join(file.read(one) for one in names if one.endswith(".rels"))
    assert len(re.findall(rb"</f><v>", sheets)) == sheets.count(b"<f>") > 40
    assert b"http://x" not in links
