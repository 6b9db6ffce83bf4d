"""A worklist's row as most tests want it: one client, a yearly review of the fee of housing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from robots.casework.case import Case, Cause, Choice, Person
from robots.casework.identity_code import IdentityCode
from robots.casework.texts import Language
from robots.casework.words import Purpose, Role, Service


def ordinary_case(code: IdentityCode | None = None, **changes: Any) -> Case:
    """``code``: the client's. Whatever a test is about, it says itself."""
    case = Case(
        id="T-0001",
        client=Person(Role.CLIENT, code),
        service=Service.ROUND_THE_CLOCK_HOUSING,
        purpose=Purpose.FEE,
        due=date(2026, 3, 31),
        language=Language.FINNISH,
        cause=Cause.YEARLY_REVIEW,
        choice=Choice.AUTHORITIES_ASKED,
    )
    return replace(case, **changes)
