"""The forms of ``resources/law/``: dated values and rules, checked when they are read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self, TypeVar

import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
    model_validator,
)

from robots.casework.sections import parse
from robots.casework.words import CostKind, IncomeKind, Mark, Role, Service
from robots.casework.yaml_reading import SafeLoader
from robots.feelaw.errors import LawDataRefused
from robots.feelaw.model import Counts

Model = TypeVar("Model")
_WHOLE: Final = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
Basis = Literal["net", "gross"]
#: Who has confirmed a value: the law's text or the ministry's notice was read; it was computed from
#: read values; or another authority's page says so.
Confirmed = Literal["law_text", "ministry_notice", "derived", "secondary"]


def _is_citation(written: str) -> str:
    parse(written)
    return written


#: A citation of law in our form; one that is not in it is refused.
Citation = Annotated[str, AfterValidator(_is_citation)]


class Form(BaseModel):
    """No unknown keys, nothing changes."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Act(Form):
    """Where an act, decree, notice or decision is read; its names stand in the texts."""

    link: str


class Days(Form):
    """From a day on, until a last one or further notice; both days are included."""

    first_day: date = Field(alias="from")
    last_day: date | None = Field(default=None, alias="until")

    def holds_on(self, day: date) -> bool:
        """Whether the day lies between its first and its last."""
        return self.first_day <= day and (self.last_day is None or day <= self.last_day)


class Dated(Days):
    """What holds from a day on, where it stands, and who has confirmed it.

    ``act`` is the act, decree or notice that sets it or whose text is quoted; ``checked_on`` the
    day of the newest material in which somebody last looked whether it still holds.
    """

    section: Citation
    act: str
    quote: str
    confirmed_by: Confirmed
    checked_on: date
    source: str = ""
    """Where it was read or met again, if not in the act: a key of texts/sources.law.yaml."""
    note: str = ""


class Missing(Days):
    """Days for which there is no value, and why: a key of ``resources/texts/missing.law.yaml``."""

    reason: Literal["no_source", "not_published", "not_in_force"]
    why: str
    checked_on: date


class Value(Dated):
    """One value of an amount, a share or a time."""

    value: Decimal


class Rows(Dated):
    """One state of a table; a row has a value for families of 1, 2, … 6 persons."""

    rows: tuple[tuple[Decimal, Decimal, Decimal, Decimal, Decimal, Decimal], ...]


DaysModel = TypeVar("DaysModel", bound=Days)


def in_order(values: tuple[DaysModel, ...]) -> tuple[DaysModel, ...]:
    """The values, when each starts after the one before has ended.

    Raises:
        ValueError: two of them hold on the same day.
    """
    for earlier, later in pairwise(values):
        if earlier.last_day is None or earlier.last_day >= later.first_day:
            raise ValueError(f"two values hold on {later.first_day}")
    return values


def first_day_without(periods: Iterable[Days], first: date, last: date) -> date | None:
    """The first day from ``first`` to ``last`` on which none of the periods holds, if any."""
    day = first
    for period in sorted(periods, key=lambda one: one.first_day):
        if period.first_day > day:
            break
        if period.last_day is None:
            return None
        day = max(day, period.last_day + timedelta(days=1))
    return day if day <= last else None


class Amount(Form):
    """An amount, a share or a time, by the day; ``missing`` says where there is none, and why."""

    unit: Literal["share", "eur_month", "eur_year", "months", "days", "times_week"]
    note: str = ""
    values: tuple[Value, ...]
    missing: tuple[Missing, ...] = ()

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        in_order(self.values)
        in_order(tuple(sorted((*self.values, *self.missing), key=lambda one: one.first_day)))
        return self


class Table(Form):
    """A table by the day; ``first_row`` is the number that the first row stands for."""

    first_row: int = 1
    values: tuple[Rows, ...]
    missing: tuple[Missing, ...] = ()

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        in_order(tuple(sorted((*self.values, *self.missing), key=lambda one: one.first_day)))
        return self


class Tables(Form):
    """The two tables of 10 e §."""

    income_limits: Table
    payment_percentages: Table


class Covered(Form):
    """``days.yaml``: the days that the files cover, and why no others."""

    first_day: date
    why_not_before: str
    last_day: date
    why_not_after: str


class Rule(Dated):
    """A rule on kinds; with ``exception_to`` it takes them out of that other rule."""

    counts: Counts
    exception_to: str | None = None


