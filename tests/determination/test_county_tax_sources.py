"""The same case, its taxation once from a delivered file and once from the client's own paper."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from devdata.making.documents import make_document
from devdata.standins.people import People, read_yaml
from devdata.standins.tax_administration_delivery import deliver_rows
from robots.casework.texts import Language
from robots.casework.words import Outcome
from robots.county import open_county
from robots.county.settings import SettingWrong, read_settings
from robots.determination import CaseInRun, Request, run_one

Standins = tuple[dict[str, Any], Path]

PEOPLE = Path(__file__).parents[2] / "devdata/county/people"
CASE = "T-0005"
FILE = "05-forest-rent-dividends.yaml"


def chosen(folder: Path, source: str) -> None:
    """The county takes its taxation from there."""
    file = folder / "county.toml"
    written = file.read_text("utf-8")
    head, _, tail = written.partition("[interfaces.tax_administration]")
    rest = tail[tail.index("\n[") :]
    file.write_text(f"{head}[interfaces.tax_administration]\n{source}{rest}", "utf-8")


def delivered(folder: Path) -> None:
    (folder / "verotiedot").mkdir()
    deliver_rows(People.load(PEOPLE), folder / "verotiedot", date(2026, 2, 20))
    chosen(
        folder,
        'source = "file"\nfolder = "verotiedot"\noldest_days = 60\n'
        'layout = "registers/tax-administration-file.yaml"\n',
    )


def handed_in(folder: Path) -> None:
    person = read_yaml(PEOPLE / FILE)["client"]
    paper = make_document(person, "tax_decision", "fi", person["tax_administration"])
    (folder / "cases" / CASE / "asiakirjat" / "verotuspaatos.pdf").write_bytes(paper)
    chosen(folder, 'source = "document"\n')


def asked_by(standins: Standins) -> list[dict[str, Any]]:
    """What the stand-ins were asked so far, by other tests too."""
    journal = standins[1]
    lines = journal.read_text("utf-8").splitlines() if journal.exists() else []
    return [json.loads(line) for line in lines]


def silently(case: CaseInRun, count: int, total: int) -> None:
    """Progress that nobody looks at."""


@pytest.mark.slow
@pytest.mark.parametrize("lay", [delivered, handed_in])
def test_the_fee_is_the_same_whichever_source_tells_the_taxation(
    folder: Path, standins: Standins, lay: Any
) -> None:
    lay(folder)
    before = len(asked_by(standins))
    expected = read_yaml(PEOPLE / FILE)["expected"]
    with open_county(folder, standins=standins[0]) as county:
        run = run_one(county, CASE, Request("virkailija-07", "koe"), silently)
    (case,) = run.cases
    twin_file = folder / "cases" / CASE / "tuloselvitys" / "v1" / "tuloselvitys.json"
    twin = json.loads(twin_file.read_text("utf-8"))

    assert case.outcome is Outcome.READY, twin["findings"]
    assert twin["preview"]["fee"] == expected["preview"]["fee"]
    assert twin["preview"]["basis"] == expected["preview"]["basis"]
    asked = asked_by(standins)[before:]
    assert {one["source"] for one in asked} >= {"population_register", "incomes_register"}
    assert not [one for one in asked if one["source"] == "tax_administration"]


def test_what_a_file_source_lacks_is_named_at_start(folder: Path, standins: Standins) -> None:
    chosen(folder, 'source = "file"\nfolder = "verotiedot"\n')

    with pytest.raises(SettingWrong) as refused:
        read_settings(folder, standins[0])

    keys = {gap.key for gap in refused.value.gaps}
    assert keys == {
        f"interfaces.tax_administration.{key}" for key in ("folder", "layout", "oldest_days")
    }
    assert "oldest_days" in refused.value.in_words(Language.FINNISH)
