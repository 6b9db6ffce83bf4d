"""Both persons' figures as the law sees them: one line each, with its treatment and month."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from robots.casework.money import ZERO, in_finnish
from robots.casework.words import CostKind, Per, Role
from robots.feelaw.deductions import deduction_lines
from robots.feelaw.errors import NegativeAmount
from robots.feelaw.exact import a_month, settled
from robots.feelaw.forest import TREATMENT, forest_line
from robots.feelaw.lines import as_settled, is_open, total
from robots.feelaw.model import Counts, FeeCase, ForestItem, IncomeItem, Line, Means, Step
from robots.feelaw.treatment import basis_of, is_tax_free, treatment_of_income


@dataclass(frozen=True, slots=True)
class Ledger:
    """Incomes (forests among them) and deductions, of the client and the spouse."""

    incomes: tuple[Line, ...]
    deductions: tuple[Line, ...]

    def income(self, roles: Iterable[Role]) -> Decimal:
        """The persons' counted income together, euros a month, less what acquiring it cost: 10 b §
        and 10 f § 1 mom. take that off before anybody's incomes are compared or added up."""
        return settled(sum((self._income_of(role) for role in roles), ZERO))

    def acquiring(self, roles: Iterable[Role]) -> Decimal:
        """What acquiring the persons' income cost, euros a month."""
        return settled(sum((total(self._acquiring, role) for role in roles), ZERO))

    def deducted(self, roles: Iterable[Role]) -> Decimal:
        """The persons' deductions together, euros a month (10 c, 10 d and 10 g §)."""
        others = [line for line in self.deductions if line.kind != CostKind.ACQUISITION_COST]
        return settled(sum((total(others, role) for role in roles), ZERO))

    def open_lines(self, roles: Iterable[Role]) -> tuple[Line, ...]:
        """The persons' lines that the officer must settle, or whose amount is not known."""
        wanted = frozenset(roles)
        return tuple(
            line
            for line in (*self.incomes, *self.deductions)
            if line.role in wanted and is_open(line)
        )

    def _income_of(self, role: Role) -> Decimal:
        return max(ZERO, total(self.incomes, role) - total(self._acquiring, role))

    @property
    def _acquiring(self) -> tuple[Line, ...]:
        return tuple(line for line in self.deductions if line.kind == CostKind.ACQUISITION_COST)


def ledger_of(case: FeeCase) -> Ledger:
    """Every income, forest and cost of the case, treated, and settled where the officer has.

    Raises:
        LawNotKnown, ForestYieldNotKnown: a value that is needed is not known for the day.
        NegativeAmount: an amount is negative.
    """
    people = [(Role.CLIENT, case.client)]
    if case.spouse is not None:
        people.append((Role.SPOUSE, case.spouse))
    forests = sorted(case.forests, key=lambda forest: forest.id)
    incomes = (
        *(line for role, means in people for line in _income_lines(means, role, case)),
        *(_forest_line(item, case) for item in forests),
    )
    return Ledger(
        incomes=tuple(as_settled(line, case) for line in incomes),
        deductions=tuple(
            line for role, means in people for line in deduction_lines(means, role, case)
        ),
    )


def income_line(item: IncomeItem, role: Role, case: FeeCase) -> Line:
    """One income a month: net for 7 c §, gross for 10 e §; None where that is not known.

    Raises:
        LawNotKnown: no rule on incomes holds on the day.
        NegativeAmount: an amount is negative.
    """
    if any(amount is not None and amount < ZERO for amount in (item.gross, item.net)):
        raise NegativeAmount(key=item.kind.value)
    treatment = treatment_of_income(item.kind, case.service, case.day)
    if item.is_open and treatment.counts is Counts.COUNTED:
        treatment = replace(treatment, counts=Counts.OFFICER, reason="figure_not_settled")
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


def _forest_line(item: ForestItem, case: FeeCase) -> Line:
    """10 i §; what nobody knows the yield of is the officer's."""
    if item.is_open:
        treatment = replace(TREATMENT, counts=Counts.OFFICER)
        return Line(item.id, item.owner, "forest", treatment, None)
    return forest_line(item, case.day)
