"""The answer: judged as a whole first, then read into reports. Only verified trees come here.

Elements that are not known are passed over, and what is missing stays missing (None): the data
permission's profile cuts fields away, so absence is never zero.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from robots.casework.errors import PersonMismatch
from robots.casework.identity_code import IdentityCode
from robots.casework.period import Period
from robots.incomes_register.errors import ErrorsInReply, ReportsMissing, WrongEnvironment
from robots.incomes_register.kinds import Kind
from robots.incomes_register.settings import IncomesRegisterSettings
from robots.transport.errors import ReplyNotUnderstood
from robots.transport.xml import Element, required, text

_BUSINESS_ID: Final = "1"
_IDENTITY_CODE: Final = "2"
_AMOUNT: Final = re.compile(r"[+-]?[0-9]{1,13}(\.[0-9]{1,2})?")
_WHOLE_NUMBER: Final = re.compile(r"[0-9]{1,10}")
_REPORT_ID: Final = re.compile(r"[0-9A-Za-z-]{1,40}")
_ERROR_CODE: Final = re.compile(r"[A-Za-z0-9_-]{1,20}")
_FLAGS: Final = (
    "NoMoney",
    "OneOff",
    "UnjustEnrichment",
    "Recovery",
    "UnpromptedRefund",
    "DelayIncrease",
    "Recourse",
    "PaymentReallocation",
)


@dataclass(frozen=True, slots=True)
class Deduction:
    """What was taken from one row before it was paid."""

    code: int | None
    amount: Decimal | None


@dataclass(frozen=True, slots=True)
class Recovery:
    """What was taken back: the tax in it, and the payments that it belongs to."""

    withheld: Decimal | None
    originals: tuple[tuple[date | None, Period | None], ...]
    """Payment date and earning period of each original payment."""


@dataclass(frozen=True, slots=True)
class Row:
    """One transaction of a report."""

    number: int
    """Counted from one, in the report."""
    code: int | None
    amount: Decimal | None
    flags: frozenset[str]
    period: Period | None
    recovery: Recovery | None
    deductions: tuple[Deduction, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """One report of one payment."""

    id: str
    version: int
    status: int
    paid_on: date | None
    payer: str
    payer_id: str
    rows: tuple[Row, ...]
    element: Element = field(compare=False, repr=False)


def read_reply(
    tree: Element, kind: Kind, code: IdentityCode, settings: IncomesRegisterSettings
) -> tuple[Report, ...]:
    """The newest version of each report, whatever its status.

    Raises:
        WrongEnvironment: test and production are mixed up.
        ErrorsInReply: the register answers with errors.
        ReportsMissing: there are more or fewer reports than the register says.
        PersonMismatch: a report is not, or not surely, about the person who was asked about.
        ReplyNotUnderstood: not the answer to our question, or not in the agreed form.
    """
    if tree.tag != kind.reply_root:
        raise ReplyNotUnderstood(why="root")
    subscription = required(tree, "Subscription")
    if text(subscription, "ProductionEnvironment") != str(settings.production_environment).lower():
        raise WrongEnvironment()
    _check_errors(tree)
    _check_query(subscription, kind, settings)
    elements = tree.findall("Reports/Report")
    if _whole_number(required(tree, "Summary/NrOfReports")) != len(elements):
        raise ReportsMissing(received=len(elements))
    for element in elements:
        _check_person(element, code)
    newest: dict[str, Report] = {}
    for element in elements:
        report = _report(element)
        known = newest.setdefault(report.id, report)
        if known.version < report.version:
            newest[report.id] = report
        elif known.version == report.version and known != report:
            raise ReplyNotUnderstood(why="two_reports_of_one_version")
    return tuple(newest.values())


def _check_query(subscription: Element, kind: Kind, settings: IncomesRegisterSettings) -> None:
    call = settings.wages if kind is Kind.WAGES else settings.benefits
    if text(subscription, "QueryDataType") != str(call.query_data_type):
        raise ReplyNotUnderstood(why="another_query")
    if text(subscription, "QueryProfile") not in ("", settings.query_profile):
        raise ReplyNotUnderstood(why="another_profile")


def _check_errors(tree: Element) -> None:
    """Errors of the message or of the delivery: either means that no figure is used."""
    if tree.find("MessageErrors") is None and tree.find("DeliveryErrors") is None:
        return
    codes = {text(error) for error in tree.iter("ErrorCode")}
    known = sorted(code for code in codes if _ERROR_CODE.fullmatch(code))
    raise ErrorsInReply(errors=", ".join(known) or "-")


def _check_person(report: Element, code: IdentityCode) -> None:
    """A report that does not say whom it is about cannot be used either."""
    told = {
        text(one, "Code").upper()
        for one in report.findall("IncomeEarner/IncomeEarnerIds/Id")
        if text(one, "Type") == _IDENTITY_CODE
    }
    if told != {code.reveal()}:
        raise PersonMismatch()


def _report(element: Element) -> Report:
    delivery = required(element, "DeliveryData")
    data = required(element, "ReportData")
    # Benefits have the payment date itself; wages a payment period with the date in it.
    payment = delivery.find("PaymentPeriod")
    frame = delivery if payment is None else payment
    wage_period = None if payment is None else _period(payment)
    transactions = element.findall("Transactions/Transaction")
    report_id = text(data, "IRReportId")
    if not _REPORT_ID.fullmatch(report_id):
        raise ReplyNotUnderstood(why="report_id")
    return Report(
        id=report_id,
        version=_whole_number(required(data, "ReportVersion")),
        status=_whole_number(required(data, "ReportStatus")),
        paid_on=_day(frame, "PaymentDate"),
        payer=_payer_name(delivery),
        payer_id=next(
            (
                text(one, "Code")
                for one in delivery.findall("Payer/PayerIds/Id")
                if text(one, "Type") == _BUSINESS_ID
            ),
            "",
        ),
        rows=tuple(_row(number, one, wage_period) for number, one in enumerate(transactions, 1)),
        element=element,
    )


def _payer_name(delivery: Element) -> str:
    basic = delivery.find("Payer/PayerBasic")
    if basic is None:
        return ""
    household = f"{text(basic, 'LastName')} {text(basic, 'FirstName')}".strip()
    return text(basic, "CompanyName") or household


def _row(number: int, element: Element, payment_period: Period | None) -> Row:
    basic = element.find("TransactionBasic")
    periods = [
        period
        for one in (*element.findall("EarningPeriod"), *element.findall("EarningPeriods/*"))
        if (period := _period(one))
    ]
    recovery = element.find("RecoveryData")
    return Row(
        number=number,
        code=None if basic is None else _code(basic, "TransactionCode"),
        amount=None if basic is None else _amount(basic, "Amount"),
        flags=frozenset(
            flag for flag in _FLAGS if basic is not None and text(basic, flag) == "true"
        ),
        period=_spanned(periods) or payment_period,
        recovery=None if recovery is None else _recovery(recovery),
        deductions=tuple(
            Deduction(_code(one, "DeductionTransactionCode"), _amount(one, "Amount"))
            for one in element.findall("Deductions/Deduction")
        ),
    )


def _recovery(element: Element) -> Recovery:
    withheld = [_amount(element, "Withhold"), _amount(element, "TaxAtSource")]
    told = [amount for amount in withheld if amount is not None]
    originals = (
        *element.findall("OrigEarningPeriod"),
        *element.findall("OrigPaymentPeriods/OrigPaymentPeriod"),
    )
    return Recovery(
        withheld=sum(told, Decimal(0)) if told else None,
        originals=tuple((_day(one, "PaymentDate"), _period(one)) for one in originals),
    )


def _period(element: Element) -> Period | None:
    start, end = _day(element, "StartDate"), _day(element, "EndDate")
    if start is None:
        return None
    try:
        return Period(start, end)
    except ValueError:
        raise ReplyNotUnderstood(why="period") from None


def _spanned(periods: list[Period]) -> Period | None:
    """One period from the first day to the last; pauses between earning periods do not matter."""
    if not periods:
        return None
    ends = [period.end for period in periods]
    last = None if None in ends else max(end for end in ends if end is not None)
    return Period(min(period.start for period in periods), last)


def _day(element: Element, path: str) -> date | None:
    written = text(element, path)
    if not written:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise ReplyNotUnderstood(why="date", element=path) from None


def _amount(element: Element, path: str) -> Decimal | None:
    written = text(element, path)
    if not written:
        return None
    if not _AMOUNT.fullmatch(written):
        raise ReplyNotUnderstood(why="amount", element=path)
    return Decimal(written)


def _code(element: Element, path: str) -> int | None:
    found = element.find(path)
    return None if found is None or not text(found) else _whole_number(found)


def _whole_number(element: Element) -> int:
    written = text(element)
    if not _WHOLE_NUMBER.fullmatch(written):
        raise ReplyNotUnderstood(why="number")
    return int(written)
