"""Reading verified answers that are valid XML and nothing else that one could rely on."""

from __future__ import annotations

import contextlib
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from incomes_register_world import CODE, INCOME_TYPES, PENSION, PERIOD, call
from lxml import etree

from devdata.standins import incomes_register as standin
from devdata.standins.incomes_register_reports import reports_of
from robots.casework.answer import Evidence
from robots.casework.errors import WorkerError
from robots.casework.identity_code import IdentityCode
from robots.casework.words import Role, Source
from robots.incomes_register import IncomesRegisterSettings
from robots.incomes_register.extract import extract_of
from robots.incomes_register.figures import Figures, Reader
from robots.incomes_register.income_types import IncomeTypes
from robots.incomes_register.kinds import Kind
from robots.incomes_register.reply import read_reply
from robots.transport.errors import ReplyNotUnderstood

ORIGIN = Evidence(
    id="e-1",
    role=Role.CLIENT,
    what="",
    source=Source.INCOMES_REGISTER,
    obtained_at=datetime(2026, 3, 16, tzinfo=UTC),
    requested_by="virkailija-07",
    legal_basis="53/2018 § 13",
    purpose="fee",
    file="evidence/incomes_register-client-benefits.xml",
    sha256="",
)
TYPES = IncomeTypes.shipped_with(INCOME_TYPES)
SETTINGS = IncomesRegisterSettings.model_validate(
    {
        "connection": {
            "address": "https://127.0.0.1",
            "client_certificate": "unused.pem",
            "client_key": "unused.pem",
            "trusted_certificates": "unused.pem",
        },
        "issuing_ca": "unused.pem",
        "production_environment": False,
        "business_id": "9990000-8",
        "query_profile": standin.PROFILE,
        "withheld_tax_in_profile": True,
        "wages": call("StandinGetWageReports"),
        "benefits": call("StandinGetBenefitReports"),
        "status_delivery_data_type": 9100,
        "payment_date_parameter": 1,
        "income_earner_parameter": 2,
        "usable_report_statuses": [1],
        "cancelled_report_statuses": [9],
        "income_types": INCOME_TYPES,
    }
)
HELD: dict[str, Any] = {
    "benefits": [PENSION],
    "wages": [
        {
            "payer": "Kulman Kirjakauppa Oy",
            "business_id": "9990001-1",
            "code": 201,
            "payments": [{"on": date(2026, 1, 15), "gross": "1200.00", "tax": "168.00"}],
        }
    ],
}


def answer(kind: Kind) -> Any:
    """A good answer's verified tree."""
    operation = next(one for one in standin.OPERATIONS.values() if one.kind == kind)
    reports = [etree.tostring(report.element).decode() for report in reports_of(kind, HELD, CODE)]
    root = etree.Element(kind.reply_root)
    for text in (
        f"<Subscription><QueryDataType>{operation.query_data_type}</QueryDataType>"
        "<ProductionEnvironment>false</ProductionEnvironment></Subscription>",
        f"<Summary><NrOfReports>{len(reports)}</NrOfReports></Summary>",
        f"<Reports>{''.join(reports)}</Reports>",
    ):
        root.append(etree.fromstring(text))
    return root


def read(tree: Any, kind: Kind) -> Figures:
    code = IdentityCode.parse(CODE, test_range=True)
    reader = Reader(kind, Role.CLIENT, PERIOD, types=TYPES, settings=SETTINGS, origin=ORIGIN)
    figures = reader.read(read_reply(tree, kind, code, SETTINGS))
    extract_of(tree, figures.used)
    return figures


def test_the_answer_that_is_broken_below_is_good_before() -> None:
    assert len(read(answer(Kind.BENEFITS), Kind.BENEFITS).incomes) == 4
    assert len(read(answer(Kind.WAGES), Kind.WAGES).incomes) == 1


def test_an_amount_with_an_element_in_its_middle_is_no_amount() -> None:
    tree = answer(Kind.WAGES)
    amount = next(tree.iter("Amount"))
    amount.text = "12"
    etree.SubElement(amount, "New").tail = "00.00"
    with pytest.raises(ReplyNotUnderstood):
        read(tree, Kind.WAGES)


WORDS = "0 -1 1 9001 9091 402 12345678901234567890 2026-02-31 2026-01-02 0000-00-00 true 1.5 ١٢ 1e9"
texts = st.sampled_from(["", " ", CODE, "ä" * 50, *WORDS.split()])


@settings(max_examples=300, deadline=None)
@given(kind=st.sampled_from(list(Kind)), data=st.data())
def test_no_answer_breaks_out_of_the_error_tree(kind: Kind, data: st.DataObject) -> None:
    tree = answer(kind)
    elements = list(tree.iterdescendants())
    for _ in range(data.draw(st.integers(1, 4))):
        element = data.draw(st.sampled_from(elements))
        change = data.draw(st.sampled_from(["text", "remove", "twice"]))
        if change == "text":
            element.text = data.draw(texts)
        elif element.getparent() is not None and change == "remove":
            element.getparent().remove(element)
        elif element.getparent() is not None:
            element.addnext(etree.fromstring(etree.tostring(element, with_tail=False)))
    with contextlib.suppress(WorkerError):
        read(tree, kind)
