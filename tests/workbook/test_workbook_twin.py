from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from made_up_summary import VERSION, alone, couple_at_worst, with_open_rows, without_a_source

from robots.summary.model import Summary
from robots.workbook import Version, comparable, twin, twin_bytes

SCHEMAS = Path(__file__).parents[2] / "resources" / "schemas"
SUMMARIES = pytest.mark.parametrize(
    "made", [alone, couple_at_worst, without_a_source, with_open_rows]
)


def validator() -> Draft202012Validator:
    schema = json.loads((SCHEMAS / "tuloselvitys-1.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=FormatChecker())


@SUMMARIES
def test_the_twin_is_of_the_published_form(made: Any) -> None:
    validator().validate(json.loads(twin_bytes(twin(made(), VERSION))))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("schema",), "tuloselvitys-2"),
        (("records", 0, "gross"), 1800.0),
        (("records", 0, "gross"), "1800"),
        (("records", 0, "kind"), "salary"),
        (("sources", 0, "state"), "empty"),
        (("evidence", 0, "file"), "../x.xml"),
        (("evidence", 0, "sha256"), "abc"),
        (("evidence", 0, "sha256"), None),
        (("evidence", 0, "file"), None),
        (("evidence", 0, "file"), ""),
        (("evidence", 0, "what_sv"), ""),
        (("created_at",), "2026-03-16T06:15:09"),
        (("preview", "complete"), False),
        (("persons",), []),
    ],
)
def test_the_form_refuses_what_must_not_be(path: tuple[Any, ...], value: Any) -> None:
    made = json.loads(twin_bytes(twin(alone(), VERSION)))
    place = made
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    assert not validator().is_valid(made)


@pytest.mark.parametrize("key", ["schema", "persons", "records", "preview", "evidence"])
def test_the_form_wants_every_key_and_allows_more(key: str) -> None:
    made = twin(alone(), VERSION)
    assert validator().is_valid({**made, "a_later_key": "complete"})
    del made[key]
    assert not validator().is_valid(made)


@SUMMARIES
def test_no_name_and_no_identity_code_of_a_person_is_in_the_twin(made: Any) -> None:
    summary: Summary = made()
    text = twin_bytes(twin(summary, VERSION)).decode()
    for person in summary.persons:
        assert person.identity_code is not None
        assert person.identity_code.reveal() not in text
        assert person.name not in text
        assert all(guardian.name not in text for guardian in person.guardians)


def test_figures_states_and_the_fee_stand_as_they_are_in_the_summary() -> None:
    made = twin(alone(), VERSION)
    pension, national, housing, earlier = made["records"]
    assert (pension["gross"], pension["tax"], pension["net"]) == ("1800.00", "306.00", "1494.00")
    assert (pension["monthly"], pension["counts"]) == ("1494.00", "counted")
    assert (national["source"], housing["counts"]) == ("kela", "not_counted")
    assert earlier["monthly"] is None
    assert made["preview"]["income"] == "1806.44"
    assert made["preview"]["complete"] is True
    step = made["preview"]["steps"][0]
    assert step.keys() >= {"what", "what_sv", "value", "section", "parameters"}
    assert made["deductions"][0]["amount"] == "620.00"
    assert made["created_at"] == "2026-03-16T06:15:09+02:00"


def test_forest_land_is_a_record_with_its_place_and_size() -> None:
    [forest] = [one for one in twin(couple_at_worst(), VERSION)["records"] if "forest" in one]
    assert forest["forest"] == {"municipality": "Espoo", "hectares": "20", "interest": "120.50"}
    assert forest["kind"] == "forest"
    assert forest["monthly"] is not None
    assert forest["derivation"]


def test_evidence_is_named_in_both_languages_and_of_somebody() -> None:
    first = twin(alone(), VERSION)["evidence"][0]
    assert first["person"] == "client"
    assert first["what"] == "Tulorekisteri: Vanhuuseläke, Keva, maksettu 2.3.2026"
    assert first["what_sv"] == "Inkomstregistret: Ålderspension, Keva, betald 2.3.2026"


def test_a_source_that_failed_says_why_in_both_languages_and_there_is_no_amount() -> None:
    made = twin(without_a_source(), VERSION)
    [failed] = [one for one in made["sources"] if one["state"] == "failed"]
    assert failed["reason"] == "person_mismatch"
    assert failed["reason_fi"] != failed["reason_sv"]
    assert made["preview"]["fee"] is None


def test_an_open_row_leaves_the_fee_out_and_gives_what_it_would_be_without_and_with_it() -> None:
    made = twin(with_open_rows(), VERSION)["preview"]
    assert [made[key] for key in ("complete", "fee", "income", "basis")] == [
        False,
        None,
        None,
        None,
    ]
    assert made["open_rows"] == ["i-5"]
    assert (made["fee_without_open"], made["fee_with_open"]) == ("679.00", "979.00")
    assert (made["without_open"]["basis"], made["with_open"]["basis"]) == ("874.00", "1174.00")
    assert made["with_open"]["steps"][-1]["what"].endswith("(ei maksu)")
    unknown = twin(with_open_rows(net=None), VERSION)["preview"]
    assert (unknown["fee_without_open"], unknown["fee_with_open"]) == ("679.00", None)


@pytest.mark.parametrize("key", ["fee_without_open", "fee_with_open"])
def test_the_form_refuses_a_comparison_beside_a_fee(key: str) -> None:
    made = json.loads(twin_bytes(twin(alone(), VERSION)))
    made["preview"][key] = "1.00"
    assert not validator().is_valid(made)


def test_the_same_summary_gives_the_same_bytes() -> None:
    assert twin_bytes(twin(couple_at_worst(), VERSION)) == twin_bytes(
        twin(couple_at_worst(), VERSION)
    )


def later(summary: Summary) -> Summary:
    day = timedelta(days=1)
    return replace(
        summary,
        answers=tuple(
            replace(
                one, asked_at=one.asked_at + day if one.asked_at else None, request_ids=("new",)
            )
            for one in summary.answers
        ),
        evidence=tuple(
            replace(one, obtained_at=one.obtained_at + day, sha256="f" * 64)
            for one in summary.evidence
        ),
    )


@SUMMARIES
def test_two_runs_with_the_same_figures_say_the_same(made: Any) -> None:
    summary = made()
    other = Version(7, "R-other", VERSION.created_at + timedelta(days=1))
    one, two = twin(summary, VERSION), twin(later(summary), other)
    assert one != two
    assert comparable(one) == comparable(two)
    assert comparable(json.loads(twin_bytes(one))) == comparable(two)


def test_another_figure_state_or_question_is_something_new() -> None:
    same = comparable(twin(alone(), VERSION))
    assert comparable(twin(without_a_source(), VERSION)) != same
    assert comparable(twin(replace(alone(), incomes=alone().incomes[:-1]), VERSION)) != same
    assert comparable({}) != same
