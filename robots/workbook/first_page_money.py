"""The first page's money: incomes and deductions by kind and person, and the calculation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from robots.casework.money import ZERO
from robots.casework.words import Role, Severity, State
from robots.feelaw.model import Counts, Treatment
from robots.feelaw.model import Line as Counted
from robots.summary.model import Summary
from robots.workbook.first_page_open import comparisons
from robots.workbook.layout import (
    BAND,
    HAIRLINE,
    HEAD,
    RULE,
    SECTION,
    Formula,
    Line,
    Look,
    Piece,
    Value,
)
from robots.workbook.wording import Wording

_LAST: Final = 12
_CELL: Final = Look(bottom=HAIRLINE)
_SUM: Final = replace(_CELL, align="right", indent=1)
_SUM_HEAD: Final = replace(HEAD, align="right", indent=1)
_TOTAL: Final = Look(bold=True, bottom=RULE)
_TOTAL_SUM: Final = replace(_TOTAL, align="right", indent=1)
_FEE: Final = Look(size=11, bold=True, fill=BAND, top=RULE, bottom=RULE)
_FEE_SUM: Final = replace(_FEE, align="right", indent=1)
_FEE_WHY: Final = replace(_FEE, size=9.5)

_LACKING: Final = (State.FAILED, State.PARTIAL, State.NOT_PERMITTED)


@dataclass(frozen=True, slots=True)
class _Figure:
    role: Role
    name: str
    treatment: Treatment
    monthly: Decimal | None
    lacks: bool = False
    """Whether it would count, and nobody knows how much it is."""


@dataclass(slots=True)
class _Row:
    """One kind with one treatment: what it makes for each person."""

    name: str
    treatment: Treatment
    amounts: dict[Role, list[Decimal | None]] = field(default_factory=dict)
    lacking: set[Role] = field(default_factory=set)

    def sum_of(self, role: Role) -> Decimal | None:
        """The months' sum; None where there is no figure with a sum, or one that lacks its amount:
        a sum without it would look like the whole."""
        known = [amount for amount in self.amounts.get(role, []) if amount is not None]
        return sum(known, ZERO) if known and role not in self.lacking else None

    @property
    def largest_first(self) -> tuple[int, Decimal]:
        order = [Counts.COUNTED, Counts.OFFICER, Counts.NOT_COUNTED]
        total = sum((self.sum_of(role) or ZERO for role in self.amounts), ZERO)
        return order.index(self.treatment.counts), -total


def shows_fee(summary: Summary) -> bool:
    """Whether there is a fee to show: never one of an incomplete calculation."""
    return summary.preview.complete and summary.preview.fee is not None


def incomes(summary: Summary, words: Wording, shown: int) -> Iterator[Line]:
    """Incomes by kind and person, and what counts together."""
    lacking = _lacking(summary.preview.incomes)
    figures = [
        _Figure(
            one.income.role,
            words.word("income_kind", one.income.kind),
            one.treatment,
            one.monthly,
            one.income.id in lacking,
        )
        for one in summary.incomes
    ] + [
        _Figure(one.forest.role, words.word("income_kind", "forest"), one.treatment, one.monthly)
        for one in summary.forests
    ]
    yield from _by_kind(figures, ("incomes", "counts"), summary, words, shown)


def deductions(summary: Summary, words: Wording, shown: int) -> Iterator[Line]:
    """Deductions by kind and person."""
    figures = [
        _Figure(one.cost.role, words.word("cost_kind", one.cost.kind), one.treatment, one.monthly)
        for one in summary.costs
    ]
    yield from _by_kind(figures, ("deductions", "deducts"), summary, words, shown)


def calculation(summary: Summary, words: Wording) -> Iterator[Line]:
    """The steps from top to bottom, and the fee or why there is none."""
    preview = summary.preview
    heading = f"{words('heading_calculation')}: {words.word('rule', preview.rule)}"
    yield Line((Piece(1, _LAST, heading, SECTION),))
    for step in preview.steps:
        if step.code == "fee" or step.code.startswith("voucher_value_"):
            continue  # it has a line of its own below
        yield Line(
            (
                Piece(1, 8, words.step(step), _CELL),
                Piece(9, 10, step.value, _SUM),
                Piece(11, _LAST, words.ground(step), _CELL),
            )
        )
    if shows_fee(summary):
        yield _result(words("fee"), preview.fee)
    else:
        if preview.voucher is not None:
            voucher = preview.voucher
            yield _result(words(f"voucher_per_{voucher.unit}"), voucher.value)
        yield from comparisons(preview, words)
        yield Line((Piece(1, _LAST, _why_no_fee(summary, words), _FEE_WHY),))


def officers_result(officer: Formula | None, words: Wording) -> Iterator[Line]:
    """Beside the program's result: what comes out with the officer's changes."""
    if officer is not None:
        name = words("officer_changes", sheet=words("sheet_calculation"))
        sum_look = replace(_FEE_SUM, size=9.5)
        yield Line(
            (
                Piece(1, 7, name, _FEE_WHY),
                Piece(8, 10, officer, sum_look),
                Piece(11, _LAST, "", _FEE_WHY),
            )
        )


def _result(name: str, amount: Decimal | None) -> Line:
    return Line(
        (Piece(1, 7, name, _FEE), Piece(8, 10, amount, _FEE_SUM), Piece(11, _LAST, "", _FEE))
    )


def _by_kind(
    figures: Sequence[_Figure], named: tuple[str, str], summary: Summary, words: Wording, shown: int
) -> Iterator[Line]:
    name, treated = named
    roles = [person.role for person in summary.persons]
    yield _head(words(f"heading_{name}"), roles, words(f"column_{treated}"), words)
    rows = _rows(figures)
    if not rows:
        yield Line((Piece(1, _LAST, words(f"no_{name}"), _CELL),))
        return
    for row in rows[:shown]:
        counts = words.word(treated, row.treatment.counts)
        amounts = [_amount(row, role, words) for role in roles]
        section = words.section(row.treatment.section)
        yield _line(row.name, amounts, counts, section, (_CELL, _SUM))
    if len(rows) > shown:
        rest = _Row("", rows[shown].treatment)
        for row in rows[shown:]:
            for role, values in row.amounts.items():
                rest.amounts.setdefault(role, []).extend(values)
        other = words("other_kinds", count=len(rows) - shown, sheet=words(f"sheet_{name}"))
        yield Line((Piece(1, _LAST, other, _CELL),))
    totals = [_total(rows, role) if summary.preview.complete else words("no_sum") for role in roles]
    yield _line(words(f"total_{name}"), totals, "", "", (_TOTAL, _TOTAL_SUM))


def _lacking(lines: Iterable[Counted]) -> frozenset[str]:
    """The figures that the preview looked at and found no amount of."""
    return frozenset(
        line.id
        for line in lines
        if line.monthly is None and line.treatment.counts is not Counts.NOT_COUNTED
    )


def _rows(figures: Iterable[_Figure]) -> list[_Row]:
    rows: dict[tuple[str, Treatment], _Row] = {}
    for figure in figures:
        key = figure.name, figure.treatment
        row = rows.setdefault(key, _Row(figure.name, figure.treatment))
        row.amounts.setdefault(figure.role, []).append(figure.monthly)
        if figure.lacks:
            row.lacking.add(figure.role)
    return sorted(rows.values(), key=lambda row: row.largest_first)


def _amount(row: _Row, role: Role, words: Wording) -> Value:
    if role not in row.amounts:
        return None
    amount = row.sum_of(role)
    return amount if amount is not None else words("no_sum")


def _total(rows: Iterable[_Row], role: Role) -> Decimal:
    counted = (row.sum_of(role) for row in rows if row.treatment.counts is Counts.COUNTED)
    return sum((amount for amount in counted if amount is not None), ZERO)


def _head(title: str, roles: Sequence[Role], treated: str, words: Wording) -> Line:
    persons = [words("monthly_of", person=words.word("role", role)) for role in roles]
    return _line(title, persons, treated, words("column_section"), (HEAD, _SUM_HEAD))


def _line(
    name: str,
    amounts: Sequence[Value],
    counts: str,
    section: str,
    looks: tuple[Look, Look],
) -> Line:
    """Name, one or two sums, what is done with it, the section."""
    text, number = looks
    kind_ends = 4 if len(amounts) == 2 else 6
    sums = [
        Piece(kind_ends + 1 + 2 * at, kind_ends + 2 + 2 * at, amount, number)
        for at, amount in enumerate(amounts)
    ]
    return Line(
        (
            Piece(1, kind_ends, name, text),
            *sums,
            Piece(9, 10, counts, text),
            Piece(11, _LAST, section, text),
        )
    )


def _why_no_fee(summary: Summary, words: Wording) -> str:
    if summary.preview.rule == "voucher_income" and summary.preview.complete:
        return words("no_fee_voucher")
    reasons = [
        words(
            "source_of",
            source=words.word("source", answer.source),
            person=words.word("role", answer.role).lower(),
            state=words.word("state", answer.state).lower(),
        )
        for answer in summary.answers
        if answer.state in _LACKING
    ]
    if any(one.severity is Severity.QUESTION for one in summary.findings):
        reasons.append(words("no_fee_questions"))
    return words("no_fee_because", reasons="; ".join(reasons) or words("no_fee_unknown"))
