"""The connection test: the two services that are about nobody, and how each can go wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from devdata.standins.frame import Certificates
from robots.casework.checks import Verdict
from robots.casework.texts import Language
from robots.incomes_register.check import GET_STATUS, SEND_ECHO, echo, status_request
from robots.transport.signature import load_certificate, load_key, sign

World = Callable[..., Any]

OFFICIAL = Path(__file__).parents[2].parent / "shared/data/interfaces/OCA-Finland-dev-test"
needs_schemas = pytest.mark.skipif(
    not OFFICIAL.is_dir(), reason="the official schemas are not on this machine"
)
OK, FAILED, UNKNOWN = Verdict.OK, Verdict.FAILED, Verdict.UNKNOWN


def test_both_services_answer_and_nobody_is_asked_about(world: World) -> None:
    register = world({})

    sent_echo, status = register.source.check()

    assert (sent_echo.service, status.service) == (SEND_ECHO, GET_STATUS)
    for one in (sent_echo, status):
        assert (one.reachable, one.certificate, one.signature) == (OK, OK, OK)
        assert one.advice is None
        assert one.latency_ms is not None
        assert one.certificate_days_left is not None
        assert one.certificate_days_left > 0
    assert sent_echo.permit is UNKNOWN, "anybody with a certificate gets an echo"
    assert status.permit is OK
    assert register.accesses == []
    assert {entry["person"] for entry in register.journal.entries()} == {"-"}


@pytest.mark.parametrize(
    ("failure", "told"),
    [
        ("unsigned", (OK, OK, FAILED, UNKNOWN, "signature_refused")),
        ("wrong_signer", (OK, OK, FAILED, UNKNOWN, "signature_refused")),
        ("client_fault", (OK, OK, UNKNOWN, FAILED, "incomes_register_request_refused")),
        ("another_echo", (FAILED, OK, UNKNOWN, UNKNOWN, "reply_not_understood")),
        ("401", (OK, FAILED, UNKNOWN, UNKNOWN, "certificate_refused")),
        ("503", (FAILED, UNKNOWN, UNKNOWN, UNKNOWN, "service_unavailable")),
        ("html_page", (FAILED, OK, UNKNOWN, UNKNOWN, "reply_not_understood")),
    ],
)
def test_what_was_seen_before_it_failed_is_told(
    world: World, failure: str, told: tuple[object, ...]
) -> None:
    register = world({})
    register.switch.turn_on(failure)

    sent_echo, _ = register.source.check()

    advice = sent_echo.advice
    seen = (sent_echo.reachable, sent_echo.certificate, sent_echo.signature, sent_echo.permit)
    assert (*seen, advice.code) == told
    assert not sent_echo.is_fine
    assert all(advice.in_words(language) for language in Language)


def test_a_county_that_the_register_does_not_know_is_told(world: World) -> None:
    _, status = world({}, business_id="9990099-9").source.check()

    assert (status.signature, status.permit) == (OK, FAILED)
    assert status.advice.values == {"errors": "ADV9001"}


def test_a_foreign_certificate_is_told_apart_from_a_wrong_service(
    world: World, certificates: Certificates
) -> None:
    vero = certificates.county_at_vero
    connection = {
        "client_certificate": str(vero.certificate_file),
        "client_key": str(vero.key_file),
    }

    sent_echo, _ = world({}, connection=connection).source.check()

    assert (sent_echo.reachable, sent_echo.certificate) == (OK, FAILED)


@needs_schemas
def test_the_questions_are_valid_by_the_official_schemas(world: World) -> None:
    settings = world({}).settings
    connection = settings.connection
    certificate = load_certificate(connection.client_certificate)
    key = load_key(connection.client_key)
    at = load_certificate(settings.issuing_ca).not_valid_before_utc
    for name, document in (
        ("Echo", echo("abcdefghij")),
        ("StatusRequestToIR", status_request("d" * 50, settings, at=at)),
    ):
        schema = etree.XMLSchema(file=str(OFFICIAL / f"{name}.xsd"))
        schema.assertValid(etree.fromstring(sign(document, certificate, key)))


@needs_schemas
@pytest.mark.parametrize(
    ("file", "action", "path"),
    [
        ("EchoService.wsdl", SEND_ECHO, "echo_service_path"),
        ("StatusService.wsdl", GET_STATUS, "status_service_path"),
    ],
)
def test_operations_and_paths_are_those_of_the_official_descriptions(
    world: World, file: str, action: str, path: str
) -> None:
    soap = "{http://schemas.xmlsoap.org/wsdl/soap/}"
    description = etree.parse(str(OFFICIAL / file))

    assert [one.get("soapAction") for one in description.iter(f"{soap}operation")] == [action]
    (address,) = description.iter(f"{soap}address")
    assert address.get("location") == "https://localhost" + getattr(world({}).settings, path)


@needs_schemas
def test_the_registers_own_issuing_ca_can_be_named_in_the_settings() -> None:
    certificate = load_certificate(OFFICIAL / "ir_services.pem")

    assert "CN=IR Services Issuing CA v1" in certificate.subject.rfc4514_string()
    assert certificate.not_valid_after_utc.date().isoformat() == "2031-10-28"
