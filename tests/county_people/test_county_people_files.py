"""The made-up people's files: nobody real, no situation missing, all that is made from them."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from devdata.making.columns import Columns
from devdata.making.county import differences, make, sheet_values
from devdata.making.worklist import cells, rows
from robots.casework.case import Capacity, Cause, Choice, ConsentState
from robots.casework.words import Outcome, PersonFlag, Purpose, Role, Service, Source, State

COUNTY = Path(__file__).parents[2] / "devdata" / "county"
PEOPLE = COUNTY / "people"
FILES = {file.stem: yaml.safe_load(file.read_text("utf-8")) for file in PEOPLE.glob("*.yaml")}
PERSONS = {
    f"{name}/{role}": file[role]
    for name, file in sorted(FILES.items())
    for role in ("client", "spouse")
    if file[role]
}
SITUATIONS = {
    "pensioner_alone",
    "couple_joint_income",
    "couple_own_income",
    "wage_earner_varying_pay",
    "forest_rent_dividends",
    "tax_free_kela_benefits",
    "disability_allowance_in_housing",
    "disability_allowance_in_home_care",
    "care_allowance_with_veterans_supplement",
    "guardian",
    "protected_address",
    "dead_client",
    "changed_identity_code",
    "nothing_found",
    "consent_withdrawn",
    "not_told",
    "highest_fee_accepted",
    "disability_services_act",
    "brings_everything",
    "consent_by_guardian",
    "first_determination_only",
    "one_authority_refused",
    "cohabiting_partner",
    "voucher",
    "authority_down",
    "wrong_person",
    "locked_pdf",
    "scanned_pdf",
    "home_care_couple",
    "institution",
    "allowance_binds",
    "equal_incomes",
    "one_off_capital_gain",
    "spouse_consent_missing",
    "swedish_speaking",
    "wages_by_income_type",
    "unemployment_benefit",
    "pending_application",
    "benefit_ended",
    "provisional_decision",
    "unknown_income_code",
    "joint_fee_capped",
    "sources_differ",
    "family_care",
    "both_in_long_term_care",
    "mandate_holder",
    "spouse_differs",
    "new_intermediate_character",
    "consent_giver_differs",
}
DELIVERED = ("ready", "questions", "incomplete")
each_file = pytest.mark.parametrize("name", sorted(FILES))


def codes() -> list[str]:
    active = (one["population_register"].get("active_code") for one in PERSONS.values())
    return [one["identity_code"] for one in PERSONS.values()] + [code for code in active if code]


def test_every_situation_is_there() -> None:
    described = Counter(tag for file in FILES.values() for tag in file["situations"])
    assert set(described) >= SITUATIONS
    assert len(FILES) >= 28


def test_case_ids_are_unique_and_stand_in_the_files_order() -> None:
    ids = [FILES[name]["case"]["id"] for name in sorted(FILES)]
    assert ids == [f"T-{name.split('-')[0]:0>4}" for name in sorted(FILES)]
    assert len(set(ids)) == len(ids)


def test_identity_codes_are_nobodys_and_each_is_one_persons() -> None:
    for code in codes():
        assert re.fullmatch(r"\d{6}[-YXWVUA-F]9\d\d[0-9A-Y]", code)
        check = "0123456789ABCDEFHJKLMNPRSTUVWXY"[int(code[:6] + code[7:10]) % 31]
        assert code[10] == check
    assert len(set(codes())) == len(codes())


def test_some_identity_codes_have_the_intermediate_characters_of_2023() -> None:
    assert any(code[6] in "YXWVUBCDEF" for code in codes())


def test_business_ids_are_made_up_and_have_the_right_check_digit() -> None:
    ids = set(re.findall(r"\b\d{7}-\d\b", "".join(map(str, FILES.values())))) - {"0246246-0"}
    assert ids
    for business_id in ids:
        assert business_id.startswith("999")
        digits = zip(business_id[:7], (7, 9, 10, 5, 8, 4, 2), strict=True)
        rest = sum(int(digit) * weight for digit, weight in digits) % 11
        assert rest != 1
        assert int(business_id[-1]) == (11 - rest) % 11


@each_file
def test_only_known_words_are_used(name: str) -> None:
    file = FILES[name]
    case, expected = file["case"], file["expected"]
    assert case["service"] in list(Service)
    assert case["purpose"] in list(Purpose)
    assert case["cause"] in list(Cause)
    assert case["choice"] in list(Choice)
    assert expected["outcome"] in list(Outcome)
    for consent in file["consents"]:
        assert consent["role"] in list(Role)
        assert consent["source"] in list(Source)
        assert consent["state"] in list(ConsentState)
        assert consent["given_by"] in list(Capacity)
    for states in expected["sources"].values():
        assert set(states) <= set(Source)
        assert set(states.values()) <= set(State)
    for flags in expected["flags"].values():
        assert set(flags) <= set(PersonFlag)


@each_file
def test_what_is_expected_of_a_source_follows_from_what_it_has(name: str) -> None:
    file = FILES[name]
    for role, states in file["expected"]["sources"].items():
        for source, state in states.items():
            if state in ("found", "none", "failed", "partial"):
                assert state == _state(file, role, source), (role, source)


@each_file
def test_only_what_is_delivered_has_figures(name: str) -> None:
    expected = FILES[name]["expected"]
    assert ("preview" in expected) == (expected["outcome"] in DELIVERED)
    if "preview" in expected and not expected["preview"]["complete"]:
        figures = ("income", "deductions", "basis", "fee")
        assert all(expected["preview"][figure] is None for figure in figures)
        is_open = any(one["counts"] == "officer" for one in expected["incomes"])
        assert ("fee_without_open" in expected["preview"]) == is_open


def test_what_kela_pays_is_seen_twice_in_several_lives() -> None:
    both = [
        name
        for name, person in PERSONS.items()
        for benefit in person["incomes_register"]["benefits"]
        if benefit["business_id"] == "0246246-0"
        and benefit["gross"] in [one["gross"] for one in person["kela"].get("benefits", [])]
    ]
    assert len(set(both)) >= 5


def test_the_worklist_says_what_the_files_say() -> None:
    headings, *sheet = sheet_values(COUNTY / "tyolista.xlsx")
    columns = Columns.read()
    assert list(headings) == [*columns.headings.values(), *columns.results.values()]
    results = [None] * len(columns.results)
    described = [[*row, *results] for row in cells(PEOPLE, columns)]
    assert [list(map(_plain, row)) for row in sheet] == [
        list(map(_plain, row)) for row in described
    ]


def test_three_rows_of_the_worklist_cannot_be_read() -> None:
    wrong_code, no_service, no_day = rows(PEOPLE)[-3:]
    code = wrong_code["identity_code"]
    assert "0123456789ABCDEFHJKLMNPRSTUVWXY"[int(code[:6] + code[7:10]) % 31] != code[10]
    assert no_service["service"] is None
    assert no_day["due"] == "31.2.2026"


def test_everything_committed_is_as_made_anew(tmp_path: Path) -> None:
    make(PEOPLE, tmp_path)
    assert differences(tmp_path, COUNTY) == []


def test_a_paper_that_is_not_as_described_is_named(tmp_path: Path) -> None:
    made, other = tmp_path / "made", tmp_path / "other"
    made.mkdir()
    other.mkdir()
    make(PEOPLE, made)
    make(PEOPLE, other)
    paper = next((other / "cases").rglob("*.pdf"))
    paper.write_bytes(paper.read_bytes() + b"%")
    (other / "tyolista.xlsx").unlink()
    assert differences(made, other) == [paper.relative_to(other).as_posix(), "tyolista.xlsx"]


def _state(file: dict[str, Any], role: str, source: str) -> str:
    """The state that a source must end in, when it is asked about somebody."""
    if source == "documents":
        papers = [paper for paper in file["documents"] if paper["owner"] == role]
        damaged = any(paper["damage"] != "none" for paper in papers)
        return "partial" if damaged else "found" if papers else "none"
    block = file[role][source]
    if block["answer"] in ("unavailable", "wrong_person", "no_right"):
        return "failed"
    held = {
        "population_register": ("residents",),
        "incomes_register": ("wages", "benefits"),
        "tax_administration": ("items", "forests"),
        "kela": ("benefits", "pending"),
    }[source]
    return "found" if any(block.get(key) for key in held) else "none"


def _plain(cell: object) -> object:
    """A cell as people see it: a workbook gives a day as a day with a clock."""
    return cell.date() if hasattr(cell, "date") else cell
