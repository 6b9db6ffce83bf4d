"""Outside evidence: the schemas that other people's clients and the register itself made."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from incomes_register_world import CODE, PENSION, PERIOD
from lxml import etree

from robots.casework.identity_code import IdentityCode
from robots.incomes_register.errors import ErrorsInReply, RequestRefused
from robots.incomes_register.kinds import Kind
from robots.incomes_register.request import data_request
from robots.transport.signature import load_certificate, load_key, sign

SCHEMAS = Path(__file__).parents[2].parent / "shared/data/interfaces/tulorekisteri-reconstructed"
needs_schemas = pytest.mark.skipif(
    not SCHEMAS.is_dir(), reason="the reconstructed schemas are not on this machine"
)
NAMESPACE = "{http://www.tulorekisteri.fi/2017/1/DataRequestToIR}"

World = Callable[..., Any]
WAGE = {
    "payer": "Kulman Kirjakauppa Oy",
    "business_id": "9990001-1",
    "code": 201,
    "payments": [{"on": date(2025, 4, 15), "gross": "1200.00", "tax": "168.00"}],
}


def question(world: World, kind: Kind) -> bytes:
    settings = world({}).settings
    document = data_request(
        kind,
        IdentityCode.parse(CODE, test_range=True),
        PERIOD,
        settings=settings,
        at=datetime(2026, 3, 16, 22, 30, tzinfo=UTC),
    )
    connection = settings.connection
    return sign(
        document, load_certificate(connection.client_certificate), load_key(connection.client_key)
    )


@needs_schemas
@pytest.mark.parametrize("kind", list(Kind))
def test_the_question_is_valid(world: World, kind: Kind) -> None:
    schema = etree.XMLSchema(file=str(SCHEMAS / "DataRequestToIR.xsd"))

    schema.assertValid(etree.fromstring(question(world, kind)))


@needs_schemas
@pytest.mark.parametrize(
    ("kind", "held"), [("wages", {"wages": [WAGE]}), ("benefits", {"benefits": [PENSION]})]
)
def test_the_made_up_registers_answer_is_valid(
    world: World, kind: str, held: dict[str, Any]
) -> None:
    _, raw = world(held).ask(kind).attachments
    (document,) = etree.fromstring(raw.content)[0]

    root = etree.QName(document).localname
    etree.XMLSchema(file=str(SCHEMAS / f"{root}.xsd")).assertValid(document)


def test_only_the_root_of_the_question_is_in_a_namespace(world: World) -> None:
    document = etree.fromstring(question(world, Kind.BENEFITS))

    assert document.tag == NAMESPACE + "BenefitReportsOneIncomeEarnerRequestToIR"
    own = [one for one in document.iter() if not str(one.tag).startswith("{http://www.w3.org/")]
    assert [one.tag for one in own[1:] if str(one.tag).startswith("{")] == []
    assert None not in document.nsmap


def test_the_question_says_who_asks_about_whom_and_when(world: World) -> None:
    document = etree.fromstring(question(world, Kind.WAGES))

    assert document.findtext("Timestamp") == "2026-03-17T00:30:00+02:00"
    assert document.findtext("IncludeAllVersions") == "false"
    assert document.findtext("ProductionEnvironment") == "false"
    assert {document.findtext(f"DeliveryData{party}/Code") for party in ("Owner", "Creator")} == {
        "9990000-8"
    }
    parameters = document.find("DataRequestParameters")
    assert parameters.findtext("TimespanParameter/StartDate") == "2025-03-01"
    assert parameters.findtext("TimespanParameter/EndDate") == "2026-03-16"
    assert parameters.findtext("IdCodeParameter/IdCode") == CODE


def test_the_made_up_register_knows_its_operations_only(world: World) -> None:
    with pytest.raises(RequestRefused):
        world({}, wages={**_call(world), "soap_action": "SendEcho"}).ask("wages")
    with pytest.raises(RequestRefused):
        world({}, wages={**_call(world), "soap_action": "StandinGetBenefitReports"}).ask("wages")
    with pytest.raises(RequestRefused):
        world({}, wages={**_call(world), "service_path": "/elsewhere.svc"}).ask("wages")


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"query_profile": "NOT-OURS"}, "ADV9003"),
        ({"payment_date_parameter": 1}, "ADV9005"),
        ({"income_earner_parameter": 1}, "ADV9005"),
    ],
)
def test_the_made_up_register_refuses_codes_it_does_not_know(
    world: World, changed: dict[str, Any], error: str
) -> None:
    with pytest.raises(ErrorsInReply, match=error):
        world({}, **changed).ask("wages")


def _call(world: World) -> dict[str, Any]:
    return dict(world({}).settings.wages)
