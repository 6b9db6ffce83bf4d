"""Which benefit is which kind of income, by the name that Kela's pages give it.

The names are data (``resources/kela/benefits.yaml``); a name that is not there is nobody's guess.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from robots.casework.words import IncomeKind
from robots.kela.errors import PageMapWrong
from robots.kela.settings import RESOURCES

FILE: Final = RESOURCES / "benefits.yaml"


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Most(_Data):
    """The statutory maximum from a day on, until the next one."""

    since: date
    euros: Decimal = Field(gt=0, max_digits=7, decimal_places=2)
    per: Literal["month", "weekday"]
    checked: bool
    """False where it was reckoned or remembered, and not seen in a source."""


class _Named(_Data):
    kind: IncomeKind
    tax_free: bool
    fi: tuple[str, ...] = Field(min_length=1)
    sv: tuple[str, ...] = ()
    most: tuple[Most, ...] = ()

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        days = [one.since for one in self.most]
        if days != sorted(set(days)):
            raise ValueError("most: from the oldest day to the newest")
        return self


class _BenefitEntry(_Named):
    payment_day: int | None = Field(default=None, ge=1, le=28)
    """Day of the month; see :mod:`robots.kela.payment_days` for when the banks are closed."""
    tax_free_checked: bool = True
    """False where the tax status has not been verified from a source."""
    parts: tuple[_Named, ...] = ()


class _Payer(_Data):
    name: str
    business_id: str


class _File(_Data):
    checked_on: date
    source: str
    payer: _Payer
    benefits: tuple[_BenefitEntry, ...]

    @model_validator(mode="after")
    def _no_name_twice(self) -> Self:
        for names in (self._names(self.benefits), *(self._names(b.parts) for b in self.benefits)):
            twice = {name for name in names if names.count(name) > 1}
            if twice:
                raise ValueError(f"named twice: {', '.join(sorted(twice))}")
        return self

    @staticmethod
    def _names(entries: tuple[_Named, ...]) -> list[str]:
        return [_key(name) for entry in entries for name in {*entry.fi, *entry.sv}]


@dataclass(frozen=True, slots=True)
class Benefit:
    """What is known of a benefit or of a part of one."""

    kind: IncomeKind
    tax_free: bool
    parts: Mapping[str, Benefit]
    """Parts that the law treats in different ways: until they have been seen, nobody knows what a
    payment holds."""
    most: tuple[Most, ...] = ()
    payment_day: int | None = None

    def most_on(self, day: date) -> Most | None:
        """The statutory maximum of the day; None where none is known."""
        return next((one for one in reversed(self.most) if one.since <= day), None)


class Catalogue:
    """The benefits by name, in any case of letters.

    Attributes:
        payer: as whom Kela pays, and its business id.
    """

    def __init__(self, file: Path = FILE) -> None:
        """Read a catalogue.

        Raises:
            PageMapWrong: it cannot be read, or a name stands twice.
        """
        try:
            read = _File.model_validate(yaml.safe_load(file.read_text("utf-8")))
        except ValidationError as wrong:
            first = wrong.errors()[0]
            key = ".".join(str(part) for part in first["loc"]) or first["msg"]
            raise PageMapWrong(file=file.name, key=key) from None
        self.payer = read.payer.name
        self.payer_id = read.payer.business_id
        self._benefits = _by_name(read.benefits)

    def benefit(self, name: str) -> Benefit | None:
        """The benefit of this name, or None where the name is not known."""
        return self._benefits.get(_key(name))

    def part(self, benefit: str, name: str) -> Benefit | None:
        """A part of a benefit: one of its own, or one that is a benefit of its own elsewhere."""
        whole = self.benefit(benefit)
        own = whole.parts.get(_key(name)) if whole else None
        return own or self.benefit(name)


def _by_name(entries: tuple[_Named, ...]) -> Mapping[str, Benefit]:
    benefits: dict[str, Benefit] = {}
    for entry in entries:
        parts = _by_name(entry.parts) if isinstance(entry, _BenefitEntry) else {}
        day = entry.payment_day if isinstance(entry, _BenefitEntry) else None
        known = Benefit(entry.kind, entry.tax_free, parts, entry.most, day)
        benefits |= {_key(name): known for name in (*entry.fi, *entry.sv)}
    return MappingProxyType(benefits)


def _key(name: str) -> str:
    return " ".join(name.casefold().split())
