"""A year's sum of what is paid month by month: the same income once more, and a check on it.

The Tax Administration, and the client's tax decision, tell wages, pensions and benefits as one sum
a year without a payer. Where the payments are known, the sum adds nothing; it is held against them.
Capital income is never paid by the month here, and is left alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from robots.casework.answer import Answer, Finding, Income
from robots.casework.money import ZERO
from robots.casework.period import Month, Period
from robots.casework.words import IncomeKind, Mark, Per, Role, Severity, Source, State
from robots.summary.claims import year_of
from robots.summary.differences import Difference
from robots.summary.settings import Precedence

#: Kinds that the Incomes Register has every payment of.
IN_REGISTER: Final = frozenset(
    {
        IncomeKind.WAGE,
        IncomeKind.EARNINGS_PENSION,
        IncomeKind.NATIONAL_PENSION,
        IncomeKind.GUARANTEE_PENSION,
        IncomeKind.SURVIVORS_PENSION,
        IncomeKind.UNEMPLOYMENT_BENEFIT,
        IncomeKind.SICKNESS_ALLOWANCE,
        IncomeKind.PARENTAL_ALLOWANCE,
        IncomeKind.REHABILITATION_ALLOWANCE,
    }
)
#: Kinds that the Tax Administration gives as one sum a year, whoever paid.
CAPITAL: Final = frozenset(
    {
        IncomeKind.RENT_INCOME,
        IncomeKind.DIVIDEND,
        IncomeKind.INTEREST,
        IncomeKind.TIMBER_SALE,
        IncomeKind.CAPITAL_GAIN,
    }
)
#: Marks of payments that leave it open what else was paid: a bonus says no wage again.
_NO_LEVEL: Final = frozenset({Mark.ONE_OFF, Mark.UNJUST_ENRICHMENT, Mark.RECOVERY})
#: A taxation is in full euros in places.
_WITHIN: Final = Decimal(1)


@dataclass(frozen=True, slots=True)
class Years:
    """What :func:`yearly_sums` finds."""

    left: tuple[Income, ...]
    """The rows that are figures of their own."""
    seen: frozenset[str]
    """Ids of the sums that payments say again."""
    differences: tuple[Difference, ...]
    findings: tuple[Finding, ...]
    """Of sums that no payment in the register answers to."""


def yearly_sums(
    usable: Sequence[Income],
    payments: Sequence[Income],
    answers: Iterable[Answer],
    precedence: Precedence,
) -> Years:
    """Tell the sums of years from the figures.

    Args:
        usable: every figure that may count.
        payments: those, and what was paid before the months that count: a year may lie there.
        answers: of all sources, for what time each of them tells.
        precedence: whose payments the sum is held against.
    """
    elsewhere = {
        (one.role, one.kind) for one in usable if not _is_sum(one) and not one.marks & _NO_LEVEL
    }
    asked = {(one.role, one.source): one for one in answers}
    left, seen, differences, findings = [], set(), [], []
    for one in usable:
        if _is_sum(one) and (one.role, one.kind) in elsewhere:
            seen.add(one.id)
            found = _difference(one, payments, asked, precedence)
            differences += [found] if found else []
            continue
        left.append(one)
        if _is_sum(one) and one.kind in IN_REGISTER and _is_silent(one.role, asked):
            values = one.about | {"year": str(year_of(one))}
            findings.append(
                Finding("only_in_taxation", Severity.QUESTION, one.role, values, (one.id,))
            )
    return Years(tuple(left), frozenset(seen), tuple(differences), tuple(findings))


def _is_sum(one: Income) -> bool:
    """Whether it is a year's sum over all payers."""
    is_of_all = one.source is Source.TAX_ADMINISTRATION or not one.payer
    return one.per is Per.YEAR and is_of_all and one.kind not in CAPITAL


def _is_silent(role: Role, asked: Mapping[tuple[Role, Source], Answer]) -> bool:
    """Whether the Incomes Register answered, and so would have told of payments."""
    answer = asked.get((role, Source.INCOMES_REGISTER))
    return answer is not None and answer.state in (State.FOUND, State.NONE)


def _difference(
    year: Income,
    payments: Iterable[Income],
    asked: Mapping[tuple[Role, Source], Answer],
    precedence: Precedence,
) -> Difference | None:
    """Between the sum and the payments of its year: of a year that the source tells wholly any
    difference; of another one payments that are more than the whole year's sum, or so few that the
    months that nobody tells of do not explain it."""
    number = year_of(year)
    own = [
        one
        for one in payments
        if (one.role, one.kind, one.per) == (year.role, year.kind, Per.PAYMENT)
        and one.paid_on is not None
        and one.paid_on.year == number
    ]
    order = precedence.of(year.kind)
    source = min((one.source for one in own), key=order.index, default=None)
    told = [one for one in own if one.source is source]
    if source is None or year.gross is None or any(one.gross is None for one in told):
        return None
    paid = sum((_signed(one) for one in told), ZERO)
    untold = _untold_months(asked.get((year.role, source)), number)
    at_most = None if untold is None else paid + untold * _largest_month(told)
    is_more = paid > year.gross + _WITHIN
    if not is_more and (at_most is None or at_most >= year.gross - _WITHIN):
        return None
    ids = (*(one.id for one in told), year.id)
    why = "payments_before_years" if is_more or not untold else "payments_of_told_months"
    return Difference.of(told[-1], year, (paid, year.gross), per=Per.YEAR, why=why, ids=ids)


def _signed(payment: Income) -> Decimal:
    gross = payment.gross or ZERO
    return -abs(gross) if Mark.RECOVERY in payment.marks else gross


def _untold_months(answer: Answer | None, year: int) -> int | None:
    """Months of the year that the answer does not wholly tell of; None where it tells of none, or
    nobody knows for what time it is."""
    period: Period | None = answer.period if answer else None
    if period is None or period.end is None:
        return None
    months = [Month(year, number) for number in range(1, 13)]
    told = sum(period.start <= one.first and one.last <= period.end for one in months)
    return len(months) - told if told else None


def _largest_month(payments: Iterable[Income]) -> Decimal:
    """What was paid in the month in which most was."""
    by_month: dict[Month, Decimal] = defaultdict(lambda: ZERO)
    for one in payments:
        if one.paid_on is not None:
            by_month[Month.of(one.paid_on)] += _signed(one)
    return max(by_month.values(), default=ZERO)
