"""The table of income type codes as a file: CSV in UTF-8, a line a code and time, with the columns

    register     wages or benefits
    code         the income type's number
    name_fi, name_sv
    group        the register's own group, in Finnish
    use          income, total, in_kind; withheld_tax, contribution, deduction, charge, beside,
                 officer
    kind         for incomes: a kind of :class:`robots.casework.words.IncomeKind`, or officer
    valid_from, valid_to   days of payment; an empty one is open
    confirmation published, county, made_up, imported, other_law or assumed
    source       where it stands

Lines that begin with ``#`` are remarks. What the words mean:
:mod:`robots.incomes_register.income_types`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final, TypeAlias

from robots.incomes_register.errors import IncomeTypesUnreadable

COLUMNS: Final = (
    "register",
    "code",
    "name_fi",
    "name_sv",
    "group",
    "use",
    "kind",
    "valid_from",
    "valid_to",
    "confirmation",
    "source",
)
OFFICER: Final = "officer"
"""In the columns use and kind: nobody has said yet what it is to the fee law."""

Line: TypeAlias = Mapping[str, str]
"""One line: column → text."""


def read_lines(file: Path) -> Iterator[tuple[int, Line]]:
    """The lines of a table with their numbers in the file, remarks left out.

    Raises:
        IncomeTypesUnreadable: missing, no CSV, or with other columns; says the file and the line.
    """
    try:
        text = file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise IncomeTypesUnreadable(file=file.name, line=0) from None
    reader = csv.reader(text.splitlines(), strict=True)
    table = (cells for cells in reader if cells and not cells[0].startswith("#"))
    try:
        if tuple(next(table, ())) != COLUMNS:
            raise ValueError("other columns")
        for cells in table:
            yield reader.line_num, dict(zip(COLUMNS, cells, strict=True))
    except (ValueError, csv.Error):
        raise IncomeTypesUnreadable(file=file.name, line=reader.line_num) from None


def written(lines: Iterable[Line], remarks: Iterable[str]) -> str:
    """The table's text, remarks first."""
    text = io.StringIO()
    for remark in remarks:
        text.write(f"# {remark}\n")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([line[column] for column in COLUMNS] for line in lines)
    return text.getvalue()
