"""Writes one run's report: pages, a workbook and JSON, side by side into the run's folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from robots.casework.texts import Language
from robots.determination import RUNS, RunRecord
from robots.reports.book import book
from robots.reports.decisions import Decision, decisions_of
from robots.reports.history import RECORD_FILE, history_of
from robots.reports.overview import Overview, overview_of
from robots.reports.page import page

PAGES: Final = {
    Language.FINNISH: "ajoraportti.html",
    Language.SWEDISH: "korningsrapport.html",
}
BOOKS: Final = {
    Language.FINNISH: "ajoraportti.xlsx",
    Language.SWEDISH: "korningsrapport.xlsx",
}


@dataclass(frozen=True, slots=True)
class Report:
    """A run's report as it lies in the run's folder."""

    folder: Path
    view: Overview
    decisions: tuple[Decision, ...]

    def page(self, language: Language = Language.FINNISH) -> Path:
        """Where the page in that language is."""
        return self.folder / PAGES[language]


def report_of(run: RunRecord, runs: Path) -> Report:
    """What the report of a run says, without writing it.

    Args:
        runs: the folder in which every run of the county has one of its own.
    """
    view = overview_of(run, history_of(run, runs))
    return Report(runs / run.id, view, decisions_of(view))


def write_report(run: RunRecord, folder: Path) -> Path:
    """Write it into the run's own folder, beside those of the runs before it; the Finnish page's
    path comes back."""
    report = report_of(run, folder.parent)
    folder.mkdir(parents=True, exist_ok=True)
    for language in Language:
        _write(folder / BOOKS[language], book(report.view, report.decisions, language))
        beside = (BOOKS[language], RECORD_FILE, PAGES[_other(language)])
        content = page(report.view, report.decisions, language, beside)
        _write(folder / PAGES[language], content)
    _write(folder / RECORD_FILE, RUNS.dump_json(run, indent=2))
    return folder / PAGES[Language.FINNISH]


def _other(language: Language) -> Language:
    return Language.SWEDISH if language is Language.FINNISH else Language.FINNISH


def _write(file: Path, content: bytes) -> None:
    """Whole or not at all: a report that is open somewhere is never half."""
    temporary = file.with_name(file.name + ".tmp")
    temporary.write_bytes(content)
    temporary.replace(file)
