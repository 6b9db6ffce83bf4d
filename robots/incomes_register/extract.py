"""What of an answer is kept in the case folder: the elements that were used, and no others.

Addresses, contact persons and third parties' data stay behind (so nothing of a protected address
is kept), and so does the income earner's identity code, which the case folder has already.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from lxml import etree

from robots.incomes_register.reports import Report, Row
from robots.transport.xml import Element

#: Names of the elements that are kept where everything around them is kept, too: an element of
#: another name goes with all that is in it, wherever it stands.
_KEPT: Final = frozenset(
    {"Subscription", "QueryDataType", "QueryProfile", "ProductionEnvironment", "Query"}
    | {"IRQueryId", "QueryTimestamp", "QueryTimespanStart", "QueryTimespanEnd", "Summary"}
    | {"NrOfReports", "Reports", "Report", "DeliveryData", "PaymentDate", "PaymentPeriod"}
    | {"StartDate", "EndDate", "Payer", "PayerBasic", "CompanyName", "LastName", "FirstName"}
    | {"ReportData", "IRReportId", "ReportStatus", "ReportVersion", "Transactions"}
    | {"Transaction", "TransactionBasic", "TransactionCode", "RetroactiveTransactionCode"}
    | {"Amount", "TaxTreatment", "NoMoney", "OneOff", "UnjustEnrichment", "Recovery"}
    | {"UnpromptedRefund", "DelayIncrease", "Recourse", "PaymentReallocation", "NoTaxEffect"}
    | {"EarningPeriod", "EarningPeriods", "RecoveryData", "RecoveryDate", "Withhold"}
    | {"TaxAtSource", "OrigEarningPeriod", "OrigPaymentPeriods", "OrigPaymentPeriod"}
    | {"Deductions", "Deduction", "DeductionTransactionCode", "DeductionType"}
)


def extract_of(tree: Element, used: Sequence[Report]) -> bytes:
    """The used reports of a verified answer, as XML under the answer's own root.

    The answer's tree becomes the extract: nothing else can be read from it afterwards.
    """
    kept = {id(report.element) for report in used}
    for reports in tree.findall("Reports"):
        for report in list(reports):
            if id(report) not in kept:
                reports.remove(report)
    names = {one.tag for one in tree.iterdescendants()}
    etree.strip_elements(tree, *(names - _KEPT))
    etree.strip_attributes(tree, "*")
    etree.indent(tree)
    return etree.tostring(tree, encoding="utf-8", xml_declaration=True)


def place_of(report: Report, row: Row) -> str:
    """The row's place as an XPath, good for the extract and for the whole answer."""
    which = f'ReportData/IRReportId="{report.id}" and ReportData/ReportVersion={report.version}'
    return f"/*/Reports/Report[{which}]/Transactions/Transaction[{row.number}]"
