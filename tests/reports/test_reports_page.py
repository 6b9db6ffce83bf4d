"""The report as a supervisor reads it: the answer first, the reasons, what to do; nothing else."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from lxml import html
from reports_world import (
    DAY,
    START,
    busy_night,
    case,
    cases,
    keep,
    later,
    run,
    thirty_nights,
)

from robots.casework.period import HELSINKI
from robots.casework.reason import Reason
from robots.casework.texts import Language
from robots.casework.words import Outcome, Source
from robots.determination import RUNS, RunRecord
from robots.determination.record import RunKind, ShadowInRun, ShadowPartInRun, SourceInRun
from robots.reports.decisions import Matter, is_alert
from robots.reports.mail import mail_of
from robots.reports.report import BOOKS, PAGES, Report, report_of, write_report


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Thirty ordinary nights, an officer's case, and the night that went wrong."""
    folder = tmp_path_factory.mktemp("runs")
    keep(folder, *thirty_nights(), _asked_for(), night := busy_night())
    write_report(night, folder / night.id)
    return folder


def _asked_for() -> RunRecord:
    at = datetime(2026, 3, 15, 13, 5, tzinfo=HELSINKI)
    one = run([case(21, Outcome.READY)], started_at=at)
    return later(one, kind=RunKind.CASE, requested_by="virkailija-07")


def pages(runs: Path) -> dict[Language, Any]:
    folder = runs / busy_night().id
    return {one: html.parse(folder / name).getroot() for one, name in PAGES.items()}


def words_of(page: Any) -> str:
    return " ".join(page.body.text_content().split())


def report(runs: Path, record: RunRecord) -> Report:
    keep(runs, record)
    return report_of(record, runs)


def test_the_first_screen_names_the_source_that_was_down_and_what_comes_of_it(runs: Path) -> None:
    before_contents = words_of(pages(runs)[Language.FINNISH]).split("Raportin osat")[0]
    assert "Kela ei vastannut kertaakaan koko ajon aikana, ja 15 kyselyä" in before_contents
    assert "kysymättä muilta lähteiltä uudelleen" in before_contents
    assert "Pisimpään odottanut asia: T-0021, eräpäivä 12.3.2026 (4 päivää myöhässä)" in (
        before_contents
    )


def test_both_languages_say_the_same_of_the_same_cases(runs: Path) -> None:
    shapes = {}
    for language, page in pages(runs).items():
        assert page.get("lang") == language.value
        shapes[language] = [
            (part.get("id"), len(part.findall(".//tr")), len(part.findall(".//li")))
            for part in page.findall(".//section")
        ]
        assert set(re.findall(r"T-\d{4}", words_of(page))) == {
            one.case_id for one in busy_night().cases
        }
    assert shapes[Language.FINNISH] == shapes[Language.SWEDISH]


def test_a_page_needs_nothing_from_the_network_and_no_script(runs: Path) -> None:
    for page in pages(runs).values():
        assert page.xpath("//script|//link|//img|//iframe|//object") == []
        assert not re.search(r"url\(|@import|https?://", html.tostring(page).decode())


def test_a_screen_reader_finds_its_way(runs: Path) -> None:
    for page in pages(runs).values():
        ids = [one.get("id") for one in page.xpath("//*[@id]")]
        assert len(ids) == len(set(ids))
        for link in page.xpath("//a[starts-with(@href, '#')]"):
            assert link.get("href")[1:] in ids
        for labelled in page.xpath("//*[@aria-labelledby]"):
            assert labelled.get("aria-labelledby") in ids
        levels = [int(one.tag[1]) for one in page.xpath("//h1|//h2|//h3")]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))
        for table in page.xpath("//table"):
            assert table.find("caption") is not None
            assert table.xpath(".//th[not(@scope)]") == []
        for picture in page.xpath("//svg"):
            assert picture.get("role") == "img"
            assert picture.get("aria-label")


def test_every_case_that_is_not_ready_has_its_reason_and_its_next_step(runs: Path) -> None:
    page = pages(runs)[Language.FINNISH]
    waiting = page.get_element_by_id("outcome-waiting_for_source")
    told = [[cell.text_content() for cell in row] for row in waiting.findall(".//tbody/tr")]
    assert told[0][:3] == ["T-0021", "12.3.2026", "Lähteeltä ei kysytty tässä ajossa: Kela"]
    assert told[0][4:6] == ["4", "Yritetään itsestään seuraavassa ajossa"]
    assert [row[0] for row in told] == ["T-0021", "T-0022"]  # by due day


