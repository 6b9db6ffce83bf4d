"""Income type codes: what a code means, in the register's words and in the fee law's kinds.

The register's code sets are published as a workbook a year; a code means what it meant on the day
of payment. What no source confirms is known by its number alone, and is the officer's to judge.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Final, Self

from robots.casework.period import Period
from robots.casework.words import IncomeKind
from robots.incomes_register.errors import IncomeTypesUnreadable
from robots.incomes_register.income_types_file import OFFICER, Line, read_lines
from robots.incomes_register.kinds import Kind

_REGISTERS: Final = Path(__file__).parents[2] / "resources" / "registers"
SHIPPED: Final = tuple(_REGISTERS / f"income-types-{kind}.csv" for kind in Kind)
"""The tables that come with the program, one for each register."""


class Use(StrEnum):
    """What a row with the code is."""

    INCOME = "income"
    TOTAL = "total"
    """Income: a sum that other rows of the same report may itemise."""
    IN_KIND = "in_kind"
    """Income: a fringe benefit, at its taxable value."""
    WITHHELD_TAX = "withheld_tax"
    CONTRIBUTION = "contribution"
    """The earner's own pension, unemployment or health insurance contribution: 10 b § does not
    take it off."""
    DEDUCTION = "deduction"
    """Taken from what is paid, such as a garnishment: the income is the gross all the same."""
    CHARGE = "charge"
    """What the earner paid for a fringe benefit: the officer says whether it lowers the benefit."""
    BESIDE = "beside"
    """Says again what other rows say (a part of the total, the net pay): never counted."""
    OFFICER = "officer"
    """A deduction of which nobody has said yet whether it is tax."""

    @property
    def is_income(self) -> bool:
        return self in (Use.INCOME, Use.TOTAL, Use.IN_KIND)


class Confirmation(StrEnum):
    """What a line of the table stands on."""

    PUBLISHED = "published"
    """Code and name stand in a published text of the register or of Statistics Finland."""
    COUNTY = "county"
    """A person of the county has looked at it."""
    MADE_UP = "made_up"
    """Of the made-up county."""
    IMPORTED = "imported"
    """Code and names from the official workbook; what it is to the fee law, nobody has said yet."""
    OTHER_LAW = "other_law"
    """Only the number is known, from a list made for another law."""
    ASSUMED = "assumed"

    @property
    def is_settled(self) -> bool:
        """Whether the line may give an income kind; otherwise the officer judges."""
        return self in (Confirmation.PUBLISHED, Confirmation.COUNTY, Confirmation.MADE_UP)


@dataclass(frozen=True, slots=True)
class IncomeType:
    """One code in the time it has this meaning."""

    register: Kind
    code: int
    name_fi: str
    """Empty where only the number is known; so the Swedish name."""
    name_sv: str
    group: str
    """The register's own group, in Finnish."""
    use: Use
    kind: IncomeKind | None
    """None for what is no income; ``UNKNOWN`` for what is the officer's to judge."""
    valid: Period
    confirmation: Confirmation
    source: str
    """Where code, name and time come from."""

    @classmethod
    def of(cls, line: Line) -> Self:
        """The line of a table.

        Raises:
            ValueError: a value is not one of the words, or they do not go together.
        """
        use, confirmation = Use(line["use"]), Confirmation(line["confirmation"])
        kind = None
        if line["kind"]:
            kind = IncomeKind.UNKNOWN if line["kind"] == OFFICER else IncomeKind(line["kind"])
        if use.is_income != (kind is not None):
            raise ValueError("income has a kind, and nothing else has")
        is_open = use is Use.OFFICER or (use is Use.INCOME and kind is IncomeKind.UNKNOWN)
        if not (confirmation.is_settled or is_open):
            raise ValueError("what is not confirmed is the officer's")
        if not line["source"]:
            raise ValueError("no source")
        return cls(
            register=Kind(line["register"]),
            code=int(line["code"]),
            name_fi=line["name_fi"],
            name_sv=line["name_sv"],
            group=line["group"],
            use=use,
            kind=kind,
            valid=Period(
                date.fromisoformat(line["valid_from"]) if line["valid_from"] else date.min,
                date.fromisoformat(line["valid_to"]) if line["valid_to"] else None,
            ),
            confirmation=confirmation,
            source=line["source"],
        )


@dataclass(frozen=True, slots=True)
class IncomeTypes:
    """All codes that are known."""

    by_code: Mapping[tuple[Kind, int], tuple[IncomeType, ...]]

    @classmethod
    def read(cls, files: Iterable[Path]) -> Self:
        """Read tables; what a later one says of a code stands in place of what an earlier says.

        Raises:
            IncomeTypesUnreadable: missing, or a line is wrong; says the file and the line.
        """
        by_code: dict[tuple[Kind, int], tuple[IncomeType, ...]] = {}
        for file in files:
            by_code |= _types_of(file)
        return cls(by_code)

    @classmethod
    def shipped_with(cls, county: Path | None) -> Self:
        """The tables that come with the program, with the county's own laid over them.

        Raises:
            IncomeTypesUnreadable: as :meth:`read`.
        """
        return cls.read(SHIPPED if county is None else (*SHIPPED, county))

    def find(self, register: Kind, code: int, day: date) -> IncomeType | None:
        """What the code means for a payment of that day."""
        for one in self.by_code.get((register, code), ()):
            if one.valid.contains(day):
                return one
        return None


def _types_of(file: Path) -> dict[tuple[Kind, int], tuple[IncomeType, ...]]:
    by_code: dict[tuple[Kind, int], tuple[IncomeType, ...]] = {}
    for number, line in read_lines(file):
        try:
            one = IncomeType.of(line)
            others = by_code.get((one.register, one.code), ())
            if any(other.valid.overlaps(one.valid) for other in others):
                raise ValueError("the code has two meanings on one day")
        except ValueError:
            raise IncomeTypesUnreadable(file=file.name, line=number) from None
        by_code[one.register, one.code] = (*others, one)
    return by_code
