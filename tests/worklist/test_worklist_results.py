"""Results reach the worklist, whoever has it open, and nothing else in it changes."""

from __future__ import annotations

import csv
import errno
import json
import multiprocessing
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from worklist_office import OTHER, ROW, Office, result

from robots.casework.errors import CannotStart
from robots.casework.texts import Language
from robots.casework.words import Outcome
from robots.worklist import Applied

SHOWN = [
    "Kysymyksiä viranhaltijalle",
    "2026-03-16 14:05",
    "cases/T-1/tuloselvitys/v1/tuloselvitys.xlsx",
    "Kysymyksiä",
]
EMPTY = [None] * 4


def why(applied: Applied) -> str:
    assert applied.why is not None
    assert all(applied.why.in_words(language) for language in Language)
    return applied.why.code


def cells_of(file: Path) -> dict[str, Any]:
    sheet = openpyxl.load_workbook(file).worksheets[0]
    return {
        cell.coordinate: (
            cell.value,
            cell.font.b,
            cell.fill.start_color.rgb,
            cell.number_format,
            cell.comment.text if cell.comment else None,
        )
        for row in sheet.iter_rows(max_col=24)
        for cell in row
    }


# The way in


def test_a_result_is_shown_in_its_row_and_only_there(office: Office) -> None:
    office.save(ROW, OTHER)
    worklist = office.worklist()
    worklist.write_back(result())
    assert office.results() == {"T-1": EMPTY, "T-2": EMPTY}, "the file is left for the run's end"
    assert worklist.apply_pending() == Applied(1, 0)
    assert office.results() == {"T-1": SHOWN, "T-2": EMPTY}
    assert worklist.case("T-1").id == "T-1"
    assert worklist.apply_pending() == Applied(0, 0)


def test_the_officers_language_may_be_swedish(office: Office) -> None:
    office.settings = office.settings.model_copy(update={"language": Language.SWEDISH})
    office.save(ROW)
    worklist = office.worklist()
    worklist.write_back(result())
    worklist.apply_pending()
    status, _, _, reason = office.results()["T-1"]
    assert (status, reason) == ("Frågor till tjänsteinnehavaren", "Frågor")


def test_the_last_result_of_a_case_is_the_one_that_is_shown(office: Office) -> None:
    office.save(ROW)
    worklist = office.worklist()
    worklist.write_back(result())
    worklist.apply_pending()
    worklist.write_back(result(outcome=Outcome.READY, workbook="", reason_fi=""))
    assert worklist.apply_pending() == Applied(1, 0)
    assert office.results()["T-1"] == ["Valmis", "2026-03-16 14:05", None, None]


def test_rows_are_found_by_case_wherever_they_have_been_moved(office: Office) -> None:
    office.save(ROW, OTHER)
    worklist = office.worklist()
    worklist.write_back(result("T-2"))
    office.save(OTHER, ROW | {"id": "T-3"}, ROW)
    worklist.apply_pending()
    assert office.results() == {"T-2": SHOWN, "T-3": EMPTY, "T-1": EMPTY}


def test_next_years_row_of_the_same_case_does_not_show_this_years_result(office: Office) -> None:
    office.save(ROW)
    worklist = office.worklist()
    worklist.write_back(result())
    worklist.apply_pending()
    office.save(ROW | {"due": date(2027, 3, 31)})
    assert worklist.apply_pending() == Applied(0, 0)
    assert office.results() == {"T-1": EMPTY}


def test_a_row_that_cannot_be_read_is_told_why_in_its_place(office: Office) -> None:
    office.save(ROW | {"due": "31.2.2026"})
    worklist = office.worklist()
    (refused,) = worklist.read().refused
    reason = refused.reason.in_words(Language.FINNISH)
    worklist.write_back(result(outcome=Outcome.FAILED, workbook="", reason_fi=reason))
    assert worklist.apply_pending() == Applied(1, 0)
    assert office.results()["T-1"] == ["Ei onnistunut", "2026-03-16 14:05", None, reason]


# What must stay as it was


