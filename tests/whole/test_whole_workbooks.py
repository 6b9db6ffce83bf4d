"""Every workbook of the made-up county: counted anew by LibreOffice, and its links followed."""

from __future__ import annotations

import re
import sys
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from zipfile import ZipFile

import pypdfium2
import pytest
from nights import Night, WholeNight
from openpyxl import load_workbook
from openpyxl.workbook.workbook import Workbook

sys.path.append(str(Path(__file__).parents[1] / "workbook"))
from libreoffice import NEEDED, counted_anew, differing, to_the_cent

#: Kept in the sheets' own languages: the calculation, incomes, deductions, evidence.
CALCULATION = ("Laskelma", "Beräkning")
FIGURES = ("Tulot", "Inkomster", "Vähennykset", "Avdrag")


@pytest.fixture(scope="module")
def workbooks(whole_night: WholeNight) -> dict[str, bytes]:
    """Every delivered workbook by its version."""
    night = whole_night.night
    return {
        version: (folder_of(night, version) / "tuloselvitys.xlsx").read_bytes()
        for version in night.versions()
    }


@pytest.fixture(scope="module")
def books(workbooks: dict[str, bytes]) -> dict[str, Workbook]:
    """Each opened once, with its formulas."""
    return {version: load_workbook(BytesIO(content)) for version, content in workbooks.items()}


def folder_of(night: Night, version: str) -> Path:
    """Where a version's files lie."""
    case_id, name = version.split("/")
    return night.county / "cases" / case_id / "tuloselvitys" / name


@NEEDED
@pytest.mark.timeout(600)
def test_every_formula_comes_to_the_twins_value_in_libreoffice(
    whole_night: WholeNight,
    workbooks: dict[str, bytes],
    books: dict[str, Workbook],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    assert len(books) > 35
    shown = counted_anew(workbooks, tmp_path_factory.mktemp("libreoffice"))
    compared = 0
    for version, book in books.items():
        assert differing(workbooks[version], shown[version]) == [], version
        case_id, _, number = version.partition("/v")
        preview = whole_night.night.twin(case_id, int(number))["preview"]
        result = result_in(book, shown[version])
        if result is not None and not preview["complete"]:
            assert isinstance(result, str), version
        elif result is not None:
            voucher = preview["voucher"]
            wanted = preview["fee"] or (voucher["value"] if voucher else preview["basis"])
            assert to_the_cent(result) == Decimal(wanted), version
            compared += 1
    assert compared > 15


def result_in(book: Workbook, shown: dict[tuple[str, str], Any]) -> Any:
    """What the cell named as the officer's result shows; None where there is no calculation."""
    defined = book.defined_names
    if "officer_result" not in defined:
        return None
    sheet, _, address = defined["officer_result"].attr_text.rpartition("!")
    return shown[sheet.strip("'"), address.replace("$", "")]


def test_every_link_leads_to_a_row_or_a_file_that_is_there(
    whole_night: WholeNight, books: dict[str, Workbook]
) -> None:
    files = 0
    for version, book in books.items():
        folder = folder_of(whole_night.night, version)
        for sheet in book.worksheets:
            for cell in (cell for row in sheet.iter_rows() for cell in row if cell.hyperlink):
                if cell.hyperlink.location:
                    name, _, address = cell.hyperlink.location.rpartition("!")
                    assert book[name.strip("'")][address].value is not None, (version, cell)
                else:
                    file = folder / unquote(cell.hyperlink.target)
                    assert file.is_file(), (version, sheet.title, cell.coordinate, file.name)
                    files += 1
                    page = re.search(r"(?:sivu|sida) (\d+)", str(sheet.cell(cell.row, 10).value))
                    if page and file.suffix == ".pdf":
                        document = pypdfium2.PdfDocument(file)
                        assert int(page[1]) <= len(document), (version, file.name)
                        document.close()
    assert files > 100


def test_every_amount_is_two_clicks_from_its_evidence(books: dict[str, Workbook]) -> None:
    """From the calculation to the figure's row, from there to the evidence's."""
    followed = 0
    for version, book in books.items():
        for sheet in (one for one in book.worksheets if one.title in FIGURES):
            amounts = [row for row in sheet.iter_rows(min_row=5) if row[0].value not in (None, "")]
            for row in (one for one in amounts if isinstance(one[0].value, int)):
                # Where its text is too long for a line, the row's number leads there.
                assert row[-1].hyperlink or row[0].hyperlink, (version, row[0].coordinate)
        for sheet in (one for one in book.worksheets if one.title in CALCULATION):
            named = {
                one.attr_text.rpartition("!")[2].replace("$", "")
                for name, one in book.defined_names.items()
                if name.endswith("_amount") and "_added_" not in name
            }
            for address in named:
                number, name = (sheet.cell(sheet[address].row, at) for at in (1, 2))
                assert name.hyperlink or number.hyperlink, (version, name.value)
                followed += 1
    assert followed > 60


def test_no_workbook_has_a_macro_or_a_link_to_another_workbook(
    workbooks: dict[str, bytes],
) -> None:
    for version, content in workbooks.items():
        with ZipFile(BytesIO(content)) as file:
            names = file.namelist()
            assert not [one for one in names if "vba" in one.lower() or "externalLink" in one]
            targets = re.findall(
                rb'Target="([^"]+)" TargetMode="External"|TargetMode="External" Target="([^"]+)"',
                b"".join(file.read(one) for one in names if one.endswith(".rels")),
            )
        for target in targets:
            written = (target[0] or target[1]).decode()
            assert re.match(r"[^:/]+(/[^:]+)*$", written), (version, written)
