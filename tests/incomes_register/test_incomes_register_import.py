"""A year's code workbook becomes the county's table, and says of no code what it is to the law."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from incomes_register_world import INCOME_TYPES

from robots.casework.words import IncomeKind
from robots.incomes_register.import_codes import main
from robots.incomes_register.income_types import Confirmation, IncomeType, IncomeTypes, Use
from robots.incomes_register.kinds import Kind

FIRST_DAY = date(2027, 1, 1)
DAY_BEFORE = date(2026, 12, 31)
HEADINGS = ["Koodiarvo", "Tulolajin nimi", "Ryhmä"]


def workbook(
    file: Path, rows: Sequence[Sequence[object]], headings: Sequence[str] = HEADINGS
) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Tulorekisteri", None, None])
    sheet.append([None])
    sheet.append(list(headings))
    for row in rows:
        sheet.append(list(row))
    book.create_sheet("Versiohistoria").append(["Versio", "Päivä"])
    book.save(file)
    return file


BENEFITS = [
    (1026, "Kansaneläke, vanhuus", "Vanhuuseläkkeet"),
    (1197, "Haitan  korvaus, tilapäinen (matkavakuutus)", "Haitan korvaus, tilapäinen"),
    (1266, "Ennakonpidätys", "Vähennettävät erät"),
    ("1269", "Ulosmittaus", "Vähennettävät erät"),
    (1500, "Uusi etuus", "Muut etuudet"),
    (9001, "Työeläke, uusi nimi", "Vanhuuseläkkeet"),
]


@pytest.fixture
def told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """Runs an import and gives what it told, and the county's table after it."""

    def run(rows: Sequence[Sequence[object]] = BENEFITS, *more: str) -> tuple[Any, IncomeTypes]:
        finnish = workbook(tmp_path / "etuudet.xlsx", rows)
        new = tmp_path / "new.csv"
        arguments = ["benefits", "--finnish", str(finnish), "--from", FIRST_DAY.isoformat()]
        arguments += ["--table", str(INCOME_TYPES), "--write", str(new), *more]
        assert main(arguments) == 0
        return json.loads(capsys.readouterr().out), IncomeTypes.shipped_with(new)

    return run


def found(types: IncomeTypes, code: int, day: date) -> IncomeType:
    one = types.find(Kind.BENEFITS, code, day)
    assert one is not None
    return one


def test_a_new_code_is_the_officers_whatever_its_name_is(told: Any) -> None:
    report, types = told()

    assert report["added"] == [{"code": 1500, "name_fi": "Uusi etuus"}]
    new = found(types, 1500, FIRST_DAY)
    assert (new.kind, new.confirmation) == (IncomeKind.UNKNOWN, Confirmation.IMPORTED)
    assert new.group == "Muut etuudet"
    assert types.find(Kind.BENEFITS, 1500, DAY_BEFORE) is None


def test_a_code_known_by_number_gets_its_name_and_stays_the_officers(told: Any) -> None:
    report, types = told()

    assert {entry["code"] for entry in report["named"]} == {1026, 1266}
    pension, tax = found(types, 1026, DAY_BEFORE), found(types, 1266, FIRST_DAY)
    assert (pension.name_fi, pension.kind) == ("Kansaneläke, vanhuus", IncomeKind.UNKNOWN)
    assert (tax.name_fi, tax.use) == ("Ennakonpidätys", Use.OFFICER), "a person says that it is tax"


def test_another_name_makes_a_code_the_officers_from_that_day_on(told: Any) -> None:
    report, types = told()

    assert report["changed"] == [
        {
            "code": 9001,
            "was": "Työeläke",
            "is": "Työeläke, uusi nimi",
            "use_was": "income",
            "kind_was": "earnings_pension",
            "kept": False,
        }
    ]
    assert found(types, 9001, DAY_BEFORE).kind is IncomeKind.EARNINGS_PENSION
    assert found(types, 9001, FIRST_DAY).kind is IncomeKind.UNKNOWN


def test_a_person_can_say_that_a_code_means_what_it_meant(told: Any) -> None:
    report, types = told(BENEFITS, "--same", "9001")

    assert report["changed"][0]["kept"] is True
    renamed = found(types, 9001, FIRST_DAY)
    assert (renamed.name_fi, renamed.kind) == ("Työeläke, uusi nimi", IncomeKind.EARNINGS_PENSION)
    assert renamed.confirmation is Confirmation.COUNTY


