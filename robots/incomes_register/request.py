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
    call = settings.wages if kind is Kind.WAGES else settings.benefits
    _add(root, "Timestamp", at.astimezone(HELSINKI).isoformat(timespec="seconds"))
    _add(root, "QueryDataType", str(call.query_data_type))
    _add(root, "QueryProfile", settings.query_profile)
    _add(root, "IncludeAllVersions", "false")
    _add(root, "ProductionEnvironment", str(settings.production_environment).lower())
    for party in ("DeliveryDataOwner", "DeliveryDataCreator", "DeliveryDataSender"):
        identity = _add(root, party)
        _add(identity, "Type", _BUSINESS_ID)
        _add(identity, "Code", settings.business_id)
    parameters = _add(root, "DataRequestParameters")
    timespan = _add(parameters, "TimespanParameter")
    _add(timespan, "ParameterType", str(settings.payment_date_parameter))
    _add(timespan, "StartDate", period.start.isoformat())
    _add(timespan, "EndDate", period.end.isoformat())
    earner = _add(parameters, "IdCodeParameter")
    _add(earner, "ParameterType", str(settings.income_earner_parameter))
    _add(earner, "IdType", _IDENTITY_CODE)
    _add(earner, "IdCode", code.reveal())
    return root


def _add(parent: Element, name: str, text: str | None = None) -> Element:
    element = etree.SubElement(parent, name)
    element.text = text
    return element
