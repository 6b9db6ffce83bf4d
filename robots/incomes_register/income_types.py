"""Income type codes: what a code means, in the register's words and in the fee law's kinds.

The codes are data with a first and a last day, in a CSV file with the columns

    register     wages or benefits
    code         the income type's number
    name_fi, name_sv
    group        the register's own group
    use          income, total, withheld_tax or deduction
    kind         a kind of income of :class:`robots.casework.words.IncomeKind`; for income and total
    valid_from, valid_to   days; an empty one is open

Lines that begin with ``#`` are remarks. ``total`` is a sum that other rows of the same report may
itemise; ``withheld_tax`` and ``deduction`` are never income.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Final

from robots.casework.period import Period
from robots.casework.words import IncomeKind
from robots.incomes_register.errors import IncomeTypesUnreadable
from robots.incomes_register.kinds import Kind

_COLUMNS: Final = [
    "register",
    "code",
    "name_fi",
    "name_sv",
    "group",
    "use",
    "kind",
    "valid_from",
    "valid_to",
]


class Use(StrEnum):
    """What a row with the code is."""

    INCOME = "income"
    TOTAL = "total"
    WITHHELD_TAX = "withheld_tax"
    DEDUCTION = "deduction"

    @property
    def is_income(self) -> bool:
        return self in (Use.INCOME, Use.TOTAL)


@dataclass(frozen=True, slots=True)
class IncomeType:
    """One code in the time it has this meaning."""

    register: Kind
    code: int
    name_fi: str
    name_sv: str
    group: str
    use: Use
    kind: IncomeKind | None
    """None for what is no income."""
    valid: Period


@dataclass(frozen=True, slots=True)
class IncomeTypes:
    """All codes that the county knows."""

    by_code: Mapping[tuple[Kind, int], tuple[IncomeType, ...]]

    @classmethod
    def read(cls, file: Path) -> IncomeTypes:
        """Read the CSV file.

        Raises:
            IncomeTypesUnreadable: missing, or a line is wrong; says the file and the line.
        """
        try:
            lines = file.read_text("utf-8-sig").splitlines()
        except (OSError, UnicodeDecodeError):
            raise IncomeTypesUnreadable(file=file.name, line=0) from None
        reader = csv.reader(lines, strict=True)
        table = (cells for cells in reader if cells and not cells[0].startswith("#"))
        by_code: dict[tuple[Kind, int], tuple[IncomeType, ...]] = {}
        try:
            if next(table, None) != _COLUMNS:
                raise ValueError("other columns")
            for cells in table:
                one = _income_type(dict(zip(_COLUMNS, cells, strict=True)))
                others = by_code.get((one.register, one.code), ())
                if any(other.valid.overlaps(one.valid) for other in others):
                    raise ValueError("the code has two meanings on one day")
                by_code[one.register, one.code] = (*others, one)
        except (ValueError, csv.Error):
            raise IncomeTypesUnreadable(file=file.name, line=reader.line_num) from None
        return cls(by_code)

    def find(self, register: Kind, code: int, day: date) -> IncomeType | None:
        """What the code means for a payment of that day."""
        types = self.by_code.get((register, code), ())
        return next((one for one in types if one.valid.contains(day)), None)


def _income_type(row: Mapping[str, str]) -> IncomeType:
    use = Use(row["use"])
    if use.is_income != bool(row["kind"]):
        raise ValueError("income has a kind, and nothing else has")
    return IncomeType(
        register=Kind(row["register"]),
        code=int(row["code"]),
        name_fi=row["name_fi"],
        name_sv=row["name_sv"],
        group=row["group"],
        use=use,
        kind=IncomeKind(row["kind"]) if row["kind"] else None,
        valid=Period(
            date.fromisoformat(row["valid_from"]) if row["valid_from"] else date.min,
            date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
        ),
    )
