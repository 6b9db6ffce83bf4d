"""An income-based service voucher's value by the county's rule, and what the client must be told.

569/2009: the county decides the function (§ 7), by its own definition of continuous and regular
income or the Client Fees Act's (§ 3 point 3); the client is told the value, the estimated own share
and the client fee of the corresponding service (§ 6 3 mom.); no client fee is charged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from robots.casework.case import PriceUnit
from robots.casework.errors import CaseRefused
from robots.casework.money import ZERO, in_finnish
from robots.casework.words import IncomeKind, Purpose, Role, Service
from robots.feelaw.errors import NegativeAmount
from robots.feelaw.exact import MONTHS_A_YEAR, settled
from robots.feelaw.institutional import BOTH, CLIENT, joint_rule_may_apply
from robots.feelaw.ledger import Ledger, ledger_of
from robots.feelaw.model import Counts, FeeCase, Line, Preview, Step, Treatment, Voucher
from robots.feelaw.treatment import basis_of
from robots.feelaw.values import Basis
from robots.feelaw.voucher_rules import VoucherRule
from robots.feelaw.voucher_shapes import Means

DEFINITION: Final = "569/2009 3 § 3 kohta"
VALUE: Final = "569/2009 7 § 1 mom."
TOLD: Final = "569/2009 6 § 3 mom."
RAISED: Final = "569/2009 8 § 1 mom."

#: Services whose figures are counted as 10 b–10 c § or 10 f–10 g § say, and no more.
_COUNTED_AS: Final = {"net": Service.INSTITUTION, "gross": Service.HOME_CARE}
#: Nothing continuous or regular, or what computed forest income stands for: never counted.
_NOT_REGULAR: Final = frozenset(
    {IncomeKind.CAPITAL_GAIN, IncomeKind.SAVINGS, IncomeKind.INHERITANCE, IncomeKind.TIMBER_SALE}
)
#: What the source or the officer has said of a row goes before its kind.
_SAID_OF_THE_ROW: Final = frozenset(
    {
        "figure_not_settled",
        "settled_counted",
        "settled_not_counted",
        "one_off_payment",
        "paid_without_ground",
    }
)
_DAYS_A_YEAR: Final = 365

Previewing = Callable[[FeeCase], Preview]


def roles_counted(service: Service, rule: VoucherRule | None) -> tuple[Role, ...]:
    """Whose income the value follows: as the fee's in home care, elsewhere the client's alone."""
    if service is not Service.HOME_CARE:
        return CLIENT
    return CLIENT if rule is not None and rule.income.spouse_counts is False else BOTH


def voucher_basis(service: Service, rule: VoucherRule | None) -> Basis:
    """Whether the value follows net (10 b §) or gross income (10 f §)."""
    return (rule.income.basis if rule is not None else None) or basis_of(service)


def treatment_for_voucher(kind: str, treatment: Treatment, rule: VoucherRule) -> Treatment:
    """How the county's rule treats a kind that the Act treats so."""
    if treatment.reason in _SAID_OF_THE_ROW or kind not in set(IncomeKind):
        return treatment
    income = IncomeKind(kind)
    if income in rule.income.ignored_kinds:
        return Treatment(Counts.NOT_COUNTED, DEFINITION, "voucher_ignored_by_county")
    if rule.income.definition == "act" or income in _NOT_REGULAR | {IncomeKind.UNKNOWN}:
        return treatment
    return Treatment(Counts.COUNTED, DEFINITION, "voucher_counted_by_county")


def voucher_ledger(case: FeeCase, rule: VoucherRule) -> Ledger:
    """The case's figures on the rule's basis and by its definition of income.

    Raises:
        LawNotKnown, ForestYieldNotKnown: a value that is needed is not known for the day.
        NegativeAmount: an amount is negative.
    """
    basis = voucher_basis(case.service, rule)
    counted = case if basis == basis_of(case.service) else replace(case, service=_COUNTED_AS[basis])
    ledger = ledger_of(counted)
    incomes = tuple(_treated(line, rule) for line in ledger.incomes)
    deductions = ledger.deductions
    if not rule.income.deductions:
        deductions = tuple(_not_deducted(line) for line in deductions)
    return Ledger(incomes, deductions)


