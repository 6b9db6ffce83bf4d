"""The main job over the made-up county: every case ends as its description says."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import jsonschema
import pdfplumber
import pytest
from nights import ROOT, WholeNight, people

from robots.casework.texts import Language, text
from robots.casework.words import CostKind

DELIVERED = {"ready", "questions", "incomplete"}
PEOPLE = people()
#: Characters inside the county's folder.
LONGEST_PATH = 160
UNREADABLE = {"T-0901", "T-0902", "T-0903"}


def by_case(person: dict[str, Any]) -> str:
    return f"{person['case']['id']} {person['title']}"


def test_the_night_ends_well(whole_night: WholeNight) -> None:
    assert whole_night.first.returncode == 0, whole_night.first.stderr[-3000:]
    report = Path(whole_night.first.stdout.strip())
    assert report.name == "ajoraportti.html"
    assert report.is_file()


def test_there_are_enough_people() -> None:
    assert len(PEOPLE) >= 28


@pytest.mark.parametrize("person", PEOPLE, ids=by_case)
def test_each_case_ends_as_described(whole_night: WholeNight, person: dict[str, Any]) -> None:
    case_id, expected = person["case"]["id"], person["expected"]
    assert whole_night.night.outcomes()[case_id] == expected["outcome"]
    assert (f"{case_id}/v1" in whole_night.night.versions()) == (expected["outcome"] in DELIVERED)


@pytest.mark.parametrize(
    "person", [one for one in PEOPLE if one["expected"]["outcome"] in DELIVERED], ids=by_case
)
def test_every_figure_in_the_twin_is_the_described_one(
    whole_night: WholeNight, person: dict[str, Any]
) -> None:
    twin, expected = whole_night.night.twin(person["case"]["id"]), person["expected"]
    assert sources_in(twin) == expected["sources"]
    assert flags_in(twin) == {who: sorted(flags) for who, flags in expected["flags"].items()}
    assert sums_in(twin["records"]) == sums_in(expected.get("incomes", []))
    assert sums_in(twin["deductions"]) == sums_in(expected.get("costs", []))
    assert codes_in(twin) == sorted(expected["findings"])
    for key, value in expected["preview"].items():
        assert twin["preview"][key] == value, key


@pytest.mark.parametrize(
    "person", [one for one in PEOPLE if one["expected"]["outcome"] in DELIVERED], ids=by_case
)
def test_every_twin_keeps_to_its_schema(whole_night: WholeNight, person: dict[str, Any]) -> None:
    schema = json.loads((ROOT / "resources/schemas/tuloselvitys-1.json").read_text("utf-8"))
    jsonschema.validate(
        whole_night.night.twin(person["case"]["id"]),
        schema,
        format_checker=jsonschema.FormatChecker(),
    )


def test_every_figure_leads_to_its_evidence(whole_night: WholeNight) -> None:
    night = whole_night.night
    for version in night.versions():
        case_id, name = version.split("/")
        folder = night.county / "cases" / case_id / "tuloselvitys" / name
        twin = night.twin(case_id)
        files = {one["id"]: one["file"] for one in twin["evidence"]}
        for record in twin["records"] + twin["deductions"]:
            cited = record["evidence"]
            cited = [cited] if isinstance(cited, str) else cited
            assert cited, (case_id, record["id"])
            # Sealed: the register protects somebody's address, or has told nothing of it.
            register = [one for one in twin["sources"] if one["source"] == "population_register"]
            sealed = "protected_address" in json.dumps(twin["persons"]) or any(
                one["state"] != "found" for one in register
            )
            for one in cited:
                assert sealed if files[one] is None else (folder / files[one]).is_file(), (
                    case_id,
                    record["id"],
                )


def test_a_protected_address_stands_in_no_delivered_file(whole_night: WholeNight) -> None:
    checked = 0
    for person in PEOPLE:
        if not (person["client"].get("population_register") or {}).get("protected_address"):
            continue
        address = person["client"]["address"]
        case = whole_night.night.county / "cases" / person["case"]["id"] / "tuloselvitys"
        for file in case.rglob("*"):
            if file.is_file():
                content = text_of(file)
                assert address["street"] not in content, file.name
                assert address["postal_code"] not in content, file.name
                checked += 1
    assert checked >= 5


def test_every_file_has_a_name_and_a_length_that_windows_takes(whole_night: WholeNight) -> None:
    """Windows' programs take 260 characters of a path at most: some are the county's own folder."""
    county, checked = whole_night.night.county, 0
    for path in county.rglob("*"):
        inside = path.relative_to(county)
        for part in inside.parts:
            assert not re.search(r'[<>:"\\|?*\0-\x1f]|[. ]$', part), inside
            assert not re.fullmatch(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?", part), inside
        assert len(str(inside)) <= LONGEST_PATH, inside
        checked += 1
    assert checked > 1000


def test_unreadable_rows_are_told_and_stop_nobody(whole_night: WholeNight) -> None:
    outcomes = whole_night.night.outcomes()
    assert {outcomes[case_id] for case_id in UNREADABLE} == {"failed"}
    assert len(outcomes) == len(PEOPLE) + len(UNREADABLE)


def test_the_worklist_tells_how_each_case_ended(whole_night: WholeNight) -> None:
    outcomes, results = whole_night.night.outcomes(), whole_night.night.results()
    assert set(results) == set(outcomes)
    for case_id, (state, why) in results.items():
        assert state == text(f"words.outcome_{outcomes[case_id]}", Language.FINNISH)
        assert why


def test_a_second_night_with_nothing_new_makes_no_version_and_asks_nobody_not_due(
    whole_night: WholeNight,
) -> None:
    night = whole_night.night
    versions = night.versions()
    again = night.door("nightly")
    assert again.returncode == 0, again.stderr[-3000:]
    assert night.versions() == versions
    tried_again = {case["case_id"] for case in night.run_record()["cases"]} - UNREADABLE
    asked = {
        entry["person"].split("/")[0] for entry in night.requests()[whole_night.requests_of_first :]
    }
    down = {
        person["case"]["id"]
        for person in PEOPLE
        if "unavailable" in json.dumps(person, default=str)
    }
    assert tried_again == down
    assert asked == down


def text_of(file: Path) -> str:
    """Everything that a reader could make of the file."""
    if file.suffix == ".xlsx":
        with ZipFile(file) as book:
            return "".join(book.read(name).decode("utf-8") for name in book.namelist())
    if file.suffix == ".pdf":
        with pdfplumber.open(file) as pdf:
            return "".join(page.extract_text() for page in pdf.pages)
    return file.read_bytes().decode("utf-8", errors="replace")


def sources_in(twin: dict[str, Any]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for source in twin["sources"]:
        found[source["person"]][source["source"]] = source["state"]
    return dict(found)


def flags_in(twin: dict[str, Any]) -> dict[str, list[str]]:
    return {person["role"]: sorted(person["flags"]) for person in twin["persons"]}


def codes_in(twin: dict[str, Any]) -> list[str]:
    """What is recognised in a scan hangs on whether tesseract is installed here."""
    told = [one["code"] for one in twin["findings"] if one["severity"] != "info"]
    return sorted(code for code in told if code != "document_recognised")


def sums_in(records: list[dict[str, Any]]) -> dict[tuple[str, ...], Decimal]:
    """What each figure adds a month, by person, kind, source, and whether the law counts it."""
    sums: dict[tuple[str, ...], Decimal] = defaultdict(Decimal)
    for record in records:
        if record["monthly"] is not None:
            sums[key_of(record)] += Decimal(record["monthly"])
    return dict(sums)


def key_of(line: dict[str, Any]) -> tuple[str, ...]:
    """A deduction is described for the person and kind, an income for its source as well."""
    if line["kind"] in set(CostKind):
        return (line["person"], line["kind"])
    return (line["person"], line["kind"], line["source"], line["counts"])
