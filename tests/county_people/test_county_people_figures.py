"""What the made-up people's files expect is what the law gives, by other code than the robots'."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import county_people_arithmetic as arithmetic
import pytest
import yaml

PEOPLE = Path(__file__).parents[2] / "devdata" / "county" / "people"
FILES = {file.stem: yaml.safe_load(file.read_text("utf-8")) for file in PEOPLE.glob("*.yaml")}
COMPLETE = sorted(
    name
    for name, file in FILES.items()
    if file["expected"].get("preview", {}).get("complete") is True
)
OPEN = sorted(
    name
    for name, file in FILES.items()
    if any(one["counts"] == "officer" for one in file["expected"].get("incomes", []))
)


@pytest.mark.parametrize("name", COMPLETE)
def test_the_expected_preview_is_the_laws_and_the_countys(name: str) -> None:
    expected = dict(FILES[name]["expected"]["preview"])
    del expected["complete"]
    assert expected == arithmetic.by_county(FILES[name])


@pytest.mark.parametrize("name", OPEN)
def test_what_is_expected_without_and_with_the_open_rows_is_the_laws(name: str) -> None:
    expected = FILES[name]["expected"]["preview"]
    assert expected["fee_without_open"] == arithmetic.preview(FILES[name])["fee"]
    assert expected["fee_with_open"] == arithmetic.preview(FILES[name], count_open=True)["fee"]


@pytest.mark.parametrize("name", COMPLETE + OPEN)
def test_the_expected_incomes_and_costs_are_the_laws(name: str) -> None:
    expected = FILES[name]["expected"]
    assert expected["incomes"] == [
        {
            "person": line.person,
            "kind": line.kind,
            "source": line.source,
            "counts": line.counts,
            "monthly": arithmetic.rounded(line.monthly),
        }
        for line in arithmetic.incomes(FILES[name])
    ]
    assert expected["costs"] == [
        {"person": person, "kind": kind, "monthly": arithmetic.rounded(amount)}
        for (person, kind), amount in arithmetic.costs(FILES[name]).items()
    ]


@pytest.mark.parametrize(
    ("service", "net", "rent", "medicines", "fee"),
    [
        ("round_the_clock_housing", 1850, 620, 633.17, "982.24"),
        ("round_the_clock_housing", 1100, 450, 633.17, "402.24"),
        ("round_the_clock_housing", 1300, 0, 0, "1105.00"),
        ("institution", 950, 0, 0, "807.50"),
        ("institution", 800, 0, 0, "669.00"),
    ],
)
def test_published_examples_come_out_right(
    service: str, net: float, rent: float, medicines: float, fee: str
) -> None:
    file = made_up(service, {"client": net}, rent, medicines)
    assert arithmetic.preview(file)["fee"] == fee


@pytest.mark.parametrize(
    ("client", "spouse", "rent", "rule", "fee"),
    [
        (2400, 1300, 700, "joint_income", "1252.58"),
        (1500, 1900, 500, "own_income", "752.24"),
        (1300, 800, 600, "joint_income", "452.24"),
    ],
)
def test_published_examples_of_couples_come_out_right(
    client: float, spouse: float, rent: float, rule: str, fee: str
) -> None:
    incomes = {"client": client, "spouse": spouse}
    file = made_up("round_the_clock_housing", incomes, rent, 633.17)
    preview = arithmetic.preview(file)
    assert (preview["rule"], preview["fee"]) == (rule, fee)


def test_a_published_example_of_home_care_comes_out_right() -> None:
    file = made_up("home_care", {"client": 1500}, 0, 0)
    file["case"] |= {"hours": 10.5, "family_size": 1}
    assert arithmetic.preview(file)["fee"] == "152.19"


def made_up(
    service: str, pensions: dict[str, float], rent: float, medicines: float
) -> dict[str, Any]:
    """A case with one tax-free pension each, a rent and a year's medicines."""
    sources = {"incomes_register": "found", "documents": "found"}
    file: dict[str, Any] = {
        "case": {"service": service, "purpose": "fee", "shared_home_before_care": True},
        "spouse": None,
        "documents": [
            paper("rent_notice", rows=[{"row": "rent", "amount": rent}]),
            paper("medicine_summary", reimbursable=medicines),
        ],
        "expected": {"sources": dict.fromkeys(pensions, sources)},
    }
    for person, amount in pensions.items():
        pension = {"payer": "Keva", "code": 9001, "until": "2026-03", "gross": amount, "tax": 0}
        file[person] = {"incomes_register": {"benefits": [pension]}}
    return file


def paper(template: str, **values: Any) -> dict[str, Any]:
    return {"owner": "client", "template": template, "values": values}