def test_a_code_that_is_listed_no_more_ends_the_day_before(told: Any) -> None:
    report, types = told()

    assert {"code": 9002, "name_fi": "Kansaneläke", "last_day": "2026-12-31"} in report["ended"]
    assert found(types, 9002, DAY_BEFORE).kind is IncomeKind.NATIONAL_PENSION
    assert types.find(Kind.BENEFITS, 9002, FIRST_DAY) is None


def test_what_is_as_it_was_stays_and_the_other_register_too(told: Any) -> None:
    report, types = told()

    assert report["unchanged"] == 2, "spaces do not make another name"
    assert found(types, 1269, FIRST_DAY).use is Use.DEDUCTION
    wage = types.find(Kind.WAGES, 206, FIRST_DAY)
    assert wage is not None
    assert wage.name_fi == "Iltatyölisä", "the county's own line"


def test_swedish_names_come_from_the_swedish_workbook(told: Any, tmp_path: Path) -> None:
    swedish = workbook(
        tmp_path / "förmåner.xlsx",
        [(1500, "Ny förmån"), (1269, "Utmätning av förmån")],
        ["Kodvärde", "Inkomstslagets namn"],
    )

    _, types = told(BENEFITS, "--swedish", str(swedish))

    assert found(types, 1500, FIRST_DAY).name_sv == "Ny förmån"
    assert found(types, 1269, FIRST_DAY).name_sv == "Utmätning av förmån"
    assert "translated" not in found(types, 1269, FIRST_DAY).source


def test_headings_between_the_rows_are_groups(told: Any) -> None:
    rows = [("Vähennettävät erät", None, None), (1267, "Lähdevero", None)]

    _, types = told(rows)

    assert (found(types, 1267, FIRST_DAY).group, found(types, 1267, FIRST_DAY).use) == (
        "Vähennettävät erät",
        Use.OFFICER,
    )


def test_a_wage_deduction_is_no_income_when_it_is_new(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = workbook(tmp_path / "palkat.xlsx", [(421, "Uusi vähennys", "")])
    new = tmp_path / "new.csv"

    assert main(["wages", "--finnish", str(file), "--from", "2027-01-01", "--write", str(new)]) == 0

    one = IncomeTypes.shipped_with(new).find(Kind.WAGES, 421, FIRST_DAY)
    assert one is not None
    assert (one.use, one.kind) == (Use.OFFICER, None)
    assert len(json.loads(capsys.readouterr().out)["ended"]) == 118


@pytest.mark.parametrize(
    ("rows", "headings"),
    [
        (BENEFITS, ["Tunnus", "Jotain", "Muuta"]),
        (BENEFITS, ["Koodiarvo", "Koodi", "Nimi"]),
        ([], HEADINGS),
        ([(1026, "Yksi", ""), (1026, "Toinen", "")], HEADINGS),
        ([("10 26", "Yksi", "")], HEADINGS),
        ([(1026, "", "Ryhmä")], HEADINGS),
        ([(1026, "Yksi", "31.2.2026")], ["Koodi", "Nimi", "Voimassa asti"]),
    ],
    ids=["headings", "heading twice", "empty", "code twice", "no code", "no name", "no day"],
)
def test_a_workbook_that_is_not_as_expected_changes_nothing(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    rows: Sequence[Sequence[object]],
    headings: Sequence[str],
) -> None:
    file, new = workbook(tmp_path / "etuudet.xlsx", rows, headings), tmp_path / "new.csv"

    status = main(["benefits", "--finnish", str(file), "--from", "2027-01-01", "--write", str(new)])

    assert (status, new.exists()) == (1, False)
    finnish, swedish = capsys.readouterr().err.splitlines()
    assert "etuudet.xlsx" in finnish
    assert "etuudet.xlsx" in swedish


def test_a_table_that_stands_is_never_written_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = workbook(tmp_path / "etuudet.xlsx", BENEFITS)
    table = tmp_path / "table.csv"
    table.write_text("the county's", "utf-8")

    status = main(
        ["benefits", "--finnish", str(file), "--from", "2027-01-01", "--write", str(table)]
    )

    assert (status, table.read_text("utf-8")) == (1, "the county's")
    assert "table.csv" in capsys.readouterr().err


def test_what_is_no_workbook_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "etuudet.xlsx"
    file.write_bytes(b"PK nothing")

    status = main(
        ["benefits", "--finnish", str(file), "--from", "2027-01-01", "--write", str(file) + ".csv"]
    )

    assert status == 1
    assert "etuudet.xlsx" in capsys.readouterr().err
