"""A deduction of taxation that the client's own tax decision tells again, in whichever language."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from summary_rows import answer, case

from robots.casework.answer import Cost
from robots.casework.words import CostKind, Per, Role, Source
from robots.summary.costs import costs_of

DAY = date(2026, 3, 16)


def deduction(number: str, source: Source, name: str) -> Cost:
    kind = CostKind.ACQUISITION_COST
    return Cost(number, Role.CLIENT, source, kind, name, "", Decimal(412), Per.YEAR)


def test_what_taxation_and_the_clients_decision_both_tell_is_deducted_once() -> None:
    told = deduction("c-1", Source.TAX_ADMINISTRATION, "Tulonhankkimiskulut")
    again = deduction("c-2", Source.DOCUMENTS, "Utgifter för inkomstens förvärvande")

    costs = costs_of(
        case(), [answer(told.source, told), answer(again.source, again)], DAY, "virkailija-07"
    )

    assert [item.id for item in costs.items[Role.CLIENT]] == ["c-1"]
    assert [step.code for step in costs.steps["c-2"]] == ["cost_in_taxation"]


def test_a_decision_on_paper_alone_is_deducted() -> None:
    paper = deduction("c-2", Source.DOCUMENTS, "Tulonhankkimiskulut")

    costs = costs_of(case(), [answer(paper.source, paper)], DAY, "virkailija-07")

    assert [item.id for item in costs.items[Role.CLIENT]] == ["c-2"]
