"""The import file of a voucher system: whole or not at all, each determination once, safe cells."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from robots.casework.case import PriceUnit
from robots.casework.identity_code import IdentityCode
from robots.casework.words import Service
from robots.neighbours import VoucherExport, VoucherExportSettings, VoucherRow
from robots.neighbours.errors import VoucherExportUnavailable, VoucherNotWritable

COLUMNS = [
    {"heading": "Hetu", "value": "identity_code"},
    {"heading": "Asia", "value": "case_id"},
    {"heading": "Palvelu", "value": "service"},
    {"heading": "Arvo", "value": "value"},
    {"heading": "Per", "value": "value_per"},
    {"heading": "Omavastuu", "value": "own_share"},
    {"heading": "Perusta", "value": "decision"},
    {"heading": "Päivä", "value": "day"},
    {"heading": "Muutos", "value": "change"},
    {"heading": "Lähde", "fixed": "=robotti"},
]
ROW = VoucherRow(
    determination="T-0024:voucher:2026-03-20",
    case_id="T-0024",
    identity_code=IdentityCode.parse("160554-9243", test_range=True),
    service=Service.HOME_CARE,
    value=Decimal("1031.36"),
    value_per=PriceUnit.HOUR,
    income=Decimal("2048.11"),
    deductions=Decimal("0.00"),
    own_share=None,
    own_share_per=None,
    corresponding_fee=Decimal("256.33"),
    decision="Aluehallitus § 301",
    due=date(2026, 3, 20),
    day=date(2026, 3, 16),
    version=1,
)
OTHER = replace(ROW, determination="T-0025:voucher:2026-03-20", case_id="T-0025")


class County:
    """A county with a folder for the files, and a clock that goes on by a minute an export."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "ulos"
        self.folder.mkdir()
        self.record = folder / "worker" / "exports.json"
        self._times = self._minutes()

    def export(self, *rows: VoucherRow, **settings: object):
        made = VoucherExportSettings.model_validate(
            {"folder": self.folder, "columns": COLUMNS} | settings
        )
        export = VoucherExport(
            made, record=self.record, key=b"k" * 32, clock=lambda: next(self._times)
        )
        return export.export(rows)

    def files(self) -> list[Path]:
        return sorted(self.folder.iterdir())

    @staticmethod
    def _minutes() -> Iterator[datetime]:
        now = datetime(2026, 3, 16, 6, 0, tzinfo=UTC)
        while True:
            yield now
            now += timedelta(minutes=1)


@pytest.fixture
def county(tmp_path: Path) -> County:
    return County(tmp_path)


def rows_of(file: Path, encoding: str = "utf-8") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.read_bytes().decode(encoding)), delimiter=";"))


def test_the_file_has_the_countys_columns_words_and_signs(county: County) -> None:
    words = {"service": {"home_care": "kotihoito"}, "per": {"hour": "tunti"}}
    done = county.export(ROW, words=words)
    assert done.file is not None
    assert done.file.name == "palvelusetelit-20260316-080000.csv"
    assert rows_of(done.file) == [
        {
            "Hetu": "160554-9243",
            "Asia": "T-0024",
            "Palvelu": "kotihoito",
            "Arvo": "1031,36",
            "Per": "tunti",
            "Omavastuu": "",
            "Perusta": "Aluehallitus § 301",
            "Päivä": "16.3.2026",
            "Muutos": "new",
            "Lähde": "'=robotti",
        }
    ]


def test_another_countys_form(county: County) -> None:
    form = {
        "separator": "\t",
        "encoding": "windows-1252",
        "decimal_sign": ".",
        "day_format": "iso",
        "headings": False,
    }
    done = county.export(ROW, **form)
    assert done.file is not None
    (line,) = done.file.read_bytes().decode("windows-1252").splitlines()
    assert "1031.36\thour" in line
    assert "2026-03-16" in line


def test_what_was_exported_is_not_exported_again(county: County) -> None:
    assert county.export(ROW).new == 1
    again = county.export(ROW, OTHER)
    assert (again.new, again.changed, again.unchanged) == (1, 0, 1)
    assert again.file is not None
    assert [row["Asia"] for row in rows_of(again.file)] == ["T-0025"]
    assert county.export(ROW, OTHER).file is None
    assert len(county.files()) == 2


def test_a_changed_value_is_exported_as_a_change_and_a_mere_new_version_is_not(
    county: County,
) -> None:
    county.export(ROW)
    assert county.export(replace(ROW, version=2, day=date(2026, 3, 17))).file is None
    done = county.export(replace(ROW, value=Decimal("999.00")))
    assert (done.new, done.changed) == (0, 1)
    assert done.file is not None
    assert rows_of(done.file)[0]["Muutos"] == "changed"


@pytest.mark.parametrize("text", ["=1+1", "+358", "-5", "@x", "\tx", "\rx", "\n=x"])
def test_a_text_from_elsewhere_is_no_formula(county: County, text: str) -> None:
    done = county.export(replace(ROW, decision=text))
    assert done.file is not None
    assert rows_of(done.file)[0]["Perusta"] == "'" + text


