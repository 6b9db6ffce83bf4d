"""The worklist's columns and words: ``columns.yaml``, and how a value stands in a cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from devdata.standins.people import read_yaml

FILE = Path(__file__).parent / "columns.yaml"

#: What openpyxl writes into a cell.
Cell = str | int | float | date | None


@dataclass(frozen=True)
class Columns:
    """The made-up county's worklist: its sheet, headings and code words."""

    file: str
    sheet: str
    headings: Mapping[str, str]
    """Field of a case → heading, in the sheet's order."""
    results: Mapping[str, str]
    """What a run writes back → heading; after all others."""
    required: frozenset[str]
    words: Mapping[str, Mapping[str, str]]
    """Kind of word → the project's word → the county's."""
    kinds: Mapping[str, Any]

    @classmethod
    def read(cls, file: Path = FILE) -> Columns:
        content = read_yaml(file)
        return cls(
            file=content["file"],
            sheet=content["sheet"],
            headings=content["columns"],
            results=content["results"],
            required=frozenset(content["required"]),
            words=content["words"],
            kinds=content["kinds"],
        )

    def words_of(self, field: str) -> Mapping[str, str] | None:
        """The code words that may stand in a field's cells; None where anything may."""
        kind = self.kinds["words"].get(field) or self.kinds["words"].get(_last_part(field))
        return self.words[kind] if kind else None

    def is_day(self, field: str) -> bool:
        """Whether a field's cells are days."""
        days = self.kinds["days"]
        return field in days or _last_part(field) in days

    def is_number(self, field: str) -> bool:
        """Whether a field's cells are numbers with decimals: euros or hours."""
        return field in self.kinds["numbers"]

    def cell(self, field: str, value: Any) -> Cell:
        """What stands in the cell for a value of a person's file.

        Raises:
            KeyError: the value is not one of the field's code words.
        """
        if value is None:
            return None
        words = self.words_of(field)
        if words is not None:
            return words[{True: "yes", False: "no"}.get(value, value)]
        # A workbook has no exact decimals; cents survive the way through a float.
        return float(value) if isinstance(value, Decimal) else value


def _last_part(field: str) -> str:
    return field.rpartition(".")[2]
