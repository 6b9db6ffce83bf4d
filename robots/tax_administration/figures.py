"""From one year's taxation to incomes, costs and forests, the same whichever source told it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from robots.casework.answer import Cost, Evidence, Finding, ForestHolding, Income
from robots.casework.identifiers import stable_id
from robots.casework.period import Period, day_in_finnish
from robots.casework.words import Mark, Per, Role, Severity, Source
from robots.tax_administration.taxation import (
    Contents,
    Deduction,
    Holding,
    Item,
    Name,
    Spot,
    TaxYear,
)


@dataclass(frozen=True, slots=True)
class Figures:
    """What one year comes to."""

    incomes: tuple[Income, ...] = ()
    costs: tuple[Cost, ...] = ()
    forests: tuple[ForestHolding, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    findings: tuple[Finding, ...] = ()
    is_complete: bool = True
    """False when something had to be left out that may be income or lower it."""

    @property
    def is_empty(self) -> bool:
        return not (self.incomes or self.costs or self.forests)


def figures_of(year: TaxYear, contents: Contents, role: Role, origin: Evidence) -> Figures:
    """The year's figures.

    Args:
        origin: the evidence of the whole answer, of which each figure's own is made.
    """
    making = _Making(year, role, origin)
    incomes = [making.income(one) for one in contents.items]
    costs = [cost for one in contents.deductions if (cost := making.cost(one)) is not None]
    forests = [land for one in contents.holdings if (land := making.forest(one)) is not None]
    for name in contents.unknown:
        making.leave_out("tax_income_unknown", name=name)
    making.ask_about_copies(incomes, contents.items)
    return Figures(
        tuple(incomes),
        tuple(costs),
        tuple(forests),
        tuple(making.evidence),
        tuple(making.findings),
        making.is_complete,
    )


class _Making:
    """Makes one year's figures, and collects what belongs to them."""

    def __init__(self, year: TaxYear, role: Role, origin: Evidence) -> None:
        self.evidence: list[Evidence] = []
        self.findings: list[Finding] = []
        self.is_complete = True
        self._year = year
        self._role = role
        self._origin = origin
        self._period = Period(date(year.year, 1, 1), date(year.year, 12, 31))
        self._seen: Counter[tuple[Hashable, ...]] = Counter()

    def income(self, item: Item) -> Income:
        key = self._key(item.kind, item.name.fi)
        gross = item.gross
        tax = Decimal(0) if item.tax is None and Mark.TAX_FREE in item.marks else item.tax
        provisional = frozenset() if self._year.stage.is_final else frozenset({Mark.PROVISIONAL})
        income = Income(
            id=stable_id("i", *key),
            role=self._role,
            source=Source.TAX_ADMINISTRATION,
            kind=item.kind,
            name=item.name.fi,
            payer="",
            per=Per.YEAR,
            gross=gross,
            tax=tax,
            net=None if gross is None or tax is None else gross - tax,
            costs=item.costs,
            period=self._period,
            tax_year=self._year.year,
            marks=item.marks | provisional,
            evidence=(self._proof(key, item.spot, "income", item.name),),
        )
        if gross is None or tax is None:
            self._tell("tax_amount_missing", Severity.INFO, income.id, name=item.name.fi)
        return income

    def cost(self, deduction: Deduction) -> Cost | None:
        key = self._key(deduction.kind, deduction.name.fi)
        if deduction.amount is None:
            self.leave_out("tax_deduction_unclear", name=deduction.name.fi)
            return None
        return Cost(
            id=stable_id("c", *key),
            role=self._role,
            source=Source.TAX_ADMINISTRATION,
            kind=deduction.kind,
            name=deduction.name.fi,
            payee="",
            amount=deduction.amount,
            per=Per.YEAR,
            period=self._period,
            evidence=(self._proof(key, deduction.spot, "deduction", deduction.name),),
        )

    def forest(self, holding: Holding) -> ForestHolding | None:
        if not holding.municipality or holding.hectares is None:
            self.leave_out("tax_forest_unclear")
            return None
        key = self._key("forest", holding.municipality)
        name = Name(fi=holding.municipality, sv=holding.municipality)
        return ForestHolding(
            id=stable_id("f", *key),
            role=self._role,
            source=Source.TAX_ADMINISTRATION,
            municipality=holding.municipality,
            hectares=holding.hectares,
            # A loan is the exception: no interest told means that none lowers the income.
            interest=holding.interest or Decimal(0),
            tax_year=self._year.year,
            evidence=(self._proof(key, holding.spot, "forest", name),),
        )

    def ask_about_copies(self, incomes: Iterable[Income], items: Iterable[Item]) -> None:
        """Two rows that are alike to the cent may be one row told twice."""
        alike: dict[Hashable, list[Income]] = {}
        for income, item in zip(incomes, items, strict=True):
            if income.gross is not None:
                what = income.kind, income.name, item.gross, item.costs, item.tax
                alike.setdefault(what, []).append(income)
        for same in alike.values():
            if len(same) > 1:
                ids = (one.id for one in same)
                self._tell("tax_item_twice", Severity.QUESTION, *ids, name=same[0].name)

    def leave_out(self, code: str, **values: str) -> None:
        """Something that may count is not among the figures: the answer is partial."""
        self.is_complete = False
        self._tell(code, Severity.QUESTION, **values)

    def _tell(self, code: str, severity: Severity, *about: str, **values: str) -> None:
        values |= {"tax_year": str(self._year.year)}
        self.findings.append(Finding(code, severity, self._role, values, about))

    def _key(self, *what: str) -> tuple[Hashable, ...]:
        """The same for the same figure, whichever source tells it; rows alike are numbered."""
        key = (Source.TAX_ADMINISTRATION, self._role, self._year.year, *what)
        self._seen[key] += 1
        return (*key, self._seen[key])

    def _proof(self, key: tuple[Hashable, ...], spot: Spot, what: str, name: Name) -> str:
        """The figure's own evidence, with the tax year and the day of the decision beside it."""
        year = self._year
        values = {
            "name_fi": name.fi,
            "name_sv": name.sv,
            "tax_year": str(year.year),
            "stage": f"words.tax_stage_{year.stage}",
        }
        when = ""
        if year.decided_on is not None:
            day = year.decided_on
            values["decided_on"] = day_in_finnish(day)
            when = "_dated"
        evidence = replace(
            self._origin,
            id=stable_id("e", *key),
            what=f"tax_{what}{when}",
            place=spot.place,
            page=spot.page,
            box=spot.box,
            values=self._origin.values | values,
        )
        self.evidence.append(evidence)
        return evidence.id
