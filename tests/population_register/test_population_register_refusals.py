"""What the register, its security server or we ourselves refuse: an error in words, never a
life without anything in it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from population_register_world import (
    CODE,
    COUNTYS_PRODUCTS,
    NOW,
    PERIOD,
    STREET,
    Register,
    permit,
    products_file,
)

from robots.casework.case import Person
from robots.casework.errors import PersonMismatch
from robots.casework.identity_code import IdentityCode
from robots.casework.texts import Language
from robots.casework.words import Role, Source
from robots.population_register import Credentials
from robots.population_register.errors import (
    CredentialsRefused,
    ElementMissing,
    EndUserUnfit,
    NoActiveCode,
    NotDisclosed,
    RequestRefused,
)
from robots.transport.errors import CertificateRefused, ReplyNotUnderstood
from robots.transport.xroad_faults import SecurityServerFault, SecurityServerRefused

Making = Callable[..., Register]


@pytest.mark.parametrize(
    ("answer", "element"),
    [
        ("missing_guardianship", "Edunvalvonta"),
        ("missing_protection", "Turvakielto/TurvakieltoTieto"),
        ("renamed_spouse", "Aviopuoliso"),
        ("nameless", "NykyinenSukunimi/Sukunimi"),
    ],
)
def test_an_element_that_is_missing_is_no_nothing(
    register_with: Making, answer: str, element: str
) -> None:
    with pytest.raises(ElementMissing) as caught:
        register_with(answer=answer).ask()
    for language in Language:
        assert element in caught.value.in_words(language)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ("wrong_person", PersonMismatch),
        ("other_search", PersonMismatch),
        ("no_longer_in_force", NoActiveCode),
        ("two_people", ReplyNotUnderstood),
        ("unknown_return_code", ReplyNotUnderstood),
        ("too_many_found", NotDisclosed),
        ("0019", NotDisclosed),
        ("0003", CredentialsRefused),
        ("-1904", RequestRefused),
    ],
)
def test_what_must_not_be_used_is_an_error_and_names_nobody(
    register_with: Making, answer: str, error: type[Exception]
) -> None:
    register = register_with(answer=answer)
    with pytest.raises(error) as caught:
        register.ask()
    assert len(register.answered) == 1
    for secret in (CODE, "Koskela", STREET):
        assert secret not in f"{caught.value!r} {caught.value}"


def test_a_register_that_is_down_may_be_asked_later(register_with: Making) -> None:
    register = register_with(answer="unavailable")
    with pytest.raises(SecurityServerFault):
        register.ask()
    assert [row.outcome for row in register.answered] == ["security_server_fault"] * 3
    assert len(register.slept) == 2


def test_a_wrong_password_is_sent_once_and_never_again(register_with: Making) -> None:
    register = register_with()
    source = register.source(password="wrong")
    person = Person(Role.CLIENT, IdentityCode.parse(CODE, test_range=True))
    for _ in range(3):
        with pytest.raises(CredentialsRefused) as caught:
            source.ask(permit(), person, PERIOD)
        assert "wrong" not in str(caught.value)
    assert len(register.answered) == 1
    assert [entry["outcome"] for entry in register.journal.entries()] == ["-1500"]


def test_cases_side_by_side_send_a_wrong_password_once(register_with: Making) -> None:
    register = register_with()
    source = register.source(password="wrong")
    person = Person(Role.CLIENT, IdentityCode.parse(CODE, test_range=True))

    def refused(_: int) -> bool:
        with pytest.raises(CredentialsRefused):
            source.ask(permit(), person, PERIOD)
        return True

    with ThreadPoolExecutor(max_workers=4) as threads:
        assert all(threads.map(refused, range(8)))
    assert [entry["outcome"] for entry in register.journal.entries()] == ["-1500"]


def test_a_password_is_never_shown() -> None:
    assert "salainen" not in repr(Credentials("user", "salainen"))


def test_a_product_that_the_register_does_not_know_stops_the_source(
    register_with: Making, tmp_path: Path
) -> None:
    register = register_with()
    written = yaml.safe_load(COUNTYS_PRODUCTS.read_text("utf-8"))["products"][0]
    products = products_file(tmp_path, {**written, "name": "ANOTHER"})
    with pytest.raises(RequestRefused) as caught:
        register.ask(settings={"products": products})
    for language in Language:
        assert "-1900" in caught.value.in_words(language)


def test_an_end_user_who_does_not_fit_is_not_sent(register_with: Making) -> None:
    register = register_with()
    with pytest.raises(EndUserUnfit):
        register.ask(settings={"end_user": "x" * 40 + "{requested_by}"})
    assert register.log == []


def test_a_subsystem_that_is_not_registered_stops_the_source(register_with: Making) -> None:
    register = register_with()
    other = {**register.running.settings["client"], "subsystem_code": "another"}
    with pytest.raises(SecurityServerRefused):
        register.ask(settings={"client": other})


def test_a_certificate_that_the_security_server_does_not_know_stops_the_source(
    register_with: Making, certificates: Any
) -> None:
    register = register_with()
    stranger = certificates.county_at_vero
    connection = {
        **register.running.settings["connection"],
        "client_certificate": stranger.certificate_file,
        "client_key": stranger.key_file,
    }
    with pytest.raises(CertificateRefused):
        register.ask(settings={"connection": connection})
    assert [row.outcome for row in register.log] == ["asked", "certificate_refused"]


@pytest.mark.parametrize(
    "changes",
    [{"role": Role.SPOUSE}, {"source": Source.KELA}, {"period": replace(PERIOD, start=NOW.date())}],
)
def test_without_the_right_permit_nothing_is_sent(
    register_with: Making, changes: dict[str, Any]
) -> None:
    register = register_with()
    person = Person(Role.CLIENT, IdentityCode.parse(CODE, test_range=True))
    with pytest.raises(ValueError, match="another question"):
        register.source().ask(permit(**changes), person, PERIOD)
    assert register.log == []
    assert register.journal.entries() == []
