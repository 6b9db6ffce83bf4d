"""What the register says became of a search: return codes of the message and of the search."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from made_up_replies import ASKED, fault, message, reply
from population_register_world import SPOUSES_CODE

from robots.casework.errors import PersonMismatch
from robots.population_register import verdict as verdicts
from robots.population_register.errors import (
    CredentialsRefused,
    NotDisclosed,
    RegisterFailed,
    RequestRefused,
)
from robots.population_register.verdict import Verdict, judge
from robots.transport.errors import ReplyNotUnderstood


@pytest.mark.parametrize("shape", [fault, lambda code: message(code=code)])
@pytest.mark.parametrize(
    ("code", "verdict"),
    [
        ("0000", Verdict.OK),
        ("0001", Verdict.NOT_FOUND),
        ("0002", Verdict.CHANGED),
        ("0005", Verdict.NOTICE),
        ("0006", Verdict.NOT_FOUND),
        ("0007", Verdict.DEAD),
    ],
)
def test_return_codes_that_are_answers(shape: Any, code: str, verdict: Verdict) -> None:
    assert judge(reply(shape(code)), ASKED) is verdict


@pytest.mark.parametrize("shape", [fault, lambda code: message(code=code)])
@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("0003", CredentialsRefused),
        ("0004", CredentialsRefused),
        ("-1500", CredentialsRefused),
        ("0008", RequestRefused),
        ("-1904", RequestRefused),
        ("-1800", RegisterFailed),
        ("0019", NotDisclosed),
        ("9999", ReplyNotUnderstood),
        ("about Aino", ReplyNotUnderstood),
    ],
)
def test_return_codes_that_are_errors(shape: Any, code: str, error: type[Exception]) -> None:
    with pytest.raises(error) as caught:
        judge(reply(shape(code)), ASKED)
    assert "Aino" not in str(caught.value)


def test_every_return_code_of_the_table_has_a_known_treatment() -> None:
    table = yaml.safe_load(verdicts._CODES.read_text("utf-8"))
    for treatment in [*table["codes"].values(), *table["search_codes"].values()]:
        assert Verdict(treatment)


@pytest.mark.parametrize(
    ("search", "verdict"),
    [("0", Verdict.NOT_FOUND), ("1", Verdict.OK), ("2", Verdict.CHANGED)],
)
def test_what_became_of_the_search_is_heeded_too(search: str, verdict: Verdict) -> None:
    assert judge(reply(message(search=search)), ASKED) is verdict


def test_a_search_that_found_several_people_is_refused() -> None:
    with pytest.raises(NotDisclosed):
        judge(reply(message(search="3")), ASKED)


def test_no_return_code_is_not_an_answer() -> None:
    with pytest.raises(ReplyNotUnderstood):
        judge(reply(""), ASKED)


def test_a_reply_to_a_search_for_somebody_else_is_refused() -> None:
    with pytest.raises(PersonMismatch):
        judge(reply(message(searched=SPOUSES_CODE)), ASKED)


def test_the_text_beside_a_return_code_is_no_harm() -> None:
    told = "<faultCode>0001</faultCode><faultString>Hakuperusteella ei löydy tietoja</faultString>"
    assert judge(reply(told), ASKED) is Verdict.NOT_FOUND
