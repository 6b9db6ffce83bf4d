"""Shadow mode: the whole work beside the manual one, and nothing of it delivered: ``[shadow]``."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Final

from pydantic import Field

from robots.casework.settings import RoomSettings

#: In the case folder, instead of ``tuloselvitys``.
RESULTS: Final = "tuloselvitys-varjo"
#: In the worker's folder: queue, runs and memory of its own.
STATE: Final = "varjo"


class ManualColumns(RoomSettings):
    """Headings of the columns of the manual result."""

    case: str
    """The case's id in the worklist."""
    amount: str
    """The fee, or the voucher's value, in euros: ``694,58`` or ``694.58``."""


class ShadowSettings(RoomSettings):
    """With this table the worker is in shadow mode. Its results go into a folder of their own in
    the case folder; the worklist is not written, and no letters or vouchers leave. Authorities are
    asked as always, on the same permits, and every request is in the access log."""

    folder: Path
    """Where the comparison's workbook is written; it holds amounts of clients, and stays there."""
    manual: Path
    """What was decided by hand: .csv or .xlsx, one row a case."""
    columns: ManualColumns
    sheet: str | None = None
    """The first one, where none is named; without meaning for .csv."""
    separator: str = Field(default=";", min_length=1, max_length=1)
    encoding: str = "utf-8-sig"
    tolerance: Decimal = Field(default=Decimal(0), ge=0)
    """Euros by which two amounts may differ and still agree."""
