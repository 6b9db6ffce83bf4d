"""Figures that cannot be, or are hardly what they seem: each a finding, none put right silently.

A question here leaves the figure open where it would count; about a row that adds nothing it is
told as a remark (:mod:`robots.summary.incomes`). Kela's own pages are held to Kela's maxima where
they are read, with the benefit's catalogue beside.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from robots.casework.answer import Finding, Income
from robots.casework.money import ZERO, in_finnish
from robots.casework.period import Month, Period, day_in_finnish
from robots.casework.words import Mark, Per, Role, Severity, Source
from robots.summary.claims import months_of
from robots.summary.statutory import cannot_be

#: Rounding between a payment's gross, tax and net.
_A_CENT: Final = Decimal("0.01")

#: What a row is asked about, and the values of its sentence besides the row's own.
_Doubt = tuple[str, Severity, dict[str, str]]


def implausible(
    rows: Sequence[Income], day: date, died_on: Mapping[Role, date | None]
) -> tuple[Finding, ...]:
    """What is not plausible of the rows; the same doubt of one income is one finding.

    Args:
        rows: figures that were wholly obtained, without copies of a paper.
        day: of the summary.
        died_on: when each person died, where the population register tells it.
    """
    grouped: dict[tuple[Hashable, ...], list[tuple[Income, _Doubt]]] = defaultdict(list)
    for row in sorted(rows, key=lambda one: (one.paid_on or date.min, one.id)):
        for doubt in _doubts(row, day, died_on.get(row.role)):
            whose = row.role, row.source, row.kind, row.payer, row.name
            grouped[(*whose, doubt[0], doubt[1], doubt[2].get("section"))].append((row, doubt))
    findings = [_finding([row for row, _ in found], *found[-1][1]) for found in grouped.values()]
    return (*findings, *_paid_twice(rows))


def _doubts(row: Income, day: date, died_on: date | None) -> Iterator[_Doubt]:
    if Mark.RECOVERY in row.marks:
        return
    yield from _by_law(row, day)
    yield from _among_themselves(row)
    paid_on = row.paid_on
    if paid_on is not None and died_on is not None and Month.of(paid_on) > Month.of(died_on):
        yield "paid_after_death", Severity.WARNING, {"day": _written(paid_on)}
    if _is_after_end(row):
        values = {"day": _written(paid_on), "end": _written(row.in_force_until)}
        yield "paid_after_end", Severity.QUESTION, values


def _by_law(row: Income, day: date) -> Iterator[_Doubt]:
    """Beside the fixed amounts and ceilings of the days that the figure is for."""
    if row.gross is None or row.per is Per.YEAR or row.source is Source.KELA:
        return
    if row.marks & {Mark.ONE_OFF, Mark.UNJUST_ENRICHMENT}:
        return
    monthly = row.gross / months_of(row.period) if row.per is Per.PAYMENT else row.gross
    for key, benefit, severity in cannot_be(row, monthly, _days_of(row, day)):
        values = {
            "amount": in_finnish(monthly),
            "benefit": f"words.statutory_{key}",
            "section": benefit.section,
        }
        yield f"amount_not_{benefit.rule}", severity, values


def _among_themselves(row: Income) -> Iterator[_Doubt]:
    """Gross, tax and net of one row, which must be in order among themselves."""
    gross, tax, net = row.gross, row.tax, row.net
    if gross is not None and gross < ZERO:
        yield "gross_negative", Severity.QUESTION, {"gross": in_finnish(gross)}
    elif gross is not None and tax is not None and not ZERO <= tax <= gross:
        values = {"gross": in_finnish(gross), "tax": in_finnish(tax)}
        yield "tax_above_gross", Severity.QUESTION, values
    elif gross is not None and net is not None and net > gross + _A_CENT:
        values = {"gross": in_finnish(gross), "net": in_finnish(net)}
        yield "net_above_gross", Severity.QUESTION, values


def _is_after_end(row: Income) -> bool:
    """Whether it was paid in a later month than the one in which the source says that it ended,
    and not for the time before."""
    end, paid_on = row.in_force_until, row.paid_on
    if end is None or paid_on is None or Month.of(paid_on) <= Month.of(end):
        return False
    return row.period is None or row.period.start > end


def _paid_twice(rows: Iterable[Income]) -> Iterator[Finding]:
    """Two payments of one source alike in everything but their id."""

    def likeness(row: Income) -> Hashable:
        who = row.role, row.source, row.kind, row.payer, row.payer_id, row.name
        return (*who, row.paid_on, row.period, row.gross, row.tax, row.marks)

    payments = (row for row in rows if row.per is Per.PAYMENT and row.gross)
    for same in _grouped(payments, likeness):
        if len(same) > 1:
            values = {"day": _written(same[0].paid_on), "count": str(len(same))}
            yield _finding(same, "paid_twice", Severity.QUESTION, values)


def _grouped(rows: Iterable[Income], key: Callable[[Income], Hashable]) -> list[list[Income]]:
    groups: dict[Hashable, list[Income]] = defaultdict(list)
    for row in sorted(rows, key=lambda one: one.id):
        groups[key(row)].append(row)
    return list(groups.values())


def _days_of(row: Income, day: date) -> Period:
    """The days whose amounts a figure may have: of a level until the summary's day, of a payment
    from the beginning of what it is for."""
    start = row.period.start if row.period else row.paid_on or day
    if row.per is Per.MONTH:
        end = row.period.end if row.period and row.period.end else day
        return Period(start, max(start, min(end, day)))
    end = row.paid_on or day
    return Period(min(start, end), end)


def _finding(
    rows: Sequence[Income], code: str, severity: Severity, more: dict[str, str]
) -> Finding:
    latest = rows[-1]
    return Finding(code, severity, latest.role, latest.about | more, tuple(row.id for row in rows))


def _written(day: date | None) -> str:
    return "-" if day is None else day_in_finnish(day)
