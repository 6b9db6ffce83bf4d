"""The fee door: what it prints, its exit status, and each mistake's own error in both languages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from robots.feelaw.__main__ import main
from robots.feelaw.written_cases import block_of, written_cases

CASE = "service: institution, day: 2026-03-01"
GOOD = f"{{name: good, {CASE}, client: {{incomes: [{{kind: wage, net: 950}}]}}}}"
COUNTY = Path(__file__).parents[2] / "devdata" / "county"


def run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, *arguments: str
) -> tuple[int, Any, str]:
    file = tmp_path / "cases.yaml"
    file.write_text(text, "utf-8")
    status = main([str(file), *arguments])
    printed = capsys.readouterr()
    return status, json.loads(printed.out) if printed.out else None, printed.err


@pytest.mark.parametrize(
    ("written", "code", "key"),
    [
        ("service: institution, day: 2026-03-01, client: {incomes: [{kind: gold, net: 1}]}",
         "kind_unknown", "client.incomes.0.kind"),
        ("service: institution, day: 2026-03-01, client: {deductions: [{kind: car, amount: 1}]}",
         "kind_unknown", "client.deductions.0.kind"),
        ("service: institution, day: 2026-03-01, client: {incomes: [{kind: wage, net: -1}]}",
         "negative_amount", "client.incomes.0.net"),
        (f"{CASE}, spouse: {{deductions: [{{kind: guardian_fee, amount: -0.01}}]}}",
         "negative_amount", "spouse.deductions.0.amount"),
        ("service: institution, day: 2026-03-01, cost_of_service: -5",
         "negative_amount", "cost_of_service"),
        ("service: home_care, day: 2026-03-01, family_size: 1", "hours_missing", "hours"),
        ("service: home_care, day: 2026-03-01, hours: 10", "family_size_missing", "family_size"),
        ("service: home_care, day: 2026-03-01, family_size: 1, weekly_hours: 3",
         "weekly_hours_without_rule", "weekly_hours"),
        ("service: institution, day: 2021-06-30", "day_outside_law", "day"),
        ("service: institution, day: 2028-01-01", "day_outside_law", "day"),
        ("service: hotel, day: 2026-03-01", "service_unknown", "service"),
        ("service: institution, day: 2026-03-01, act: 1/1900", "act_not_known", "act"),
        ("service: institution, day: 2026-03-01, income: 5", "key_unknown", "income"),
        ("service: institution", "key_missing", "day"),
        ("service: institution, day: soon", "value_not_understood", "day"),
        ("service: institution, day: 2026-03-01, client: {incomes: [{kind: wage, net: much}]}",
         "value_not_understood", "client.incomes.0.net"),
        ("service: institution, day: 2026-03-01, client: {incomes: [{kind: wage, net: .nan}]}",
         "value_not_understood", "client.incomes.0.net"),
        ("service: institution, day: 2026-02-30", "value_not_understood", "day"),
        ("service: institution, day: 2026-03-01, client: 5", "value_not_understood", "client"),
        (f"{CASE}", "key_missing", "client"),
        ("service: round_the_clock_housing, day: 2026-03-01, shared_home_before_care: true,"
         " client: {}", "spouse_missing", "spouse"),
        (f"{CASE}, client: {{incomes: [{{kind: wage, net: 1e30}}]}}",
         "value_refused", "client.incomes.0.net"),
        (f"{CASE}, client: {{incomes: [{{kind: wage, net: 0x100}}]}}",
         "value_not_understood", "client.incomes.0.net"),
        ("service: home_care, day: 2026-03-01, family_size: 1, hours: 10:30",
         "value_not_understood", "hours"),
        ("service: home_care, day: 2026-03-01, family_size: true, hours: 3",
         "value_not_understood", "family_size"),
        (f"{CASE}, client: {{}}, timeline: {{until: 9999-12-31}}",
         "value_refused", "timeline.until"),
        (f"{CASE}, client: {{}}, timeline: {{changes: [{{from: 2026-04-01, client: }}]}}",
         "value_not_understood", "timeline.changes.0.client"),
        ("service: round_the_clock_housing, day: 2026-03-01, act_section: 21 b §",
         "service_charged_otherwise", "act_section"),
    ],
)  # fmt: skip
def test_each_mistake_is_its_own_error_with_case_and_key_and_the_others_are_computed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], written: str, code: str, key: str
) -> None:
    text = f"- {{name: the wrong one, {written}}}\n- {GOOD}\n"
    status, (refused, good), _ = run(tmp_path, capsys, text)
    error = refused["error"]
    assert (status, error["code"], error["key"]) == (2, code, key)
    assert error["name"] == "the wrong one"
    for language in ("text_fi", "text_sv"):
        assert "the wrong one" in error[language]
        assert key in error[language]
    assert error["text_fi"] != error["text_sv"]
    assert good["fee"] == "807.50"


def test_a_case_without_a_name_is_named_by_its_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, blocks, _ = run(tmp_path, capsys, f"- {GOOD}\n- {{service: hotel}}\n- 5\n")
    assert [block["error"]["name"] for block in blocks[1:]] == ["#2", "#3"]
    assert blocks[2]["error"]["code"] == "written_case_refused"


def test_an_expected_error_matches_also_where_the_form_is_wrong() -> None:
    [case] = written_cases("- {service: hotel, day: 2026-03-01, expect: {error: service_unknown}}")
    assert block_of(case)["matches"] is True


def test_all_good_is_zero_and_a_file_that_is_none_is_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, capsys, f"- {GOOD}\n")[0] == 0
    status, blocks, said = run(tmp_path, capsys, "a: 1\n")
    assert (status, blocks) == (1, None)
    assert "luettelo" in said
    assert "lista" in said
    assert main([str(tmp_path / "none.yaml")]) == 1


@pytest.mark.parametrize(
    "text",
    [f"- {GOOD}\n- {{name: twice, {CASE}, client: {{}}, client: {{}}}}\n", f"- {GOOD}\n- }}\n"],
)
def test_a_key_that_stands_twice_is_refused_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    status, blocks, said = run(tmp_path, capsys, text)
    assert (status, blocks) == (1, None)
    assert "rivi 2" in said
    assert "rad 2" in said


def test_a_number_with_a_zero_before_it_is_read_as_people_do() -> None:
    text = "- {service: institution, day: 2026-03-01, client: {incomes: [{kind: wage, net: 0950}]}}"
    [case] = written_cases(text)
    assert block_of(case)["fee"] == "807.50"


def test_a_countys_own_decisions_come_from_its_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = f"- {GOOD.replace('950', '900')}\n"
    _, [alone], _ = run(tmp_path, capsys, text)
    _, [own], _ = run(tmp_path, capsys, text, "--county", str(COUNTY))
    assert (alone["fee"], own["fee"], own["act_fee"]) == ("765.00", "750.00", "765.00")


def test_a_county_whose_rules_cannot_be_followed_is_told_in_both_languages(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "county.toml").write_text(
        '[[fees.decisions]]\nfrom = 2026-01-01\ndecision = "X"\nshare_of_own_income = 0.9\n',
        "utf-8",
    )
    status, blocks, said = run(tmp_path, capsys, f"- {GOOD}\n", "--county", str(tmp_path))
    assert (status, blocks) == (1, None)
    assert "laki sallii enintään 0.85" in said
    assert "lagen tillåter högst 0.85" in said


def test_a_timeline_gives_each_stretch_its_preview(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (
        f"- {GOOD[:-1]}, timeline: {{from: 2025-12-01, until: 2026-12-31, retroactive: true}}}}\n"
    )
    status, [block], _ = run(tmp_path, capsys, text)
    assert status == 0
    first, second = block["timeline"]
    assert (first["from"], first["until"], first["fee"]) == ("2025-12-01", "2025-12-31", "807.50")
    assert (second["from"], second["until"]) == ("2026-01-01", "2026-12-31")
    assert second["parameters"]["personal_allowance_institution"] == "131"
    assert [change["code"] for change in second["changes"]] == ["index_amounts"]
    assert second["changes"][0]["text_fi"]
    assert second["changes"][0]["text_sv"]
    assert second["steps"]