def test_the_report_tells_who_asked_since_the_night_before(runs: Path) -> None:
    who = words_of(pages(runs)[Language.FINNISH]).split("Kuka käynnisti")[-1]
    assert "virkailija-07 T-0021" in who


def test_the_usual_is_the_median_of_runs_of_the_same_kind(runs: Path) -> None:
    view = report_of(busy_night(), runs).view
    assert view.usual[Outcome.READY].middle == 20
    assert view.usual[Outcome.READY].runs == 30
    alone = report_of(_asked_for(), runs).view
    assert alone.usual == {}
    assert alone.outcome_shifts == ()


def test_broken_records_are_passed_over_and_counted_and_killed_runs_named(tmp_path: Path) -> None:
    keep(tmp_path, run(cases(ready=3), days_ago=2))
    for name, content in {
        "run-20260312T020000": b"{",
        "run-20260313T020000": b'{"id": "of another form"}',
    }.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "run.json").write_bytes(content)
    (tmp_path / "run-20260315T020000").mkdir()
    found = report(tmp_path, run(cases(ready=3)))
    assert found.view.history.unreadable == 2
    assert found.view.history.without_record == ("run-20260315T020000",)
    assert Matter.INTERRUPTED in {one.matter for one in found.decisions}


def test_a_case_waits_since_the_first_of_the_nights_in_a_row(tmp_path: Path) -> None:
    nights = [
        run([case(1, Outcome.INCOMPLETE)], days_ago=5),
        run([case(1, Outcome.QUESTIONS)], days_ago=4),
        run([case(1, Outcome.WAITING_FOR_SOURCE)], days_ago=3),
        run([case(1, Outcome.FAILED)], days_ago=2),
    ]
    keep(tmp_path, *nights)
    (waiting,) = report(tmp_path, run([case(1, Outcome.INCOMPLETE)])).view.waiting
    assert (waiting.since, waiting.runs) == (DAY - timedelta(days=3), 3)
    assert (waiting.due, waiting.days_left) == (date(2026, 3, 30), 14)


def test_a_run_that_was_stopped_says_why_before_anything_else(tmp_path: Path) -> None:
    why = Reason("access_log_not_writable", {"file": "x"})
    found = report(tmp_path, run(cases(ready=1), stopped_by=why, left_in_queue=4))
    assert found.decisions[0].matter is Matter.STOPPED
    assert is_alert(found.decisions)


def test_an_ordinary_night_is_no_alert(tmp_path: Path) -> None:
    quiet = run(cases(ready=5, questions=2), sample=("T-0001",))
    found = report(tmp_path, quiet)
    assert [one.matter for one in found.decisions] == [Matter.SAMPLE]
    assert not is_alert(found.decisions)


def test_a_source_is_down_only_when_no_call_was_answered(tmp_path: Path) -> None:
    def asked(answered: int, failed: int, held: int) -> SourceInRun:
        return SourceInRun(
            Source.KELA,
            answered + failed,
            Decimal(1),
            Decimal(2),
            answered=answered,
            failed=failed,
            held=held,
        )

    assert report(tmp_path, run(sources=(asked(0, 0, 3),))).view.down
    assert report(tmp_path, run(sources=(asked(0, 2, 0),))).view.down
    assert not report(tmp_path, run(sources=(asked(1, 9, 9),))).view.down
    assert not report(tmp_path, run(sources=(asked(0, 0, 0),))).view.down


def test_the_workbook_has_the_same_cases_and_no_formula(runs: Path) -> None:
    for language, name in BOOKS.items():
        book = openpyxl.load_workbook(BytesIO((runs / busy_night().id / name).read_bytes()))
        summary, listed, sources, history = book.worksheets
        assert [row[0] for row in listed.iter_rows(min_row=2, values_only=True)] == [
            one.case_id for one in busy_night().cases
        ]
        assert sources.max_row == 1 + len(Source)
        assert history.max_row == 1 + 30 + 2
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        assert not [cell for cell in cells if cell.data_type == "f"]
        told = [cell.value for cell in summary["A"]]
        assert (language is Language.FINNISH) == ("Ajoraportti" in told)


