"""Reports made by hand, and what an answer says of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from robots.casework.answer import Answer, Income


def row(
    code: int | None = 201,
    amount: str | None = "1000.00",
    flags: Sequence[str] = (),
    inside: str = "",
) -> str:
    """One transaction."""
    basic = "" if code is None else f"<TransactionCode>{code}</TransactionCode>"
    basic += "" if amount is None else f"<Amount>{amount}</Amount>"
    basic += "".join(f"<{flag}>true</{flag}>" for flag in flags)
    return f"<Transaction><TransactionBasic>{basic}</TransactionBasic>{inside}</Transaction>"


def report(
    *rows: str,
    number: int = 1,
    version: int = 1,
    status: int = 1,
    paid_on: str = "<PaymentDate>2025-06-13</PaymentDate>",
    earner: str = "{code}",
    payer: str = "<CompanyName>Kulman Kirjakauppa Oy</CompanyName>",
) -> str:
    """One wage report about the person who was asked about."""
    transactions = f"<Transactions>{''.join(rows)}</Transactions>" if rows else ""
    return f"""<Report><DeliveryData><Timestamp>2025-06-13T06:00:00+03:00</Timestamp>
      <PaymentPeriod>{paid_on}<StartDate>2025-06-01</StartDate><EndDate>2025-06-30</EndDate>
      </PaymentPeriod><Payer><PayerIds><Id><Type>1</Type><Code>9990001-1</Code></Id></PayerIds>
      <PayerBasic>{payer}</PayerBasic></Payer></DeliveryData>
      <ReportData><IRReportId>{number:032d}</IRReportId><ReportStatus>{status}</ReportStatus>
      <ReportVersion>{version}</ReportVersion></ReportData>
      <IncomeEarner><IncomeEarnerIds><Id><Type>2</Type><Code>{earner}</Code></Id></IncomeEarnerIds>
      </IncomeEarner>{transactions}</Report>"""


Ask = Callable[..., Answer]


def amounts(income: Income) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    return income.gross, income.tax, income.net


def codes(answer: Answer) -> list[str]:
    return [finding.code for finding in answer.findings]
