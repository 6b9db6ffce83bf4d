"""A small worklist of two or three rows, as any file type."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import xlwt

from robots.casework.words import Outcome
from robots.worklist import Result, ResultColumns, Worklist, WorklistSettings

COLUMNS = {
    "id": "Tapaus",
    "identity_code": "Henkilötunnus",
    "service": "Palvelu, päätös",
    "purpose": "Tarkoitus",
    "due": "Määräpäivä",
    "language": "Kieli",
    "cause": "Syy",
    "choice": "Valinta",
    "hours": "Tunnit",
    "family_size": "Perheen koko",
    "unit_rent": "Vuokra",
    "fee_in_force.amount": "Maksu",
    "fee_in_force.since": "Maksu alkaen",
    "fee_in_force.on_joint_income": "Yhteinen",
    "spouse.identity_code": "Puoliso",
    "spouse_is_partner_by_declaration": "Avopuoliso",
    "shared_home_before_care": "Yhteistalous",
    "told.client.on": "Kerrottu",
    "told.client.how": "Kerrottu miten",
    "consents.client.kela.state": "Kela",
    "consents.client.kela.valid_from": "Kela alkaen",
    "consents.client.kela.valid_until": "Kela asti",
    "consents.client.kela.given_by": "Kela, antaja",
    "reason": "Peruste",
}
RESULTS = {"status": "Tila", "updated": "Aika", "workbook": "Työkirja", "why": "Miksi"}
WORDS = {
    "service": {
        "home_care": "kotihoito",
        "round_the_clock_housing": ["palveluasuminen", "tehostettu palveluasuminen"],
    },
    "yes_no": {"yes": "kyllä", "no": "ei"},
    "consent_state": {"given": "annettu"},
    "capacity": {"guardian": "edunvalvoja"},
}
ROW: dict[str, Any] = {
    "id": "T-1",
    "identity_code": "140141-900E",
    "service": "kotihoito",
    "purpose": "fee",
    "due": date(2026, 3, 31),
    "language": "fi",
    "cause": "yearly_review",
    "choice": "authorities_asked",
}
#: Another client.
OTHER = ROW | {"id": "T-2", "identity_code": "220539-901B"}


@dataclass
class Office:
    """A folder with a worklist in it, and the worker's own folder."""

    folder: Path
    settings: WorklistSettings

    @property
    def file(self) -> Path:
        return self.settings.file

    @property
    def journal(self) -> Path:
        return self.folder / "worker" / "results.jsonl"

    def worklist(self, **more: Any) -> Worklist:
        return Worklist(self.settings, test_range=True, journal=self.journal, **more)

    def save(self, *rows: Mapping[str, Any]) -> None:
        """Keep these rows, as somebody who maintains the list would."""
        headings = [*self.settings.columns.values(), *self.settings.results.headings]
        cells = [[row.get(name) for name in self.settings.columns] for row in rows]
        write = {".xlsx": save_workbook, ".csv": save_csv, ".xls": save_old_workbook}
        write[self.file.suffix](self.file, headings, cells)

    def results(self) -> dict[str, list[Any]]:
        """Case id → what the four result columns show."""
        book = openpyxl.load_workbook(self.file)
        rows = list(book.worksheets[0].values)
        place = len(self.settings.columns)
        return {str(row[0]): list(row[place : place + 4]) for row in rows[1:]}


def save_workbook(file: Path, headings: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Lista"
    for row in [headings, *rows]:
        sheet.append(list(row))
    book.save(file)


def save_csv(file: Path, headings: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=";").writerows([headings, *rows])
    file.write_bytes(stream.getvalue().encode("utf-8-sig"))


def save_old_workbook(file: Path, headings: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Lista")
    days = xlwt.easyxf(num_format_str="D.M.YYYY")
    for number, row in enumerate([headings, *rows]):
        for column, value in enumerate(row):
            if isinstance(value, date):
                sheet.write(number, column, value, days)
            elif value is not None:
                sheet.write(number, column, value)
    book.save(str(file))


def result(case_id: str = "T-1", **changes: Any) -> Result:
    values: dict[str, Any] = {
        "case_id": case_id,
        "outcome": Outcome.QUESTIONS,
        "at": datetime(2026, 3, 16, 12, 5, tzinfo=UTC),
        "workbook": "cases/T-1/tuloselvitys/v1/tuloselvitys.xlsx",
        "reason_fi": "Kysymyksiä",
        "reason_sv": "Frågor",
    }
    return Result(**values | changes)


def an_office(folder: Path, name: str) -> Office:
    settings = WorklistSettings.model_validate(
        {
            "file": folder / name,
            "columns": COLUMNS,
            "words": WORDS,
            "results": ResultColumns(**RESULTS),
        }
    )
    return Office(folder, settings)
