"""The law's and the county's values around a case's day, as far as nothing but amounts changes.

An officer may move the service's first day. Where another day changes amounts only, the sheet takes
them of that day; where it changes more (a rule, a table, what a county has decided), or a value is
not known, the days end there, and the sheet gives no result beyond.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final

from robots.casework.words import Purpose, Service
from robots.feelaw.calculation import ledger_for
from robots.feelaw.deductions import CEILINGS
from robots.feelaw.errors import LawNotKnown
from robots.feelaw.institutional import allowance_name, joint_fee_is_capped
from robots.feelaw.law import every_dated, law
from robots.feelaw.policy import Policy
from robots.feelaw.previous_home import PREVIOUS_HOMES
from robots.feelaw.voucher_shapes import LinearByTheHour
from robots.summary.model import Workings

SIZES: Final = range(1, 7)
#: Of the county's decisions, those whose value is an amount or a share.
OF_COUNTY: Final = (
    "share_of_own_income",
    "share_of_joint_income",
    "no_home_care_fee_under_income",
    "fees_under_not_charged",
)
_RULES_OF_COUNTY: Final = (
    "payment_percentages",
    "rounding",
    "guardian_fee_rounding",
    "debt_recovery_deducted",
    "weeks_in_month",
)


@dataclass(frozen=True, slots=True)
class Known:
    """A value on a day, and what it rests on: a section, or the county's decision."""

    value: Decimal
    ground: str


@dataclass(frozen=True, slots=True)
class Stage:
    """Days on which everything stays the same."""

    first: date
    last: date
    values: dict[str, Known]


def stages_around(workings: Workings) -> tuple[Stage, ...]:
    """The stages that hang together with the case's day, the first one first.

    Raises:
        LawNotKnown, ForestYieldNotKnown: a value that is needed is not known on the case's own day.
    """
    day = workings.case.day
    begins = sorted({date(day.year - 1, 1, 1), date(day.year + 2, 1, 1), *_days(workings)})
    spans = [(first, after - timedelta(days=1)) for first, after in pairwise(begins)]
    own = next(at for at, (first, last) in enumerate(spans) if first <= day <= last)
    rules = _rules_on(workings, day)
    stages = [Stage(*spans[own], values_on(workings, day))]
    for first, last in reversed(spans[:own]):
        values = _values_if_alike(workings, first, rules)
        if values is None:
            break
        stages.insert(0, Stage(first, last, values))
    for first, last in spans[own + 1 :]:
        values = _values_if_alike(workings, first, rules)
        if values is None:
            break
        stages.append(Stage(first, last, values))
    return _joined(stages)


def values_on(workings: Workings, day: date) -> dict[str, Known]:
    """Every value that the case's formulas need on the day, by its name.

    Raises:
        LawNotKnown, ForestYieldNotKnown: one is not known.
    """
    case, policy = workings.case, workings.rules.fees.on(day)
    known: dict[str, Known] = {}
    for name in CEILINGS.values():
        # Of a ceiling that is not known, no figure needs it: the ledger would have said so.
        with suppress(LawNotKnown):
            known[name] = _of_act(name, day)
    if case.service is Service.HOME_CARE or _follows_income_limits(workings):
        limits = law().income_limits(day)
        for size, limit in zip(SIZES, limits.rows[0], strict=True):
            known[f"income_limit_{size}"] = Known(limit, limits.section)
        known["income_limit_extra_person"] = _of_act("income_limit_extra_person", day)
    if case.service is not Service.HOME_CARE:
        known["share_of_own_income"] = _of_act("share_of_own_income", day)
        known["share_of_joint_income"] = _of_act("share_of_joint_income", day)
        known["personal_allowance"] = _of_act(allowance_name(case.service), day)
    if case.forests:
        known["forest_share"] = _of_act("forest_share", day)
        known["forest_reduction_threshold"] = _of_act("forest_reduction_threshold", day)
    for forest in case.forests:
        if not forest.is_open:
            year, per_hectare = law().forest_yield(forest.municipality, day)
            known[f"forest_yield_{forest.id}"] = Known(per_hectare, f"10 i §; {year}")
    return {**known, **_of_county(policy, case.service)}


def _of_act(name: str, day: date) -> Known:
    value = law().amount(name, day)
    return Known(value.value, value.section)


def _of_county(policy: Policy, service: Service) -> dict[str, Known]:
    decided = {f"county_{name}": policy.of(name) for name in OF_COUNTY}
    decided["county_personal_allowance"] = policy.personal_allowance(service)
    return {name: Known(one.value, one.decision) for name, one in decided.items() if one}


def _days(workings: Workings) -> Iterator[date]:
    """The days on which something begins to be otherwise."""
    day, rules = workings.case.day, workings.rules
    begins = [*rules.fees.days_of_change()]
    if workings.case.purpose is Purpose.VOUCHER:
        begins += rules.voucher.days_of_change(workings.case.service)
    for _, dated in every_dated(law()):
        begins.append(dated.first_day)
        if dated.last_day is not None:
            begins.append(dated.last_day + timedelta(days=1))
    yield from (one for one in begins if abs(one.year - day.year) <= 1)


def _values_if_alike(workings: Workings, day: date, rules: Any) -> dict[str, Known] | None:
    try:
        if _rules_on(workings, day) != rules:
            return None
        values = values_on(workings, day)
        return values if values.keys() == values_on(workings, workings.case.day).keys() else None
    except LawNotKnown:
        return None


def _rules_on(workings: Workings, day: date) -> Any:
    """Everything but amounts that the case's formulas rest on, to be compared."""
    case, rules = replace(workings.case, day=day), workings.rules
    policy = rules.fees.on(day)
    ledger = ledger_for(case, rules)
    homes = {kind.value for kind in PREVIOUS_HOMES}
    percentages: Any = None
    if case.service is Service.HOME_CARE:
        percentages = law().payment_percentages(day).rows
    return (
        # A previous home's time ends on a day, and that the sheet works out itself.
        [
            (line.id, line.treatment.counts)
            for line in (*ledger.incomes, *ledger.deductions)
            if line.kind not in homes
        ],
        [policy.of(name) for name in _RULES_OF_COUNTY],
        [(one.decision, one.cost_of_service) for one in policy.decisions],
        sorted(_of_county(policy, case.service)),
        rules.voucher.on(case.service, day) if case.purpose is Purpose.VOUCHER else None,
        percentages,
        joint_fee_is_capped(case),
    )


def _follows_income_limits(workings: Workings) -> bool:
    """Whether a voucher's rule rests on the Act's income limits."""
    case = workings.case
    rule = workings.rules.voucher.on(case.service, case.day)
    return (
        case.purpose is Purpose.VOUCHER
        and rule is not None
        and isinstance(rule.function, LinearByTheHour)
        and rule.function.income_limits is None
    )


def _joined(stages: list[Stage]) -> tuple[Stage, ...]:
    """Neighbours with the same values as one."""
    joined: list[Stage] = []
    for stage in stages:
        if joined and joined[-1].values == stage.values:
            stage = replace(stage, first=joined.pop().first)
        joined.append(stage)
    return tuple(joined)
