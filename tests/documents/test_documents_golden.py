from __future__ import annotations

import json
from pathlib import Path

import pytest
from documents_golden import GOLDEN, generate, papers, reading_of

PAPERS = sorted(GOLDEN.glob("*.pdf"))
EXPECTED = sorted(GOLDEN.glob("*.json"))


def test_every_golden_paper_has_its_reading_and_every_reading_its_paper() -> None:
    assert [file.stem for file in PAPERS] == [file.stem for file in EXPECTED]
    assert {file.stem for file in PAPERS} == set(papers())


@pytest.mark.parametrize("paper", PAPERS, ids=lambda file: file.stem)
def test_a_golden_paper_is_read_as_expected(paper: Path) -> None:
    assert reading_of(paper.read_bytes()) == json.loads(
        paper.with_suffix(".json").read_text("utf-8")
    )


def test_the_same_people_give_the_same_papers_byte_for_byte() -> None:
    assert papers() == papers()


def test_nothing_that_lies_there_is_written_over(tmp_path: Path) -> None:
    assert generate(tmp_path)
    (tmp_path / "payslip-fi.json").write_text("looked at by hand", "utf-8")
    assert generate(tmp_path) == []
    assert (tmp_path / "payslip-fi.json").read_text("utf-8") == "looked at by hand"
