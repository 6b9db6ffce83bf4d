"""LibreOffice without a window: it counts workbooks anew, all of them in one process."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.workbook.workbook import Workbook

IS_MISSING = shutil.which("soffice") is None
NEEDED = pytest.mark.skipif(IS_MISSING, reason="LibreOffice is not installed")

#: Every formula is counted when a file is opened, whatever value stands in it.
_ALWAYS_COUNT = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""

Cells = dict[tuple[str, str], Any]


def counted_anew(files: Mapping[str, bytes], folder: Path) -> dict[str, Cells]:
    """What every cell of every workbook shows, once LibreOffice has counted it."""
    given, made, settings = folder / "given", folder / "made", folder / "profile" / "user"
    for one in (given, made, settings):
        one.mkdir(parents=True)
    (settings / "registrymodifications.xcu").write_text(_ALWAYS_COUNT, "utf-8")
    for name, content in files.items():
        (given / f"{name}.xlsx").write_bytes(content)
    subprocess.run(
        ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
         "--convert-to", "xlsx", "--outdir", str(made), *map(str, sorted(given.iterdir()))],
        check=True, capture_output=True, timeout=280,
    )  # fmt: skip
    return {name: shown_in((made / f"{name}.xlsx").read_bytes()) for name in files}


def shown_in(content: bytes) -> Cells:
    """What the cells show by the values that stand in the file."""
    book = load_workbook(BytesIO(content), data_only=True)
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
    }


def formulas_of(book: Workbook) -> list[tuple[str, str]]:
    """Where a workbook's formulas stand."""
    return [
        (sheet.title, cell.coordinate)
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]


def are_alike(one: Any, other: Any) -> bool:
    """Whether two cells show the same: numbers closer than any cent, nothing as an empty text."""
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) < 1e-7
    if isinstance(one, datetime | date) and isinstance(other, datetime | date):
        return str(one)[:10] == str(other)[:10]
    return (one or "") == (other or "")
