"""The officer's working copy: made of the sealed workbook, edited as officers do, read back."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from made_up_summary import VERSION, alone, with_open_rows
from openpyxl.comments import Comment
from openpyxl.workbook.workbook import Workbook

from robots.casework.texts import Language
from robots.feelaw.model import Counts
from robots.summary.baseline import baseline_of
from robots.summary.model import Summary
from robots.summary.written import Written, WrittenAs
from robots.workbook import Reading, read_back, twin, twin_bytes, workbook, working_copy

NUMBER = VERSION.number


class Delivered:
    """A version's sealed workbook, its twin and its working copy."""

    def __init__(self, summary: Summary, language: Language = Language.FINNISH) -> None:
        self.sealed = workbook(summary, VERSION, language)
        self.twin: dict[str, Any] = json.loads(twin_bytes(twin(summary, VERSION)))
        self.copy = working_copy(NUMBER, self.sealed)

    def read(self, copy: bytes) -> Reading | None:
        return read_back(copy, self.sealed, self.twin, NUMBER)

    def edited(self, edit: Callable[[Workbook], None]) -> bytes:
        book = openpyxl.load_workbook(BytesIO(self.copy))
        edit(book)
        file = BytesIO()
        book.save(file)
        return file.getvalue()

    def written(self, edit: Callable[[Workbook], None]) -> tuple[Written, ...]:
        reading = self.read(self.edited(edit))
        assert reading is not None
        return reading.written


@pytest.fixture(scope="module")
def finnish() -> Delivered:
    return Delivered(alone())


@pytest.fixture(scope="module")
def swedish() -> Delivered:
    return Delivered(with_open_rows(), Language.SWEDISH)


def put(name: str, value: object) -> Callable[[Workbook], None]:
    """Write into a cell that has a name, as the officer does into a yellow one."""

    def edit(book: Workbook) -> None:
        [(sheet, place)] = book.defined_names[name].destinations
        book[sheet][place.replace("$", "")] = value

    return edit


def test_the_copys_links_lead_into_the_versions_folder(finnish: Delivered) -> None:
    def files(content: bytes) -> set[str]:
        with ZipFile(BytesIO(content)) as parts:
            relations = [name for name in parts.namelist() if name.endswith(".rels")]
            texts = [parts.read(name).decode() for name in relations]
        return {target for text in texts for target in re.findall(r'"([^"]*evidence/[^"]*)"', text)}

    beside = files(finnish.sealed)
    assert beside
    assert files(finnish.copy) == {f"v{NUMBER}/{file}" for file in beside}
    assert working_copy(NUMBER, finnish.sealed) == finnish.copy
    assert openpyxl.load_workbook(BytesIO(finnish.copy)).sheetnames


def test_a_copy_that_nobody_has_changed_says_nothing(finnish: Delivered) -> None:
    assert finnish.read(finnish.copy) == Reading((), None)
    assert finnish.written(lambda book: None) == ()


def test_a_changed_amount_is_the_figures_own_by_its_id(finnish: Delivered) -> None:
    [one] = finnish.written(put("client_i_1_amount", 1400))
    assert (one.version, one.written_as, one.row) == (NUMBER, WrittenAs.FIGURE, "i-1")
    assert (one.before, one.now, one.monthly) == ("1\u00a0494,00", "1\u00a0400,00", Decimal(1400))
    assert one.sheet == "Laskelma"
    assert one.about == "Vanhuuseläke · Keva · Työeläke: Määrä € (muutettava)"


def test_an_amount_of_a_year_is_told_by_the_month(finnish: Delivered) -> None:
    def edit(book: Workbook) -> None:
        put("client_i_1_amount", 18000)(book)
        put("client_i_1_per", "vuosi")(book)

    assert {one.monthly for one in finnish.written(edit)} == {Decimal("1500.00")}


def test_a_figure_that_the_officer_leaves_out_is_told_in_either_language(
    finnish: Delivered, swedish: Delivered
) -> None:
    [one] = finnish.written(put("client_i_2_counts", "ei"))
    assert (one.row, one.counts, one.monthly) == ("i-2", Counts.NOT_COUNTED, None)
    [other] = swedish.written(put("client_i_1_counts", "nej"))
    assert (other.row, other.counts) == ("i-1", Counts.NOT_COUNTED)


def test_a_row_of_the_officers_own_is_told_cell_by_cell(finnish: Delivered) -> None:
    def edit(book: Workbook) -> None:
        put("client_added_income_1_name", "Avustus")(book)
        put("client_added_income_1_amount", 250.5)(book)
        put("client_added_income_1_counts", "kyllä")(book)

    written = finnish.written(edit)
    assert {one.written_as for one in written} == {WrittenAs.ROW}
    assert [one.now for one in written] == ["Avustus", "250,50", "kyllä"]
    assert written[1].about.startswith("Avustus · ")