def test_separators_quotes_and_line_ends_stay_in_their_cell(county: County) -> None:
    hostile = 'Hallitus; "§ 3"\nrivi'
    done = county.export(replace(ROW, decision=hostile))
    assert done.file is not None
    assert rows_of(done.file)[0]["Perusta"] == hostile


def test_one_row_that_cannot_be_written_stops_the_whole_file(county: County) -> None:
    with pytest.raises(VoucherNotWritable) as refused:
        county.export(ROW, replace(OTHER, decision="Päätös ł"), encoding="latin-1")
    assert refused.value.context["case"] == "T-0025"
    assert county.files() == []
    assert county.export(ROW).new == 1


def test_an_export_cut_off_before_the_file_was_there_is_done_again(county: County) -> None:
    county.export(ROW)
    before = county.record.read_bytes()
    second = county.export(OTHER)
    assert second.file is not None
    coming = {"file": second.file.name, "rows": _new_rows(before, county.record.read_bytes())}
    # As it was just before the file got its name.
    second.file.rename(second.file.with_name(f".{second.file.name}.kesken"))
    county.record.write_text(json.dumps(json.loads(before) | {"coming": coming}), "utf-8")
    done = county.export(ROW, OTHER)
    assert (done.new, done.unchanged) == (1, 1)
    assert len(county.files()) == 2
    assert not [file for file in county.files() if file.name.startswith(".")]


def test_an_export_cut_off_after_the_file_was_there_is_not_done_twice(county: County) -> None:
    county.export(ROW)
    before = county.record.read_bytes()
    second = county.export(OTHER)
    assert second.file is not None
    coming = {"file": second.file.name, "rows": _new_rows(before, county.record.read_bytes())}
    county.record.write_text(json.dumps(json.loads(before) | {"coming": coming}), "utf-8")
    second.file.unlink()  # the voucher system has taken it already
    assert county.export(ROW, OTHER).file is None


def test_what_was_cut_off_before_the_record_knew_of_it_is_cleared_away(county: County) -> None:
    """It holds identity codes, and no later file has its name."""
    left = county.folder / ".palvelusetelit-20260315-020000.csv.kesken"
    left.write_text("160554-9243")
    another = county.folder / ".palvelusetelit.kesken"
    another.write_text("")
    assert county.export(ROW).new == 1
    assert not left.exists()
    assert another.exists()


@pytest.mark.parametrize("then", range(6))
@pytest.mark.parametrize("first", range(3))
def test_cut_off_again_while_recovering_loses_nothing(
    county: County, first: int, then: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file system stops at any of its changes, in the export and then in what mends it."""
    county.export(ROW)

    class Killed(BaseException):
        pass

    def stopping(after: int) -> None:
        done = iter(range(after))
        for owner, name in ((os, "replace"), (Path, "unlink")):
            real = vars(owner)[name]

            def change(*given: object, _real: Any = real, **more: object) -> None:
                if next(done, None) is None:
                    raise Killed
                _real(*given, **more)

            monkeypatch.setattr(owner, name, change)

    stopping(first)
    with pytest.raises(Killed):
        county.export(ROW, OTHER)
    monkeypatch.undo()
    stopping(then)
    with contextlib.suppress(Killed):
        county.export(ROW, OTHER)
    monkeypatch.undo()
    county.export(ROW, OTHER)
    cases = [row["Asia"] for file in county.folder.glob("*.csv") for row in rows_of(file)]
    assert sorted(cases) == ["T-0024", "T-0025"]
    assert not list(county.folder.glob(".*"))


def test_the_record_holds_nothing_of_anybody(county: County) -> None:
    county.export(ROW)
    record = county.record.read_text("utf-8")
    for secret in ("160554", "T-0024", "1031", "home_care"):
        assert secret not in record


def test_without_its_folder_nothing_is_exported(county: County) -> None:
    county.folder.rmdir()
    with pytest.raises(VoucherExportUnavailable):
        county.export(ROW)


def test_a_record_that_cannot_be_read_is_no_empty_one(county: County) -> None:
    county.export(ROW)
    county.record.write_text("{", "utf-8")
    with pytest.raises(VoucherExportUnavailable):
        county.export(ROW)


@pytest.mark.parametrize(
    "wrong",
    [
        {"columns": COLUMNS[1:]},
        {"columns": [*COLUMNS, COLUMNS[0]]},
        {"columns": [*COLUMNS, {"heading": "x"}]},
        {"columns": [*COLUMNS, {"heading": "x", "value": "name"}]},
        {"separator": ","},
        {"separator": '"'},
        {"encoding": "utf-99"},
        {"file_name": "setelit.csv"},
        {"file_name": "../{time}.csv"},
        {"file_name": "{time}{case}.csv"},
        {"outcomes": ["incomplete"]},
        {"outcomes": []},
    ],
)
def test_a_form_that_cannot_be_is_refused(tmp_path: Path, wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        VoucherExportSettings.model_validate({"folder": tmp_path, "columns": COLUMNS} | wrong)


def _new_rows(before: bytes, after: bytes) -> dict[str, str]:
    old, new = json.loads(before)["rows"], json.loads(after)["rows"]
    return {name: new[name] for name in new if name not in old}
