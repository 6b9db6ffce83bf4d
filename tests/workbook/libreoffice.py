"""LibreOffice without a window: it counts workbooks anew, and again after each cell typed into.

One process obeys a file of orders (``counting.bas``) for all workbooks: no file is saved and read
again to learn what a cell shows.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape
from zipfile import ZipFile

import pytest

IS_MISSING = shutil.which("soffice") is None
NEEDED = pytest.mark.skipif(IS_MISSING, reason="LibreOffice is not installed")

Place = tuple[str, str]
Cells = dict[Place, Any]

_LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard"
 library:readonly="false" library:passwordprotected="false">
<library:element library:name="Counting"/></library:library>
"""
_MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Counting"
 script:language="StarBasic">{}</script:module>
"""
_FORMULA = re.compile(
    r'<c r="([A-Z]+[0-9]+)"(?: s="[0-9]+")?( t="str")?><f>[^<]*</f><v ?(?:/>|>([^<]*)</v>)'
)
_NAME = re.compile(
    r'<definedName name="([^"]*)"[^>]*>'
    r"'([^']*)'!(\$?[A-Z]+\$?[0-9]+)</definedName>"
)


@dataclass(slots=True)
class Session:
    """What LibreOffice shall do, in its order; then what it answered."""

    folder: Path
    orders: list[tuple[str, ...]] = field(default_factory=list)
    opened: int = 0

    def open(self, content: bytes) -> None:
        """Open a workbook and count all of it, whatever values stand in the file."""
        if self.opened:
            self.orders.append(("close",))
        file = self.folder / f"{self.opened}.xlsx"
        file.write_bytes(content)
        self.orders.append(("open", file.as_uri()))
        self.opened += 1

    def type(self, place: Place, value: Any) -> None:
        """Type into a cell; None empties it."""
        if isinstance(value, str) or value is None:
            self.orders.append(("text", *place, value or ""))
        else:
            number = (value - date(1899, 12, 30)).days if isinstance(value, date) else value
            self.orders.append(("number", *place, str(number)))

    def show(self, place: Place) -> None:
        """One answer: what a cell shows."""
        self.orders.append(("show", *place))

    def show_formulas(self) -> None:
        """One answer for each formula of the workbook, and an empty one after the last."""
        self.orders.append(("formulas",))

    def answers(self) -> Iterator[tuple[Place, Any] | None]:
        """All of it done in one process: starting takes longer than counting."""
        orders, told = self.folder / "orders.txt", self.folder / "told.txt"
        orders.write_text("\n".join("\t".join(one) for one in self.orders), "utf-8", newline="\n")
        soffice = [
            "soffice", f"-env:UserInstallation={(self.folder / 'profile').as_uri()}", "--headless",
            "--norestore",
        ]  # fmt: skip
        # The first start makes the profile, and would write over a macro that is already there.
        _run([*soffice, "--terminate_after_init"])
        basic = self.folder / "profile" / "user" / "basic" / "Standard"
        macro = Path(__file__).with_name("counting.bas").read_text("utf-8")
        (basic / "Counting.xba").write_text(_MODULE.format(escape(macro)), "utf-8")
        (basic / "script.xlb").write_text(_LIBRARY, "utf-8")
        call = f'"{orders.as_uri()}","{told.as_uri()}"'
        _run([*soffice, f"macro:///Standard.Counting.Count({call})"])
        *lines, last = told.read_text("utf-8").splitlines()
        assert last == "done", last
        for line in lines:
            sheet, *rest = line.split("\t")
            if not rest:
                yield None
                continue
            address, kind, shown = rest
            assert kind != "error", (sheet, address, shown)
            yield (sheet, address), float(shown) if kind == "number" else shown


def counted_anew(files: Mapping[str, bytes], folder: Path) -> dict[str, Cells]:
    """What every formula of every workbook comes to."""
    session = Session(folder)
    for content in files.values():
        session.open(content)
        session.show_formulas()
    answers = session.answers()
    return {name: formulas_shown(answers) for name in files}


def formulas_shown(answers: Iterable[tuple[Place, Any] | None]) -> Cells:
    """What the formulas of the next workbook come to."""
    shown: Cells = {}
    for answer in answers:
        if answer is None:
            break
        shown[answer[0]] = answer[1]
    return shown


def formulas_in(content: bytes) -> Cells:
    """The values that stand in the file beside its formulas."""
    with ZipFile(BytesIO(content)) as file:
        names = re.findall(r'<sheet [^>]*name="([^"]*)"', file.read("xl/workbook.xml").decode())
        sheets = {
            unescape(name): file.read(f"xl/worksheets/sheet{at}.xml").decode()
            for at, name in enumerate(names, 1)
        }
    found: Cells = {}
    for name, sheet in sheets.items():
        before = len(found)
        for address, is_text, value in _FORMULA.findall(sheet):
            found[name, address] = unescape(value) if is_text else float(value)
        assert len(found) - before == sheet.count("<f>"), name  # each carries a value
    return found


def names_in(content: bytes) -> dict[str, Place]:
    """The file's defined names of single cells."""
    with ZipFile(BytesIO(content)) as file:
        found = _NAME.findall(file.read("xl/workbook.xml").decode())
    return {name: (unescape(sheet), address.replace("$", "")) for name, sheet, address in found}


def differing(content: bytes, shown: Cells) -> Sequence[tuple[Place, Any, Any]]:
    """Where the file's values are others than those counted: numbers by more than any cent."""
    in_file = formulas_in(content)
    assert in_file.keys() == shown.keys()
    return [
        (place, value, shown[place])
        for place, value in in_file.items()
        if not _are_alike(value, shown[place])
    ]


def _are_alike(one: Any, other: Any) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) < 1e-7
    return bool(one == other)


def to_the_cent(shown: float | str) -> Decimal | str:
    """What a result's cell shows: a text, or euros."""
    return shown if isinstance(shown, str) else round(Decimal(repr(shown)), 2)


def _run(command: Sequence[str]) -> None:
    """The time is far above the need: a loaded machine may take minutes for what takes seconds."""
    subprocess.run(command, check=True, capture_output=True, timeout=540)
