"""How the officer sees months, coverage, expected evidence, differences and the verdict."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from openpyxl import load_workbook
from summary_people import DAY, NOW
from summary_rows import IR, KELA, PAPERS, TAX, answer, compiled, income, monthly

from robots.casework.period import Period
from robots.casework.texts import Language
from robots.casework.words import IncomeKind, Mark, Per, Role, State
from robots.summary import Summary
from robots.summary.expected import Expected
from robots.summary.verdict import Completeness
from robots.workbook import Version, twin, twin_bytes, workbook
from robots.workbook.wording import Wording

VERSION = Version(1, "R-1", NOW)
SCHEMA = Path(__file__).parents[2] / "resources" / "schemas" / "tuloselvitys-1.json"
ASKED = Period.months_before(DAY, 12)


def everything() -> Summary:
    """A wage with slips that differ, a pension with a gap, a bonus, a rent without a lease."""
    wages = monthly("2025-03", "2026-02", kind=IncomeKind.WAGE, payer="Kauppa", gross=1200)
    slip = replace(wages[3], id="i-slip", source=PAPERS, gross=Decimal(1300))
    pension = [one for one in monthly("2025-03", "2026-03") if one.paid_on != date(2025, 8, 7)]
    bonus = income(gross=5000, paid_on=date(2026, 2, 20), marks=frozenset({Mark.ONE_OFF}))
    rent = income(IncomeKind.RENT_INCOME, source=TAX, per=Per.YEAR, payer="", gross=7200,
                  tax=Decimal(1440), tax_year=2024)  # fmt: skip
    return compiled(
        answer(IR, *wages, *pension, bonus, period=ASKED),
        answer(PAPERS, slip),
        answer(TAX, rent),
        answer(KELA, state=State.NONE, period=Period(date(2025, 6, 1), DAY)),
    )


def sheet(summary: Summary, name: str, language: Language = Language.FINNISH) -> list[list[Any]]:
    book = load_workbook(BytesIO(workbook(summary, VERSION, language)))
    return [[cell.value for cell in row] for row in book[name].iter_rows()]


def test_the_months_stand_in_columns_with_the_partial_one_last() -> None:
    rows = sheet(everything(), "Kuukaudet")
    heads = next(row for row in rows if row[3] == "3/2025")
    assert heads[3:16] == [
        *(f"{(at + 2) % 12 + 1}/{2025 + (at > 9)}" for at in range(12)),
        "3/2026\nvajaa, 1.–16.",
    ]
    wage, pension, bonus = rows[rows.index(heads) + 1 :]
    assert (wage[2], pension[2], bonus[2]) == ("vaihteleva", "jatkuva", "ei lasketa")
    assert wage[3:15] == [1080] * 12
    assert wage[15] == 0 or wage[15] == "–"
    assert (wage[16], wage[17]) == (12960, 1080)
    assert pension[8] == "–"
    assert "Ei maksuja: 1.8.2025–31.8.2025" in pension[1]
    assert (pension[15], pension[17]) == (900, 900)
    assert (bonus[14], bonus[17]) == (4500, None)


def test_the_mean_of_the_printed_months_is_the_printed_income() -> None:
    rows = sheet(everything(), "Månader", Language.SWEDISH)
    wage = next(row for row in rows if row[2] == "varierande")
    assert sum(wage[3:15]) == wage[16] == 12 * wage[17]


def test_under_the_sources_stand_gaps_expected_evidence_and_differences() -> None:
    rows = sheet(everything(), "Lähteet")
    texts = {str(value) for row in rows for value in row if value is not None}
    partial = "Vajaa kuukausi, vain päivät 1.3.2026–16.3.2026."
    assert f"Puuttuu: 1.3.2025–31.5.2025. {partial}" in texts
    assert partial in texts
    lease = next(row for row in rows if row[0] == "Selvitys nykyisestä vuokratulosta")
    assert lease[4] == "ei löytynyt"
    assert str(lease[5]).startswith("tulo ")
    difference = next(row for row in rows if row[0] == "Kauppa")
    assert (difference[4], difference[5]) == (1200, 1300)
    assert difference[7] == "tulorekisteri kertoo todella maksetun määrän"


def test_the_first_page_says_whether_it_is_enough_and_why_not() -> None:
    summary = compiled(answer(IR, state=State.FAILED))
    for language, name, said in (
        (Language.FINNISH, "Yhteenveto", "Tiedot ovat vajaat. Lähde ei vastannut: Tulorekisteri"),
        (Language.SWEDISH, "Sammandrag", "Uppgifterna är ofullständiga. Källan svarade inte"),
    ):
        rows = sheet(summary, name, language)
        assert any(str(value).startswith(said) for row in rows for value in row)


def test_the_twin_has_it_in_its_published_form() -> None:
    made = json.loads(twin_bytes(twin(everything(), VERSION)))
    schema = json.loads(SCHEMA.read_text("utf-8"))
    Draft202012Validator(schema, format_checker=FormatChecker()).validate(made)
    assert made["verdict"]["state"] == "incomplete"
    assert [one["code"] for one in made["verdict"]["reasons"]] == ["not_covered"]
    assert made["preview"]["fee"] is None
    assert [one["difference"] for one in made["differences"]] == ["100.00"]
    assert {one["code"] for one in made["expected"] if not one["is_found"]} == {
        "lease", "rent", "rent_costs",
    }  # fmt: skip
    [kela] = [one for one in made["coverage"] if one["source"] == "kela"]
    assert kela["gaps"] == [{"from": "2025-03-01", "to": "2025-05-31"}]
    assert [one["how"] for one in made["series"]] == ["mean", "level", "left_out"]
    assert made["series"][1]["gaps"] == [{"from": "2025-08-01", "to": "2025-08-31"}]


@pytest.mark.parametrize("language", Language)
def test_every_word_of_a_verdict_and_of_expected_evidence_has_a_name(language: Language) -> None:
    words = Wording(language)
    assert all(words.word("verdict", state) for state in Completeness)
    codes = ("papers", "rent", "guardian_fee", "lease", "accounts", "foreign_notice",
             "rent_costs", "spouse_of_decision")  # fmt: skip
    for code in codes:
        assert words.word("expected", code)
        finding = Expected(Role.CLIENT, code, values={"year": "2024"}).told()
        assert words.finding(finding)
