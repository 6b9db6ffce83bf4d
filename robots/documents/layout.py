"""A document kind as data: how it is recognised, what its fields are called, what it gives.

One file a kind in ``resources/documents/``. Every pattern carries its provenance (``seen`` in a
public source, or ``assumed``) and the file carries a sample line for each field and table, which is
read when the layout is loaded: a pattern that does not read its own sample stops the start, with
file and key named.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from robots.casework.words import CostKind, IncomeKind, Mark, Per
from robots.documents.grammar import Grammar
from robots.documents.labels import remainder, same
from robots.documents.reading import LandKind

Texts = Annotated[tuple[str, ...], Field(min_length=1)]


class Provenance(StrEnum):
    """Where a label is known from: real letters are not public."""

    SEEN = "seen"
    ASSUMED = "assumed"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Title(_Part):
    """The kind's name for the officer."""

    fi: str
    sv: str

    def __str__(self) -> str:
        return f"{self.fi} / {self.sv}"


class Phrase(_Part):
    """Words of which one must stand somewhere in the document."""

    any: Texts
    provenance: Provenance


class Marks(_Part):
    """What such a document says of itself: all phrases of one language, none of ``never``."""

    fi: Annotated[tuple[Phrase, ...], Field(min_length=1)]
    sv: Annotated[tuple[Phrase, ...], Field(min_length=1)]
    never: tuple[str, ...] = ()


class Labels(_Part):
    """What a field, column or row is called, in both languages."""

    fi: Texts
    sv: Texts

    @property
    def all(self) -> tuple[str, ...]:
        """Both languages' labels, the longest first: ``Netto yhteensä`` before ``Netto``."""
        return tuple(sorted({*self.fi, *self.sv}, key=lambda label: (-len(label), label)))

    def __str__(self) -> str:
        """As an officer is told: the first one of each language."""
        return " / ".join(dict.fromkeys((self.fi[0], self.sv[0])))


class Section(Labels):
    """A heading, or a column's head, under which values count for something of their own."""

    provenance: Provenance


class NotCounted(StrEnum):
    """Why a kind that is recognised gives no figures; the officer is told in these words."""

    NOT_INCOME = "document_not_evidence"
    TOTALS_ONLY = "document_totals_only"
    """Totals that do not tell which kind of income they are of."""
    DAILY_AMOUNTS = "document_daily_amounts"
    """What a day is worth; how many days are paid, another paper tells."""
    CUTTING_VALUE = "document_cutting_value"
    """What a forest may yield: the computed income is lowered on the client's demand (10 i §)."""


class FieldPattern(_Part):
    """One value beside its label: in the next cell, or after the label in the same one."""

    labels: Labels
    grammar: Grammar
    provenance: Provenance
    sample: str
    """A line of a letter; a vertical bar parts its cells."""
    section: str | None = None
    """The heading under which it counts; elsewhere the same label means something else."""
    required: bool = True

    @model_validator(mode="after")
    def _reads_its_sample(self) -> FieldPattern:
        cells = [cell.strip() for cell in self.sample.split("|")]
        for label in self.labels.all:
            rest = remainder(cells[0], label)
            if rest and self.grammar.parse(rest.text or cells[-1]) is not None:
                return self
        raise ValueError("the sample is not read by its own labels and grammar")


class Column(_Part):
    """A table's column, under its head."""

    labels: Labels
    grammar: Grammar
    provenance: Provenance
    required: bool = True


class Gives(_Part):
    """The figure that a row or a group of fields becomes; values name fields or columns."""

    income: IncomeKind | None = None
    cost: CostKind | None = None
    land: LandKind | None = None
    marks: frozenset[Mark] = frozenset()

    @model_validator(mode="after")
    def _is_one_kind(self) -> Gives:
        if sum(kind is not None for kind in (self.income, self.cost, self.land)) != 1:
            raise ValueError("gives either an income, a cost or land")
        return self

    @property
    def kind(self) -> IncomeKind | CostKind | LandKind:
        """Which it is."""
        kind = self.income or self.cost or self.land
        assert kind is not None  # it was checked when the layout was loaded
        return kind


class Row(_Part):
    """A row of a table by its name. Without ``gives`` it only counts into the table's total."""

    labels: Labels
    provenance: Provenance
    gives: Gives | None = None
    since: date | None = None
    """The first day that it is paid for: before that, a row of this name is a doubt."""
    until: date | None = None
    """The last day that it is paid for."""


class Figures(_Part):
    """What the figures of a table, or of single fields, have in common."""

    per: Per
    payer: str | None = None
    """The field that names who pays, or who is paid."""
    payer_text: str = ""
    """Who pays, where the kind of document tells it."""
    payer_id: str | None = None
    period: str | None = None
    paid_on: str | None = None
    tax_year: str | None = None
    amount: str | None = None
    """A cost's amount."""
    gross: str | None = None
    tax: str | None = None
    net: str | None = None
    costs: str | None = None
    """Costs of acquiring an income."""
    hectares: str | None = None
    interest: str | None = None
    net_is_gross_less_tax: bool = False
    """For papers whose printed net has more taken off it than the tax."""
    marks_if: dict[Mark, Phrase] = Field(default_factory=dict)

    @property
    def amounts(self) -> tuple[str, ...]:
        """The names of the amounts that it takes."""
        of_land = self.hectares, self.interest
        every = self.amount, self.gross, self.costs, self.tax, self.net, *of_land
        return tuple(one for one in every if one)


