"""What a benefit can come to at all: fixed amounts and ceilings, by day, as data.

``resources/statistics/benefit_amounts.yaml`` holds them with their source. A day that it does not
know is not judged.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, model_validator

from robots.casework.answer import Income
from robots.casework.period import Period
from robots.casework.sections import parse
from robots.casework.words import IncomeKind, Severity
from robots.casework.yaml_reading import load_yaml

FILE: Final = Path(__file__).parents[2] / "resources" / "statistics" / "benefit_amounts.yaml"

#: A year's amount divided by twelve, and an index, may each be off by a cent.
WITHIN: Final = Decimal("0.02")
#: The rule and severity of a ceiling that a raise may pass.
_RAISED: Final = "at_most", Severity.WARNING
#: YAML reads 783.41 as a binary number; its shortest writing is the amount itself.
Amount = Annotated[Decimal, BeforeValidator(str)]


class _Form(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Amounts(_Form):
    """Euros a month from a day on, until the next ones."""

    since: date = Field(alias="from")
    values: tuple[Amount, ...] = Field(min_length=1)


class Statutory(_Form):
    """One benefit's amounts, and how a figure must lie to them."""

    kind: IncomeKind
    rule: Literal["at_most", "one_of", "multiple_of"]
    severity: Severity
    section: str
    amounts: tuple[Amounts, ...] = Field(min_length=1)
    question_above: Amount | None = None
    """Of a ceiling that a lawful raise may pass: times the ceiling above which it is no raise, and
    the figure a question."""
    known_until: date
    checked_on: date
    variables: tuple[str, ...]
    link: str
    note: str = ""
    payer_id: str = ""
    """Of this payer's payments alone."""
    names: tuple[str, ...] = ()
    """Of payments by these names alone."""
    may_include: str = ""
    """Another benefit's key: some sources tell the two in one sum."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        parse(self.section)
        if any(later.since <= earlier.since for earlier, later in pairwise(self.amounts)):
            raise ValueError("the amounts are not in the order of their days")
        if self.question_above is not None and (self.rule, self.severity) != _RAISED:
            raise ValueError("only a ceiling that may be passed has a question above it")
        return self

    def is_about(self, income: Income) -> bool:
        """Whether the row is of the benefit."""
        return (
            income.kind is self.kind
            and (not self.payer_id or self.payer_id == income.payer_id)
            and (not self.names or income.name in self.names)
        )

    def severity_of(self, monthly: Decimal, values: Sequence[Decimal]) -> Severity:
        """How much a figure that does not fit is doubted.

        Args:
            monthly: the figure, euros a month.
            values: the amounts that it was held against.
        """
        is_too_much = self.question_above is not None and monthly > self.question_above * max(
            values
        )
        return Severity.QUESTION if is_too_much else self.severity

    def values_within(self, period: Period) -> tuple[Decimal, ...] | None:
        """Every amount in force on some day of the period; None where some of it is not known.

        A period that begins before the first known day is judged by what is known of it.
        """
        last = period.end or self.known_until
        if last > self.known_until or last < self.amounts[0].since:
            return None
        ends = [one.since for one in self.amounts[1:]]
        return tuple(
            value
            for one, end in zip(self.amounts, [*ends, None], strict=True)
            if one.since <= last and (end is None or end > period.start)
            for value in one.values
        )


@cache
def statutory() -> dict[str, Statutory]:
    """All benefits of the file, by their keys.

    Raises:
        pydantic.ValidationError: the file is not in its form.
    """
    read = load_yaml(FILE.read_text("utf-8"))
    return TypeAdapter(dict[str, Statutory]).validate_python(read)


def cannot_be(
    income: Income, monthly: Decimal, period: Period
) -> Iterator[tuple[str, Statutory, Severity]]:
    """The benefits by whose amounts the figure cannot be what it says: their keys, and how much it
    is doubted.

    Args:
        income: whose figure it is.
        monthly: euros a month, gross.
        period: the days whose amounts it may have.
    """
    everything = statutory()
    for key, one in everything.items():
        values = one.values_within(period) if one.is_about(income) else None
        if values is None:
            continue
        if one.may_include:
            beside = everything[one.may_include].values_within(period) or ()
            values += tuple(value + more for value in values for more in beside)
        if not _fits(one.rule, monthly, values):
            yield key, one, one.severity_of(monthly, values)


def _fits(rule: str, monthly: Decimal, values: tuple[Decimal, ...]) -> bool:
    if rule == "at_most":
        return monthly <= max(values) + WITHIN
    if rule == "one_of":
        return any(abs(monthly - value) <= WITHIN for value in values)
    return any(
        times >= 1 and abs(monthly - times * value) <= WITHIN * times
        for value in values
        for times in (round(monthly / value),)
    )
