"""The mapping file and its language of places."""

from __future__ import annotations

import contextlib
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from tax_administration_world import CODE, MAPPING, PERIOD

from robots.casework.identity_code import IdentityCode
from robots.casework.texts import Language
from robots.tax_administration.errors import MappingUnreadable
from robots.tax_administration.mapping import read_mapping
from robots.tax_administration.paths import JsonPath, Place
from robots.transport.errors import ReplyNotUnderstood

ANSWER = {"years": [{"rents": [{"gross": "1.00"}, {"gross": Decimal("2.50")}]}, {"rents": []}]}


def found(path: str, start: Any = ANSWER) -> list[tuple[str, Any]]:
    return [(one.path, one.value) for one in JsonPath.parse(path).all_from(Place("", start))]


def test_a_path_leads_to_each_place_with_its_name() -> None:
    assert found("years[*].rents[*].gross") == [
        ("years[0].rents[0].gross", "1.00"),
        ("years[0].rents[1].gross", Decimal("2.50")),
    ]


@pytest.mark.parametrize("path", ["missing", "missing[*].rents", "years[*].missing[*].gross"])
def test_a_path_leads_nowhere_where_the_answer_has_nothing(path: str) -> None:
    assert found(path) == []
    assert found("a.b[*]", {"a": None}) == found("a.b[*]", {"a": {"b": None}}) == []


@pytest.mark.parametrize(
    "path", ["years.rents", "years[*].rents.gross", "years[*].rents[*].gross[*]"]
)
def test_a_path_refuses_an_answer_of_another_shape(path: str) -> None:
    with pytest.raises(ReplyNotUnderstood):
        found(path)


@pytest.mark.parametrize("text", ["", "a..b", "a[0]", "a.*", "$.a", "a b", "a[*]b", "a[*][*]"])
def test_what_is_no_path_is_refused_when_the_file_is_read(text: str) -> None:
    with pytest.raises(ValueError, match="a path is made of"):
        JsonPath.parse(text)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from("abc"), inner),
)


@given(json_values, st.lists(st.sampled_from(["a", "b[*]", "c"]), min_size=1, max_size=4))
def test_no_answer_whatever_its_form_breaks_a_path(value: Any, steps: list[str]) -> None:
    with contextlib.suppress(ReplyNotUnderstood):
        found(".".join(steps), value)


def test_the_question_is_filled_in_and_nothing_else_is_changed() -> None:
    code = IdentityCode.parse(CODE, test_range=True)

    question = json.loads(read_mapping(MAPPING).question(code, PERIOD, "request-7"))

    assert question == {
        "requestId": "request-7",
        "customer": {"personalIdentityCode": CODE},
        "content": ["capitalIncome", "deductions", "forest"],
    }


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"years": "taxation[0]"}, "years"),
        ({"incomes": []}, "incomes"),
        ({"unknown": 1}, "unknown"),
        ({"statuses": {"DECIDED": "perhaps"}}, "statuses.DECIDED"),
        ({"request": {"customer": "nobody"}}, "request"),
    ],
)
def test_a_wrong_mapping_is_refused_at_start_with_its_key(
    tmp_path: Path, change: dict[str, Any], key: str
) -> None:
    file = tmp_path / "mapping.yaml"
    file.write_text(yaml.safe_dump(yaml.safe_load(MAPPING.read_text("utf-8")) | change), "utf-8")

    with pytest.raises(MappingUnreadable) as refused:
        read_mapping(file)

    assert refused.value.in_words(Language.SWEDISH)
    assert refused.value.context == {"file": "mapping.yaml", "key": key}


@pytest.mark.parametrize("content", [None, "", "- a", "a: [", "\x00"])
def test_a_file_that_is_no_mapping_is_refused(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "mapping.yaml"
    if content is not None:
        file.write_text(content, "utf-8")

    with pytest.raises(MappingUnreadable):
        read_mapping(file)