class IncomeRule(Rule):
    """What the law says of some kinds of income."""

    basis: Basis
    kinds: frozenset[IncomeKind]


class CostRule(Rule):
    """What the law says of some kinds of cost."""

    services: frozenset[Service]
    roles: frozenset[Role]
    kinds: frozenset[CostKind]


class Fallback(Form):
    """What the officer is told where no single rule is left."""

    section: Citation
    reason: str


class MarkRule(Form):
    """What the law says of a payment because of what its source says of it."""

    counts: Counts
    net: Citation
    gross: Citation
    reason: str


class IncomeRules(Form):
    """``incomes.yaml``."""

    tax_free: frozenset[IncomeKind]
    otherwise: dict[Basis, Fallback]
    rules: dict[str, IncomeRule]
    marked: dict[Mark, MarkRule]

    @model_validator(mode="after")
    def _exceptions(self) -> Self:
        check_exceptions(self.rules)
        return self


class CostRules(Form):
    """``costs.yaml``."""

    not_in_the_act: Fallback
    rules: dict[str, CostRule]

    @model_validator(mode="after")
    def _exceptions(self) -> Self:
        check_exceptions(self.rules)
        return self


def check_exceptions(rules: dict[str, Any]) -> None:
    """Every exception is one to a rule that exists.

    Raises:
        ValueError: it is not.
    """
    for name, rule in rules.items():
        if rule.exception_to is not None and rule.exception_to not in rules:
            raise ValueError(f"{name} is an exception to {rule.exception_to}, which is no rule")


class _ExactNumbers(SafeLoader):
    """YAML whose numbers with decimals are Decimal, as written; what only looks like a number or a
    day (``.nan``, 30 February) stays text, for the form to refuse with its key. So do numbers that
    YAML would read otherwise than a person: ``10:30`` as 630, ``0100`` as 64."""

    def construct_decimal(self, node: yaml.ScalarNode) -> Decimal | str:
        written = str(self.construct_scalar(node))
        try:
            return Decimal(written)
        except ArithmeticError:
            return written

    def construct_whole(self, node: yaml.ScalarNode) -> int | str:
        written = str(self.construct_scalar(node))
        return int(written) if _WHOLE.fullmatch(written) else written

    def construct_day(self, node: yaml.ScalarNode) -> Any:
        try:
            return self.construct_yaml_timestamp(node)
        except ValueError:
            return str(self.construct_scalar(node))


_ExactNumbers.add_constructor("tag:yaml.org,2002:int", _ExactNumbers.construct_whole)
_ExactNumbers.add_constructor("tag:yaml.org,2002:float", _ExactNumbers.construct_decimal)
_ExactNumbers.add_constructor("tag:yaml.org,2002:timestamp", _ExactNumbers.construct_day)


def parse_yaml(text: str) -> Any:
    """YAML without floats: no float ever becomes money; and no key twice, of which one would be
    lost without a word.

    Raises:
        yaml.YAMLError: it is no YAML, or a key stands twice.
    """
    loader = _ExactNumbers(text)  # a safe loader: it makes no objects
    try:
        root = loader.get_single_node()
        if root is None:
            return None
        _refuse_twice(root, set())
        return loader.construct_document(root)
    finally:
        loader.dispose()


def _refuse_twice(node: yaml.Node, seen: set[int]) -> None:
    if id(node) in seen or not isinstance(node, yaml.CollectionNode):
        return
    seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        keys = [key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
        if len(keys) != len(set(keys)):
            raise yaml.MarkedYAMLError(problem="a key twice", problem_mark=node.start_mark)
        below = [value for _, value in node.value]
    else:
        below = node.value
    for one in below:
        _refuse_twice(one, seen)


def read(model: type[Model], file: Path) -> Model:
    """A file of the law's values in its form.

    Raises:
        LawDataRefused: it is missing or not in its form; file and key named.
    """
    try:
        return TypeAdapter(model).validate_python(parse_yaml(file.read_text("utf-8")))
    except (OSError, yaml.YAMLError, ArithmeticError):
        raise LawDataRefused(file=file.name, key="-") from None
    except ValidationError as refused:
        raise LawDataRefused(file=file.name, key=first_place(refused)) from refused


def first_place(refused: ValidationError) -> str:
    """Where the first mistake stands, as keys with dots between."""
    return ".".join(str(part) for part in refused.errors()[0]["loc"]) or "-"
