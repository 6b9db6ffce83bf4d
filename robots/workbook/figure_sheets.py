"""The sheets of figures: every income and every deduction, with its law, sums and evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from robots.casework.answer import Income
from robots.casework.money import in_finnish
from robots.casework.words import Mark, Per
from robots.feelaw.model import Counts, Step, Treatment
from robots.summary.model import Summary, SummaryCost, SummaryForest, SummaryIncome
from robots.workbook.layout import Sheet, Value
from robots.workbook.places import Places
from robots.workbook.table import Column, table
from robots.workbook.wording import Wording

_INCOME_COLUMNS: Final = (
    Column("number", 5, "center"),
    Column("person", 10),
    Column("kind", 18),
    Column("name_and_payer", 26),
    Column("source", 17),
    Column("when", 20),
    Column("per", 9),
    Column("gross", 14, "right"),
    Column("tax", 13, "right"),
    Column("net", 14, "right"),
    Column("monthly", 14, "right"),
    Column("treatment", 28, stands_out=False),
    Column("derivation", 32, indent=1, stands_out=False),
    Column("evidence", 10, indent=1),
)
_DEDUCTION_COLUMNS: Final = (
    Column("number", 5, "center"),
    Column("person", 10),
    Column("kind", 20),
    Column("name_and_payee", 26),
    Column("source", 17),
    Column("when", 20),
    Column("per", 9),
    Column("amount", 14, "right"),
    Column("monthly", 14, "right"),
    Column("deducted", 32, stands_out=False),
    Column("derivation", 32, indent=1, stands_out=False),
    Column("evidence", 10, indent=1),
)


def income_sheet(summary: Summary, places: Places, words: Wording) -> Sheet:
    """Every income and every forest holding; those that add something stand out.

    Why the law counts a kind is said where something is added, and else once for each kind.
    """
    rows, told = [], set()
    for one in summary.incomes:
        alike = one.income.role, one.income.kind, one.treatment
        rows.append(_income_row(one, places, words, why=_adds(one) or alike not in told))
        told.add(alike)
    rows += [_forest_row(one, places, words) for one in summary.forests]
    strong = _adding((*summary.incomes, *summary.forests))
    name, note = words("sheet_incomes"), words("incomes_note")
    return table(name, note, _INCOME_COLUMNS, _numbered(rows), words, strong)


def deduction_sheet(summary: Summary, places: Places, words: Wording) -> Sheet:
    """Every cost, deducted or not; those that are deducted stand out."""
    in_worklist = {one.id for one in summary.evidence if one.is_in_worklist}
    rows = []
    for one in summary.costs:
        is_listed = not in_worklist.isdisjoint(one.cost.evidence)
        source = words("worklist") if is_listed else words.word("source", one.cost.source)
        rows.append(_cost_row(one, source, places, words))
    strong = _adding(summary.costs)
    name, note = words("sheet_deductions"), words("deductions_note")
    return table(name, note, _DEDUCTION_COLUMNS, _numbered(rows), words, strong)


def _adds(one: SummaryIncome | SummaryForest | SummaryCost) -> bool:
    """Whether it adds or deducts something of its own."""
    return one.treatment.counts is Counts.COUNTED and bool(one.monthly)


def _adding(rows: Sequence[SummaryIncome | SummaryForest | SummaryCost]) -> set[int]:
    return {number for number, one in enumerate(rows, 1) if _adds(one)}


def _numbered(rows: Iterable[Sequence[Value]]) -> list[Sequence[Value]]:
    return [(number, *row) for number, row in enumerate(rows, 1)]


def _income_row(
    one: SummaryIncome, places: Places, words: Wording, *, why: bool
) -> Sequence[Value]:
    income = one.income
    seen_too = places.numbers(one.same_as)
    derivation = [
        *_steps(one.derivation, words),
        *([words("same_as", rows=seen_too)] if seen_too else []),
    ]
    return (
        words.word("role", income.role),
        words.word("income_kind", income.kind),
        _lines(income.named(words.language), income.payer, _marks(income.marks, words)),
        words.word("source", income.source),
        _lines(*_when(income, words)),
        words.word("per", income.per),
        income.gross,
        income.tax,
        income.net,
        one.monthly,
        _treatment(one.treatment, words, why=why),
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


def _cost_row(one: SummaryCost, source: str, places: Places, words: Wording) -> Sequence[Value]:
    cost = one.cost
    since, until = one.deducted_from, one.deducted_until
    deducted = f"{words.day(since) if since else ''}–{words.day(until) if until else ''}"
    return (
        words.word("role", cost.role),
        words.word("cost_kind", cost.kind),
        _lines(cost.name, cost.payee, _marks(cost.marks, words)),
        source,
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


def _treatment(
    treatment: Treatment, words: Wording, family: str = "counts", *, why: bool = True
) -> str:
    counts = words.word(family, treatment.counts)
    return _lines(
        f"{counts} · {words.section(treatment.section)}", words.law(treatment) if why else ""
    )


def _steps(steps: Iterable[Step], words: Wording) -> Iterator[str]:
    for step in steps:
        value = f": {in_finnish(step.value)}\u00a0€" if step.value is not None else ""
        yield f"{words.step(step)}{value}"


def _marks(marks: Iterable[Mark], words: Wording) -> str:
    named = words.words("mark", marks)
    return f"({named})" if named else ""


def _lines(*texts: str) -> str:
    return "\n".join(one for one in texts if one)
