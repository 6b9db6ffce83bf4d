"""Reading answers that no stand-in would send."""

from __future__ import annotations

import contextlib
import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tax_administration_world import CODE, MAPPING, answer_to

from robots.casework.answer import Answer
from robots.casework.errors import WorkerError
from robots.casework.identity_code import IdentityCode
from robots.casework.words import State
from robots.tax_administration.json_reading import years_of
from robots.tax_administration.mapping import Mapping, read_mapping
from robots.tax_administration.paths import Place
from robots.transport.errors import ReplyNotUnderstood

MAP = read_mapping(MAPPING)


NOTHING: dict[str, Any] = {
    "rents": [],
    "dividends": {"listed": [], "unlisted": []},
    "interest": [],
    "capitalGains": [],
}


def a_year(**changed: Any) -> dict[str, Any]:
    year = {"capitalIncome": NOTHING, "deductions": {}, "forest": {"holdings": []}}
    return {"taxYear": 2024, "stage": "DECIDED"} | year | changed


def read(*years: Any, groups: tuple[str, ...] = (), mapping: Mapping = MAP) -> Answer:
    answer = {
        "customer": {"personalIdentityCode": CODE},
        "environment": "STANDIN",
        "taxation": list(years),
    }
    code = IdentityCode.parse(CODE, test_range=True)
    return answer_to(years_of(mapping, Place("", answer), code), *groups)


def test_numbers_are_as_good_as_texts_and_stay_exact() -> None:
    interest = json.loads('[{"gross": 0.10, "tax": 3}]', parse_float=Decimal)

    (income,) = read(a_year(capitalIncome=NOTHING | {"interest": interest})).incomes

    assert (income.gross, income.tax, income.net) == (
        Decimal("0.10"),
        Decimal(3),
        Decimal("-2.90"),
    )


@pytest.mark.parametrize("amount", ["1 000,00", "1e3", "", True, [], {}, Decimal("1E+9"), "\ud800"])
def test_an_amount_in_another_form_is_not_guessed_at(amount: Any) -> None:
    interest = [{"gross": amount, "tax": "1.00"}]
    year = a_year(capitalIncome=NOTHING | {"interest": interest})
    if amount == "":
        assert read(year).incomes[0].gross is None
    else:
        with pytest.raises(ReplyNotUnderstood):
            read(year)


@pytest.mark.parametrize("year", [None, True, 24, "last", 1999, 2024.5])
def test_a_tax_year_that_is_none_is_not_understood(year: Any) -> None:
    with pytest.raises(ReplyNotUnderstood):
        read(a_year(taxYear=year))


RENT = {"gross": "12000.00", "tax": "3600.00"}
HOLDING = {"municipality": {"name": "Sulkava"}, "area": {"hectares": "32.5"}}


def without(key: str, **instead: Any) -> dict[str, Any]:
    return {name: value for name, value in a_year(**instead).items() if name != key}


@pytest.mark.parametrize(
    ("year", "why"),
    [
        pytest.param(a_year(capitalIncome=NOTHING | {"rents": RENT}), "no_list", id="one rent"),
        pytest.param(a_year(capitalIncome=NOTHING | {"rents": 12000}), "no_list", id="a sum"),
        pytest.param(
            without("capitalIncome", capitalIncomes=NOTHING | {"rents": [RENT]}),
            "no_group",
            id="incomes renamed",
        ),
        pytest.param(without("capitalIncome"), "no_group", id="no incomes"),
        pytest.param(a_year(forest={"holdings": HOLDING}), "no_list", id="one holding"),
        pytest.param(
            without("forest", forests={"holdings": [HOLDING]}), "no_group", id="forest renamed"
        ),
        pytest.param(a_year(capitalIncome={}), "no_group", id="no kind of income"),
        pytest.param(a_year(capitalIncome=[NOTHING]), "no_object", id="a list of incomes"),
        pytest.param(a_year(capitalIncome=NOTHING | {"rents": [9]}), "no_object", id="bare rent"),
        pytest.param(a_year(forest={}), "no_group", id="no holdings"),
        pytest.param(a_year(forest={"holdings": [None]}), "no_object", id="empty holding"),
    ],
)
def test_an_answer_of_another_shape_is_never_a_silent_zero(year: Any, why: str) -> None:
    with pytest.raises(ReplyNotUnderstood) as refused:
        read(year)

    assert refused.value.context["why"] == why
    assert "12000" not in str(refused.value)


@pytest.mark.parametrize(
    "year",
    [
        a_year(),
        a_year(
            capitalIncome=dict.fromkeys(NOTHING),
            deductions={"acquisitionCosts": None},
            forest={"holdings": None},
        ),
        a_year(capitalIncome=None, deductions=None, forest=None),
    ],
)
def test_groups_that_are_said_to_be_empty_are_nothing(year: Any) -> None:
    answer = read(year)

    assert (answer.incomes, answer.costs, answer.forests, answer.findings) == ((), (), (), ())
    assert answer.state is State.NONE


@pytest.mark.parametrize(
    ("group", "missing"), [("capital_income", "forest"), ("forest", "capitalIncome")]
)
def test_a_group_that_the_permit_does_not_name_may_be_missing(group: str, missing: str) -> None:
    assert read(without(missing), groups=(group,)).state is State.NONE


def test_what_is_new_beside_the_holdings_does_not_vanish() -> None:
    answer = read(a_year(forest={"holdings": [], "jointHoldings": [HOLDING], "others": []}))

    assert answer.state is State.PARTIAL
    (finding,) = answer.findings
    assert (finding.code, finding.values["name"]) == ("tax_income_unknown", "jointHoldings")


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.decimals(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["rents", "gross", "tax", "holdings", "municipality", "name", "area"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=200, deadline=None)
@given(income=anything, forest=anything)
def test_no_answer_breaks_out_of_the_error_tree(income: Any, forest: Any) -> None:
    for incomes in (income, NOTHING | income if isinstance(income, dict) else NOTHING):
        with contextlib.suppress(WorkerError):
            read(a_year(capitalIncome=incomes, forest=forest))
