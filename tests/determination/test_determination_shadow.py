"""Shadow mode: the work is done, nothing of it is delivered, and it is compared with the manual."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from light_county import LightCounty, light_county
from light_runs import silently

from robots.county import County
from robots.county.settings import SettingWrong
from robots.determination import Request, run_one
from robots.determination.record import RunKind
from robots.determination.vouchers import NotInShadow, export_vouchers
from robots.shadow import compared
from robots.shadow.manual import Manual, ManualResultUnreadable, manual_result

Standins = tuple[dict[str, Any], Path]
SHADOW = """
[shadow]
folder = "varjo"
manual = "kasin.csv"
columns = {case = "Asia", amount = "Maksu", incomes = {"Työeläke" = ["earnings_pension"]}}
tolerance = 0.05
"""


@pytest.fixture
def light(tmp_path: Path, standins: Standins, folder: Path) -> LightCounty:
    made = light_county(tmp_path / "light", standins)
    (made.folder / "varjo").mkdir()
    file = made.folder / "county.toml"
    file.write_text(file.read_text("utf-8") + SHADOW, "utf-8")
    manual(made, "Asia;Maksu;Työeläke\n")
    return made


def manual(light: LightCounty, written: str) -> None:
    (light.folder / "kasin.csv").write_text(written, "utf-8-sig")


def totals(light: LightCounty, fees: dict[str, str]) -> None:
    """As if a total had come out: without Kela, who is not asked here, there is none."""
    for case_id, fee in fees.items():
        file = light.folder / "cases" / case_id / "tuloselvitys-varjo" / "v1" / "tuloselvitys.json"
        twin = json.loads(file.read_text("utf-8"))
        twin["preview"] |= {"complete": True, "fee": fee}
        file.chmod(0o600)
        file.write_text(json.dumps(twin), "utf-8")


def test_nothing_of_a_shadow_run_is_delivered_and_it_is_compared_case_by_case(
    light: LightCounty, county: County
) -> None:
    worklist = light.folder / "tyolista.xlsx"
    before = hashlib.sha256(worklist.read_bytes()).hexdigest()
    ids = ("T-0001", "T-0002", "T-0003", "T-0004")
    for case_id in ids:
        run = run_one(county, case_id, Request("virkailija-07", "varjo"), silently)
    assert hashlib.sha256(worklist.read_bytes()).hexdigest() == before, "it is not written"
    assert light.versions() == {}, "nothing lies where the officer looks"
    markers = light.folder.glob("cases/*/tuloselvitys-varjo/v1/valmis.json")
    delivered = {file.parents[2].name for file in markers}
    assert delivered == set(ids)
    files = {one.name for one in light.folder.glob("cases/*/*/v1/*") if one.is_file()}
    assert files == {"tuloselvitys.xlsx", "tuloselvitys.json", "valmis.json"}, "no letters"
    with pytest.raises(NotInShadow):
        export_vouchers(county)
    assert county.access_log_folder == light.folder / "worker" / "access-log", "one log"
    assert list(county.access_log_folder.rglob("*.jsonl")), "the authorities were asked, and logged"

    totals(light, {"T-0001": "694.58", "T-0002": "100.00", "T-0003": "50.00"})
    manual(
        light,
        "Asia;Maksu;Työeläke\nT-0001;694,60;1546,34\nT-0002;110,00;1,00\nT-0004;12,00\n"
        "T-0005;9,00\nT-0006;8,00\n;\n",
    )
    spoil(light, "T-0006")
    run = compared(county, _of_all(run, ids))
    assert run.shadow is not None
    assert (run.shadow.agreeing, run.shadow.differing) == (1, 1)
    assert (run.shadow.not_computed, run.shadow.not_decided) == (2, 1)
    assert run.shadow.unreadable_cases == ("T-0006",), "not taken for a case without a result"
    assert run.shadow.differing_cases == ("T-0002",)
    (part,) = run.shadow.parts
    assert (part.heading, part.counts["agrees"]) == ("Työeläke", 1)
    (book,) = (light.folder / "varjo").glob("*.xlsx")
    assert book.name == run.shadow.book
    summary, listed, parts = openpyxl.load_workbook(book).worksheets
    assert ("eri määrä", 1) in {row[:2] for row in summary.values}
    by_kind = {(row[0], row[1]): row[2:] for row in parts.values}
    assert by_kind["T-0001", "Työeläke"] == ("sama", 1546.34, 1546.34, 0)
    rows = list(listed.values)
    told = {row[0]: row[1:5] for row in rows[1:]}
    assert rows[1][0] == "T-0002", "what differs comes first"
    assert told["T-0002"][1:] == (110, 100, -10)
    assert told["T-0001"][0] == "sama määrä", "within the tolerance"
    assert told["T-0003"][1:3] == (None, 50)
    assert told["T-0005"][1:3] == (9, None)
    record = (county.state / "runs" / run.id / "run.json").read_text("utf-8")
    assert json.loads(record)["shadow"]["differing"] == 1
    assert "694" not in record, "numbers of cases only"


def spoil(light: LightCounty, case_id: str) -> None:
    """A version whose twin somebody has cut off in the middle."""
    cases = light.folder / "cases"
    shutil.copytree(cases / "T-0001" / "tuloselvitys-varjo", cases / case_id / "tuloselvitys-varjo")
    file = cases / case_id / "tuloselvitys-varjo" / "v1" / "tuloselvitys.json"
    file.chmod(0o600)
    file.write_bytes(file.read_bytes()[:100])


def test_a_request_is_compared_for_its_own_case(light: LightCounty, county: County) -> None:
    manual(light, "Asia;Maksu;Työeläke\nT-0001;694,60;\nT-0002;1,00;\n")
    run = run_one(county, "T-0001", Request("virkailija-07", "varjo"), silently)
    told = compared(county, run).shadow
    assert told is not None
    assert told.not_computed_cases == ("T-0001",), "nothing is told of the others"


def _of_all(run: Any, ids: tuple[str, ...]) -> Any:
    """One run of all the cases, as a night is."""
    cases = tuple(replace(run.cases[0], case_id=one) for one in ids)
    return replace(run, kind=RunKind.NIGHTLY, cases=cases)


def test_a_manual_result_that_cannot_be_understood_is_told_and_fails_no_run(
    light: LightCounty, county: County
) -> None:
    settings = county.settings.shadow
    assert settings is not None
    for written, row in (
        ("Asia;Summa;Työeläke\nT-0001;1,00\n", 0),
        ("Asia;Maksu\nT-0001;1,00\n", 0),
        ("Asia;Maksu;Työeläke\nT-0001;paljon\n", 2),
        ("Asia;Maksu;Työeläke\nT-0001;1,00;vähän\n", 2),
        ("Asia;Maksu;Työeläke\nT-0001;1,00\nT-0001;2,00\n", 3),
    ):
        manual(light, written)
        with pytest.raises(ManualResultUnreadable) as refused:
            manual_result(settings)
        assert refused.value.context == {"row": row}
    manual(light, "Asia;Maksu;Työeläke\nT-0001;1 234,50\nT-0002;7.5;8\nT-0003;;9\nT-0004;;\n")
    assert manual_result(settings) == {
        "T-0001": Manual(Decimal("1234.50")),
        "T-0002": Manual(Decimal("7.5"), {"Työeläke": Decimal(8)}),
        "T-0003": Manual(None, {"Työeläke": Decimal(9)}),
    }
    (light.folder / "kasin.csv").unlink()
    run = run_one(county, "T-0001", Request("virkailija-07", "varjo"), silently)
    told = compared(county, run).shadow
    assert told is not None
    assert told.why_not is not None
    assert told.why_not.code == "manual_result_unreadable"


def test_a_shadow_shares_no_queue_with_the_real_work(light: LightCounty) -> None:
    with light.open() as county:
        assert county.state == light.folder / "worker" / "varjo"
    file = light.folder / "county.toml"
    shared = '[run]\ndatabase = "postgresql://u@h/d"\n'
    file.write_text(file.read_text("utf-8").replace("[run]\n", shared), "utf-8")
    with pytest.raises(SettingWrong):
        light.open()
