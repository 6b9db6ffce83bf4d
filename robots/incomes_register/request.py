"""The question: a data request about one income earner (DataRequestToIR), not yet signed.

Only the root is in a namespace, and empty elements are not sent.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from lxml import etree

from robots.casework.identity_code import IdentityCode
from robots.casework.period import HELSINKI, Period
from robots.incomes_register.kinds import Kind
from robots.incomes_register.settings import IncomesRegisterSettings
from robots.transport.xml import Element

_BUSINESS_ID: Final = "1"
_IDENTITY_CODE: Final = "2"


def data_request(
    kind: Kind,
    code: IdentityCode,
    period: Period,
    *,
    settings: IncomesRegisterSettings,
    at: datetime,
) -> Element:
    """All payments of the kind to the person whose payment date lies in the period.

    Raises:
        ValueError: the period has no end.
    """
    if period.end is None:
        raise ValueError("the register is asked for a time with an end")
    root = etree.Element(kind.request_root, nsmap={"dr": etree.QName(kind.request_root).namespace})
    add(root, "Timestamp", at.astimezone(HELSINKI).isoformat(timespec="seconds"))
    add(root, "QueryDataType", str(settings.call(kind).query_data_type))
    add(root, "QueryProfile", settings.query_profile)
    add(root, "IncludeAllVersions", "false")
    add(root, "ProductionEnvironment", str(settings.production_environment).lower())
    add_parties(root, settings)
    parameters = add(root, "DataRequestParameters")
    timespan = add(parameters, "TimespanParameter")
    add(timespan, "ParameterType", str(settings.payment_date_parameter))
    add(timespan, "StartDate", period.start.isoformat())
    add(timespan, "EndDate", period.end.isoformat())
    earner = add(parameters, "IdCodeParameter")
    add(earner, "ParameterType", str(settings.income_earner_parameter))
    add(earner, "IdType", _IDENTITY_CODE)
    add(earner, "IdCode", code.reveal())
    return root


def add_parties(root: Element, settings: IncomesRegisterSettings) -> None:
    """The county acts for itself: it is the owner, the creator and the sender."""
    for party in ("DeliveryDataOwner", "DeliveryDataCreator", "DeliveryDataSender"):
        identity = add(root, party)
        add(identity, "Type", _BUSINESS_ID)
        add(identity, "Code", settings.business_id)


def add(parent: Element, name: str, text: str | None = None) -> Element:
    """A new last child, in no namespace."""
    element = etree.SubElement(parent, name)
    element.text = text
    return element
