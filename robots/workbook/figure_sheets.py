"""The sheets of figures: every income and every deduction, with its law, sums and evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from robots.casework.answer import Income
from robots.casework.money import in_finnish
from robots.casework.words import Mark, Per
from robots.feelaw.model import Step, Treatment
from robots.summary.model import Summary, SummaryCost, SummaryForest, SummaryIncome
from robots.workbook.layout import Sheet, Value
from robots.workbook.places import Places
from robots.workbook.table import Column, table
from robots.workbook.wording import Wording

_INCOME_COLUMNS: Final = (
    Column("number", 5, "center"),
    Column("person", 9.5),
    Column("kind", 18),
    Column("name_and_payer", 26),
    Column("source", 16),
    Column("when", 16.5),
    Column("per", 8.5),
    Column("gross", 12.5, "right"),
    Column("tax", 11.5, "right"),
    Column("net", 12.5, "right"),
    Column("monthly", 12.5, "right"),
    Column("treatment", 27),
    Column("derivation", 30),
    Column("evidence", 8),
)
_DEDUCTION_COLUMNS: Final = (
    Column("number", 5, "center"),
    Column("person", 9.5),
    Column("kind", 20),
    Column("name_and_payee", 26),
    Column("source", 16),
    Column("when", 16.5),
    Column("per", 9),
    Column("amount", 12.5, "right"),
    Column("monthly", 12.5, "right"),
    Column("deducted", 32),
    Column("derivation", 32),
    Column("evidence", 8),
)


def income_sheet(summary: Summary, places: Places, words: Wording) -> Sheet:
    """Every income and every forest holding."""
    rows = [_income_row(one, places, words) for one in summary.incomes]
    rows += [_forest_row(one, places, words) for one in summary.forests]
    note = words("incomes_note")
    return table(words("sheet_incomes"), note, _INCOME_COLUMNS, _numbered(rows), words)


def deduction_sheet(summary: Summary, places: Places, words: Wording) -> Sheet:
    """Every cost, deducted or not."""
    rows = [_cost_row(one, places, words) for one in summary.costs]
    note = words("deductions_note")
    return table(words("sheet_deductions"), note, _DEDUCTION_COLUMNS, _numbered(rows), words)


def _numbered(rows: Iterable[Sequence[Value]]) -> list[Sequence[Value]]:
    return [(number, *row) for number, row in enumerate(rows, 1)]


def _income_row(one: SummaryIncome, places: Places, words: Wording) -> Sequence[Value]:
    income = one.income
    seen_too = places.numbers(one.same_as)
    derivation = [
        *_steps(one.derivation, words),
        *([words("same_as", rows=seen_too)] if seen_too else []),
    ]
    return (
        words.word("role", income.role),
        words.word("income_kind", income.kind),
        _lines(income.name, income.payer, _marks(income.marks, words)),
        words.word("source", income.source),
        _lines(*_when(income, words)),
        words.word("per", income.per),
        income.gross,
        income.tax,
        income.net,
        one.monthly,
        _treatment(one.treatment, words),
        _lines(*derivation),
        places.evidence(income.evidence),
    )


def _forest_row(one: SummaryForest, places: Places, words: Wording) -> Sequence[Value]:
    forest = one.forest
    hectares = f"{forest.hectares.normalize():f}".replace(".", ",")
    return (
        words.word("role", forest.role),
        words.word("income_kind", "forest"),
        words("hectares", municipality=forest.municipality, hectares=hectares),
        words.word("source", forest.source),
        words("tax_year", year=forest.tax_year) if forest.tax_year is not None else "",
        words.word("per", Per.YEAR),
        None,
        None,
        None,
        one.monthly,
        _treatment(one.treatment, words),
        _lines(*_steps(one.derivation, words)),
        places.evidence(forest.evidence),
    )


def _cost_row(one: SummaryCost, places: Places, words: Wording) -> Sequence[Value]:
    cost = one.cost
    since, until = one.deducted_from, one.deducted_until
    deducted = f"{words.day(since) if since else ''}–{words.day(until) if until else ''}"
    return (
        words.word("role", cost.role),
        words.word("cost_kind", cost.kind),
        _lines(cost.name, cost.payee, _marks(cost.marks, words)),
        words.word("source", cost.source),
        words.period(cost.period),
        words.word("per", cost.per),
        cost.amount,
        one.monthly,
        _treatment(one.treatment, words, "deducts"),
        _lines(
            *_steps(one.derivation, words),
            words("deducted_time", period=deducted) if since or until else "",
        ),
        places.evidence(cost.evidence),
    )


def _when(income: Income, words: Wording) -> Iterator[str]:
    if income.period is not None:
        yield words.period(income.period)
    elif income.tax_year is not None:
        yield words("tax_year", year=income.tax_year)
    if income.paid_on is not None:
        yield words("paid_on", day=words.day(income.paid_on))
    if income.in_force_until is not None:
        yield words("ends_on", day=words.day(income.in_force_until))


def _treatment(treatment: Treatment, words: Wording, family: str = "counts") -> str:
    counts = words.word(family, treatment.counts)
    return f"{counts} · {treatment.section}\n{words.law(treatment)}"


def _steps(steps: Iterable[Step], words: Wording) -> Iterator[str]:
    for step in steps:
        value = f": {in_finnish(step.value)}\u00a0€" if step.value is not None else ""
        yield f"{words.step(step)}{value}"


def _marks(marks: Iterable[Mark], words: Wording) -> str:
    named = words.words("mark", marks)
    return f"({named})" if named else ""


def _lines(*texts: str) -> str:
    return "\n".join(one for one in texts if one)
