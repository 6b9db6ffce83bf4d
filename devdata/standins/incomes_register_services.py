"""The made-up register's services that are about nobody: the echo, and a delivery's status.

Messages as in the register's EchoService.wsdl and StatusService.wsdl. Nobody has made a delivery
here, so that the status of each is 0: not received.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from lxml import etree

from devdata.standins.incomes_register_reports import BUSINESS_ID, add

STATUS_DATA_TYPE = "9100"
_NOT_RECEIVED = "0"
_NAMESPACE = "http://www.tulorekisteri.fi/2017/1/"
_SIGNATURE = "{http://www.w3.org/2000/09/xmldsig#}Signature"
_PARTIES = ["DeliveryDataOwner", "DeliveryDataCreator", "DeliveryDataSender"]


class NotOfTheForm(Exception):
    """The request is not the service's message."""


@dataclass(frozen=True)
class Service:
    """One service about nobody."""

    path: str
    action: str
    question: str
    answer: Callable[[Any, str | None], Any]
    """The request's verified document and the client certificate's name → what is signed."""


def _echo(question: Any, client: str | None) -> Any:
    word = question.findtext("Data") or ""
    if [child.tag for child in question] not in (["Data"], ["Data", _SIGNATURE]):
        raise NotOfTheForm("Echo")
    if not 1 <= len(word) <= 10:
        raise NotOfTheForm("Data")
    document = _root("Echo", "Echo")
    add(document, "Data", word)
    return document


def _status(question: Any, client: str | None) -> Any:
    names = [child.tag for child in question if child.tag != _SIGNATURE]
    if names != ["Timestamp", "DeliveryDataType", "DeliveryId", "ProductionEnvironment", *_PARTIES]:
        raise NotOfTheForm("StatusRequestToIR")
    document = _root("StatusResponseFromIR", "StatusResponseFromIR")
    response = add(document, "StatusResponse")
    add(response, "IRResponseId", uuid4().hex)
    add(response, "IRResponseTimestamp", datetime.now(UTC).isoformat(timespec="seconds"))
    add(response, "DeliveryDataStatus", _NOT_RECEIVED)
    parties = {
        (question.findtext(f"{party}/Type"), question.findtext(f"{party}/Code"))
        for party in _PARTIES
    }
    checks = {
        "ADV9001": parties == {(BUSINESS_ID, client)},
        "ADV9002": question.findtext("ProductionEnvironment") == "false",
        "ADV9006": question.findtext("DeliveryDataType") == STATUS_DATA_TYPE,
    }
    for code, is_right in checks.items():
        if not is_right:
            error = add(add(response, "MessageErrors"), "ErrorInfo")
            add(error, "ErrorCode", code)
            add(error, "ErrorMessage", "The made-up register does not accept the request.")
            break
    return document


def _root(schema: str, name: str) -> Any:
    namespace = _NAMESPACE + schema
    return etree.Element(f"{{{namespace}}}{name}", nsmap={"ir": namespace})


SERVICES = {
    service.path: service
    for service in (
        Service("/20170526/EchoService.svc", "SendEcho", f"{{{_NAMESPACE}Echo}}Echo", _echo),
        Service(
            "/20170526/StatusService.svc",
            "GetDeliveryDataStatus",
            f"{{{_NAMESPACE}StatusRequestToIR}}StatusRequestToIR",
            _status,
        ),
    )
}
