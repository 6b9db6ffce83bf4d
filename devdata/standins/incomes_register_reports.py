"""What the made-up Incomes Register holds: reports expanded from the people's files."""

from __future__ import annotations

import calendar
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from lxml import etree

IDENTITY_CODE = "2"
BUSINESS_ID = "1"
REPORTED = "1"
"""ReportStatus of a report in force, in the made-up register."""
CANCELLED = "9"
"""ReportStatus of a report that was taken back."""
WITHHELD_FROM_WAGES = "402"
WITHHELD_FROM_BENEFITS = "9091"

_FIRST_MONTH = "2025-03"
_LAST_MONTH = "2026-03"


@dataclass(frozen=True)
class Report:
    """One report."""

    paid_on: date | None
    """None: sent whatever time was asked for."""
    element: Any
    """The ``Report`` of the answer."""


def reports_of(kind: str, held: Mapping[str, Any], code: str) -> list[Report]:
    """All reports of the kind about the person with the code.

    ``verbatim`` in a person's file holds, by kind, reports that no other key can describe: as XML
    with ``{code}`` in it for the identity code, sent whatever time was asked for.
    """
    expand = _wages if kind == "wages" else _benefits
    reports = [*expand(held.get(kind) or [], code)]
    for text in (held.get("verbatim") or {}).get(kind, []):
        reports.append(Report(None, etree.fromstring(text.replace("{code}", code))))
    return reports


def _benefits(held: list[Mapping[str, Any]], code: str) -> Iterator[Report]:
    for benefit in held:
        for year, month in _months(benefit.get("from"), benefit.get("until")):
            last = calendar.monthrange(year, month)[1]
            paid_on = date(year, month, min(benefit["day"], last))
            report = _frame("benefits", benefit, code, paid_on, str(benefit["code"]))
            add(report.find("DeliveryData"), "PaymentDate", paid_on.isoformat(), before="Payer")
            transaction = _transaction(report, benefit["code"], benefit["gross"], benefit)
            period = add(transaction, "EarningPeriod")
            add(period, "StartDate", date(year, month, 1).isoformat())
            add(period, "EndDate", date(year, month, last).isoformat())
            if benefit.get("tax"):
                deduction = add(add(transaction, "Deductions"), "Deduction")
                add(deduction, "DeductionTransactionCode", WITHHELD_FROM_BENEFITS)
                add(deduction, "Amount", _money(benefit["tax"]))
            yield Report(paid_on, report)


def _wages(held: list[Mapping[str, Any]], code: str) -> Iterator[Report]:
    """An employer makes one report of a pay day, with all its rows and one row of tax."""
    rows = [
        (wage["business_id"], paid["on"], wage, paid) for wage in held for paid in wage["payments"]
    ]
    rows.sort(key=lambda row: row[:2])
    for (_, paid_on), group in groupby(rows, key=lambda row: row[:2]):
        together = [(wage, paid) for _, _, wage, paid in group]
        report = _frame("wages", together[0][0], code, paid_on, "wages")
        period = add(report.find("DeliveryData"), "PaymentPeriod", before="Payer")
        last = calendar.monthrange(paid_on.year, paid_on.month)[1]
        add(period, "PaymentDate", paid_on.isoformat())
        add(period, "StartDate", paid_on.replace(day=1).isoformat())
        add(period, "EndDate", paid_on.replace(day=last).isoformat())
        for wage, paid in together:
            _transaction(report, wage["code"], paid["gross"], wage)
        tax = sum((Decimal(paid.get("tax") or 0) for _, paid in together), Decimal(0))
        if tax:
            _transaction(report, WITHHELD_FROM_WAGES, tax, {})
        yield Report(paid_on, report)


def _frame(kind: str, payment: Mapping[str, Any], code: str, paid_on: date, what: str) -> Any:
    """A report without its payment date and rows; the same payment has the same ids always."""
    key = "/".join((kind, payment["business_id"], paid_on.isoformat(), what, _salt(code)))
    report = etree.Element("Report")
    delivery = add(report, "DeliveryData")
    add(delivery, "Timestamp", f"{paid_on.isoformat()}T06:00:00+02:00")
    add(delivery, "IRDeliveryId", _guid("delivery/" + key))
    payer = add(delivery, "Payer")
    identity = add(add(payer, "PayerIds"), "Id")
    add(identity, "Type", BUSINESS_ID)
    add(identity, "Code", payment["business_id"])
    add(add(payer, "PayerBasic"), "CompanyName", payment["payer"])
    data = add(report, "ReportData")
    add(data, "IRReportId", _guid("report/" + key))
    add(data, "ReportStatus", REPORTED)
    add(data, "ReportVersion", "1")
    add(data, "ReceivedTimestamp", f"{paid_on.isoformat()}T06:00:01+02:00")
    earner = add(add(add(report, "IncomeEarner"), "IncomeEarnerIds"), "Id")
    add(earner, "Type", IDENTITY_CODE)
    add(earner, "Code", code)
    add(report, "Transactions")
    return report


def _transaction(report: Any, code: object, amount: object, flags: Mapping[str, Any]) -> Any:
    transaction = add(report.find("Transactions"), "Transaction")
    basic = add(transaction, "TransactionBasic")
    add(basic, "TransactionCode", str(code))
    add(basic, "Amount", _money(amount))
    if flags.get("one_off"):
        add(basic, "OneOff", "true")
    return transaction


def add(parent: Any, name: str, text: str | None = None, *, before: str | None = None) -> Any:
    """A new child without a namespace, last or before another."""
    element = etree.Element(name)
    element.text = text
    if before is None:
        parent.append(element)
    else:
        parent.find(before).addprevious(element)
    return element


def _months(first: str | None, last: str | None) -> Iterator[tuple[int, int]]:
    year, month = (int(part) for part in str(first or _FIRST_MONTH).split("-")[:2])
    end = tuple(int(part) for part in str(last or _LAST_MONTH).split("-")[:2])
    while (year, month) <= end:
        yield year, month
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def _money(amount: object) -> str:
    return f"{Decimal(str(amount)):.2f}"


def _salt(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


def _guid(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:32]
