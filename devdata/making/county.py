"""Everything of the made-up county that is made: worklist, case folders, Kela's decisions."""

from __future__ import annotations

import shutil
from pathlib import Path

from openpyxl import load_workbook

from devdata.making.columns import Columns
from devdata.making.documents import make_documents, make_kela_decisions
from devdata.making.worklist import make_worklist
from devdata.standins.people import read_yaml

PEOPLE = "people"
CASES = "cases"
KELA_DECISIONS = "kela-decisions"

#: Keeps a case folder without papers in the checkout; no reader takes it for a paper.
_KEEP = ".gitkeep"


def make(people: Path, county: Path) -> None:
    """Make everything anew in the county's folder, from the people's files.

    What was made before is removed first, so that no paper of an earlier description stays.

    Raises:
        ValueError: a person's file has a field that the worklist has no column for.
    """
    for folder in (county / CASES, county / KELA_DECISIONS):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    (county / Columns.read().file).write_bytes(make_worklist(people))
    for file in sorted(people.glob("*.yaml")):
        described = read_yaml(file)
        case_folder = county / CASES / described["case"]["id"]
        make_documents(described, county)
        make_kela_decisions(described, county / KELA_DECISIONS)
        if not case_folder.exists():
            case_folder.mkdir()
            (case_folder / _KEEP).touch()


def differences(made: Path, committed: Path) -> list[str]:
    """Paths of made things that are not the same in two county folders; PDFs to the byte."""
    papers = {
        file.relative_to(county).as_posix()
        for county in (made, committed)
        for folder in (CASES, KELA_DECISIONS)
        for file in (county / folder).rglob("*")
        if file.is_file()
    }
    differing = [path for path in papers if _bytes(made / path) != _bytes(committed / path)]
    worklist = Columns.read().file
    if sheet_values(made / worklist) != sheet_values(committed / worklist):
        differing.append(worklist)
    return sorted(differing)


def sheet_values(file: Path) -> list[tuple[object, ...]]:
    """The worklist's cells, headings first; nothing when there is no such file."""
    if not file.is_file():
        return []
    book = load_workbook(file)
    try:
        return list(book[Columns.read().sheet].iter_rows(values_only=True))
    finally:
        book.close()


def _bytes(file: Path) -> bytes | None:
    return file.read_bytes() if file.is_file() else None
