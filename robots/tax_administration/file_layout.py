"""How delivered files are named and read: a county's own table, from a YAML file.

Both forms
    format          csv or json
    file_name       with {day} where the day of the delivery stands: taxation-{day}.csv
    day_format      how it is written there, as in :func:`datetime.strptime`: %Y-%m-%d
    missing_person  not_delivered: who is in no file was not asked about, or left out; the officer
                    is told. nothing: a file tells of everybody the county asked about, so that for
                    who was told of the inquiry before its day, not to be there means nothing.

csv: one row an income, deduction or holding, under one row of headings
    encoding, delimiter
    decimal, thousands  the marks in amounts; an empty thousands mark where there is none
    columns         our name → heading: person, tax_year, status, decided_on, item, amount, costs,
                    tax, municipality, hectares, interest; null where the file has none. Headings
                    that are not named are passed over.
    statuses        the stage's words → pre_completed, decided or amended
    incomes         a list: word (in the column item), name {fi, sv}, kind, marks
    deductions      a list: word, name {fi, sv}, kind
    passed_over     words of rows that the fee law has no use for
    forest          word of a holding
    nothing         word of a row that says that there is nothing; null where there is none
    trailer         marker (in the column person of the last row), count (our name of the column
                    that holds the number of rows, or null), sums (our names of columns that are
                    added up); null where there is none

json: one object with a list of persons
    persons         the list
    count           where the number of persons stands; null where it is not told
    taxation        one person's taxation: see :mod:`robots.tax_administration.mapping`
"""

from __future__ import annotations

import re
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import Field, RootModel, field_validator, model_validator

from robots.casework.settings import Encoding, RoomSettings
from robots.tax_administration.mapping import (
    AnswerMapping,
    DeductionKindOfTaxation,
    IncomeKindOfTaxation,
    read_declared,
)
from robots.tax_administration.paths import WrittenPath
from robots.tax_administration.taxation import Stage

_DAY: Final = "{day}"


class MissingPerson(StrEnum):
    """What it means that a person is not in the files."""

    NOT_DELIVERED = "not_delivered"
    NOTHING = "nothing"


class _Files(RoomSettings):
    """What the forms have in common."""

    file_name: str
    day_format: str
    missing_person: MissingPerson

    @field_validator("file_name")
    @classmethod
    def _has_one_day(cls, name: str) -> str:
        if name.count(_DAY) != 1 or "/" in name or "\\" in name:
            raise ValueError("must be a file's name with {day} in it once")
        return name

    @field_validator("day_format")
    @classmethod
    def _writes_a_whole_day(cls, form: str) -> str:
        day = date(2025, 11, 23)
        if datetime.strptime(day.strftime(form), form).date() != day:  # noqa: DTZ007  a day
            raise ValueError("must write a day, month and year")
        return form

    def day_of(self, file: str) -> date | None:
        """The day of the delivery, by the file's name; None of another file."""
        before, after = self.file_name.split(_DAY)
        match = re.fullmatch(f"{re.escape(before)}(.+){re.escape(after)}", file)
        try:
            return match and datetime.strptime(match[1], self.day_format).date()  # noqa: DTZ007
        except ValueError:
            return None


class Columns(RoomSettings):
    """Our name of a column → its heading in the file."""

    person: str
    tax_year: str
    status: str
    decided_on: str | None
    item: str
    amount: str
    costs: str | None
    tax: str | None
    municipality: str | None
    hectares: str | None
    interest: str | None

    def headings(self) -> dict[str, str]:
        """Those that the file has."""
        return {name: heading for name, heading in self if heading is not None}


class IncomeWord(IncomeKindOfTaxation):
    """What one word of the file means."""

    word: str


class DeductionWord(DeductionKindOfTaxation):
    """What one word of the file means."""

    word: str


class Trailer(RoomSettings):
    """The last row, by which a file that was cut off or changed is found out."""

    marker: str = Field(min_length=1)
    count: str | None
    sums: list[str]


class CsvLayout(_Files):
    """Rows under headings."""

    format: Literal["csv"]
    encoding: Encoding
    delimiter: str = Field(min_length=1, max_length=1)
    decimal: Literal[",", "."]
    thousands: Literal["", " ", ".", ","]
    columns: Columns
    statuses: dict[str, Stage] = Field(min_length=1)
    incomes: list[IncomeWord] = Field(min_length=1)
    deductions: list[DeductionWord]
    passed_over: list[str]
    forest: str
    nothing: str | None
    trailer: Trailer | None

    @model_validator(mode="after")
    def _is_of_a_piece(self) -> CsvLayout:
        words = [one.word for one in self.incomes] + [one.word for one in self.deductions]
        words += [*self.passed_over, self.forest, *([self.nothing] if self.nothing else [])]
        if len(set(words)) < len(words):
            raise ValueError("a word means two things")
        headings = self.columns.headings()
        if len(set(headings.values())) < len(headings):
            raise ValueError("a heading stands for two columns")
        if self.decimal == self.thousands:
            raise ValueError("decimal and thousands are the same mark")
        trailer = self.trailer
        if trailer and not {*trailer.sums, *filter(None, [trailer.count])} <= headings.keys():
            raise ValueError("the trailer names a column that the file has not")
        return self


class JsonLayout(_Files):
    """One object with a list of persons."""

    format: Literal["json"]
    persons: WrittenPath
    count: WrittenPath | None
    taxation: AnswerMapping

    @field_validator("persons")
    @classmethod
    def _is_a_list(cls, persons: WrittenPath) -> WrittenPath:
        if not persons.steps[-1][1]:
            raise ValueError("must end with [*]: each of a list")
        return persons


FileLayout: TypeAlias = CsvLayout | JsonLayout


class _Written(RootModel[Annotated[FileLayout, Field(discriminator="format")]]):
    """The file's content."""


def read_layout(file: Path) -> FileLayout:
    """Read the layout.

    Raises:
        MappingUnreadable: missing, or wrong; says the file and the key.
    """
    return read_declared(_Written, file).root
