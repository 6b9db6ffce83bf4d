"""One report of an answer: its elements become values, and nothing is made up.

Elements that are not known are passed over, and what is missing stays missing (None): the data
permission's profile cuts fields away, so absence is never zero. A known element that stands twice
where it may stand once is neither of the two.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Final, NamedTuple, TypeAlias

from robots.casework.period import Period
from robots.transport.errors import ReplyNotUnderstood
from robots.transport.xml import Element

_BUSINESS_ID: Final = "1"
_AMOUNT: Final = re.compile(r"[+-]?[0-9]{1,13}(\.[0-9]{1,2})?")
_MOST_DIGITS: Final = 10
"""Of a whole number."""
_REPORT_ID: Final = re.compile(r"[0-9A-Za-z-]{1,40}")
_FLAGS: Final = frozenset(
    {"NoMoney", "OneOff", "UnjustEnrichment", "Recovery", "UnpromptedRefund", "DelayIncrease"}
    | {"Recourse", "PaymentReallocation"}
)
_NONE: Final[frozenset[str]] = frozenset()
#: Elements of a report of which one place holds one at most.
_ONCE: Final = frozenset(
    _FLAGS
    | {"DeliveryData", "PaymentDate", "PaymentPeriod", "Payer", "PayerIds", "PayerBasic"}
    | {"CompanyName", "LastName", "FirstName", "ReportData", "IRReportId", "ReportStatus"}
    | {"ReportVersion", "IncomeEarner", "Type", "Code", "Transactions", "TransactionBasic"}
    | {"TransactionCode", "RetroactiveTransactionCode", "Amount", "TaxTreatment"}
    | {"EarningPeriod", "EarningPeriods", "StartDate", "EndDate", "RecoveryData", "Withhold"}
    | {"TaxAtSource", "OrigEarningPeriod", "OrigPaymentPeriods", "Deductions"}
    | {"DeductionTransactionCode"}
)

#: A group's children by name, of those names that it holds.
_Group: TypeAlias = Mapping[str, Element]
_NOTHING: Final[_Group] = {}


class Deduction(NamedTuple):
    """What was taken from one row before it was paid."""

    code: int | None
    amount: Decimal | None


class Recovery(NamedTuple):
    """What was taken back: the tax in it, and the payments that it belongs to."""

    withheld: Decimal | None
    originals: tuple[tuple[date | None, Period | None], ...]
    """Payment date and earning period of each original payment."""


class Row(NamedTuple):
    """One transaction of a report."""

    number: int
    """Counted from one, in the report."""
    code: int | None
    amount: Decimal | None
    flags: frozenset[str]
    period: Period | None
    recovery: Recovery | None
    deductions: tuple[Deduction, ...]
    changed_to: int | None = None
    """The code that the row has got afterwards (``RetroactiveTransactionCode``)."""
    tax_treatment: int | None = None


class Report(NamedTuple):
    """One report of one payment."""

    id: str
    version: int
    status: int
    paid_on: date | None
    payer: str
    payer_id: str
    rows: tuple[Row, ...]
    element: Element

    def tells_the_same_as(self, other: Report) -> bool:
        """Whether the two differ in nothing but where they stand."""
        return self[:-1] == other[:-1]

    def __repr__(self) -> str:
        return f"Report(id={self.id!r}, version={self.version}, status={self.status})"


def report_of(element: Element) -> Report:
    """The report that an element is.

    Raises:
        ReplyNotUnderstood: a value is not in the agreed form, or a report's own part is missing.
    """
    parts = _group(element)
    delivery = _required(parts, "DeliveryData")
    data = _required(parts, "ReportData")
    # Benefits have the payment date itself; wages a payment period with the date in it.
    frame = _group_at(delivery, "PaymentPeriod") if "PaymentPeriod" in delivery else delivery
    wage_period = None if frame is delivery else _period(frame)
    payer = _group_at(delivery, "Payer")
    report_id = _text(data, "IRReportId")
    if not _REPORT_ID.fullmatch(report_id):
        raise ReplyNotUnderstood(why="report_id")
    transactions = parts.get("Transactions")
    return Report(
        id=report_id,
        version=_number(data, "ReportVersion"),
        status=_number(data, "ReportStatus"),
        paid_on=_day(frame, "PaymentDate"),
        payer=_payer_name(_group_at(payer, "PayerBasic")),
        payer_id=_business_id(payer),
        rows=tuple(
            [
                _row(number, one, wage_period)
                for number, one in enumerate(_all(transactions, "Transaction"), 1)
            ]
        ),
        element=element,
    )


def _business_id(payer: _Group) -> str:
    groups = [_group(one) for one in _all(payer.get("PayerIds"), "Id")]
    codes = [_text(one, "Code") for one in groups if _text(one, "Type") == _BUSINESS_ID]
    return codes[0] if codes else ""


def _payer_name(basic: _Group) -> str:
    company = _text(basic, "CompanyName")
    return company or f"{_text(basic, 'LastName')} {_text(basic, 'FirstName')}".strip()


def _row(number: int, element: Element, payment_period: Period | None) -> Row:
    parts = _group(element)
    basic = _group_at(parts, "TransactionBasic")
    earned = [parts["EarningPeriod"]] if "EarningPeriod" in parts else []
    if "EarningPeriods" in parts:
        earned += parts["EarningPeriods"]
    periods = [period for one in earned if (period := _period(_group(one)))]
    return Row(
        number=number,
        code=_code(basic, "TransactionCode"),
        amount=_amount(basic, "Amount"),
        flags=_NONE if _FLAGS.isdisjoint(basic) else _flags(basic),
        period=_spanned(periods) or payment_period,
        recovery=_recovery(_group(parts["RecoveryData"])) if "RecoveryData" in parts else None,
        deductions=_deductions(parts["Deductions"]) if "Deductions" in parts else (),
        changed_to=_code(basic, "RetroactiveTransactionCode"),
        tax_treatment=_code(basic, "TaxTreatment"),
    )


def _flags(basic: _Group) -> frozenset[str]:
    return frozenset(flag for flag in _FLAGS & basic.keys() if _text(basic, flag) == "true")


def _deductions(element: Element) -> tuple[Deduction, ...]:
    groups = [_group(one) for one in _all(element, "Deduction")]
    return tuple(
        [
            Deduction(_code(one, "DeductionTransactionCode"), _amount(one, "Amount"))
            for one in groups
        ]
    )


def _recovery(data: _Group) -> Recovery:
    withheld = [_amount(data, "Withhold"), _amount(data, "TaxAtSource")]
    told = [amount for amount in withheld if amount is not None]
    originals = [data["OrigEarningPeriod"]] if "OrigEarningPeriod" in data else []
    originals += _all(data.get("OrigPaymentPeriods"), "OrigPaymentPeriod")
    return Recovery(
        withheld=sum(told, Decimal(0)) if told else None,
        originals=tuple((_day(one, "PaymentDate"), _period(one)) for one in map(_group, originals)),
    )


def _period(group: _Group) -> Period | None:
    start, end = _text(group, "StartDate"), _text(group, "EndDate")
    return _written_period(start, end) if start else None


@lru_cache(maxsize=1000)
def _written_period(start: str, end: str) -> Period:
    """The same months come again with every payment of every answer."""
    first, last = _written_day(start, "StartDate"), _written_day(end, "EndDate") if end else None
    try:
        return Period(first, last)
    except ValueError:
        raise ReplyNotUnderstood(why="period") from None


def _spanned(periods: list[Period]) -> Period | None:
    """One period from the first day to the last; pauses between earning periods do not matter."""
    if len(periods) < 2:
        return periods[0] if periods else None
    ends = [period.end for period in periods]
    last = None if None in ends else max(end for end in ends if end is not None)
    return Period(min(period.start for period in periods), last)


def _group(element: Element) -> _Group:
    """The children by name; of what is not known and stands several times, the last.

    Raises:
        ReplyNotUnderstood: a known element stands twice.
    """
    children = {child.tag: child for child in element}
    if len(children) != len(element):
        _refuse_twice(child.tag for child in element)
    return children


def _refuse_twice(names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen and name in _ONCE:
            raise ReplyNotUnderstood(why="twice", element=name)
        seen.add(name)


def _group_at(parent: _Group, name: str) -> _Group:
    """The children of a child; none of one that is missing."""
    return _group(parent[name]) if name in parent else _NOTHING


def _required(parent: _Group, name: str) -> _Group:
    if name not in parent:
        raise ReplyNotUnderstood(why="missing", element=name)
    return _group(parent[name])


def _all(element: Element | None, name: str) -> list[Element]:
    return [] if element is None else [child for child in element if child.tag == name]


def _text(group: _Group, name: str) -> str:
    """The text of a child, stripped; empty where there is no such child."""
    child = group.get(name)
    return "" if child is None else (child.text or "").strip()


def _day(group: _Group, name: str) -> date | None:
    written = _text(group, name)
    return _written_day(written, name) if written else None


def _written_day(written: str, name: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise ReplyNotUnderstood(why="date", element=name) from None


def _amount(group: _Group, name: str) -> Decimal | None:
    child = group.get(name)
    if child is None:
        return None
    written = (child.text or "").strip()
    # Of an element in the middle the text before it would be a part of the amount.
    if len(child) or (written and not _AMOUNT.fullmatch(written)):
        raise ReplyNotUnderstood(why="amount", element=name)
    return Decimal(written) if written else None


def _code(group: _Group, name: str) -> int | None:
    written = _text(group, name)
    return whole_number(written) if written else None


def _number(group: _Group, name: str) -> int:
    if name not in group:
        raise ReplyNotUnderstood(why="missing", element=name)
    return whole_number(_text(group, name))


def whole_number(written: str) -> int:
    """A number without sign or point.

    Raises:
        ReplyNotUnderstood: it is none.
    """
    if not (written.isascii() and written.isdigit() and len(written) <= _MOST_DIGITS):
        raise ReplyNotUnderstood(why="number")
    return int(written)