def test_everything_else_in_the_workbook_stays_as_it_was(office: Office) -> None:
    office.save(ROW, OTHER)
    book = openpyxl.load_workbook(office.file)
    sheet = book.worksheets[0]
    sheet["A2"].font = Font(bold=True, color="FF0000")
    sheet["B3"].fill = PatternFill("solid", start_color="FFFF00")
    sheet["C2"].comment = Comment("soita ensin", "virkailija")
    sheet["X2"] = "=1+1"
    sheet["Y2"].fill = PatternFill("solid", start_color="EEEEEE")
    sheet.freeze_panes = "C2"
    sheet.column_dimensions["A"].width = 31
    book.create_sheet("Muistiinpanot")["A1"] = "oma"
    book.save(office.file)
    before = cells_of(office.file)
    parts = {entry.filename: entry.CRC for entry in zipfile.ZipFile(office.file).infolist()}

    worklist = office.worklist()
    worklist.write_back(result())
    assert worklist.apply_pending() == Applied(1, 0)

    assert cells_of(office.file) == before
    after = {entry.filename: entry.CRC for entry in zipfile.ZipFile(office.file).infolist()}
    assert [name for name in parts if after[name] != parts[name]] == ["xl/worksheets/sheet1.xml"]
    sheet = openpyxl.load_workbook(office.file).worksheets[0]
    assert sheet["Y2"].value == SHOWN[0]
    assert sheet["Y2"].fill.start_color.rgb == "00EEEEEE"
    assert sheet.freeze_panes == "C2"
    assert sheet.column_dimensions["A"].width == 31


def test_the_last_values_of_formulas_live_on_for_the_next_reading(office: Office) -> None:
    office.save(ROW)
    _put_formula_with_value(office.file, "I2", "5*2.1", "10.5")
    worklist = office.worklist()
    worklist.write_back(result())
    worklist.apply_pending()
    assert str(worklist.case("T-1").hours) == "10.50"


def test_a_formula_in_a_result_column_is_not_overwritten(office: Office) -> None:
    office.save(ROW)
    _put_formula_with_value(office.file, "Y2", "TODAY()", "46097")
    worklist = office.worklist()
    worklist.write_back(result())
    applied = worklist.apply_pending()
    assert (applied.written, applied.pending) == (0, 1)
    assert why(applied) == "result_column_computed"


def _put_formula_with_value(file: Path, place: str, formula: str, value: str) -> None:
    """As Excel saves it; openpyxl cannot."""
    book = openpyxl.load_workbook(file)
    book.worksheets[0][place] = f"={formula}"
    book.save(file)
    with zipfile.ZipFile(file) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    assert f"<f>{formula}</f><v />" in sheet or f"<f>{formula}</f><v></v>" in sheet
    sheet = sheet.replace(f"<f>{formula}</f><v />", f"<f>{formula}</f><v>{value}</v>")
    sheet = sheet.replace(f"<f>{formula}</f><v></v>", f"<f>{formula}</f><v>{value}</v>")
    parts["xl/worksheets/sheet1.xml"] = sheet.encode()
    with zipfile.ZipFile(file, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)


def test_a_csv_file_keeps_its_mark_its_ends_of_lines_and_its_other_cells(
    office_with: Callable[[str], Office],
) -> None:
    office = office_with("lista.csv")
    office.save(ROW | {"reason": 'kysy "itse"; sitten\nsoita'}, OTHER)
    before = list(csv.reader(office.file.read_text("utf-8-sig").splitlines(True), delimiter=";"))
    worklist = office.worklist()
    worklist.write_back(result("T-2"))
    assert worklist.apply_pending() == Applied(1, 0)
    content = office.file.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    after = list(csv.reader(content.decode("utf-8-sig").splitlines(True), delimiter=";"))
    assert after[:2] == before[:2]
    assert after[2] == before[2] + SHOWN
    assert worklist.apply_pending() == Applied(0, 0)


def test_an_old_workbook_gets_its_results_in_a_workbook_beside_it(
    office_with: Callable[[str], Office],
) -> None:
    office = office_with("lista.xls")
    office.save(ROW, OTHER)
    before = office.file.read_bytes()
    worklist = office.worklist()
    worklist.write_back(result())
    assert worklist.apply_pending() == Applied(1, 0)
    assert worklist.apply_pending() == Applied(0, 0)
    assert office.file.read_bytes() == before
    beside = openpyxl.load_workbook(office.folder / "lista.tulokset.xlsx").worksheets[0]
    assert list(beside.values) == [
        ("Tapaus", "Tila", "Aika", "Työkirja", "Miksi"),
        ("T-1", *SHOWN),
    ]


# Somebody else is at it


@pytest.mark.parametrize("lock", ["~$lista.xlsx", ".~lock.lista.xlsx#"])
def test_results_wait_while_the_worklist_is_open_in_somebodys_program(
    office: Office, lock: str
) -> None:
    office.save(ROW)
    before = office.file.read_bytes()
    worklist = office.worklist()
    worklist.write_back(result())
    (office.folder / lock).touch()
    applied = worklist.apply_pending()
    assert (applied.written, applied.pending, why(applied)) == (0, 1, "worklist_open")
    assert office.file.read_bytes() == before
    (office.folder / lock).unlink()
    assert office.worklist().apply_pending() == Applied(1, 0), "by another run, too"


