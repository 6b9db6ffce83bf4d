"""The consent worklist of the made-up county, as a careful clerk would keep it in Excel.

The same people give the same bytes: a workbook is a zip file, so its entries get a fixed time.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from devdata.making.columns import Cell, Columns
from devdata.standins.people import read_yaml

UNREADABLE = Path(__file__).parent / "unreadable.yaml"

_MADE_AT = datetime(2026, 3, 16, 7, 0, tzinfo=UTC)

#: Which columns belong together, by the beginning of the field's name, and their heading's colour.
_GROUPS = (
    ("told.client.", "5B7553"),
    ("told.spouse.", "7D6B4F"),
    ("consents.client.", "4A6741"),
    ("consents.spouse.", "6B5A3E"),
    ("spouse", "8A5A44"),
    ("shared_home", "8A5A44"),
    ("received.", "3E6C77"),
    ("choice", "3E6C77"),
    ("highest_fee", "3E6C77"),
    ("", "1F4E5F"),
)
_RESULT_COLOUR = "6D6D6D"
_FONT = "Calibri"
_LINE = Side(style="thin", color="D5DADF")


def row_of(file: Mapping[str, Any]) -> dict[str, Any]:
    """One person's file as fields of the worklist; the values still in the project's own words."""
    case = dict(file["case"])
    knows_spouse = case.pop("spouse_in_worklist", True)
    fields = dict(_flat(case))
    fields["identity_code"] = file["client"]["identity_code"]
    if file["spouse"] and knows_spouse:
        fields["spouse.identity_code"] = file["spouse"]["identity_code"]
    for role, told in file["told"].items():
        fields |= {f"told.{role}.{name}": value for name, value in told.items()}
    for consent in file["consents"]:
        beginning = f"consents.{consent['role']}.{consent['source']}."
        fields |= {
            beginning + name: value
            for name, value in consent.items()
            if name not in ("role", "source")
        }
    return fields


def rows(people: Path) -> list[dict[str, Any]]:
    """Every row of the worklist: one a person's file, then those that cannot be read."""
    unreadable = read_yaml(UNREADABLE)
    return [row_of(read_yaml(file)) for file in sorted(people.glob("*.yaml"))] + [
        unreadable["common"] | row["fields"] for row in unreadable["rows"]
    ]


def cells(people: Path, columns: Columns) -> list[list[Cell]]:
    """The sheet's cells below the headings, results' columns left out.

    Raises:
        ValueError: a person's file has a field that no column holds.
    """
    table = []
    for row in rows(people):
        unknown = row.keys() - columns.headings.keys()
        if unknown:
            raise ValueError(f"{row['id']}: no column holds {sorted(unknown)}")
        table.append([columns.cell(field, row.get(field)) for field in columns.headings])
    return table


def make_worklist(people: Path) -> bytes:
    """The workbook.

    Raises:
        ValueError: a person's file has a field that no column holds.
    """
    columns = Columns.read()
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = columns.sheet
    sheet.append([*columns.headings.values(), *columns.results.values()])
    for row in cells(people, columns):
        sheet.append(row)
    _style(sheet, columns)
    book.properties.creator = "Länsirannan hyvinvointialue (keksitty)"
    book.properties.title = "Tuloselvitysten työlista"
    book.properties.created = _MADE_AT.replace(tzinfo=None)
    content = BytesIO()
    book.save(content)
    return _with_fixed_times(content.getvalue())


def _flat(fields: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in fields.items():
        if isinstance(value, Mapping):
            yield from ((f"{name}.{inner}", one) for inner, one in value.items())
        else:
            yield name, value


def _style(sheet: Worksheet, columns: Columns) -> None:
    last_row = sheet.max_row
    for number, field in enumerate([*columns.headings, *columns.results], start=1):
        letter = get_column_letter(number)
        is_result = field in columns.results
        _style_heading(sheet, number, _RESULT_COLOUR if is_result else _colour(field))
        sheet.column_dimensions[letter].width = _width(sheet, number)
        for row in range(2, last_row + 1):
            _style_cell(sheet, row, number, field, columns)
        words = None if is_result else columns.words_of(field)
        if words:
            _allow_only(sheet, f"{letter}2:{letter}{last_row + 200}", words)
    sheet.row_dimensions[1].height = 48
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(sheet.max_column)}{last_row}"
    sheet.sheet_view.zoomScale = 90
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A3
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 0, 1
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"
    sheet.print_title_cols = "A:B"


def _style_heading(sheet: Worksheet, column: int, colour: str) -> None:
    cell = sheet.cell(1, column)
    cell.font = Font(name=_FONT, bold=True, color="FFFFFF", size=10)
    cell.fill = PatternFill("solid", start_color=colour)
    cell.alignment = Alignment("left", "center", wrap_text=True, indent=1)
    cell.border = Border(right=Side(style="thin", color="FFFFFF"))


def _style_cell(sheet: Worksheet, row: int, column: int, field: str, columns: Columns) -> None:
    cell = sheet.cell(row, column)
    cell.font = Font(name=_FONT, size=10)
    cell.border = Border(bottom=_LINE)
    is_amount = columns.is_number(field)
    cell.alignment = Alignment("right" if is_amount else "left", "center", indent=1)
    if row % 2:
        cell.fill = PatternFill("solid", start_color="F5F7F8")
    if field in columns.results:
        return
    if columns.is_day(field):
        cell.number_format = "d.m.yyyy"
    elif is_amount:
        cell.number_format = "#,##0.00"
    elif isinstance(cell.value, str):
        cell.number_format = "@"


def _colour(field: str) -> str:
    return next(colour for beginning, colour in _GROUPS if field.startswith(beginning))


def _width(sheet: Worksheet, column: int) -> float:
    texts = [str(sheet.cell(row, column).value or "") for row in range(2, sheet.max_row + 1)]
    heading = str(sheet.cell(1, column).value)
    longest_word = max(len(word) for word in heading.split())
    return min(max(longest_word + 4, len(heading) / 2.2, *(len(text) + 4 for text in texts)), 46)


def _allow_only(sheet: Worksheet, cells_of: str, words: Mapping[str, str]) -> None:
    validation = DataValidation(
        type="list", formula1=f'"{",".join(words.values())}"', allow_blank=True
    )
    validation.errorTitle = "Tuntematon sana"
    validation.error = "Valitse sana luettelosta."
    validation.add(cells_of)
    sheet.add_data_validation(validation)


def _with_fixed_times(workbook: bytes) -> bytes:
    """The same workbook, as if saved at the one moment when everything here is made."""
    made_at = f"{_MADE_AT:%Y-%m-%dT%H:%M:%SZ}"
    result = BytesIO()
    with zipfile.ZipFile(BytesIO(workbook)) as old, zipfile.ZipFile(result, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = re.sub(
                    rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + made_at.encode(), content
                )
            entry = zipfile.ZipInfo(name, _MADE_AT.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, content)
    return result.getvalue()
