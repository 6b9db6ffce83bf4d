"""How one county's answer is read: a declared table of places, from a YAML file.

request          the question's JSON; {identity_code}, {from}, {to} and {request_id} in its
                 texts are filled in
person           where the answer says whom it is about
years            the tax years, each an object; the places below are relative to it
tax_year, status the year's number and its stage
statuses         the stage's words → pre_completed, decided or amended
decided_on       day of the decision; may be left out
incomes          a list: name, kind (of casework.words.IncomeKind), at (each income), gross,
                 costs, tax (relative to it), marks
all_incomes      objects of which every key must be in ``incomes``: what is new there is asked
                 about, not passed over
forests          at (each holding), municipality, hectares, interest; what is new beside the
                 holdings is asked about, too

Everything on the way to incomes and holdings must be in the answer, empty or ``null`` where there
is nothing: what is missing may have a new name.
"""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

import yaml
from pydantic import Field, ValidationError

from robots.casework.identity_code import IdentityCode
from robots.casework.period import Period
from robots.casework.settings import RoomSettings
from robots.casework.words import IncomeKind, Mark
from robots.tax_administration.errors import MappingUnreadable
from robots.tax_administration.paths import WrittenPath

_IDENTITY_CODE: Final = "{identity_code}"


class Stage(StrEnum):
    """How far a year's taxation has come; later ones go before earlier ones."""

    PRE_COMPLETED = "pre_completed"
    DECIDED = "decided"
    AMENDED = "amended"

    @property
    def is_final(self) -> bool:
        return self is not Stage.PRE_COMPLETED

    @property
    def order(self) -> int:
        return list(Stage).index(self)


class IncomeRule(RoomSettings):
    """Where one kind of income stands."""

    name: str
    """As the tax decision calls it."""
    kind: IncomeKind
    at: WrittenPath
    gross: WrittenPath
    costs: WrittenPath | None = None
    """Costs of acquiring the income."""
    tax: WrittenPath
    marks: frozenset[Mark] = frozenset()


class ForestRule(RoomSettings):
    """Where forest land stands."""

    at: WrittenPath
    municipality: WrittenPath
    hectares: WrittenPath
    interest: WrittenPath


class Mapping(RoomSettings):
    """The whole table."""

    request: dict[str, Any]
    person: WrittenPath
    years: WrittenPath
    tax_year: WrittenPath
    status: WrittenPath
    statuses: dict[str, Stage]
    decided_on: WrittenPath | None = None
    incomes: list[IncomeRule] = Field(min_length=1)
    all_incomes: list[WrittenPath] = Field(min_length=1)
    forests: ForestRule

    def question(self, code: IdentityCode, period: Period, request_id: str) -> bytes:
        """The request's body, filled in."""
        filled = {
            _IDENTITY_CODE: code.reveal(),
            "{from}": period.start.isoformat(),
            "{to}": period.end.isoformat() if period.end else "",
            "{request_id}": request_id,
        }
        return json.dumps(_filled(self.request, filled), ensure_ascii=False).encode()


def read_mapping(file: Path) -> Mapping:
    """Read the mapping file.

    Raises:
        MappingUnreadable: missing, or wrong; says the file and the key.
    """
    try:
        mapping = Mapping.model_validate(yaml.safe_load(file.read_text("utf-8")))
    except ValidationError as wrong:
        key = ".".join(str(part) for part in wrong.errors()[0]["loc"])
        raise MappingUnreadable(file=file.name, key=key or "-") from None
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        raise MappingUnreadable(file=file.name, key="-") from None
    if _IDENTITY_CODE not in json.dumps(mapping.request):
        raise MappingUnreadable(file=file.name, key="request")
    return mapping


def _filled(value: Any, filled: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _filled(one, filled) for key, one in value.items()}
    if isinstance(value, list):
        return [_filled(one, filled) for one in value]
    if isinstance(value, str):
        for placeholder, text in filled.items():
            value = value.replace(placeholder, text)
    return value
