"""What of an answer is kept in the case folder: the elements that were used, and no others.

Addresses, contact persons and third parties' data stay behind (so nothing of a protected address
is kept), and so does the income earner's identity code, which the case folder has already.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

from lxml import etree

from robots.incomes_register.reply import Report, Row
from robots.transport.xml import Element

_Kept: TypeAlias = Mapping[str, "_Kept | None"]

_PERIOD: Final[_Kept] = {"PaymentDate": None, "StartDate": None, "EndDate": None}
_KEPT: Final[_Kept] = {
    "DeliveryData": {
        "PaymentDate": None,
        "PaymentPeriod": _PERIOD,
        "Payer": {"PayerBasic": {"CompanyName": None, "LastName": None, "FirstName": None}},
    },
    "ReportData": {"IRReportId": None, "ReportStatus": None, "ReportVersion": None},
    "Transactions": {
        "Transaction": {
            "TransactionBasic": None,
            "EarningPeriod": _PERIOD,
            "EarningPeriods": {"EarningPeriod": _PERIOD},
            "RecoveryData": None,
            "Deductions": {
                "Deduction": {
                    "DeductionTransactionCode": None,
                    "DeductionType": None,
                    "Amount": None,
                }
            },
        }
    },
}
"""Element → what is kept under it; None is all of it."""


def extract_of(tree: Element, used: Sequence[Report]) -> bytes:
    """The used reports of a verified answer, as XML under the answer's own root."""
    root = etree.Element(tree.tag, nsmap={"ir": etree.QName(tree).namespace})
    _copy(tree, root, {"Subscription": None, "Query": None, "Summary": None})
    reports = etree.SubElement(root, "Reports")
    for report in used:
        _copy(report.element, etree.SubElement(reports, "Report"), _KEPT)
    etree.indent(root)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def place_of(report: Report, row: Row) -> str:
    """The row's place as an XPath, good for the extract and for the whole answer."""
    which = f'ReportData/IRReportId="{report.id}" and ReportData/ReportVersion={report.version}'
    return f"/*/Reports/Report[{which}]/Transactions/Transaction[{row.number}]"


def _copy(source: Element, target: Element, kept: _Kept) -> None:
    for child in source:
        name = str(child.tag)
        if name not in kept:
            continue
        copy = etree.SubElement(target, name)
        copy.text = child.text
        below = kept[name]
        _copy(child, copy, below if below is not None else {one.tag: None for one in child})
