"""``[carer_payments]`` of ``county.toml``: the export file, and where in it each thing stands."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from robots.casework.settings import Encoding, RoomSettings
from robots.casework.words import IncomeKind


class Columns(RoomSettings):
    """The headings."""

    payee: str = Field(min_length=1)
    """With the identity code."""
    month: str = Field(min_length=1)
    """For which month: ``2026-02``, ``02/2026``, ``2.2026`` or a day in it."""
    fee: str = Field(min_length=1)
    kind: str = Field(min_length=1)
    tax: str | None = None
    paid_on: str | None = None


class CarerPaymentsSettings(RoomSettings):
    """The form of the file, which the county's pay system decides."""

    file: Path
    """.csv or .xlsx"""
    columns: Columns
    kinds: dict[str, IncomeKind] = Field(min_length=1)
    """The file's words for kinds of payments → ours; any other is the officer's to settle."""
    payer: str = Field(min_length=1)
    """As the Incomes Register calls the county: by it the same payment is told in both."""
    payer_id: str = ""
    """The county's business id, as in the Incomes Register."""
    pay_day: int | None = Field(default=None, ge=1, le=31)
    """On which day of the month fees are paid, where the file does not tell it."""
    paid_in_next_month: bool = False
    """Whether that is a day of the month after."""
    sheet: str | None = None
    heading_row: int = Field(default=1, ge=1)
    separator: str = Field(default=";", min_length=1, max_length=1)
    encoding: Encoding = "utf-8-sig"
    decimal_sign: Literal[",", "."] = ","

    @model_validator(mode="after")
    def _tells_the_day(self) -> Self:
        if (self.columns.paid_on is None) == (self.pay_day is None):
            raise ValueError("either columns.paid_on or pay_day tells when a fee is paid")
        return self
