"""Whether an income goes on: what has ended is told, what may have ended is asked about."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from summary_rows import (
    IR,
    KELA,
    adding,
    answer,
    codes,
    compiled,
    monthly,
)

from robots.casework.words import (
    IncomeKind,
    Outcome,
)


@pytest.mark.parametrize(
    ("last", "is_ended"), [("2025-12", True), ("2026-01", True), ("2026-02", False)]
)
def test_a_pension_that_was_not_paid_the_month_before_is_a_question(
    last: str, is_ended: bool
) -> None:
    summary = compiled(answer(IR, *monthly("2025-03", last)))
    assert ("benefit_may_have_ended" in codes(summary)) is is_ended
    assert "benefit_ended" not in codes(summary)
    assert bool(adding(summary)) is not is_ended
    assert summary.preview.complete is not is_ended
    assert summary.outcome is (Outcome.QUESTIONS if is_ended else Outcome.READY)


def test_what_one_source_no_longer_pays_and_another_does_is_counted_and_asked_about() -> None:
    kind = IncomeKind.NATIONAL_PENSION
    register = monthly("2025-03", "2025-11", kind=kind, payer="Kansaneläkelaitos")
    pages = monthly("2025-03", "2026-03", kind=kind, payer="Kela", source=KELA)
    summary = compiled(answer(IR, *register), answer(KELA, *pages))
    assert adding(summary) == {"kela national_pension": Decimal(900)}
    assert "end_disputed" in codes(summary)
    assert summary.outcome is Outcome.QUESTIONS


def test_a_payment_after_the_end_that_another_source_tells_is_asked_about() -> None:
    kind = IncomeKind.NATIONAL_PENSION
    register = monthly("2025-03", "2026-03", kind=kind, payer="Kansaneläkelaitos")
    pages = monthly("2025-03", "2026-02", kind=kind, payer="Kela", source=KELA,
                    in_force_until=date(2026, 2, 28))  # fmt: skip
    summary = compiled(answer(IR, *register), answer(KELA, *pages))
    assert adding(summary) == {"incomes_register national_pension": Decimal(900)}
    assert "end_disputed" in codes(summary)


def test_an_extra_pension_that_stops_is_asked_about_though_the_main_one_goes_on() -> None:
    main = monthly("2025-03", "2026-03", day=2)
    extra = monthly("2025-03", "2025-09", day=20, name="Rekisteröity lisäeläke", gross=100)
    assert "benefit_may_have_ended" in codes(compiled(answer(IR, *main, *extra)))
    renamed = monthly("2025-10", "2026-03", day=2, name="Täysi vanhuuseläke")
    earlier = monthly("2025-03", "2025-09", day=2)
    assert compiled(answer(IR, *earlier, *renamed)).outcome is Outcome.READY


def test_kela_tells_that_what_the_register_saw_paid_has_ended() -> None:
    kind = IncomeKind.NATIONAL_PENSION
    register = monthly("2025-03", "2026-02", kind=kind, payer="Kansaneläkelaitos")
    pages = monthly(
        "2025-03", "2026-02", kind=kind, payer="Kela", source=KELA,
        in_force_until=date(2026, 2, 28),
    )  # fmt: skip
    summary = compiled(answer(IR, *register), answer(KELA, *pages))
    assert adding(summary) == {}
    assert "benefit_ended" in codes(summary)


def test_pay_that_stopped_is_a_question() -> None:
    rows = monthly("2025-03", "2025-11", kind=IncomeKind.WAGE, payer="Kauppa")
    summary = compiled(answer(IR, *rows))
    assert summary.outcome is Outcome.QUESTIONS
    assert "pay_may_have_ended" in codes(summary)
