"""Fee cases that an officer writes in a workbook: a case a column, a dotted name at the left.

The dotted names are those of the YAML form: ``client.incomes.earnings_pension.net``; a second
income of the same kind is ``client.incomes.earnings_pension.2.net``; a year's sum ends with
``.year``. The words may be the program's or, as the officer sees them in the workbook's lists,
Finnish or Swedish. An empty cell says nothing: it is never a nought.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from io import BytesIO
from typing import Any, Final

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from robots.casework.errors import CaseRefused
from robots.casework.money import parse_finnish
from robots.casework.texts import Language, text
from robots.casework.words import CostKind, IncomeKind, Per, Purpose, Role, Service
from robots.feelaw.model import Counts

#: Names in the first column, labels in the second, cases from the third on.
FIRST_CASE: Final = 3
SKIP: Final = "skip"
SPOUSE: Final = "spouse"
_INCOME: Final = re.compile(
    r"(?P<role>client|spouse)\.incomes\.(?P<kind>\w+)(?:\.(?P<number>[2-9]))?"
    r"\.(?P<basis>gross|net)(?P<year>\.year)?"
)
_DEDUCTION: Final = re.compile(
    r"(?P<role>client|spouse)\.deductions\.(?P<kind>\w+)(?:\.(?P<number>[2-9]))?"
    r"\.(?P<key>amount|applied|prescribed|left_on|notice_on|recipient)(?P<year>\.year)?"
)
_FOREST: Final = re.compile(
    r"forest\.(?P<role>client|spouse)\.(?P<key>municipality|hectares|interest|cutting_value)"
)
_COUNTS: Final = re.compile(r"expect\.counts\.(?P<role>client|spouse)\.(?P<kind>\w+)")
_EXPECTED: Final = re.compile(
    r"expect\.(?P<key>fee|act_fee|complete|rule|income|deductions|basis|fee_without_open"
    r"|fee_with_open|error)"
)
_PLAIN: Final = frozenset(
    {
        "name", "service", "act", "act_section", "purpose", "day", "service_starts",
        "shared_home_before_care", "spouse_in_long_term_care", "in_supported_housing",
        "family_size", "hours", "weekly_hours", "cost_of_service", "unit", "price", "price_per",
    }
)  # fmt: skip
#: What stands as text whatever it looks like.
_TEXTS: Final = frozenset({"name", "act", "act_section", "unit", "municipality", "error", "rule"})
_KINDS: Final = frozenset({*IncomeKind, *CostKind})


class WorkbookNotReadable(CaseRefused):
    """The file is no workbook, or its first sheet has no cases."""

    code = "written_workbook_not_readable"


class NameUnknown(CaseRefused):
    """The first column holds a name that no case has, or the same name twice."""

    code = "written_name_unknown"


@dataclass(frozen=True, slots=True)
class WrittenColumn:
    """One column's case, as the YAML form has it."""

    case: dict[str, Any]
    column: str
    """As the workbook names it."""
    skipped: str = ""
    """Why it is passed over; empty where it is not."""


@dataclass(slots=True)
class _Building:
    """A case while its cells are read."""

    plain: dict[str, Any] = field(default_factory=dict)
    rows: dict[tuple[str, str, str, str], dict[str, Any]] = field(default_factory=dict)
    forests: dict[str, dict[str, Any]] = field(default_factory=dict)
    expected: dict[str, Any] = field(default_factory=dict)
    has_spouse: bool = False

    def case(self) -> dict[str, Any]:
        made = dict(self.plain)
        for role in Role:
            means: dict[str, list[dict[str, Any]]] = {}
            for (whose, group, kind, _), row in self.rows.items():
                if whose == role:
                    means.setdefault(group, []).append({"kind": kind, **row})
            if means or role is Role.CLIENT or self.has_spouse:
                made[role.value] = means
        if self.forests:
            made["forest"] = [{"owner": role, **one} for role, one in self.forests.items()]
        if self.expected:
            made["expect"] = self.expected
        return made


def columns_of(content: bytes) -> list[WrittenColumn]:
    """The cases of a workbook's first sheet, in their order; not yet checked.

    Raises:
        WorkbookNotReadable, NameUnknown
    """
    try:
        book = openpyxl.load_workbook(BytesIO(content), read_only=True, data_only=True)
        rows = [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, IndexError):
        raise WorkbookNotReadable() from None
    named = _named(rows)
    widest = max((len(row) for row in rows), default=0)
    columns = (_column(at, named) for at in range(FIRST_CASE - 1, widest))
    found = [column for column in columns if column is not None]
    if not found:
        raise WorkbookNotReadable()
    return found