def test_the_json_is_the_record_and_reads_back(runs: Path) -> None:
    content = (runs / busy_night().id / "run.json").read_bytes()
    assert RUNS.validate_json(content) == busy_night()
    assert json.loads(content)["started_at"] == START.isoformat()


def test_the_same_records_make_the_same_page(runs: Path) -> None:
    folder = runs / busy_night().id
    before = (folder / PAGES[Language.FINNISH]).read_bytes()
    write_report(busy_night(), folder)
    assert (folder / PAGES[Language.FINNISH]).read_bytes() == before


def test_a_shadow_run_says_what_matched_and_what_did_not_with_case_ids_only(
    tmp_path: Path,
) -> None:
    part = ShadowPartInRun("Työeläkkeet", {"agrees": 7, "differs": 2}, ("T-0003", "T-0009"))
    shadow = ShadowInRun(
        agreeing=12,
        differing=1,
        unreadable=1,
        differing_cases=("T-0003",),
        unreadable_cases=("T-0031",),
        parts=(part,),
        book="varjovertailu-run-1.xlsx",
    )
    keep(tmp_path, night := run(cases(ready=14), shadow=shadow))
    found = report(tmp_path, night)
    assert [(one.matter, one.cases) for one in found.decisions] == [(Matter.SHADOW, ("T-0003",))]
    assert not is_alert(found.decisions)
    write_report(night, tmp_path / night.id)
    read = html.parse(tmp_path / night.id / PAGES[Language.FINNISH]).getroot()
    told = words_of(read)
    assert told.index("mitään ei toimitettu") < told.index("Raportin osat"), "on the first screen"
    section = read.get_element_by_id("shadow")
    cells = [[cell.text_content() for cell in row] for row in section.xpath(".//tbody/tr")]
    assert ["sama määrä", "12", "–"] in cells
    assert ["asiakaskansiota ei voitu lukea", "1", "T-0031"] in cells
    assert ["Työeläkkeet", "7", "2", "0", "0", "0", "0", "T-0003, T-0009"] in cells
    assert "varjovertailu-run-1.xlsx" in words_of_part(section)
    mail = mail_of(found, Language.SWEDISH, with_page=False)
    assert "inget levererades" in mail.body
    book = openpyxl.load_workbook(tmp_path / night.id / BOOKS[Language.FINNISH])
    assert ("eri määrä", 1, "T-0003") in set(book.worksheets[-1].values)


def test_a_comparison_that_could_not_be_made_is_an_alert(tmp_path: Path) -> None:
    shadow = ShadowInRun(why_not=Reason("comparison_not_writable"))
    found = report(tmp_path, run(cases(ready=1), shadow=shadow))
    assert [one.matter for one in found.decisions] == [Matter.NOT_COMPARED]
    assert is_alert(found.decisions)
    assert "shadow.folder" in mail_of(found, Language.FINNISH, with_page=False).body


def words_of_part(part: Any) -> str:
    return " ".join(part.text_content().split())


def test_the_first_screen_tells_of_each_source_and_says_what_to_do_by_name(runs: Path) -> None:
    for language, read in pages(runs).items():
        (strip,) = read.xpath("//section[@class='short']")
        told = dict(
            zip(
                (one.text_content() for one in strip.iter("dt")),
                (one.text_content() for one in strip.iter("dd")),
                strict=True,
            )
        )
        assert len(told) == len(Source)
        finnish = language is Language.FINNISH
        assert "0,4\u00a0s" in told["Tulorekisteri" if finnish else "Inkomstregistret"]
        assert told["Kela" if finnish else "FPA"].endswith("tauolla" if finnish else "pausad")
        decided = words_of_part(read.xpath("//section[@class='decide']")[0])
        assert "run.py resume kela" in decided
        assert "(tax_administration)" in decided, "which secret has expired"
        assert "(interfaces.incomes_register.connection.client_certificate)" in decided


def test_every_link_of_the_page_leads_somewhere_in_it(runs: Path) -> None:
    for read in pages(runs).values():
        names = set(read.xpath("//@id"))
        wanted = {one[1:] for one in read.xpath("//a/@href") if one.startswith("#")}
        assert wanted <= names
        assert "case-T-0021" in wanted, "an overdue case leads to its row"
