"""Where things stand in one person's taxation as JSON: a county's own table, from a YAML file.

person           whom it is about
environment      at, value: which environment it says that it is of; null where it says nothing
years            the tax years, each an object; the places below are relative to it
tax_year, status the year's number and its stage
statuses         the stage's words → pre_completed, decided or amended
decided_on       day of the decision, 2025-08-28 or 28.8.2025; null where it is not told
incomes          a list: name {fi, sv}, kind (of casework.words.IncomeKind), at (each income),
                 gross, costs, tax (relative to it; null where the kind has none), marks,
                 may_be_missing
deductions       a list: name {fi, sv}, kind (of casework.words.CostKind), at, amount,
                 may_be_missing; only what the fee law knows, the rest is passed over
forests          at (each holding), municipality, hectares, interest, may_be_missing
all_incomes      a list: at (an object of which every key must be in ``incomes``), may_be_missing;
                 what is new there, or beside the holdings, is asked about and not passed over

Nothing of it is public, so nothing has a default. ``may_be_missing`` says whether a group that is
empty may be left out of the answer; where it may not, a group that is gone may have a new name,
and the answer is refused. Empty or ``null`` it may always be.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final, TypeVar

import yaml
from pydantic import BaseModel, Field, ValidationError, field_validator

from robots.casework.identity_code import IdentityCode
from robots.casework.period import Period
from robots.casework.settings import RoomSettings
from robots.casework.words import CostKind, IncomeKind, Mark
from robots.tax_administration.choosing import newest_ended
from robots.tax_administration.errors import MappingUnreadable
from robots.tax_administration.paths import WrittenPath
from robots.tax_administration.taxation import DEDUCTION_KINDS, INCOME_KINDS, Name, Stage

_IDENTITY_CODE: Final = "{identity_code}"
_TAX_YEAR: Final = "{tax_year}"

Declared = TypeVar("Declared", bound=BaseModel)


class IncomeKindOfTaxation(RoomSettings):
    """What one kind of income is to the fee law."""

    name: Name
    """As the tax decision calls it."""
    kind: IncomeKind
    marks: frozenset[Mark] = frozenset()

    @field_validator("kind")
    @classmethod
    def _is_asked_about(cls, kind: IncomeKind) -> IncomeKind:
        if kind not in INCOME_KINDS:
            raise ValueError("the necessity table asks the Tax Administration for no such income")
        return kind


class DeductionKindOfTaxation(RoomSettings):
    """What one kind of deduction is to the fee law."""

    name: Name
    kind: CostKind

    @field_validator("kind")
    @classmethod
    def _is_told_by_taxation(cls, kind: CostKind) -> CostKind:
        if kind not in DEDUCTION_KINDS:
            raise ValueError("taxation does not tell what was paid of this kind")
        return kind


class Group(RoomSettings):
    """A place that a year's taxation has, perhaps also when there is nothing."""

    at: WrittenPath
    may_be_missing: bool


class IncomeRule(IncomeKindOfTaxation, Group):
    """Where one kind of income stands."""

    gross: WrittenPath
    costs: WrittenPath | None
    """Costs of acquiring the income."""
    tax: WrittenPath | None


class DeductionRule(DeductionKindOfTaxation, Group):
    """Where one kind of deduction stands."""

    amount: WrittenPath


class ForestRule(Group):
    """Where forest land stands."""

    municipality: WrittenPath
    hectares: WrittenPath
    interest: WrittenPath | None


class EnvironmentRule(RoomSettings):
    """Which environment an answer must say that it is of."""

    at: WrittenPath
    value: str


class AnswerMapping(RoomSettings):
    """One person's taxation."""

    person: WrittenPath
    environment: EnvironmentRule | None
    years: WrittenPath
    tax_year: WrittenPath
    status: WrittenPath
    statuses: dict[str, Stage] = Field(min_length=1)
    decided_on: WrittenPath | None
    incomes: list[IncomeRule] = Field(min_length=1)
    deductions: list[DeductionRule]
    forests: ForestRule
    all_incomes: list[Group] = Field(min_length=1)


class Mapping(AnswerMapping):
    """The Vero API's operation: the question beside the answer.

    ``request`` is the question's JSON; {identity_code}, {from}, {to}, {tax_year} (the newest whose
    taxation has ended for everybody) and {request_id} in its texts are filled in.
    """

    request: dict[str, Any]

    @property
    def asks_for_tax_year(self) -> bool:
        """Whether the question names the tax year, so that an older one is no answer to it."""
        return _TAX_YEAR in json.dumps(self.request)

    def question(self, code: IdentityCode, period: Period, request_id: str) -> bytes:
        """The request's body, filled in.

        Raises:
            TaxationEndNotKnown: the tax year of the period's last day.
        """
        last = period.end or period.start
        filled = {
            _IDENTITY_CODE: code.reveal(),
            "{from}": period.start.isoformat(),
            "{to}": last.isoformat(),
            "{request_id}": request_id,
        }
        if self.asks_for_tax_year:
            filled[_TAX_YEAR] = str(newest_ended(last))
        return json.dumps(_filled(self.request, filled), ensure_ascii=False).encode()


def read_mapping(file: Path) -> Mapping:
    """Read the mapping file of the Vero API.

    Raises:
        MappingUnreadable: missing, or wrong; says the file and the key.
    """
    mapping = read_declared(Mapping, file)
    if _IDENTITY_CODE not in json.dumps(mapping.request):
        raise MappingUnreadable(file=file.name, key="request")
    return mapping


def read_declared(kind: type[Declared], file: Path) -> Declared:
    """Read a YAML file in which a county declares how something is read.

    Raises:
        MappingUnreadable: missing, or wrong; says the file and the key.
    """
    try:
        return kind.model_validate(yaml.safe_load(file.read_text("utf-8")))
    except ValidationError as wrong:
        key = ".".join(str(part) for part in wrong.errors()[0]["loc"])
        raise MappingUnreadable(file=file.name, key=key or "-") from None
    except (OSError, ValueError, yaml.YAMLError):
        raise MappingUnreadable(file=file.name, key="-") from None


def _filled(value: Any, filled: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _filled(one, filled) for key, one in value.items()}
    if isinstance(value, list):
        return [_filled(one, filled) for one in value]
    if isinstance(value, str):
        for placeholder, text in filled.items():
            value = value.replace(placeholder, text)
    return value