def test_an_answer_belongs_to_its_question() -> None:
    delivered = Delivered(with_open_rows())

    def edit(book: Workbook) -> None:
        sheet = book["Kysymykset"]
        column = next(
            cell.column for row in sheet.iter_rows() for cell in row
            if cell.value == "Viranhaltijan ratkaisu"
        )  # fmt: skip
        row = next(row[0].row for row in sheet.iter_rows() if row[0].value == 1)
        sheet.cell(row, column).value = "Luetaan tuloksi"

    [one] = delivered.written(edit)
    assert one.written_as is WrittenAs.ANSWER
    assert one.question == "officer_decides_income"
    assert one.now == "Luetaan tuloksi"


def test_what_is_written_anywhere_else_is_kept_as_a_note(finnish: Delivered) -> None:
    def edit(book: Workbook) -> None:
        book["Tulot"]["P5"] = "soitettu Kevaan 17.3."
        book["Yhteenveto"]["A3"].comment = Comment("tarkista", "virkailija")
        book.create_sheet("Omat laskelmat")["B2"] = 12.5
        book.remove(book["Lähteet"])

    written = finnish.written(edit)
    assert {one.written_as for one in written} == {WrittenAs.NOTE}
    told = {(one.sheet, one.now) for one in written}
    assert ("Tulot", "soitettu Kevaan 17.3.") in told
    assert any(sheet == "Yhteenveto" and "(tarkista)" in now for sheet, now in told)
    assert ("Omat laskelmat", "12,5") in told
    assert ("Lähteet", "") in told


def test_a_row_put_in_between_makes_no_other_row_a_changed_one(finnish: Delivered) -> None:
    def edit(book: Workbook) -> None:
        book["Lähteet"].insert_rows(6)
        book["Lähteet"]["D6"] = "oma rivi"

    [one] = finnish.written(edit)
    assert (one.sheet, one.cell, one.now, one.before) == ("Lähteet", "D6", "oma rivi", "")


def test_a_row_taken_out_is_one_change(finnish: Delivered) -> None:
    [one] = finnish.written(lambda book: book["Lähteet"].delete_rows(6))
    assert "Tulorekisteri" in one.before
    assert one.now == ""


def _another_book() -> bytes:
    book, file = openpyxl.Workbook(), BytesIO()
    book.save(file)
    return file.getvalue()


def _not_a_book() -> bytes:
    file = BytesIO()
    with ZipFile(file, "w") as parts:
        parts.writestr("letter.txt", "not a workbook")
    return file.getvalue()


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), b"text",
     _another_book(), _not_a_book()],
    ids=["empty", "half", "password", "text", "another", "archive"],
)  # fmt: skip
def test_what_is_no_working_copy_is_told_and_never_crashed_on(
    finnish: Delivered, content: bytes
) -> None:
    assert finnish.read(content) is None


@pytest.mark.parametrize("cut", [100, 5000, 20000])
def test_a_copy_that_was_cut_short_is_told(finnish: Delivered, cut: int) -> None:
    assert finnish.read(finnish.copy[:-cut]) is None


def test_a_working_copy_of_a_twin_without_rows_still_gives_its_notes(finnish: Delivered) -> None:
    copy = finnish.edited(put("client_i_1_amount", 1))
    reading = read_back(copy, finnish.sealed, {}, NUMBER)
    assert reading is not None
    assert [one.row for one in reading.written] == [""]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_what_libreoffice_saves_is_read_as_what_the_officer_changed(
    tmp_path: Path, finnish: Delivered, swedish: Delivered
) -> None:
    def change(book: Workbook) -> None:
        put("client_i_1_amount", 1400)(book)
        put("client_c_1_amount", 500)(book)

    settings = tmp_path / "profile" / "user"
    settings.mkdir(parents=True)
    (settings / "registrymodifications.xcu").write_text(
        '<?xml version="1.0"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">'
        '<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop '
        'oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>'
    )
    files = {"as-is": finnish.copy, "swedish": swedish.copy, "changed": finnish.edited(change)}
    for name, content in files.items():
        (tmp_path / f"{name}.xlsx").write_bytes(content)
    saved = tmp_path / "saved"
    subprocess.run(
        ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless",
         "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(saved),
         *(str(tmp_path / f"{name}.xlsx") for name in files)],
        check=True, capture_output=True, timeout=200,
    )  # fmt: skip
    as_is = finnish.read((saved / "as-is.xlsx").read_bytes())
    in_swedish = swedish.read((saved / "swedish.xlsx").read_bytes())
    assert as_is is not None
    assert in_swedish is not None
    assert (as_is.written, in_swedish.written) == ((), ())
    changed = finnish.read((saved / "changed.xlsx").read_bytes())
    assert changed is not None
    by_row = {one.row: one.monthly for one in changed.written}
    # 500 euros of rent less the 210 euros of housing allowance (10 d §).
    assert by_row == {"i-1": Decimal("1400.00"), "c-1": Decimal("290.00")}
    # 85 per cent of 1400 + 312.44 - 290 euros (7 c §).
    assert changed.fee == Decimal("1209.07")
    baseline = baseline_of(finnish.twin)
    assert baseline is not None
    accepted = baseline.with_officers(changed.written, changed.fee)
    assert accepted.sums.fee == Decimal("1209.07")
    assert replace(accepted, officer_fee=None) != baseline
