"""What an income type is called in both languages, also when no table names it."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from robots.casework.texts import Language, text
from robots.incomes_register.income_types import IncomeType


class Name(NamedTuple):
    """A name in Finnish and in Swedish; Finnish in both where the register's Swedish name is not
    known."""

    fi: str
    sv: str


def name_of(code: int | None, known: IncomeType | None) -> Name:
    """The register's name of the code; of one that has none here, the code and whose it is."""
    if known is not None and known.name_fi:
        return Name(known.name_fi, known.name_sv or known.name_fi)
    return _unnamed(code)


@cache
def _unnamed(code: int | None) -> Name:
    finnish, swedish = (
        text("words.incomes_register_code_missing", language)
        if code is None
        else text("words.incomes_register_code", language, code=code)
        for language in Language
    )
    return Name(finnish, swedish)
