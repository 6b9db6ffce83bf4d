"""What the made-up Incomes Register can do wrong, by the word in a person's ``answer`` or by the
stand-in's switch."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Mapping
from typing import Any

from lxml import etree

from devdata.standins.frame import Response
from devdata.standins.incomes_register_reports import CANCELLED, add

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
XML = "text/xml; charset=utf-8"
_DS = "{http://www.w3.org/2000/09/xmldsig#}"
_PADDING = 1024 * 1024


def fault(whose: str, why: str) -> Response:
    """A SOAP 1.1 fault; ``whose`` is ``Client`` or ``Server``."""
    body = (
        f'<s:Envelope xmlns:s="{SOAP}"><s:Body><s:Fault><faultcode>s:{whose}</faultcode>'
        f"<faultstring>{why}</faultstring></s:Fault></s:Body></s:Envelope>"
    )
    return Response(500, body.encode(), XML)


def envelope(content: bytes) -> Response:
    """The answer that carries a signed document."""
    opening = f'<s:Envelope xmlns:s="{SOAP}"><s:Body>'.encode()
    return Response(200, opening + content + b"</s:Body></s:Envelope>", XML)


def add_error(document: Any, code: str, group: str = "MessageErrors") -> None:
    """Put an error where the schema has it, after the summary."""
    errors = etree.Element(group)
    document.find("Summary").addnext(errors)
    error = add(errors, "ErrorInfo")
    add(error, "ErrorCode", code)
    add(error, "ErrorMessage", "The made-up register does not accept the request.")


def add_to_count(document: Any) -> None:
    """Tell one report more than there are."""
    count = document.find("Summary/NrOfReports")
    count.text = str(int(count.text) + 1)


def _set(path: str, text: str) -> Callable[[Any], None]:
    def change(document: Any) -> None:
        document.find(path).text = text

    return change


def _namespaced(document: Any) -> None:
    namespace = etree.QName(document).namespace
    for element in document.iter():
        element.tag = etree.QName(namespace, etree.QName(element).localname)


def _new_element(document: Any) -> None:
    for report in document.iter("Report"):
        add(add(report, "SomethingNew"), "Told", "2027")


def _no_amount(document: Any) -> None:
    transaction = document.find(".//TransactionBasic")
    transaction.remove(transaction.find("Amount"))


def _twice(document: Any) -> None:
    """The first report stands twice, the same version both times."""
    report = document.find("Reports/Report")
    report.addnext(copy.deepcopy(report))
    add_to_count(document)


def _superseded(document: Any) -> None:
    """The first report's older version comes with it, with another amount."""
    report = document.find("Reports/Report")
    older = copy.deepcopy(report)
    older.find(".//Amount").text = "9999.99"
    version = report.find("ReportData/ReportVersion")
    version.text = str(int(version.text) + 1)
    report.addnext(older)
    add_to_count(document)


def _cancelled(document: Any) -> None:
    """The first report has a newer version by which it is taken back."""
    report = document.find("Reports/Report")
    newer = copy.deepcopy(report)
    newer.find("ReportData/ReportStatus").text = CANCELLED
    version = newer.find("ReportData/ReportVersion")
    version.text = str(int(version.text) + 1)
    report.addnext(newer)
    add_to_count(document)


def _another_word(document: Any) -> None:
    word = document.find("Data")
    if word is not None:
        word.text = "elsewhere"


def _altered(content: bytes) -> bytes:
    return re.sub(rb"<Amount>\d", b"<Amount>9", content, count=1)


def _bad_signature(content: bytes) -> bytes:
    document = etree.fromstring(content)
    value = document.find(f".//{_DS}SignatureValue")
    value.text = value.text[::-1].lstrip("=\n") + "=="
    return etree.tostring(document)


def _unsigned(content: bytes) -> bytes:
    document = etree.fromstring(content)
    document.remove(document.find(f"{_DS}Signature"))
    return etree.tostring(document)


def _wrapped(content: bytes) -> bytes:
    """The signed document moved aside, and a forged one around it."""
    forged = etree.fromstring(_altered(_unsigned(content)))
    signed = etree.fromstring(content)
    forged.append(signed)
    forged.append(etree.fromstring(etree.tostring(signed.find(f"{_DS}Signature"))))
    return etree.tostring(forged)


#: Instead of any document.
INSTEAD: Mapping[str, Response] = {
    "unavailable": Response(503),
    "busy": Response(429, headers=(("Retry-After", "2"),)),
    "refused": Response(401),
    "server_fault": fault("Server", "out of order"),
    "client_fault": fault("Client", "not allowed"),
    "not_xml": Response(200, b"<html><p>Huoltokatko", "text/html"),
}

#: In the document, before it is signed.
BEFORE_SIGNING: Mapping[str, Callable[[Any], None]] = {
    "count_wrong": add_to_count,
    "message_errors": lambda document: add_error(document, "ADV9000"),
    "delivery_errors": lambda document: add_error(document, "ADV9000", "DeliveryErrors"),
    "wrong_environment": _set("Subscription/ProductionEnvironment", "true"),
    "another_query": _set("Subscription/QueryDataType", "9999"),
    "another_profile": _set("Subscription/QueryProfile", "SOMEBODY-ELSES"),
    "namespaced": _namespaced,
    "new_element": _new_element,
    "no_amount": _no_amount,
    "report_twice": _twice,
    "superseded_report": _superseded,
    "cancelled_report": _cancelled,
    "another_echo": _another_word,
}

#: In the signed bytes.
AFTER_SIGNING: Mapping[str, Callable[[bytes], bytes]] = {
    "altered": _altered,
    "bad_signature": _bad_signature,
    "unsigned": _unsigned,
    "wrapped": _wrapped,
    "two_documents": lambda content: content + content,
}

#: In the HTTP body.
IN_THE_ENVELOPE: Mapping[str, Callable[[bytes], bytes]] = {
    "doctype": lambda body: b'<!DOCTYPE e [<!ENTITY a "b">]>' + body,
    "oversized": lambda body: body + b" " * _PADDING,
    "truncated": lambda body: body[: len(body) // 2],
}

#: The failures of the switch that only this stand-in has, and what they are.
OWN: Mapping[str, str] = {
    "wrong_person": "the reports are about somebody else",
    "wrong_signer": "the answer is signed by a CA of the same name that nobody trusts",
    "over_another": "the answer carries the signature of another document",
    "altered": "an amount was changed after signing",
    "bad_signature": "the signature's value is not the signature's",
    "unsigned": "the answer has no signature",
    "wrapped": "the signed document is moved aside in a forged one",
    "two_documents": "there are two documents in the envelope",
    "server_fault": "a fault of the register's, as HTTP 500",
    "client_fault": "a fault that is said to be ours, as HTTP 500",
    "count_wrong": "the count of reports is one too many",
    "message_errors": "the answer has an error about the request",
    "delivery_errors": "the answer has an error about the delivery",
    "wrong_environment": "the answer is another environment's",
    "another_query": "the answer is to another query",
    "another_profile": "the answer is by another permission",
    "namespaced": "the elements under the root are in a namespace, too",
    "new_element": "each report has an element that nobody knows",
    "no_amount": "an amount is missing",
    "report_twice": "a report stands twice",
    "superseded_report": "an older version of a report comes with it",
    "cancelled_report": "a newer version of a report takes it back",
    "another_echo": "another word comes back than was sent",
}

#: Those that an answer about nobody can have, too.
ABOUT_NOBODY = frozenset(
    {"wrong_signer", "bad_signature", "unsigned", "two_documents", "another_echo"}
)
