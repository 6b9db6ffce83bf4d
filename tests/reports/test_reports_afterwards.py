"""What became of a case after it had ended, and how old the list was that a run took up."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from reports_world import START, case, cases, keep, run

from robots.casework.reason import Reason
from robots.casework.texts import Language, text
from robots.casework.words import Outcome
from robots.determination import RunRecord
from robots.determination.attempt import Last, LeftUndone
from robots.reports.decisions import Matter, is_alert
from robots.reports.report import PAGES, report_of, write_report


def pages(runs: Path, record: RunRecord) -> dict[Language, Any]:
    keep(runs, record)
    write_report(record, runs / record.id)
    return {one: html.parse(runs / record.id / name).getroot() for one, name in PAGES.items()}


def test_what_could_not_be_written_down_is_seen_with_its_reason_and_its_next_step(
    tmp_path: Path,
) -> None:
    why = Reason("way_broken", {"where": "x"})
    undone = tuple(LeftUndone(what, why) for what in Last)
    record = run([case(1, Outcome.READY, record={"left_undone": undone}), case(2, Outcome.READY)])
    for language, page in pages(tmp_path, record).items():
        (decided,) = page.find_class("decide")
        assert "T-0001" in decided.text_content()
        (part,) = page.xpath("//section[@id='left-undone']")
        said = part.text_content()
        assert said.count(why.in_words(language)) == 2
        assert "T-0001" in said
        assert "T-0002" not in said
        assert text("report.left_undone_next", language) in said


@pytest.mark.parametrize("is_old", [True, False])
def test_the_first_screen_says_from_when_the_worklist_is_and_whether_that_is_too_old(
    tmp_path: Path, is_old: bool
) -> None:
    record = run(cases(ready=1), worklist_from=START - timedelta(hours=30), worklist_is_old=is_old)
    told = report_of(record, tmp_path)
    assert any(one.matter is Matter.OLD_WORKLIST for one in told.decisions) is is_old
    assert is_alert(told.decisions) is is_old, "it is an alert of its own"
    for language, page in pages(tmp_path, record).items():
        first = page.text_content().split(text("report.contents", language))[0]
        assert first.count("14.3.2026") == 1 + is_old
