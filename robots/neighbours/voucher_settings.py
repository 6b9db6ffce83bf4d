"""``[voucher_export]`` of ``county.toml``: how the voucher system wants its import file.

No voucher system has published its import format: nothing of it has a default but the plain shape
of a CSV file.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from robots.casework.case import PriceUnit
from robots.casework.settings import Encoding, RoomSettings
from robots.casework.words import Outcome, Service

#: What a column may hold.
Value = Literal[
    "case_id",
    "determination",
    "identity_code",
    "service",
    "value",
    "value_per",
    "income",
    "deductions",
    "own_share",
    "own_share_per",
    "corresponding_fee",
    "decision",
    "due",
    "day",
    "version",
    "change",
]


class Column(RoomSettings):
    """One column: a heading, and either what it holds or one text for every row."""

    heading: str = Field(min_length=1)
    value: Value | None = None
    fixed: str | None = None

    @model_validator(mode="after")
    def _holds_one_thing(self) -> Self:
        if (self.value is None) == (self.fixed is None):
            raise ValueError(f"column {self.heading}: either value or fixed")
        return self


class Words(RoomSettings):
    """The voucher system's words for ours; where none is set, ours are written."""

    service: dict[Service, str] = Field(default_factory=dict)
    per: dict[PriceUnit, str] = Field(default_factory=dict)
    change: dict[Literal["new", "changed"], str] = Field(default_factory=dict)


class VoucherExportSettings(RoomSettings):
    """Where the file goes and what it looks like."""

    folder: Path
    """Of the county's choice; it must be there."""
    file_name: str = Field(default="palvelusetelit-{time}.csv", pattern=r"^[A-Za-z0-9_{}.-]+$")
    """With ``{time}``: the day and time of the export, to the second."""
    columns: tuple[Column, ...] = Field(min_length=1)
    headings: bool = True
    separator: str = Field(default=";", min_length=1, max_length=1)
    encoding: Encoding = "utf-8"
    decimal_sign: Literal[",", "."] = ","
    day_format: Literal["finnish", "iso"] = "finnish"
    outcomes: frozenset[Outcome] = frozenset({Outcome.READY})
    """Of which determinations a row is written; a value must have come out in any case."""
    words: Words = Words()

    @field_validator("file_name")
    @classmethod
    def _names_the_time(cls, name: str) -> str:
        if name.count("{time}") != 1 or "{" in name.replace("{time}", ""):
            raise ValueError("file_name needs {time} once, and nothing else in braces")
        return name

    @field_validator("outcomes")
    @classmethod
    def _are_delivered(cls, outcomes: frozenset[Outcome]) -> frozenset[Outcome]:
        if not outcomes or not outcomes <= {Outcome.READY, Outcome.QUESTIONS}:
            raise ValueError("outcomes can be ready and questions")
        return outcomes

    @model_validator(mode="after")
    def _tells_apart(self) -> Self:
        headings = [column.heading for column in self.columns]
        if len(set(headings)) < len(headings):
            raise ValueError("two columns of one heading")
        if self.separator == self.decimal_sign or self.separator in '"\r\n':
            raise ValueError("separator is no sign of its own")
        values = {column.value for column in self.columns}
        if not {"value", "identity_code"} <= values:
            raise ValueError("columns must hold value and identity_code")
        return self
