"""Writes one run's report as pages that need nothing from the network."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from robots.casework.texts import Language
from robots.determination import RUNS, RunRecord
from robots.reports.page import page

FILES: Final = {
    Language.FINNISH: "ajoraportti.html",
    Language.SWEDISH: "korningsrapport.html",
}
JSON_FILE: Final = "run.json"


def write_report(run: RunRecord, folder: Path) -> Path:
    """Write the pages and the JSON; the Finnish page's path comes back."""
    folder.mkdir(parents=True, exist_ok=True)
    for language, name in FILES.items():
        _write(folder / name, page(run, language))
    _write(folder / JSON_FILE, RUNS.dump_json(run, indent=2))
    return folder / FILES[Language.FINNISH]


def _write(file: Path, content: bytes) -> None:
    """Whole or not at all: a report that is open somewhere is never half."""
    temporary = file.with_name(file.name + ".tmp")
    temporary.write_bytes(content)
    temporary.replace(file)