def test_results_wait_while_windows_does_not_let_the_file_be_replaced(office: Office) -> None:
    office.save(ROW)

    def refuse(new: Path, file: Path) -> None:
        raise PermissionError(errno.EACCES, "in use", str(file))

    worklist = office.worklist(replace=refuse)
    worklist.write_back(result())
    applied = worklist.apply_pending()
    assert (applied.written, applied.pending, why(applied)) == (0, 1, "worklist_not_writable")
    assert sorted(file.name for file in office.folder.iterdir()) == ["lista.xlsx", "worker"]
    assert office.worklist().apply_pending() == Applied(1, 0)


def test_a_result_comes_back_when_an_older_copy_is_saved_over_it(office: Office) -> None:
    office.save(ROW, OTHER)
    older = office.folder / "older.xlsx"
    shutil.copy(office.file, older)
    worklist = office.worklist()
    worklist.write_back(result())
    worklist.apply_pending()
    shutil.copy(older, office.file)
    assert office.results()["T-1"] == EMPTY
    assert office.worklist().apply_pending() == Applied(1, 0)
    assert office.results()["T-1"] == SHOWN


def test_what_an_officer_saves_while_we_write_is_not_lost(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.save(ROW)
    worklist = office.worklist()
    worklist.write_back(result())
    copymode = shutil.copymode

    def somebody_saves(*files: Path) -> None:
        copymode(*files)
        office.save(ROW, OTHER)

    monkeypatch.setattr(shutil, "copymode", somebody_saves)
    applied = worklist.apply_pending()
    assert (applied.pending, why(applied)) == (1, "worklist_changed")
    monkeypatch.undo()
    assert worklist.apply_pending() == Applied(1, 0)
    assert office.results() == {"T-1": SHOWN, "T-2": EMPTY}


def test_results_wait_while_the_file_cannot_be_read(office: Office) -> None:
    office.save(ROW)
    worklist = office.worklist()
    worklist.write_back(result())
    office.file.unlink()
    applied = worklist.apply_pending()
    assert (applied.pending, why(applied)) == (1, "worklist_missing")
    with pytest.raises(CannotStart):
        worklist.read()


# The journal


def test_a_line_cut_short_by_a_lost_power_is_no_result_and_spoils_none(office: Office) -> None:
    office.save(ROW, OTHER)
    worklist = office.worklist()
    worklist.write_back(result())
    with office.journal.open("a", encoding="utf-8") as journal:
        journal.write('{"result": {"case_id": "T-')
    worklist.write_back(result("T-2"))
    assert worklist.apply_pending() == Applied(2, 0)


def test_the_journal_does_not_grow_for_ever(office: Office) -> None:
    office.save(ROW)
    worklist = office.worklist()
    worklist.write_back(result())
    line = office.journal.read_text("utf-8")
    office.journal.write_text(line * 1500, "utf-8")
    assert worklist.apply_pending() == Applied(1, 0)
    assert office.journal.read_text("utf-8") == line
    assert set(json.loads(line)) == {"result", "purpose", "due"}


def test_processes_write_back_side_by_side(office: Office) -> None:
    office.save(*(ROW | {"id": f"T-{number}"} for number in range(1, 31)))
    context = multiprocessing.get_context("spawn")
    workers = [
        context.Process(target=write_back_some, args=(office, first)) for first in (1, 11, 21)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    office.worklist().apply_pending()
    assert set(map(tuple, office.results().values())) == {tuple(SHOWN)}


def write_back_some(office: Office, first: int) -> None:
    worklist = office.worklist()
    for number in range(first, first + 10):
        worklist.write_back(result(f"T-{number}"))
        worklist.apply_pending()


# Another program's eyes


@pytest.mark.slow
def test_libreoffice_opens_the_written_worklist(office: Office) -> None:
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("no LibreOffice on this machine")
    office.save(ROW, OTHER)
    worklist = office.worklist()
    worklist.write_back(result(reason_fi='Ääkköset & "<merkit>"'))
    worklist.apply_pending()
    subprocess.run(
        [program, f"-env:UserInstallation={(office.folder / 'profile').as_uri()}", "--headless",
         "--convert-to", "csv:Text - txt - csv (StarCalc):59,34,76", "--outdir",
         str(office.folder / "out"), str(office.file)],
        check=True,
        capture_output=True,
        timeout=120,
    )  # fmt: skip
    text = (office.folder / "out" / "lista.csv").read_text("utf-8")
    rows = list(csv.reader(text.splitlines(), delimiter=";"))
    assert rows[1][-4:] == [*SHOWN[:3], 'Ääkköset & "<merkit>"']
    assert rows[1][0] == "T-1"
