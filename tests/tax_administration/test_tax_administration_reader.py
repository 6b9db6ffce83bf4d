"""Reading answers that no stand-in would send."""

from __future__ import annotations

import contextlib
import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tax_administration_world import CODE, MAPPING

from robots.casework.answer import Evidence
from robots.casework.errors import WorkerError
from robots.casework.identity_code import IdentityCode
from robots.casework.words import Role, Source
from robots.tax_administration.figures import Figures, Reader
from robots.tax_administration.mapping import read_mapping
from robots.transport.errors import ReplyNotUnderstood

ORIGIN = Evidence(
    id="e-1",
    role=Role.CLIENT,
    what="",
    source=Source.TAX_ADMINISTRATION,
    obtained_at=datetime(2026, 3, 16, tzinfo=UTC),
    requested_by="virkailija-07",
    legal_basis="734/1992 14 a § 1 mom",
    purpose="fee",
    file="evidence/tax_administration-client.json",
    sha256="",
)
MAP = read_mapping(MAPPING)


def read(year: Any) -> Figures:
    answer = {"customer": {"personalIdentityCode": CODE}, "taxation": [year]}
    reader = Reader(MAP, Role.CLIENT, frozenset({"capital_income", "forest"}), origin=ORIGIN)
    return reader.read(answer, IdentityCode.parse(CODE, test_range=True))


def test_numbers_are_as_good_as_texts_and_stay_exact() -> None:
    year = json.loads(
        '{"taxYear": 2024, "stage": "DECIDED", "capitalIncome":'
        ' {"interest": [{"gross": 0.10, "tax": 3}]}}',
        parse_float=Decimal,
    )

    (income,) = read(year).incomes

    assert (income.gross, income.tax, income.net) == (
        Decimal("0.10"),
        Decimal(3),
        Decimal("-2.90"),
    )


@pytest.mark.parametrize("amount", ["1 000,00", "1e3", "", True, [], {}, Decimal("1E+9"), "\ud800"])
def test_an_amount_in_another_form_is_not_guessed_at(amount: Any) -> None:
    year = {
        "taxYear": 2024,
        "stage": "DECIDED",
        "capitalIncome": {"interest": [{"gross": amount, "tax": "1.00"}]},
    }
    if amount == "":
        assert read(year).incomes[0].gross is None
    else:
        with pytest.raises(ReplyNotUnderstood):
            read(year)


@pytest.mark.parametrize("year", [None, True, 24, "last", 1999, 2024.5])
def test_a_tax_year_that_is_none_is_not_understood(year: Any) -> None:
    with pytest.raises(ReplyNotUnderstood):
        read({"taxYear": year, "stage": "DECIDED"})


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
    year = {"taxYear": 2024, "stage": "DECIDED", "capitalIncome": income, "forest": forest}
    with contextlib.suppress(WorkerError):
        read(year)
