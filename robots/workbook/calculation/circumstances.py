"""What the officer may change besides figures: days, household, hours, what is still lacking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from robots.casework.words import Purpose, Service
from robots.feelaw.model import FeeCase
from robots.feelaw.voucher_rules import VoucherRule
from robots.summary.model import Summary, Workings
from robots.workbook.calculation.expressions import (
    NONE,
    At,
    Expression,
    When,
    all_of,
    exceeds,
    is_empty,
    is_text,
    not_after,
    number,
    opposite,
)
from robots.workbook.calculation.plan import (
    AMOUNT,
    BEFORE,
    GROUND,
    NAME,
    RESULT,
    Cell,
    Choices,
    Entry,
    Plan,
    Shape,
)
from robots.workbook.calculation.vouchers import follows_family, has_hours_of
from robots.workbook.wording import Wording


@dataclass(slots=True)
class Circumstances:
    """Puts them on the sheet, and gathers what must be told before there is a result."""

    summary: Summary
    workings: Workings
    rule: VoucherRule | None
    plan: Plan
    words: Wording
    choices: Choices
    conditions: list[Expression]

    def put(self) -> None:
        """A row each."""
        case = self.workings.case
        self._row("start_day", Entry(case.day, "day"), "day", "start_day_note")
        self.conditions.append(When(is_empty(At("start_day")), number(0), _within_stages()))
        if not self.workings.is_known:
            entry = Entry(self.choices.no, "choice", (self.choices.yes, self.choices.no))
            self._row("missing_found", entry, "text", "missing_found_note")
            self.conditions.append(is_text(At("missing_found"), self.choices.yes))
        is_voucher = case.purpose is Purpose.VOUCHER
        if case.service is not Service.HOME_CARE and case.spouse is not None and not is_voucher:
            self._household()
        if case.service is Service.HOME_CARE or follows_family(self.rule):
            size = None if case.family_size is None else Decimal(case.family_size)
            self._row("family_size", Entry(size, "persons"), "plain", "family_size_note")
            self.conditions.append(exceeds(At("family_size"), NONE))
        if has_hours_of(case, self.rule):
            self._hours(case, is_voucher=is_voucher)
        self._row("cost_of_service", Entry(case.cost_of_service, "amount"), "euros", "cost_note")
        if is_voucher and self.rule is not None:
            per = self.words(f"price_per_{case.price_per}")
            self._row("price", Entry(case.price, "amount"), "euros", "price_note", per=per)

    def _household(self) -> None:
        """7 c § 2 mom.; what nobody has told stays empty until somebody does."""
        case, yes_or_no = self.summary.case, (self.choices.yes, self.choices.no)
        facts = {"shared_home": case.shared_home_before_care, "spouse_in_care":
                 case.spouse_in_long_term_care}  # fmt: skip
        computed = self.workings.case
        if self.workings.is_known:
            facts = {
                "shared_home": computed.shared_home_before_care,
                "spouse_in_care": computed.spouse_in_long_term_care,
            }
        said = {True: self.choices.yes, False: self.choices.no, None: None}
        for key, fact in facts.items():
            self._row(key, Entry(said[fact], "choice", yes_or_no), "text", f"{key}_note")
            self.conditions.append(opposite(is_empty(At(key))))

    def _hours(self, case: FeeCase, *, is_voucher: bool) -> None:
        """Hours a month; of hours a week as the county's rule makes them."""
        self._row("service_hours", Entry(case.hours, "hours"), "quantity", "hours_note")
        # What the program has already made of hours a week stands in the case as hours a month.
        weeks = self.workings.rules.fees.on(case.day).of("weeks_in_month")
        hours: Expression = When(is_empty(At("service_hours")), NONE, At("service_hours"))
        if weeks is not None:
            self._row("weekly_hours", Entry(case.weekly_hours, "hours"), "quantity", "weekly_note")
            ratio = weeks.value
            made = At("weekly_hours") * number(ratio.numerator) / number(ratio.denominator)
            weekly = When(is_empty(At("weekly_hours")), NONE, made)
            hours = When(is_empty(At("service_hours")), weekly, At("service_hours"))
        self.plan.add(
            Cell(NAME, self.words("circumstance_hours_a_month"), last=BEFORE),
            Cell(RESULT, hours, "hours_a_month", "quantity", is_named=True),
        )
        if not is_voucher:
            self.conditions.append(exceeds(At("hours_a_month"), NONE))

    def _row(self, key: str, entry: Entry, shape: Shape, note: str, **values: str) -> None:
        self.plan.add(
            Cell(NAME, self.words(f"circumstance_{key}", **values), last=AMOUNT - 1),
            Cell(AMOUNT, entry, key, shape, is_named=True),
            Cell(AMOUNT + 1, self.words(f"circumstance_{note}"), last=GROUND),
        )


def _within_stages() -> Expression:
    """Whether the first day lies where the sheet's values hold."""
    day = At("start_day")
    return all_of(not_after(At("values_from"), day), not_after(day, At("values_until")))


def everything_told(conditions: Sequence[Expression]) -> Expression:
    """Whether all of it has been told."""
    return all_of(*conditions) if conditions else number(1)
