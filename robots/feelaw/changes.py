"""The days on which something of a case changes by itself, and why: the law's amounts and yields,
the county's decisions, pensions' yearly index, deductions that begin or end.

What somebody declares (other hours, a spouse who moves into care) is added by the caller.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from robots.casework.errors import CaseRefused
from robots.casework.words import CostKind, IncomeKind, Purpose, Role, Service
from robots.feelaw.county_rules import ACT_ALONE, CountyRules
from robots.feelaw.institutional import joint_rule_may_apply
from robots.feelaw.law import every_dated, law
from robots.feelaw.model import Counts, DeductionItem, FeeCase, Means
from robots.feelaw.previous_home import PREVIOUS_HOMES, deducted_until
from robots.feelaw.treatment import treatment_of_cost

#: Pensions and Kela's benefits that follow an index each January.
PENSIONS: Final = frozenset(
    {
        IncomeKind.EARNINGS_PENSION,
        IncomeKind.NATIONAL_PENSION,
        IncomeKind.GUARANTEE_PENSION,
        IncomeKind.SURVIVORS_PENSION,
        IncomeKind.PENSIONER_CARE_ALLOWANCE,
        IncomeKind.DISABILITY_ALLOWANCE,
    }
)
INCOME: Final = "10 j § 1 mom. 1 kohta"
DEDUCTIONS: Final = "10 j § 1 mom. 2 kohta"
CIRCUMSTANCES: Final = "10 j § 1 mom. 3 kohta"
WRONG: Final = "10 j § 1 mom. 4 kohta"
GROUNDS: Final = "10 j § 1 mom. 6 kohta"


@dataclass(frozen=True, slots=True)
class Change:
    """What changes on a day, and which point of 10 j § makes it a reason to look again."""

    day: date
    code: str
    """Key in ``resources/texts/changes*.yaml``."""
    section: str
    values: Mapping[str, str] = field(default_factory=dict)
    refers_to: tuple[str, ...] = ()
    """Ids of the incomes or costs that it is about."""
    is_open: bool = False
    """The new amount is not known here: what is computed from this day on is with the old one."""


def changes_of(
    case: FeeCase, since: date, until: date, rules: CountyRules = ACT_ALONE
) -> tuple[Change, ...]:
    """Every change after ``since``, up to and on ``until``, by day and code."""
    found = {
        (change.day, change.code, change.refers_to): change
        for change in (
            *_of_january(case, since, until),
            *_of_law(case),
            *_of_previous_homes(case, since),
            *_of_county(case, rules),
        )
        if since < change.day <= until
    }
    return tuple(found[key] for key in sorted(found))


def _of_january(case: FeeCase, since: date, until: date) -> Iterator[Change]:
    """What every January, or every other, brings."""
    people = ((Role.CLIENT, case.client), (Role.SPOUSE, case.spouse or Means()))
    pensions = [i.id for _, means in people for i in means.incomes if i.kind in PENSIONS]
    medicines = _medicines(case)
    for year in range(since.year + 1, until.year + 1):
        day = date(year, 1, 1)
        if year % 2 == 0:
            home_care = case.service is Service.HOME_CARE
            own = "10 e § 3–4 mom." if home_care else "7 c § 3 mom."
            yield Change(day, "index_amounts", f"{WRONG}; {own}")
        if pensions:
            ids = tuple(sorted(pensions))
            yield Change(day, "pension_index", INCOME, refers_to=ids, is_open=True)
        if medicines:
            section = f"{DEDUCTIONS}; 10 d § 2 mom."
            yield Change(day, "medicine_ceiling", section, refers_to=medicines)
        if case.forests:
            ids = tuple(sorted(forest.id for forest in case.forests))
            yield Change(day, "forest_yield", f"{INCOME}; 10 i § 1 mom.", refers_to=ids)


def _medicines(case: FeeCase) -> tuple[str, ...]:
    """The costs under the yearly ceiling of medicines, where the service deducts them."""
    kind = CostKind.REIMBURSABLE_MEDICINE
    ids = tuple(sorted(item.id for item in case.client.deductions if item.kind is kind))
    try:
        counts = treatment_of_cost(kind, case.service, case.day, Role.CLIENT).counts
    except CaseRefused:
        return ()
    return ids if counts is Counts.COUNTED else ()


def _of_law(case: FeeCase) -> Iterator[Change]:
    """Values of the law by the day they came into force; those of January are told there."""
    if joint_rule_may_apply(case) and case.service is not Service.HOME_CARE:
        for value in law().amounts["joint_fee_cap"].values:
            yield Change(value.first_day, "joint_fee_cap", f"{GROUNDS}; 7 c § 5 mom.")
    for day in {dated.first_day for _, dated in every_dated(law())}:
        yield Change(day, "law", GROUNDS)


def _of_previous_homes(case: FeeCase, since: date) -> Iterator[Change]:
    """10 c § 3 mom.: the day after the last one on which a previous home is deducted."""
    for item in case.client.deductions:
        if item.kind not in PREVIOUS_HOMES or item.left_on is None:
            continue
        values = {"kind": f"words.cost_kind_{item.kind}"}
        if item.left_on > since:
            yield Change(item.left_on, "deduction_begins", DEDUCTIONS, values, (item.id,))
        until = _until(item, case)
        if until is not None:
            day = until + timedelta(days=1)
            yield Change(day, "deduction_ends", DEDUCTIONS, values, (item.id,))


def _until(item: DeductionItem, case: FeeCase) -> date | None:
    try:
        return deducted_until(item, max(case.day, item.left_on or case.day))
    except CaseRefused:
        return None


def _of_county(case: FeeCase, rules: CountyRules) -> Iterator[Change]:
    """The county's decisions on its fees, or on the voucher's value."""
    days: Iterable[date] = rules.fees.days_of_change()
    if case.purpose is Purpose.VOUCHER:
        days = (*days, *rules.voucher.days_of_change(case.service))
    for day in days:
        yield Change(day, "county_decision", GROUNDS)