class TablePattern(_Part):
    """A table found by its heads; each row is a figure, or is known to be none."""

    columns: Annotated[dict[str, Column], Field(min_length=2)]
    """The first one holds the rows' names."""
    rows: tuple[Row, ...] = ()
    total: Labels | None = None
    """The name of the row that adds up the columns; it must then be there, and be right."""
    subtotal: Labels | None = None
    """The name of a row that adds up the rows above it, at the end or the start of a page."""
    figures: Figures
    unknown_rows: Literal["unknown_income", "forest", "doubt"] = "doubt"
    """What a row is that is none of ``rows``; ``forest``: land in the municipality of its name."""
    provenance: Provenance
    sample: str
    required: bool = True

    @property
    def name_column(self) -> str:
        """The column of the rows' names."""
        return next(iter(self.columns))

    @property
    def heading(self) -> Labels:
        """How the table is called before an officer: by its first head."""
        return self.columns[self.name_column].labels

    @model_validator(mode="after")
    def _reads_its_sample(self) -> TablePattern:
        cells = [cell.strip() for cell in self.sample.split("|")]
        if len(cells) != len(self.columns):
            raise ValueError("the sample has not as many cells as the table has columns")
        for cell, (name, column) in zip(cells, self.columns.items(), strict=True):
            if column.grammar.parse(cell) is None:
                raise ValueError(f"the sample's {name} is not read by its grammar")
        if self.unknown_rows == "forest":
            return self
        if not any(same(cells[0], label) for row in self.rows for label in row.labels.all):
            raise ValueError("the sample's row is none of the rows")
        return self


class Single(_Part):
    """One figure that is made of single fields; it is named as its first amount is."""

    gives: Gives
    figures: Figures


class Difference(_Part):
    """``minuend`` less all of ``less`` is ``result``; checked where all of them were read."""

    minuend: str
    less: Annotated[tuple[str, ...], Field(min_length=1)]
    result: str
    table: str | None = None
    """The table whose every row must fulfil it; without one, fields."""


class Sum(_Part):
    """``of`` together are ``total``; checked where the total was read."""

    of: Annotated[tuple[str, ...], Field(min_length=1)]
    total: str


class Within(_Part):
    """A day that belongs to a period: from so many days before its start to so many after its
    end."""

    day: str
    period: str
    days_before: Annotated[int, Field(ge=0)] = 0
    days_after: Annotated[int, Field(ge=0)] = 0


class Checks(_Part):
    """What must hold before any figure is used."""

    differences: tuple[Difference, ...] = ()
    sums: tuple[Sum, ...] = ()
    within: tuple[Within, ...] = ()
    twelve_months: tuple[str, ...] = ()
    """Fields whose period must be twelve full calendar months."""


class Layout(_Part):
    """One document kind."""

    kind: str
    title: Title
    evidence: bool = True
    """False: recognised, so that nobody takes its figures for income."""
    not_counted: NotCounted = NotCounted.NOT_INCOME
    """What the officer is told of a kind that is no evidence."""
    names_others: bool = False
    """Whether it rightly names other people too, so that a second identity code is no doubt."""
    marks: Marks
    sections: dict[str, Section] = Field(default_factory=dict)
    fields: dict[str, FieldPattern] = Field(default_factory=dict)
    tables: dict[str, TablePattern] = Field(default_factory=dict)
    singles: tuple[Single, ...] = ()
    tells: dict[str, str] = Field(default_factory=dict)
    """What a reading tells besides figures → the field that holds it."""
    checks: Checks = Checks()

    @model_validator(mode="after")
    def _names_only_what_there_is(self) -> Layout:
        for name, field in self.fields.items():
            if field.section is not None and field.section not in self.sections:
                raise ValueError(f"fields.{name}.section: no section of that name")
        for key, figures, known in self._figures():
            for used in _references(figures):
                if used not in known:
                    raise ValueError(f"{key}: no field or column {used}")
        for difference in self.checks.differences:
            if difference.table is not None and difference.table not in self.tables:
                raise ValueError(f"checks.differences: no table {difference.table}")
            columns = self.tables[difference.table].columns if difference.table else self.fields
            for used in (difference.minuend, *difference.less, difference.result):
                if used not in columns:
                    raise ValueError(f"checks.differences: no field or column {used}")
        for sums in self.checks.sums:
            for used in (*sums.of, sums.total):
                if used not in self.fields or not self.fields[used].grammar.is_amount:
                    raise ValueError(f"checks.sums: no amount {used}")
        for within in self.checks.within:
            self._check_grammar("checks.within", within.day, Grammar.DATE)
            self._check_grammar("checks.within", within.period, Grammar.PERIOD)
        for name, used in self.tells.items():
            if used not in self.fields:
                raise ValueError(f"tells.{name}: no field {used}")
        for used in self.checks.twelve_months:
            self._check_grammar("checks.twelve_months", used, Grammar.PERIOD)
        if self.evidence and not self.tables and not self.singles:
            raise ValueError("gives nothing, and does not say evidence: false")
        return self

    def _check_grammar(self, key: str, used: str, grammar: Grammar) -> None:
        if used not in self.fields or self.fields[used].grammar is not grammar:
            raise ValueError(f"{key}: no {grammar} {used}")

    def labels_of(self, difference: Difference) -> Labels:
        """What the result of a difference is called in the document."""
        if difference.table is None:
            return self.fields[difference.result].labels
        return self.tables[difference.table].columns[difference.result].labels

    def _figures(self) -> list[tuple[str, Figures, set[str]]]:
        fields = set(self.fields)
        tables = [
            (f"tables.{name}.figures", table.figures, fields | set(table.columns))
            for name, table in self.tables.items()
        ]
        return tables + [("singles.figures", single.figures, fields) for single in self.singles]


def _references(figures: Figures) -> list[str]:
    named = (figures.payer, figures.payer_id, figures.period, figures.paid_on, figures.tax_year)
    return [name for name in (*named, *figures.amounts) if name is not None]
