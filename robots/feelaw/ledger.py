"""Both persons' figures as the law sees them: one line each, with its treatment and month."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from robots.casework.money import ZERO, in_finnish
from robots.casework.words import Per, Role
from robots.feelaw.deductions import deduction_lines, total
from robots.feelaw.errors import ValueRefused
from robots.feelaw.exact import a_month, settled
from robots.feelaw.forest import forest_line
from robots.feelaw.model import Counts, FeeCase, IncomeItem, Line, Means, Step
from robots.feelaw.treatment import basis_of, is_tax_free, treatment_of_income


@dataclass(frozen=True, slots=True)
class Ledger:
    """Incomes (forests among them) and deductions, of the client and the spouse."""

    incomes: tuple[Line, ...]
    deductions: tuple[Line, ...]

    def income(self, roles: Iterable[Role]) -> Decimal:
        """The persons' counted income together, euros a month."""
        return settled(sum((total(self.incomes, role) for role in roles), ZERO))

    def deducted(self, roles: Iterable[Role]) -> Decimal:
        """The persons' deductions together, euros a month."""
        return settled(sum((total(self.deductions, role) for role in roles), ZERO))

    def open_lines(self, roles: Iterable[Role]) -> tuple[Line, ...]:
        """The persons' lines that the officer must settle, or whose amount is not known."""
        wanted = frozenset(roles)
        return tuple(
            line
            for line in (*self.incomes, *self.deductions)
            if line.role in wanted and is_open(line)
        )


def is_open(line: Line) -> bool:
    """Whether the line keeps a preview from being complete."""
    counts = line.treatment.counts
    return counts is Counts.OFFICER or (counts is Counts.COUNTED and line.monthly is None)


def ledger_of(case: FeeCase) -> Ledger:
    """Every income, forest and cost of the case, treated.

    Raises:
        LawNotKnown, ForestYieldNotKnown: a value that is needed is not known for the day.
        ValueRefused: an amount is negative.
    """
    people = [(Role.CLIENT, case.client)]
    if case.spouse is not None:
        people.append((Role.SPOUSE, case.spouse))
    return Ledger(
        incomes=(
            *(line for role, means in people for line in _income_lines(means, role, case)),
            *(forest_line(item, case.day) for item in sorted(case.forests, key=lambda f: f.id)),
        ),
        deductions=tuple(
            line
            for role, means in people
            for line in deduction_lines(means, role, case.service, case.day)
        ),
    )


def income_line(item: IncomeItem, role: Role, case: FeeCase) -> Line:
    """One income a month: net for 7 c §, gross for 10 e §; None where that is not known.

    Raises:
        LawNotKnown: no rule on incomes holds on the day.
        ValueRefused: an amount is negative.
    """
    if any(amount is not None and amount < ZERO for amount in (item.gross, item.net)):
        raise ValueRefused(key=item.kind.value)
    treatment = treatment_of_income(item.kind, case.service, case.day)
    amount = item.gross if basis_of(case.service) == "gross" else item.net
    if amount is None and is_tax_free(item.kind):
        amount = item.gross if item.net is None else item.net
    if amount is None:
        return Line(item.id, role, item.kind.value, treatment, None)
    monthly = a_month(amount, item.per)
    year = Step("year_to_month", treatment.section, monthly, {"year": in_finnish(amount)})
    steps = (year,) if item.per is Per.YEAR else ()
    return Line(item.id, role, item.kind.value, treatment, monthly, steps)


def _income_lines(means: Means, role: Role, case: FeeCase) -> tuple[Line, ...]:
    items = sorted(means.incomes, key=lambda item: item.id)
    return tuple(income_line(item, role, case) for item in items)
