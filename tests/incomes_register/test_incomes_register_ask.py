"""Asking over real TLS, with signed documents both ways."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from incomes_register_world import CODE, DAY, PENSION, PERIOD, permit_for
from lxml import etree

from devdata.standins.frame import Certificates
from robots.casework.case import Person
from robots.casework.errors import PersonMismatch, ReplyRefused, SourceUnusable, WorkerError
from robots.casework.identity_code import IdentityCode
from robots.casework.period import Period
from robots.casework.texts import Language
from robots.casework.words import IncomeKind, Mark, Per, Role, State
from robots.incomes_register.errors import (
    ErrorsInReply,
    ReportsMissing,
    RequestRefused,
    WrongEnvironment,
)
from robots.transport.errors import (
    CertificateRefused,
    ReplyNotUnderstood,
    ReplyTooLarge,
    ServiceUnavailable,
    TooManyRequests,
)
from robots.transport.signature import SignatureRefused

WAGE = {
    "payer": "Kulman Kirjakauppa Oy",
    "business_id": "9990001-1",
    "code": 201,
    "payments": [{"on": date(2025, 4, 15), "gross": "1200.00", "tax": "168.00"}],
}


def test_a_monthly_pension_becomes_one_payment_a_month(world: Callable[..., Any]) -> None:
    answer = world({"benefits": [PENSION]}).ask("benefits")

    assert answer.state is State.FOUND
    assert [income.paid_on for income in answer.incomes] == [
        date(2025, 12, 2),
        date(2026, 1, 2),
        date(2026, 2, 2),
        date(2026, 3, 2),
    ]
    first = answer.incomes[0]
    assert (first.gross, first.tax, first.net) == (
        Decimal("1800.00"),
        Decimal("306.00"),
        Decimal("1494.00"),
    )
    assert first.kind is IncomeKind.EARNINGS_PENSION
    assert (first.name, first.payer, first.payer_id) == ("Työeläke", "Keva", "9990001-6")
    assert first.per is Per.PAYMENT
    assert first.period == Period(date(2025, 12, 1), date(2025, 12, 31))
    assert first.marks == frozenset()
    assert answer.findings == ()


def test_wages_and_benefits_in_one_permit_are_two_signed_questions(
    world: Callable[..., Any],
) -> None:
    asked = world({"benefits": [PENSION], "wages": [WAGE]})

    answer = asked.ask()

    assert {income.kind for income in answer.incomes} == {
        IncomeKind.EARNINGS_PENSION,
        IncomeKind.WAGE,
    }
    assert answer.request_ids == ("request-1", "request-2")
    assert [(access.service, access.outcome) for access in asked.accesses] == [
        ("StandinGetBenefitReports", "asked"),
        ("StandinGetBenefitReports", "found"),
        ("StandinGetWageReports", "asked"),
        ("StandinGetWageReports", "found"),
    ]
    assert [entry["outcome"] for entry in asked.journal.entries()] == ["found", "found"]


def test_a_group_that_is_not_permitted_is_not_asked_for(world: Callable[..., Any]) -> None:
    asked = world({"benefits": [PENSION], "wages": [WAGE]})

    answer = asked.ask("wages")

    assert [income.kind for income in answer.incomes] == [IncomeKind.WAGE]
    assert [entry["service"] for entry in asked.journal.entries()] == ["StandinGetWageReports"]


def test_nothing_in_the_register_is_an_answer(world: Callable[..., Any]) -> None:
    answer = world({}).ask()

    assert answer.state is State.NONE
    assert answer.incomes == ()
    assert answer.evidence, "that nothing was found has its evidence, too"


def test_only_payments_of_the_asked_days_come_back(world: Callable[..., Any]) -> None:
    period = Period(date(2026, 2, 1), date(2026, 2, 28))

    answer = world({"benefits": [PENSION]}).ask("benefits", period=period)

    assert [income.paid_on for income in answer.incomes] == [date(2026, 2, 2)]


def test_each_figure_leads_to_its_element(world: Callable[..., Any]) -> None:
    answer = world({"benefits": [PENSION]}).ask("benefits")

    kept, raw = answer.attachments
    assert kept.name == "incomes_register-client-benefits.xml"
    assert (raw.name, raw.sealed) == ("raw-incomes_register-client-benefits.xml", True)
    evidence = {one.id: one for one in answer.evidence}
    for income in answer.incomes:
        (one,) = (evidence[key] for key in income.evidence)
        assert one.file == f"evidence/{kept.name}"
        day = income.paid_on
        assert day is not None
        paid = f"{day.day}.{day.month}.{day.year}"
        named = f"Tulorekisteri: {income.name}, {income.payer}, maksettu {paid}"
        assert one.in_words(Language.FINNISH) == named
        assert one.in_words(Language.SWEDISH).endswith(f"betald {paid}")
        assert one.sha256 == hashlib.sha256(raw.content).hexdigest()
        for document in (etree.fromstring(kept.content), inner(raw.content)):
            (element,) = document.xpath(one.place)
            assert element.findtext("TransactionBasic/Amount") == str(income.gross)
        assert (one.requested_by, one.legal_basis, one.purpose) == (
            "virkailija-07",
            "53/2018 § 13",
            "fee",
        )


def inner(body: bytes) -> Any:
    (document,) = etree.fromstring(body)[0]
    return etree.fromstring(etree.tostring(document))


def test_what_is_kept_in_the_open_carries_no_identity_code(world: Callable[..., Any]) -> None:
    kept, raw = world({"benefits": [PENSION]}).ask("benefits").attachments

    assert CODE.encode() not in kept.content
    assert CODE.encode() in raw.content
    assert CODE not in repr(raw)


def test_the_same_reply_gives_the_same_ids(world: Callable[..., Any]) -> None:
    asked = world({"benefits": [PENSION], "wages": [WAGE]})
    first, second = asked.ask(), asked.ask()

    assert [one.id for one in first.incomes] == [one.id for one in second.incomes]
    assert [one.id for one in first.evidence] == [one.id for one in second.evidence]
    assert len({one.id for one in first.incomes}) == len(first.incomes)


def test_every_attempt_is_in_the_access_log(world: Callable[..., Any]) -> None:
    asked = world({"answer": "unavailable_once", "benefits": [PENSION]})

    answer = asked.ask("benefits")

    assert answer.state is State.FOUND
    assert [(access.attempt, access.outcome) for access in asked.accesses] == [
        (1, "asked"),
        (1, "service_unavailable"),
        (2, "asked"),
        (2, "found"),
    ]
    last = asked.accesses[-1]
    assert last.bytes_received > 0
    assert (last.case_id, last.requested_by, last.request_id) == (
        "T-0001",
        "virkailija-07",
        "request-1",
    )
    assert asked.slept, "it waits before it asks again"


@pytest.mark.parametrize(
    ("word", "error"),
    [
        ("unavailable", ServiceUnavailable),
        ("busy", TooManyRequests),
        ("refused", CertificateRefused),
        ("server_fault", ServiceUnavailable),
        ("client_fault", RequestRefused),
        ("not_xml", ReplyNotUnderstood),
        ("wrong_person", PersonMismatch),
        ("count_wrong", ReportsMissing),
        ("message_errors", ErrorsInReply),
        ("delivery_errors", ErrorsInReply),
        ("wrong_environment", WrongEnvironment),
        ("another_query", ReplyNotUnderstood),
        ("another_profile", ReplyNotUnderstood),
        ("namespaced", ReplyNotUnderstood),
        ("altered", SignatureRefused),
        ("bad_signature", SignatureRefused),
        ("unsigned", SignatureRefused),
        ("wrong_signer", SignatureRefused),
        ("wrapped", SignatureRefused),
        ("two_documents", ReplyNotUnderstood),
        ("doctype", ReplyNotUnderstood),
        ("truncated", ReplyNotUnderstood),
    ],
)
def test_a_reply_that_is_not_right_gives_no_figure(
    world: Callable[..., Any], word: str, error: type[WorkerError]
) -> None:
    asked = world({"answer": word, "benefits": [PENSION]})

    with pytest.raises(error) as raised:
        asked.ask("benefits")

    assert CODE not in str(raised.value)
    assert all(raised.value.in_words(language) for language in Language)
    assert "1800" not in str(raised.value)
    assert asked.accesses, "the request left, so it is in the log"


def test_a_security_error_stops_the_source_and_a_wrong_reply_only_the_case() -> None:
    assert issubclass(SignatureRefused, SourceUnusable)
    assert issubclass(WrongEnvironment, SourceUnusable)
    assert issubclass(PersonMismatch, ReplyRefused)
    assert issubclass(ErrorsInReply, ReplyRefused)


def test_an_oversized_reply_is_not_read(world: Callable[..., Any]) -> None:
    asked = world(
        {"answer": "oversized", "benefits": [PENSION]}, connection={"largest_reply": 100_000}
    )

    with pytest.raises(ReplyTooLarge):
        asked.ask("benefits")


def test_reports_that_do_not_come_to_their_number_are_asked_for_once_more(
    world: Callable[..., Any],
) -> None:
    asked = world({"answer": "count_wrong_once", "benefits": [PENSION]})

    answer = asked.ask("benefits")

    assert len(answer.incomes) == 4
    assert [access.outcome for access in asked.accesses] == [
        "asked",
        "incomes_register_reports_missing",
        "asked",
        "found",
    ]


def test_the_error_codes_of_the_register_are_told(world: Callable[..., Any]) -> None:
    with pytest.raises(ErrorsInReply) as raised:
        world({"benefits": [PENSION]}, query_profile="NOT-OURS").ask("benefits")

    assert raised.value.context == {"errors": "ADV9003"}


def test_another_partys_business_id_is_refused_by_the_register(world: Callable[..., Any]) -> None:
    with pytest.raises(ErrorsInReply, match="ADV9001"):
        world({"benefits": [PENSION]}, business_id="9990099-9").ask("benefits")


def test_a_certificate_of_another_kind_of_user_is_refused(
    world: Callable[..., Any], certificates: Certificates
) -> None:
    vero = certificates.county_at_vero
    asked = world(
        {"benefits": [PENSION]},
        connection={
            "client_certificate": str(vero.certificate_file),
            "client_key": str(vero.key_file),
        },
    )

    with pytest.raises(CertificateRefused):
        asked.ask("benefits")


def test_a_permit_for_another_question_is_a_mistake_of_ours(world: Callable[..., Any]) -> None:
    asked = world({"benefits": [PENSION]})
    code = IdentityCode.parse(CODE, test_range=True)

    with pytest.raises(ValueError, match="another question"):
        asked.source.ask(permit_for(("benefits",)), Person(Role.SPOUSE, code), PERIOD)
    with pytest.raises(ValueError, match="another question"):
        asked.source.ask(
            permit_for(("benefits",)),
            Person(Role.CLIENT, code),
            Period.months_before(DAY, 13),
        )
    assert asked.accesses == []


def test_one_off_pay_is_marked(world: Callable[..., Any]) -> None:
    (income,) = world({"wages": [{**WAGE, "one_off": True}]}).ask("wages").incomes

    assert income.marks == {Mark.ONE_OFF}
