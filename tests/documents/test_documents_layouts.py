from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from robots.casework.texts import Language, texts_of
from robots.documents.errors import LayoutRefused
from robots.documents.layouts import LAYOUTS, load_layouts

RENT = yaml.safe_load((LAYOUTS / "rent_notice.yaml").read_text("utf-8"))


def test_the_kinds_of_the_made_up_county_are_there() -> None:
    assert {layout.kind for layout in load_layouts()} >= {
        "bank_note",
        "cutting_value_statement",
        "guardian_fee",
        "housing_company_charge",
        "incomes_register_extract",
        "kela_daily_decision",
        "kela_payment_notice",
        "pension_payment_notice",
        "rent_agreement",
        "kela_decision",
        "maintenance_agreement",
        "medicine_summary",
        "payslip",
        "pension_decision",
        "pension_record",
        "pre_completed_tax_return",
        "rent_notice",
        "tax_decision",
    }


def _broken(folder: Path, name: str = "rent_notice.yaml", **changed: object) -> LayoutRefused:
    (folder / name).write_text(yaml.safe_dump(RENT | changed, sort_keys=False), "utf-8")
    with pytest.raises(LayoutRefused) as refused:
        load_layouts(folder)
    return refused.value


def test_a_layout_that_cannot_read_its_own_sample_stops_the_start(tmp_path: Path) -> None:
    fields = RENT["fields"] | {"period": RENT["fields"]["period"] | {"sample": "Vuokra-aika | ?"}}
    refused = _broken(tmp_path, fields=fields)
    assert refused.context["file"] == "rent_notice.yaml"
    assert refused.context["key"] == "fields.period"
    assert "rent_notice.yaml" in refused.in_words(Language.FINNISH)
    assert "fields.period" in refused.in_words(Language.SWEDISH)


def test_a_table_whose_sample_is_not_in_its_grammar_stops_the_start(tmp_path: Path) -> None:
    charges = RENT["tables"]["charges"] | {"sample": "Vuokra | 1.234,56"}
    assert _broken(tmp_path, tables={"charges": charges}).context["key"] == "tables.charges"


def test_an_unknown_key_and_a_missing_one_are_named(tmp_path: Path) -> None:
    assert _broken(tmp_path, titel="x").context["key"] == "titel"
    assert _broken(tmp_path, title={"fi": "Vuokra"}).context["key"] == "title.sv"


def test_a_figure_of_a_field_that_is_not_there_stops_the_start(tmp_path: Path) -> None:
    charges = RENT["tables"]["charges"]
    figures = charges["figures"] | {"payer": "owner"}
    refused = _broken(tmp_path, tables={"charges": charges | {"figures": figures}})
    assert "owner" in str(refused.context["key"])


def test_a_check_of_a_table_that_is_not_there_stops_the_start(tmp_path: Path) -> None:
    difference = {"table": "others", "minuend": "gross", "less": ["tax"], "result": "net"}
    refused = _broken(tmp_path, checks={"differences": [difference]})
    assert "no table others" in str(refused.context["key"])


def test_the_kind_is_the_files_name_so_that_no_two_are_one(tmp_path: Path) -> None:
    assert _broken(tmp_path, name="other.yaml").context == {"file": "other.yaml", "key": "kind"}


def test_a_file_that_is_no_yaml_is_named(tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text("a: [", "utf-8")
    with pytest.raises(LayoutRefused, match=r"broken\.yaml"):
        load_layouts(tmp_path)


TEXT = (LAYOUTS / "rent_notice.yaml").read_text("utf-8")


def _loaded_or_refused(folder: Path) -> bool:
    """Whether the layouts are loaded, or refused with the file named and in a sentence."""
    try:
        return bool(load_layouts(folder))
    except LayoutRefused as refused:
        return "rent_notice.yaml" in refused.in_words(Language.FINNISH)


PIECES = ["\n", " ", ":", "{", "]", "&a", "*a", "!!python/object:x", "2026-02-30", "\x00", "- "]
NOT_TEXT = [1, None, [], {}, True, {"fi": 1}, "text", [{"labels": {}}]]


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    at=st.integers(0, len(TEXT)),
    less=st.integers(0, 40),
    more=st.sampled_from(PIECES) | st.text(max_size=5),
)
def test_whatever_is_changed_in_a_layout_it_is_loaded_or_refused(
    at: int, less: int, more: str, tmp_path: Path
) -> None:
    changed = TEXT[:at] + more + TEXT[at + less :]
    (tmp_path / "rent_notice.yaml").write_bytes(changed.encode("utf-8", "surrogatepass"))
    assert _loaded_or_refused(tmp_path)


@pytest.mark.parametrize("key", sorted(RENT))
@pytest.mark.parametrize("value", NOT_TEXT, ids=repr)
def test_whatever_a_key_holds_the_layout_is_loaded_or_refused(
    key: str, value: object, tmp_path: Path
) -> None:
    (tmp_path / "rent_notice.yaml").write_text(yaml.safe_dump(RENT | {key: value}), "utf-8")
    assert _loaded_or_refused(tmp_path)


def test_a_file_nested_without_end_is_refused(tmp_path: Path) -> None:
    (tmp_path / "deep.yaml").write_text("[" * 3000, "utf-8")
    with pytest.raises(LayoutRefused, match=r"deep\.yaml"):
        load_layouts(tmp_path)


def test_every_label_says_whether_it_was_seen_or_assumed() -> None:
    for file in LAYOUTS.glob("*.yaml"):
        text = file.read_text("utf-8")
        labelled = len(re.findall(r"labels:", text))
        assert len(re.findall(r"provenance: (?:seen|assumed)\b", text)) >= labelled


def test_every_reason_of_an_unread_document_is_a_finding_too() -> None:
    reasons, findings = texts_of("reasons"), texts_of("findings")
    never_findings = {"document_read"}
    of_documents = {code for code in reasons if code.startswith("document_")}
    assert of_documents - never_findings <= set(findings)
