"""One income under two names or in two copies is never added up unasked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from summary_people import NOW
from summary_rows import IR, PAPERS, adding, answer, codes, compiled, income, monthly

from robots.casework.answer import Evidence, Income
from robots.casework.period import Period
from robots.casework.words import Outcome, Per, Role, Source

SINCE = Period(date(2026, 1, 1), None)


def copies(*files: str) -> tuple[list[Income], list[Evidence]]:
    """A decision's level, read in each of the files."""
    level = income(per=Per.MONTH, source=PAPERS, payer="Elo", period=SINCE)
    rows = [
        replace(level, id=f"i-{number}", evidence=(f"e-{number}",)) for number in range(len(files))
    ]
    pieces = [
        Evidence(
            f"e-{number}", Role.CLIENT, PAPERS, "document", NOW, "virkailija-07", "", "fee",
            f"evidence/{file}", "0" * 64,
        )
        for number, file in enumerate(files)
    ]  # fmt: skip
    return rows, pieces


def test_two_copies_of_a_paper_are_counted_once_and_shown_twice() -> None:
    rows, evidence = copies("documents-client-1.pdf", "documents-client-2.pdf")
    summary = compiled(answer(PAPERS, *rows, evidence=tuple(evidence)))
    assert adding(summary) == {"documents earnings_pension": Decimal(900)}
    assert {one.income.id: one.same_as for one in summary.incomes} == {
        "i-0": ("i-1",),
        "i-1": ("i-0",),
    }
    assert "document_twice_over" in codes(summary)


def test_equal_figures_of_one_paper_are_figures_of_their_own() -> None:
    rows, evidence = copies("documents-client-1.pdf", "documents-client-1.pdf")
    summary = compiled(answer(PAPERS, *rows, evidence=tuple(evidence)))
    assert "document_twice_over" not in codes(summary)


def test_a_paper_of_a_payer_that_the_register_does_not_know_is_not_added_unasked() -> None:
    register = monthly("2025-03", "2026-03", payer="Metsäalan eläkekassa", payer_id="9990001-6")
    paper = income(per=Per.MONTH, source=PAPERS, payer="Puun kassa", period=SINCE)
    summary = compiled(answer(IR, *register), answer(PAPERS, paper))
    assert "perhaps_same_income" in codes(summary)
    assert summary.outcome is Outcome.QUESTIONS
    assert not summary.preview.complete
    other = replace(paper, gross=Decimal(300), tax=Decimal(30), net=Decimal(270))
    both = compiled(answer(IR, *register), answer(PAPERS, other))
    assert sum(adding(both).values()) == 1170


def test_an_insurers_long_and_short_names_are_one_payer() -> None:
    register = monthly("2025-03", "2026-03", payer="Keskinäinen Eläkevakuutusyhtiö Ilmarinen",
                       payer_id="9990001-6")  # fmt: skip
    paper = income(per=Per.MONTH, source=Source.DOCUMENTS, payer="Ilmarinen", period=SINCE)
    summary = compiled(answer(IR, *register), answer(PAPERS, paper))
    assert adding(summary) == {"incomes_register earnings_pension": Decimal(900)}
    assert summary.outcome is Outcome.READY
