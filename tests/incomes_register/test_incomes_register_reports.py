"""Reports that come twice, again, changed or taken back, and a schema that is newer than we are."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from incomes_register_world import PENSION

from robots.casework.words import Severity, State
from robots.transport.signature import SignatureRefused

World = Callable[..., Any]
JANUARY = {**PENSION, "from": "2026-01", "until": "2026-01"}


@pytest.fixture
def pension(world: World) -> Any:
    """A world with one payment of a pension, to be turned wrong."""
    return world({"benefits": [JANUARY]})


@pytest.mark.parametrize("failure", ["report_twice", "superseded_report", "new_element"])
def test_a_payment_counts_once_in_its_newest_version_whatever_is_new_beside_it(
    pension: Any, failure: str
) -> None:
    pension.switch.turn_on(failure)

    answer = pension.ask("benefits")

    assert [income.gross for income in answer.incomes] == [Decimal("1800.00")]
    assert (answer.state, answer.findings) == (State.FOUND, ())


def test_a_payment_that_was_taken_back_is_none(pension: Any) -> None:
    pension.switch.turn_on("cancelled_report")

    answer = pension.ask("benefits")

    assert (answer.state, answer.incomes, answer.findings) == (State.NONE, (), ())


def test_a_missing_amount_goes_to_the_officer_and_is_never_zero(pension: Any) -> None:
    pension.switch.turn_on("no_amount")

    answer = pension.ask("benefits")

    (income,) = answer.incomes
    assert (income.gross, income.net) == (None, None)
    assert [finding.code for finding in answer.findings] == ["incomes_register_amount_missing"]


def test_a_good_signature_over_another_document_is_refused(pension: Any) -> None:
    pension.switch.turn_on("over_another")

    with pytest.raises(SignatureRefused):
        pension.ask("benefits")


def test_one_payment_reported_twice_over_is_asked_about(world: World) -> None:
    answer = world({"verbatim": {"benefits": [report("1" * 32), report("2" * 32)]}}).ask("benefits")

    assert len(answer.incomes) == 2, "a payer may pay the same sum twice"
    (finding,) = answer.findings
    assert (finding.code, finding.severity) == ("incomes_register_twice", Severity.QUESTION)
    assert finding.values == {"payer": "Keva", "day": "2.2.2026"}


def test_the_same_sum_for_another_month_is_no_second_report(world: World) -> None:
    other_month = report("2" * 32).replace("2026-01", "2025-12")

    answer = world({"verbatim": {"benefits": [report("1" * 32), other_month]}}).ask("benefits")

    assert answer.findings == ()


def report(number: str) -> str:
    return f"""<Report><DeliveryData><PaymentDate>2026-02-02</PaymentDate><Payer><PayerBasic>
      <CompanyName>Keva</CompanyName></PayerBasic></Payer></DeliveryData>
      <ReportData><IRReportId>{number}</IRReportId><ReportStatus>1</ReportStatus>
      <ReportVersion>1</ReportVersion></ReportData>
      <IncomeEarner><IncomeEarnerIds><Id><Type>2</Type><Code>{{code}}</Code></Id></IncomeEarnerIds>
      </IncomeEarner><Transactions><Transaction><TransactionBasic>
      <TransactionCode>9001</TransactionCode><Amount>900.00</Amount></TransactionBasic>
      <EarningPeriod><StartDate>2026-01-01</StartDate><EndDate>2026-01-31</EndDate></EarningPeriod>
      </Transaction></Transactions></Report>"""