def with_voucher(preview: Preview, case: FeeCase, rule: VoucherRule, of_fee: Previewing) -> Preview:
    """The complete preview of the income, with the voucher's value and what must be told.

    Args:
        of_fee: previews the client fee of the corresponding service.

    Raises:
        FamilySizeMissing, ValueRefused: the case lacks what the rule needs.
        LawNotKnown: the rule needs a value of the Act that is not known on the day.
        ValueError: the preview is not complete; an income that is not known is no income of zero.
    """
    if not preview.complete or preview.basis is None:
        raise ValueError("a voucher gets its value of a complete preview")
    shaped = rule.function.value(Means(preview.basis, case.family_size, case.day))
    steps = [replace(shaped.step, decision=rule.decision), *_within(shaped.value, rule)]
    value = steps[-1].amount
    share = _own_share(case, value, rule.function.unit)
    corresponding = corresponding_fee(case, rule, of_fee)
    steps += share.steps if share else []
    if corresponding is not None and corresponding.fee is not None:
        steps.append(Step("voucher_corresponding_fee", TOLD, corresponding.fee))
    else:
        steps.append(Step("voucher_corresponding_fee_not_known", TOLD))
    steps.append(Step("voucher_raise", RAISED))
    voucher = Voucher(
        value=value,
        unit=rule.function.unit,
        decision=rule.decision,
        by_own_definition=rule.income.definition == "own",
        own_share=share.amount if share else None,
        own_share_per=share.per if share else PriceUnit.MONTH,
        corresponding=corresponding,
    )
    used = {key: value for step in steps for key, value in step.parameters.items()}
    return replace(
        preview,
        steps=(*preview.steps, *steps),
        parameters={**preview.parameters, **used},
        voucher=voucher,
    )


def corresponding_fee(case: FeeCase, rule: VoucherRule, of_fee: Previewing) -> Preview | None:
    """The client fee that the same service would have (§ 6 3 mom.); None where it cannot be told.

    Where a voucher's value does not follow the spouse's income, that is not asked for; then a fee
    that would follow it is not known.
    """
    home_care = case.service is Service.HOME_CARE
    fee_follows_both = case.spouse is not None if home_care else joint_rule_may_apply(case)
    is_asked_for = roles_counted(case.service, rule) == BOTH
    if fee_follows_both and not is_asked_for and not (case.spouse and case.spouse.incomes):
        return None
    try:
        return of_fee(replace(case, purpose=Purpose.FEE))
    except CaseRefused:
        return None


def income_steps(
    service: Service, rule: VoucherRule | None, income: Decimal, deductions: Decimal
) -> tuple[Step, ...]:
    """The income that the value rests on, with the sections or the decision that define it."""
    is_gross = voucher_basis(service, rule) == "gross"
    sections = ("10 f §", "10 g §") if is_gross else ("10 b §", "10 c §; 10 d §")
    decisions = ["", ""]
    if rule is not None and rule.income.definition == "own":
        decisions[0] = rule.decision
    if rule is not None and not rule.income.deductions:
        decisions[1] = rule.decision
    return (
        Step("voucher_income", sections[0], income, decision=decisions[0]),
        Step("voucher_deductions", sections[1], deductions, decision=decisions[1]),
        Step("voucher_basis", DEFINITION, income - deductions),
    )


def _treated(line: Line, rule: VoucherRule) -> Line:
    return replace(line, treatment=treatment_for_voucher(line.kind, line.treatment, rule))


def _not_deducted(line: Line) -> Line:
    treatment = Treatment(Counts.NOT_COUNTED, DEFINITION, "voucher_not_deducted_by_county")
    return replace(line, treatment=treatment)


def _within(value: Decimal, rule: VoucherRule) -> Iterator[Step]:
    """Rounded, then held between floor and ceiling; the last step has the value."""
    result = rule.rounding.of(settled(value))
    for code, limit, at in (("floor", rule.floor, max), ("ceiling", rule.ceiling, min)):
        if limit is not None and at(result, limit) != result:
            result = limit
            said = {"limit": in_finnish(limit)}
            yield Step(f"voucher_{code}", "", result, said, decision=rule.decision)
    yield Step(f"voucher_value_{rule.function.unit}", VALUE, result, decision=rule.decision)


@dataclass(frozen=True, slots=True)
class _Share:
    """What the client would pay himself, and how it came about."""

    amount: Decimal
    per: PriceUnit
    steps: tuple[Step, ...]


def _own_share(case: FeeCase, value: Decimal, unit: PriceUnit) -> _Share | None:
    """§ 3 point 4: what of the price the value does not cover; a month's where that can be told.

    Raises:
        NegativeAmount: the price is negative.
    """
    if case.price is None:
        return None
    if case.price < ZERO:
        raise NegativeAmount(key="price")
    price, covered = _a_month(case.price, case.price_per, case), _a_month(value, unit, case)
    per = PriceUnit.MONTH
    if price is None or covered is None:
        if case.price_per is not unit:
            return None
        price, covered, per = case.price, value, unit
    share = max(ZERO, settled(price - covered))
    said = {"price": in_finnish(price), "value": in_finnish(min(price, covered))}
    return _Share(share, per, (Step(f"voucher_own_share_{per}", TOLD, share, said),))


def _a_month(amount: Decimal, per: PriceUnit, case: FeeCase) -> Decimal | None:
    """Of a day by the days of a year, of an hour by the decision's hours."""
    if per is PriceUnit.HOUR:
        return None if case.hours is None else amount * case.hours
    if per is PriceUnit.DAY:
        return amount * _DAYS_A_YEAR / MONTHS_A_YEAR
    return amount
