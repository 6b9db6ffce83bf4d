"""What only the made-up Tax Administration can do wrong, and what may be new in its answers.

Each takes the answer as it should be and gives the one that is sent.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from typing import Any

#: Nobody's code: of the person whom ``wrong_person`` answers about.
SOMEBODY_ELSE = "130255-9018"

Change = Callable[[Any], Any]


def _without(*keys: str) -> Change:
    def change(answer: Any) -> Any:
        place = answer
        for key in keys[:-1]:
            place = place[int(key) if key.isdigit() else key]
        del place[keys[-1]]
        return answer

    return change


def _with_year(**year: Any) -> Change:
    def change(answer: Any) -> Any:
        answer["taxation"].append({**copy.deepcopy(answer["taxation"][0]), **year})
        return answer

    return change


def _with_the_year(**year: Any) -> Change:
    def change(answer: Any) -> Any:
        answer["taxation"][0] |= year
        return answer

    return change


def _with(**values: Any) -> Change:
    return lambda answer: {**answer, **values}


def _new_income(answer: Any) -> Any:
    answer["taxation"][0]["capitalIncome"]["cryptoAssets"] = [{"gross": "10.00", "tax": "3.00"}]
    return answer


def _new_element(answer: Any) -> Any:
    answer["taxation"][0]["capitalIncome"]["rents"][0]["propertyId"] = "999-1-1-1"
    answer["taxation"][0]["churchTaxPercentage"] = "1.30"
    return {**answer, "apiVersion": "v2"}


def _rent_twice(answer: Any) -> Any:
    rents = answer["taxation"][0]["capitalIncome"]["rents"]
    rents.append(dict(rents[0]))
    return answer


#: Name → its sentence, and what it does.
OWN: Mapping[str, tuple[str, Change]] = {
    "wrong_person": (
        "the answer is about somebody else",
        _with(customer={"personalIdentityCode": SOMEBODY_ELSE}),
    ),
    "no_person": ("the answer does not say whom it is about", _without("customer")),
    "wrong_environment": ("the answer is another environment's", _with(environment="PRODUCTION")),
    "no_environment": ("the answer does not say of which environment", _without("environment")),
    "wrong_tax_year": ("the tax year has not begun yet", _with_the_year(taxYear=2027)),
    "old_tax_year": ("the tax year is older than it should be", _with_the_year(taxYear=2021)),
    "unknown_stage": (
        "the taxation's stage is none that is known",
        _with_year(taxYear=2025, stage="GUESSED"),
    ),
    "newer_pre_completed": (
        "a newer year is only filled in",
        _with_year(taxYear=2025, stage="PRE_COMPLETED", decisionDate=None),
    ),
    "amended_too": (
        "the decision has been amended",
        _with_year(stage="AMENDED", decisionDate="2025-12-01", forest={"holdings": []}),
    ),
    "year_twice": ("the year stands twice, with two amounts", _with_year(forest={"holdings": []})),
    "item_twice": ("one rent stands twice", _rent_twice),
    "new_element": ("there are elements that nobody knows", _new_element),
    "new_income": ("there is an income of a kind that nobody knows", _new_income),
    "no_years": ("the list of years is missing", _without("taxation")),
    "no_gross": (
        "an amount is missing",
        _without("taxation", "0", "capitalIncome", "rents", "0", "gross"),
    ),
    "no_hectares": (
        "the area of a forest is missing",
        _without("taxation", "0", "forest", "holdings", "0", "area"),
    ),
    "no_rents": (
        "a group that must be there is missing",
        _without("taxation", "0", "capitalIncome", "rents"),
    ),
    "no_deductions": (
        "a group that may be missing is missing",
        _without("taxation", "0", "deductions"),
    ),
}
