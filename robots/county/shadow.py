"""Shadow mode: the whole work beside the manual one, and nothing of it delivered: ``[shadow]``."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import Field, field_validator

from robots.casework.settings import RoomSettings
from robots.casework.words import IncomeKind

#: In the case folder, instead of ``tuloselvitys``.
RESULTS: Final = "tuloselvitys-varjo"
#: In the worker's folder: queue, runs and memory of its own.
STATE: Final = "varjo"
#: Of the comparison's workbook, before the run's id.
BOOK: Final = "varjovertailu-"
#: The computed forest income is no kind that a source gives.
FOREST: Final = "forest"

Kinds = Annotated[tuple[IncomeKind | Literal["forest"], ...], Field(min_length=1)]


class ManualColumns(RoomSettings):
    """Headings of the columns of the manual result. Amounts are in euros, written ``694,58`` or
    ``694.58``; incomes and deductions a month."""

    case: str
    """The case's id in the worklist."""
    amount: str
    """The fee, or the voucher's value."""
    income: str | None = None
    """All incomes that count, together."""
    deductions: str | None = None
    """All deductions together."""
    incomes: Mapping[str, Kinds] = Field(default_factory=dict)
    """Heading of a column with one part of the incomes that count → the kinds of income in it."""

    @field_validator("incomes")
    @classmethod
    def _a_kind_stands_in_one_column(cls, incomes: Mapping[str, Kinds]) -> Mapping[str, Kinds]:
        kinds = [kind for each in incomes.values() for kind in each]
        twice = sorted({kind for kind in kinds if kinds.count(kind) > 1})
        if twice:
            raise ValueError(f"in two columns: {', '.join(twice)}")
        return incomes


class ShadowSettings(RoomSettings):
    """With this table the worker is in shadow mode. Its results go into a folder of their own in
    the case folder; the worklist is not written, and no letters or vouchers leave. Authorities are
    asked as always, on the same permits, and every request is in the access log."""

    folder: Path
    """Where the comparison's workbook is written; it holds amounts of clients, and stays there
    until ``retention.shadow_days`` are over."""
    manual: Path
    """What was decided by hand: .csv or .xlsx, one row a case."""
    columns: ManualColumns
    sheet: str | None = None
    """The first one, where none is named; without meaning for .csv."""
    separator: str = Field(default=";", min_length=1, max_length=1)
    encoding: str = "utf-8-sig"
    tolerance: Decimal = Field(default=Decimal(0), ge=0)
    """Euros by which two amounts may differ and still agree."""
