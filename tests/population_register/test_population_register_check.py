"""The look at the register before any client is asked about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from population_register_world import Register
from test_population_register_changes import interface

from robots.casework.checks import InterfaceCheck, Verdict
from robots.casework.reason import Reason
from robots.casework.texts import Language
from robots.casework.words import Source

Making = Callable[..., Register]


def look(register: Register, **settings: Any) -> InterfaceCheck:
    (line,) = register.source(settings=settings).check()
    return line


def test_a_register_that_may_be_asked_is_fine_and_nobody_was_asked_about(
    register_with: Making,
) -> None:
    register = register_with()
    line = look(register)
    assert line.is_fine
    assert (line.source, line.service) == (Source.POPULATION_REGISTER, "HenkilonTunnusKysely")
    assert (line.reachable, line.certificate, line.permit) == (Verdict.OK,) * 3
    assert line.signature is Verdict.NOT_APPLICABLE
    # What was not tried is not said to be fine.
    assert line.advice == Reason("population_register_password_not_tried")
    assert line.latency_ms == 0  # by the test's clock, which stands still
    assert line.certificate_days_left is not None
    assert register.log == []
    assert [entry["person"] for entry in register.journal.entries()] == ["-"]


def test_a_service_that_was_not_opened_to_the_county_is_a_permit_that_fails(
    register_with: Making,
) -> None:
    register = register_with()
    assert register.running.switch is not None
    register.running.switch.turn_on("not_allowed")
    line = look(register)
    assert (line.reachable, line.certificate, line.permit) == (
        Verdict.OK,
        Verdict.OK,
        Verdict.FAILED,
    )
    assert line.advice is not None
    assert all(line.advice.in_words(language) for language in Language)


@pytest.mark.parametrize(
    ("failure", "values", "seen"),
    [
        ("refuse", {}, (Verdict.FAILED, Verdict.UNKNOWN, Verdict.UNKNOWN)),
        ("401", {}, (Verdict.OK, Verdict.FAILED, Verdict.UNKNOWN)),
        ("503", {}, (Verdict.FAILED, Verdict.UNKNOWN, Verdict.UNKNOWN)),
        ("html_page", {}, (Verdict.FAILED, Verdict.UNKNOWN, Verdict.UNKNOWN)),
        ("soap_fault", {}, (Verdict.FAILED, Verdict.OK, Verdict.UNKNOWN)),
        (
            "soap_fault",
            {"code": "Server.ServerProxy.AccessDenied"},
            (Verdict.OK, Verdict.OK, Verdict.FAILED),
        ),
    ],
)
def test_what_goes_wrong_is_told_by_how_far_we_came(
    register_with: Making,
    failure: str,
    values: dict[str, str],
    seen: tuple[Verdict, Verdict, Verdict],
) -> None:
    register = register_with()
    assert register.running.switch is not None
    register.running.switch.turn_on(failure, **values)
    line = look(register)
    assert (line.reachable, line.certificate, line.permit) == seen
    assert not line.is_fine
    assert line.advice is not None
    assert all(line.advice.in_words(language) for language in Language)


def test_a_subsystem_that_is_not_registered_has_no_permit(register_with: Making) -> None:
    register = register_with()
    client = {**register.running.settings["client"], "subsystem_code": "another"}
    line = look(register, client=client)
    assert (line.reachable, line.permit) == (Verdict.OK, Verdict.FAILED)


def test_the_change_interface_is_looked_at_by_its_key_alone(register_with: Making) -> None:
    register = register_with()
    (line,) = interface(register).check()
    assert line.is_fine
    assert (line.service, line.permit) == ("VTJmutpa", Verdict.OK)
    assert register.log == []
    assert [entry["person"] for entry in register.journal.entries()] == ["-"]


def test_a_wrong_password_of_the_change_interface_is_a_permit_that_fails(
    register_with: Making,
) -> None:
    (line,) = interface(register_with(), password="wrong").check()
    assert (line.reachable, line.certificate, line.permit) == (
        Verdict.OK,
        Verdict.OK,
        Verdict.FAILED,
    )
