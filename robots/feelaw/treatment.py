"""What counts as income, and which costs are deducted (10 b, 10 c, 10 d, 10 f and 10 g §).

General rule, then exceptions to it, as the act is written: a rule that another names as its
exception gives way; exactly one must be left. Where none or several are, the officer decides, with
the sections named.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TypeVar

from robots.casework.words import CostKind, IncomeKind, Mark, Role, Service
from robots.feelaw.errors import LawNotKnown
from robots.feelaw.law import law
from robots.feelaw.model import Counts, Treatment
from robots.feelaw.values import Basis, Rule

AnyRule = TypeVar("AnyRule", bound=Rule)


def basis_of(service: Service) -> Basis:
    """Whether the service's fee looks at net (10 b §) or at gross income (10 f §)."""
    return law().services.services[service].basis


def is_tax_free(kind: IncomeKind) -> bool:
    """Whether no tax is withheld from the kind, so that its net is its gross."""
    return kind in law().incomes.tax_free


def treatment_of_income(
    kind: IncomeKind, service: Service, day: date, marks: frozenset[Mark] = frozenset()
) -> Treatment:
    """How a kind of income is treated: 10 b § for 7 c § services, 10 f § for home care.

    What the source says of the payment itself (one-off, paid without ground) goes before its kind.

    Raises:
        LawNotKnown: no rule on incomes holds on the day.
    """
    incomes, basis = law().incomes, basis_of(service)
    rules = _in_force("incomes", incomes.rules, day)
    left = without_excepted(
        {name: rule for name, rule in rules.items() if rule.basis == basis and kind in rule.kinds}
    )
    fallback = incomes.otherwise[basis]
    by_kind = the_one(left, fallback.section, fallback.reason)
    for mark, rule in incomes.marked.items():
        if mark in marks and by_kind.counts is not Counts.NOT_COUNTED:
            section = rule.net if basis == "net" else rule.gross
            return Treatment(rule.counts, section, rule.reason)
    return by_kind


def treatment_of_cost(
    kind: CostKind, service: Service, day: date, role: Role = Role.CLIENT
) -> Treatment:
    """Whether a person's cost of this kind is deducted: 10 b-10 d § or 10 f-10 g §.

    Raises:
        LawNotKnown: no rule on costs holds on the day.
    """
    costs = law().costs
    rules = _in_force("costs", costs.rules, day)
    left = without_excepted(
        {
            name: rule
            for name, rule in rules.items()
            if service in rule.services and role in rule.roles and kind in rule.kinds
        }
    )
    if not left:
        other = costs.not_in_the_act
        return Treatment(Counts.NOT_COUNTED, other.section, other.reason)
    return the_one(left, "", costs.not_in_the_act.reason)


def without_excepted(rules: Mapping[str, AnyRule]) -> dict[str, AnyRule]:
    """The rules that no other of them is an exception to."""
    excepted = {rule.exception_to for rule in rules.values()}
    return {name: rule for name, rule in rules.items() if name not in excepted}


def _in_force(name: str, rules: Mapping[str, AnyRule], day: date) -> dict[str, AnyRule]:
    law().check_day(day, name)
    in_force = {name: rule for name, rule in rules.items() if rule.holds_on(day)}
    if not in_force:
        raise LawNotKnown(name, day)
    return in_force


def the_one(left: Mapping[str, Rule], section: str, reason: str) -> Treatment:
    """The treatment of the single rule that is left; where it is none or several, the officer's,
    with the sections of all of them (of none: the ones given) and the reason."""
    if len(left) != 1:
        sections = sorted({rule.section for rule in left.values()})
        return Treatment(Counts.OFFICER, "; ".join(sections) or section, reason)
    [(name, rule)] = left.items()
    return Treatment(rule.counts, rule.section, name)
