"""What a reply says of the search, before anything is read of the person."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from robots.casework.errors import PersonMismatch, WorkerError
from robots.casework.identity_code import IdentityCode
from robots.population_register.errors import (
    CredentialsRefused,
    NotDisclosed,
    RegisterFailed,
    RequestRefused,
)
from robots.population_register.reading import Reading
from robots.transport.errors import ReplyNotUnderstood

_CODES: Final = (
    Path(__file__).parents[2] / "resources" / "registers" / "population_register_codes.yaml"
)


class Verdict(StrEnum):
    """What became of a search; the values stand in the table of return codes."""

    OK = "ok"
    NOTICE = "notice"
    """Found, and the register has something to say besides."""
    NOT_FOUND = "not_found"
    CHANGED = "changed"
    DEAD = "dead"
    CREDENTIALS = "credentials"
    CONFIGURATION = "configuration"
    TRY_AGAIN = "try_again"
    REFUSED = "refused"


_ERRORS: Final[Mapping[Verdict, type[WorkerError]]] = {
    Verdict.CREDENTIALS: CredentialsRefused,
    Verdict.CONFIGURATION: RequestRefused,
    Verdict.TRY_AGAIN: RegisterFailed,
    Verdict.REFUSED: NotDisclosed,
}


def judge(reply: Reading, asked: IdentityCode) -> Verdict:
    """What became of the search: ok, with a notice, not found, changed or dead.

    Raises:
        CredentialsRefused, RequestRefused, RegisterFailed, NotDisclosed: by the return code.
        PersonMismatch: the reply is to a search for somebody else.
        ReplyNotUnderstood: no return code, or one that the table does not know.
    """
    searched = reply.texts("request/Henkilotunnus") + reply.texts(
        "response/VTJHenkiloVastaussanoma/Hakuperusteet/Henkilotunnus"
    )
    if any(code.upper() != asked.reveal() for code in searched):
        raise PersonMismatch()
    return_code = _return_code(reply)
    verdict = _verdict("codes", return_code)
    if verdict in (Verdict.OK, Verdict.NOTICE):
        searched_with = _of_the_search(reply)
        verdict = verdict if searched_with is Verdict.OK else searched_with
    if verdict in _ERRORS:
        raise _ERRORS[verdict](return_code=return_code)
    return verdict


def _return_code(reply: Reading) -> str:
    # One reply has either a message or a fault. A fault's code stands in its text (0001), or in
    # the element that is named for it.
    places = (
        reply.attribute("response/VTJHenkiloVastaussanoma/Paluukoodi", "koodi"),
        reply.text("response/faultString"),
        reply.text("response/faultCode"),
    )
    given = [code for code in places if code]
    if not given:
        raise ReplyNotUnderstood(why="no_return_code")
    return next((code for code in given if code in _table()["codes"]), given[0])


def _of_the_search(reply: Reading) -> Verdict:
    code = reply.attribute(
        "response/VTJHenkiloVastaussanoma/Hakuperusteet/Henkilotunnus", "hakuperustePaluukoodi"
    )
    return _verdict("search_codes", code) if code else Verdict.OK


def _verdict(table: str, code: str) -> Verdict:
    try:
        return Verdict(_table()[table][code])
    except KeyError:
        # The code itself is left out: an unknown text could say anything.
        raise ReplyNotUnderstood(why="return_code") from None


@cache
def _table() -> Mapping[str, Any]:
    table: Mapping[str, Any] = yaml.safe_load(_CODES.read_text("utf-8"))
    return table
