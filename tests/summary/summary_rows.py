"""Rows, answers and cases made by hand, and what a summary of them says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from ordinary_case import ordinary_case
from summary_people import DAY, NOW, money

from robots.casework.answer import Answer, Cost, ForestHolding, Income
from robots.casework.case import Case
from robots.casework.identifiers import stable_id
from robots.casework.period import Period
from robots.casework.words import IncomeKind, Per, Role, Source, State
from robots.summary import Summary, SummaryPolicy, summarise

Record = Income | Cost | ForestHolding
IR, KELA, TAX, PAPERS = (
    Source.INCOMES_REGISTER,
    Source.KELA,
    Source.TAX_ADMINISTRATION,
    Source.DOCUMENTS,
)


def case(**changes: Any) -> Case:
    return ordinary_case(row=2, **changes)


def income(kind: IncomeKind = IncomeKind.EARNINGS_PENSION, **given: Any) -> Income:
    """A payment of the Incomes Register, tax a tenth, where nothing else is said."""
    gross = money(given.pop("gross", 1000))
    tax = given.pop("tax", gross / 10)
    row: dict[str, Any] = {
        "role": Role.CLIENT,
        "source": Source.INCOMES_REGISTER,
        "name": "Vanhuuseläke",
        "payer": "Keva",
        "payer_id": "",
        "per": Per.PAYMENT,
        **given,
    }
    net = None if tax is None else gross - money(tax)
    number = stable_id("i", kind, gross, *sorted(row.items(), key=str))
    return Income(id=number, kind=kind, gross=gross, tax=tax, net=net, **row)


def monthly(first: str, last: str, day: int = 7, **given: Any) -> list[Income]:
    """A payment each month."""
    months = Period(date.fromisoformat(f"{first}-01"), date.fromisoformat(f"{last}-01")).months()
    return [income(paid_on=date(m.year, m.month, day), **given) for m in months]


def answer(source: Source, *records: Record, state: State = State.FOUND, **more: Any) -> Answer:
    role = records[0].role if records else Role.CLIENT
    return Answer(
        source,
        more.pop("role", role),
        state,
        asked_at=NOW,
        incomes=tuple(one for one in records if isinstance(one, Income)),
        costs=tuple(one for one in records if isinstance(one, Cost)),
        forests=tuple(one for one in records if isinstance(one, ForestHolding)),
        **more,
    )


def decided(order: Sequence[Source], since: date = date(2026, 1, 1), **more: Any) -> SummaryPolicy:
    """A county's decision on whose figure counts."""
    decision = {"from": since, "decision": "Aluevaltuusto 1.12.2025", "precedence": order, **more}
    return SummaryPolicy.model_validate({"decisions": [decision]})


def compiled(
    *answers: Answer, policy: SummaryPolicy | None = None, day: date = DAY, **changes: Any
) -> Summary:
    """With every source that is not given answering that it holds nothing of the client."""
    given = {one.source for one in answers if one.role is Role.CLIENT}
    empty = [answer(one, state=State.NONE) for one in (IR, TAX, KELA) if one not in given]
    return summarise(case(**changes), [*answers, *empty], (), day, policy or SummaryPolicy())


def adding(summary: Summary) -> dict[str, Decimal]:
    """Source and kind → euros a month, of the rows that add something."""
    sums: dict[str, Decimal] = {}
    for one in summary.incomes:
        if one.monthly is not None:
            key = f"{one.income.source} {one.income.kind}"
            sums[key] = sums.get(key, Decimal(0)) + one.monthly
    return sums


def codes(summary: Summary) -> set[str]:
    return {finding.code for finding in summary.findings}


def steps(summary: Summary, row: Income) -> list[str]:
    [found] = [one for one in summary.incomes if one.income.id == row.id]
    return [step.code for step in found.derivation]
