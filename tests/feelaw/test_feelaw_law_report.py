"""The table of the law as an officer reads it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from robots.casework.period import day_in_finnish
from robots.casework.sections import parse
from robots.casework.texts import Language, section_in_words, text
from robots.casework.words import CostKind, IncomeKind, Service
from robots.feelaw.law import Law, every_dated, law
from robots.feelaw.law_page import page
from robots.feelaw.law_report import main
from robots.feelaw.law_table import LawTable
from robots.feelaw.text_layout import WIDTH

TODAY = date(2026, 9, 1)


def entries(today: date = TODAY, day: date | None = None) -> dict[str, Any]:
    return LawTable(law(), today, Language.FINNISH, day).entries()


@pytest.mark.parametrize("language", Language)
def test_the_page_holds_every_value_with_its_source(language: Language) -> None:
    said = page(LawTable(law(), TODAY, language))
    together = " ".join(said.split())
    for name, amount in law().amounts.items():
        assert text(f"parameters.{name}", language) in together
        for value in amount.values:
            assert day_in_finnish(value.first_day) in together
    for file, dated in every_dated(law()):
        assert law().acts[dated.act].link in together
        if dated not in law().services.other_services.values():
            assert section_in_words(dated.section, language) in together, file
            assert " ".join(dated.quote.split()) in together, file
    for kind in IncomeKind:
        assert text(f"words.income_kind_{kind}", language).split()[0] in together


@pytest.mark.parametrize("language", Language)
def test_the_page_is_plain_text_a_hundred_columns_wide(language: Language) -> None:
    said = page(LawTable(law(), TODAY, language))
    assert [line for line in said.splitlines() if len(line) > WIDTH or line != line.rstrip()] == []
    assert "{" not in said
    assert "\t" not in said


def sections_in_words(entry: object) -> Iterator[str]:
    if isinstance(entry, dict):
        yield from (said for key, said in entry.items() if key == "section_in_words")
        for inner in entry.values():
            yield from sections_in_words(inner)
    elif isinstance(entry, list):
        for inner in entry:
            yield from sections_in_words(inner)


def test_the_swedish_page_cites_in_swedish() -> None:
    found = list(sections_in_words(LawTable(law(), TODAY, Language.SWEDISH).entries()))
    assert "10 b § 2 mom.; 92 § i inkomstskattelagen" in found
    assert "10 c § 1 mom. 4 punkten; 3 § 1 mom. i " in "".join(
        f"{one} " for one in found if one.startswith("10 c § 1 mom. 4")
    )
    assert [one for one in found if "kohta" in one or "luku" in one or "laki" in one] == []


def test_what_nobody_has_checked_for_thirteen_months_comes_first() -> None:
    checked = min(dated.checked_on for _, dated in every_dated(law()))
    month, year = (checked.month % 12 + 1, checked.year + 1 + checked.month // 12)
    due = date(year, month, checked.day)
    assert entries(due)["not_checked"] == []
    late = entries(due.replace(day=due.day + 1))["not_checked"]
    assert text("parameters.personal_allowance", Language.FINNISH) in [one["what"] for one in late]
    said = page(LawTable(law(), due.replace(day=due.day + 1), Language.FINNISH))
    assert said.index(text("lawreport.heading_not_checked", Language.FINNISH)) < said.index(
        text("lawreport.heading_amounts", Language.FINNISH)
    )
    assert f"tarkistettu {day_in_finnish(checked)}" in said


def test_missing_and_merely_derived_values_are_told() -> None:
    found = entries()
    missing = {(one["parameter"], one["from"]): one["reason"] for one in found["missing"]}
    assert missing["medicine_ceiling", "2021-07-01"] == "no_source"
    assert missing["medicine_ceiling", "2027-01-01"] == "not_published"
    assert missing["joint_fee_cap", "2021-07-01"] == "not_in_force"
    assert missing["forest_yields", "2027-01-01"] == "not_published"
    read = {"law_text", "ministry_notice"}
    derived = [d for _, d in every_dated(law()) if d.confirmed_by not in read]
    assert 0 < len(found["not_read"]) <= len(derived)
    assert {one["confirmed_by"] for one in found["not_read"]} == {"derived", "secondary"}


def test_each_kind_stands_with_each_service() -> None:
    found = entries()
    assert [one["kind"] for one in found["incomes"]] == list(IncomeKind)
    assert [one["kind"] for one in found["costs"]] == list(CostKind)
    for one in found["incomes"]:
        assert list(one["services"]) == list(Service)
        for treated in one["services"].values():
            assert parse(treated["section"])


def test_a_day_leaves_only_what_holds_on_it() -> None:
    found = entries(day=date(2024, 5, 1))
    [allowance] = [one for one in found["amounts"] if one["parameter"] == "personal_allowance"]
    assert [value["value"] for value in allowance["values"]] == ["182"]
    [limits] = found["income_limits"]["values"]
    assert limits["rows"][0][0] == "653"
    assert found["missing"] == []
    assert [year["tax_year"] for year in found["forest_years"]] == [2023]


def test_a_chain_that_differs_from_the_data_is_told() -> None:
    index = law().index
    points = index.points[2025].model_copy(update={"points": 3200})
    other = index.model_copy(update={"points": {**index.points, 2025: points}})
    table = LawTable(_with(index=other), TODAY, Language.FINNISH)
    assert not all(one["same"] for one in table.entries()["index"])
    assert "EROAA ARVOISTA" in page(table)
    assert "EROAA" not in page(LawTable(law(), TODAY, Language.FINNISH))


def _with(**changes: Any) -> Law:
    return replace(law(), **changes)


def test_the_door_prints_json_or_the_page(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--json", "--day", "2026-03-16", "--today", "2026-09-01"]) == 0
    assert json.loads(capsys.readouterr().out)["day"] == "2026-03-16"
    assert main(["--language", "sv", "--today", "2026-09-01"]) == 0
    assert capsys.readouterr().out.startswith("KLIENTAVGIFTSLAGENS VÄRDEN")


def test_the_door_refuses_a_day_outside_in_both_languages(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["--day", "2028-01-01", "--today", "2026-09-01"]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "1.1.2028" in said.err.splitlines()[0]
    assert "1.7.2021–31.12.2027" in said.err.splitlines()[1]
