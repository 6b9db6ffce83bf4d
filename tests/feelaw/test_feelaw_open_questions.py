"""What the law leaves open is written down, and what the program asks is among it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from robots.casework.sections import parse
from robots.casework.texts import has_text
from robots.feelaw.law import FOLDER, law
from robots.feelaw.model import Counts

PAGE = (FOLDER / "open-questions.md").read_text("utf-8")
ENTRIES = re.findall(r"^### (\w+) — (.+?)\n(.*?)(?=^##|\Z)", PAGE, re.MULTILINE | re.DOTALL)
NAMED = {
    name
    for line in re.findall(r"^- Ohjelmassa: (.+)$", PAGE, re.MULTILINE)
    for name in re.findall(r"`(.+?)`", line)
}
#: What the code of this room leaves to the officer besides the rules: a fact is missing.
REASONS_IN_CODE = re.findall(
    r"Counts\.OFFICER[^\n]*?\"(\w+)\"|reason = \"(\w+_missing)\"",
    "\n".join(
        file.read_text("utf-8")
        for file in (Path(__file__).parents[2] / "robots/feelaw").glob("*.py")
    ),
)


def test_every_rule_that_asks_the_officer_has_its_entry() -> None:
    asking = {
        name
        for rules in (law().incomes.rules, law().costs.rules)
        for name, rule in rules.items()
        if rule.counts is Counts.OFFICER
    }
    asking |= {fallback.reason for fallback in law().incomes.otherwise.values()}
    assert {f"law.{name}" for name in asking} <= NAMED


def test_every_reason_in_code_for_asking_the_officer_has_its_entry() -> None:
    reasons = {reason for pair in REASONS_IN_CODE for reason in pair if reason}
    assert "housing_allowance_not_known" in reasons
    assert {f"law.{reason}" for reason in reasons} <= NAMED


def test_every_text_that_an_entry_names_exists() -> None:
    assert {name for name in NAMED if not has_text(name)} == set()


@pytest.mark.parametrize(("code", "title", "entry"), ENTRIES, ids=[code for code, _, _ in ENTRIES])
def test_an_entry_has_its_section_what_the_program_does_and_both_languages(
    code: str, title: str, entry: str
) -> None:
    finnish, _, swedish = title.partition(" · ")
    assert finnish
    assert swedish
    sections = re.search(r"^- Säännös: `(.+)`$", entry, re.MULTILINE)
    assert sections is not None
    assert parse(sections[1])
    assert re.search(r"^- Ohjelma: ", entry, re.MULTILINE)
    assert re.search(r"^- \*[^*]+\*$", entry, re.MULTILINE)


def test_no_question_stands_twice() -> None:
    codes = [code for code, _, _ in ENTRIES]
    assert len(codes) == len(set(codes)) == PAGE.count("\n### ")