def _named(rows: Iterable[list[Any]]) -> dict[str, list[Any]]:
    """Rows by their dotted names. What stands in the first column must be one: a slip of the pen
    would otherwise leave a fact out of every case."""
    named: dict[str, list[Any]] = {}
    for number, row in enumerate(rows, 1):
        written = str(row[0]).strip() if row and row[0] is not None else ""
        if not written or written.startswith("#"):
            continue
        if written in named or not _is_name(written):
            raise NameUnknown(cell=f"A{number}", written=written[:60])
        named[written] = row
    return named


def _is_name(name: str) -> bool:
    if name in _PLAIN or name in (SKIP, SPOUSE):
        return True
    if _FOREST.fullmatch(name) or _EXPECTED.fullmatch(name):
        return True
    for pattern, kinds in ((_INCOME, IncomeKind), (_DEDUCTION, CostKind), (_COUNTS, _KINDS)):
        match = pattern.fullmatch(name)
        if match is not None:
            return match["kind"] in {str(kind) for kind in kinds}
    return False


def _column(at: int, named: Mapping[str, list[Any]]) -> WrittenColumn | None:
    """The column's case; None where nothing stands in it."""
    cells = {name: row[at] for name, row in named.items() if at < len(row)}
    written = {name: cell for name, cell in cells.items() if _holds_something(cell)}
    if not written:
        return None
    skipped = written.pop(SKIP, "")
    building = _Building()
    for name, cell in written.items():
        _take(building, name, cell)
    is_skipped = _value("skip", skipped) not in ("", False)
    return WrittenColumn(
        building.case(), get_column_letter(at + 1), str(skipped) if is_skipped else ""
    )


def _holds_something(cell: Any) -> bool:
    return cell is not None and not (isinstance(cell, str) and not cell.strip())


def _take(building: _Building, name: str, cell: Any) -> None:
    """Put one cell where the YAML form has it."""
    if name == SPOUSE:
        building.has_spouse = _value(name, cell) is True
    elif match := _INCOME.fullmatch(name):
        row = building.rows.setdefault(_place(match, "incomes"), {})
        row[match["basis"]] = _value(match["basis"], cell)
        row |= {"per": Per.YEAR.value} if match["year"] else {}
    elif match := _DEDUCTION.fullmatch(name):
        row = building.rows.setdefault(_place(match, "deductions"), {})
        row[match["key"]] = _value(match["key"], cell)
        row |= {"per": Per.YEAR.value} if match["year"] else {}
    elif match := _FOREST.fullmatch(name):
        building.forests.setdefault(match["role"], {})[match["key"]] = _value(match["key"], cell)
    elif match := _COUNTS.fullmatch(name):
        counts = building.expected.setdefault("counts", {}).setdefault(match["role"], {})
        counts[match["kind"]] = _value("counts", cell)
    elif match := _EXPECTED.fullmatch(name):
        building.expected[match["key"]] = _value(match["key"], cell)
    else:
        building.plain[name] = _value(name, cell)


def _place(match: re.Match[str], group: str) -> tuple[str, str, str, str]:
    return match["role"], group, match["kind"], match["number"] or "1"


def _value(key: str, cell: Any) -> Any:
    """The cell's value as the YAML form has it: exact numbers, days, yes and no, our words."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, bool | date):
        return cell
    if isinstance(cell, int | float):
        return str(cell) if key in _TEXTS else _number(cell)
    written = str(cell).strip()
    if key in _TEXTS:
        return written
    word = written.casefold()
    if word in _words():
        return _words()[word]
    amount = parse_finnish(written)
    return written if amount is None else amount


def _number(cell: int | float) -> Decimal | int:
    """Exact as it was typed: the shortest decimal that the workbook's double stands for."""
    exact = Decimal(repr(cell))
    return int(exact) if exact == exact.to_integral_value() else exact


@cache
def _words() -> Mapping[str, str | bool]:
    """What an officer may write for our words, small letters → ours."""
    lists: tuple[tuple[str, type[Service] | type[Purpose] | type[Counts]], ...] = (
        ("service", Service),
        ("purpose", Purpose),
        ("counts", Counts),
    )
    words: dict[str, str | bool] = {"kyllä": True, "ja": True, "ei": False, "nej": False}
    for name, kind in lists:
        for one in kind:
            for language in Language:
                words[text(f"words.{name}_{one}", language).casefold()] = one.value
    return words
