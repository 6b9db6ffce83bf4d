"""What is missing in the register's answer, followed to the end: no total, no fee, a question."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from incomes_register_world import DAY
from ordinary_case import ordinary_case

from robots.casework.answer import Answer
from robots.casework.words import Outcome, Role, Service, Severity, Source, State
from robots.summary import Summary, SummaryPolicy, summarise

World = Callable[..., Any]

#: Thirteen months of the same pay; the last report is the one in which something is amiss.
MONTHS = [f"2025-{month:02}-14" for month in range(3, 13)] + ["2026-01-14", "2026-02-13"]


def row(code: int | None = 201, amount: str | None = "1000.00", inside: str = "") -> str:
    basic = "" if code is None else f"<TransactionCode>{code}</TransactionCode>"
    basic += "" if amount is None else f"<Amount>{amount}</Amount>"
    return f"<Transaction><TransactionBasic>{basic}{inside}</TransactionBasic></Transaction>"


def report(
    number: int, *rows: str, paid_on: str | None = "2026-03-13", status: int = 1, version: int = 1
) -> str:
    """One wage report about the person who was asked about."""
    day = f"<PaymentDate>{paid_on}</PaymentDate>" if paid_on else ""
    held = f"<Transactions>{''.join(rows)}</Transactions>" if rows else ""
    return f"""<Report><DeliveryData><PaymentPeriod>{day}</PaymentPeriod>
      <Payer><PayerIds><Id><Type>1</Type><Code>9990001-1</Code></Id></PayerIds>
      <PayerBasic><CompanyName>Kulman Kirjakauppa Oy</CompanyName></PayerBasic></Payer>
      </DeliveryData><ReportData><IRReportId>{number:032d}</IRReportId>
      <ReportStatus>{status}</ReportStatus><ReportVersion>{version}</ReportVersion></ReportData>
      <IncomeEarner><IncomeEarnerIds><Id><Type>2</Type><Code>{{code}}</Code></Id></IncomeEarnerIds>
      </IncomeEarner>{held}</Report>"""


PAID = [report(number, row(), paid_on=day) for number, day in enumerate(MONTHS, 1)]

AMISS = {
    "amount": report(99, row(amount=None)),
    "amount of one of two rows": report(99, row(), row(amount=None)),
    "code": report(99, row(code=None)),
    "code that nobody knows": report(99, row(code=298)),
    "day of payment": report(99, row(), paid_on=None),
    "rows": report(99),
    "pay itself, though its parts are told": report(99, row(102)),
    "pay itself, though the tax on it is told": report(99, row(402)),
    "meaning of its status": report(99, row(), status=77),
    "whether it is new income": report(99, row(inside="<Recourse>true</Recourse>")),
    "amount that was taken back": report(99, row(amount=None, inside="<Recovery>true</Recovery>")),
    "what the money taken back belongs to": report(99, row(inside="<Recovery>true</Recovery>")),
}


@pytest.fixture
def summed_up(world: World) -> Callable[..., Summary]:
    def compile_(*reports: str) -> Summary:
        answer = world({"verbatim": {"wages": list(reports)}}).ask("wages")
        others = [
            Answer(source, Role.CLIENT, State.NONE, asked_at=datetime(2026, 3, 16, tzinfo=UTC))
            for source in (Source.TAX_ADMINISTRATION, Source.KELA)
        ]
        case = ordinary_case(service=Service.INSTITUTION, row=2)
        return summarise(case, [answer, *others], (), DAY, SummaryPolicy())

    return compile_


def test_a_year_of_pay_has_a_total(summed_up: Callable[..., Summary]) -> None:
    summary = summed_up(*PAID, report(99, row()))
    assert summary.preview.complete
    assert summary.preview.fee is not None


@pytest.mark.parametrize("what", AMISS)
def test_what_is_missing_keeps_the_total_open_and_is_asked_about(
    summed_up: Callable[..., Summary], what: str
) -> None:
    summary = summed_up(*PAID, AMISS[what])
    assert not summary.preview.complete
    assert summary.preview.fee is None
    assert summary.outcome in (Outcome.QUESTIONS, Outcome.INCOMPLETE)
    assert Severity.QUESTION in {finding.severity for finding in summary.findings}
