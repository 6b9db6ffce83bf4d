"""The data protection officer's papers say what the program goes by, in both languages alike."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from lxml import etree

from devdata.data_protection.__main__ import made
from devdata.data_protection.facts import FOLDER, NECESSITY, in_figures, newest_facts
from robots.access.log import years_kept
from robots.casework.texts import Language, text
from robots.casework.words import Source
from robots.county.retention import RetentionSettings

PAPERS = ("impact_assessment", "record_of_processing", "notice_to_clients")
PLACE = {Language.FINNISH: "[HYVINVOINTIALUE", Language.SWEDISH: "[VÄLFÄRDSOMRÅDET"}


def paper(name: str, language: Language) -> str:
    return (FOLDER / f"{name}.{language}.md").read_text("utf-8")


def words_of(svg: Path) -> str:
    return " ".join(etree.fromstring(svg.read_bytes()).itertext())


def necessary() -> dict[str, dict[str, set[str]]]:
    """Source → person → groups of data, read from the necessity table's file itself."""
    newest = max(yaml.safe_load(NECESSITY.read_text("utf-8")), key=lambda table: table["from"])
    found: dict[str, dict[str, set[str]]] = {}
    for need in newest["needs"]:
        for source, calls in need["sources"].items():
            persons = found.setdefault(source, {})
            persons.setdefault(need["person"], set()).update(*calls)
    return found


def test_papers_and_pictures_are_what_the_tables_make_of_them() -> None:
    """When this fails: ``python -m devdata.data_protection``, and read what changed."""
    stale = [file.name for file, content in made() if file.read_text("utf-8") != content]
    assert stale == []
    assert len(list(made())) == 2 * (len(PAPERS) + 1)


@pytest.mark.parametrize("language", Language)
def test_every_source_and_group_of_data_is_in_the_picture_and_in_each_paper(
    language: Language,
) -> None:
    facts = newest_facts(language)
    assert {source.value for source in Source} == set(necessary())
    told = [words_of(FOLDER / f"flows.{language}.svg"), *(paper(one, language) for one in PAPERS)]
    for source, persons in necessary().items():
        for one in told:
            assert text(f"words.source_{source}", language) in one
        for groups in persons.values():
            for group in groups:
                name = text(f"accesslog.group_{group}", language)
                for one in told:
                    assert set(name.split()) <= set(re.findall(r"\w+", one)), group
    for source in Source:
        wanted = facts("yes" if facts.right(source).told_first.required else "no")
        assert f"| {facts.name(source)} | " in paper("record_of_processing", language)
        row = next(
            line
            for line in paper("record_of_processing", language).splitlines()[::-1]
            if line.startswith(f"| {facts.name(source)} | ") and "/" in line
        )
        assert row.endswith(f"| {wanted} |")


def test_a_spouse_stands_only_where_the_table_has_one() -> None:
    for language in Language:
        facts = newest_facts(language)
        for source, persons in necessary().items():
            line = next(
                line
                for line in paper("record_of_processing", language).splitlines()
                if line.startswith(f"| {facts.name(Source(source))} | ")
            )
            cell = line.split(" | ")[2]
            names = {text(f"accesslog.group_{one}", language) for one in persons["spouse"]}
            assert set(cell.split(", ")) == names


@pytest.mark.parametrize("name", PAPERS)
def test_both_languages_have_the_same_parts_and_places_for_the_county(name: str) -> None:
    finnish, swedish = (paper(name, language) for language in Language)
    for pattern in (r"^#+ ", r"<!-- \w+ -->", r"^- ", r"^\| "):
        counts = [len(re.findall(pattern, one, re.M)) for one in (finnish, swedish)]
        assert counts[0] == counts[1], pattern
    places = [paper(name, one).count(PLACE[one]) for one in Language]
    assert places[0] == places[1] > 0


def test_periods_of_retention_are_the_annexs() -> None:
    kept = yaml.safe_load((FOLDER / "retention.yaml").read_text("utf-8"))
    flows = yaml.safe_load((FOLDER / "flows.yaml").read_text("utf-8"))
    for language in Language:
        told = {store["id"]: store["kept"] for store in newest_facts(language).stores()}
        for store in flows["stores"]:
            if "retention" in store:
                years = kept[store["retention"]]["years"]
                word = "vuotta" if language is Language.FINNISH else "år"
                assert told[store["id"]].startswith(f"{years} {word}")
    assert paper("notice_to_clients", Language.FINNISH).count(f"{years_kept()} vuotta") == 2
    assert paper("notice_to_clients", Language.SWEDISH).count(f"{years_kept()} år") == 2


def test_no_time_of_keeping_is_written_down_twice() -> None:
    flows = yaml.safe_load((FOLDER / "flows.yaml").read_text("utf-8"))
    for store in flows["stores"]:
        for told in store["kept"].values():
            assert not re.search(r"\d", told), "a figure comes from the settings or retention.yaml"
    assert in_figures("{years}", "access_log") == str(years_kept())
    assert in_figures("{run.answers_valid_days}", None) == "7"


def test_every_setting_of_retention_is_told_to_the_data_protection_officer() -> None:
    told = (FOLDER / "flows.yaml").read_text("utf-8")
    for key in RetentionSettings.model_fields:
        assert f"{{retention.{key}}}" in told, key
