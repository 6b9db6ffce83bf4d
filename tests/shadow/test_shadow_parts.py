"""Incomes by kind beside the manual ones: what we have not got is never compared as a zero."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from robots.county.shadow import ManualColumns
from robots.shadow.manual import Manual
from robots.shadow.parts import PartVerdict, parts_of

COLUMNS = ManualColumns.model_validate(
    {
        "case": "Asia",
        "amount": "Maksu",
        "income": "Tulot",
        "deductions": "Vähennykset",
        "incomes": {
            "Työeläkkeet": ["earnings_pension", "survivors_pension"],
            "Kela": ["national_pension", "guarantee_pension"],
            "Metsä": ["forest"],
        },
    }
)


def record(kind: str, monthly: str | None, counts: str = "counted", person: str = "client") -> Any:
    return {"person": person, "kind": kind, "monthly": monthly, "counts": counts}


def twin(
    *records: Any, rule: str = "own_income", complete: bool = True, state: str = "found"
) -> dict[str, Any]:
    return {
        "persons": [{"role": "client"}, {"role": "spouse"}],
        "sources": [
            {"source": "population_register", "person": "client", "state": "failed"},
            {"source": "kela", "person": "client", "state": state},
        ],
        "records": list(records),
        "preview": {"complete": complete, "rule": rule, "income": "1600.00", "deductions": "20.00"},
    }


def compared(
    made: dict[str, Any], tolerance: str = "0", **manual: str
) -> dict[str, tuple[str, Decimal | None]]:
    by_hand = Manual(None, {heading: Decimal(one) for heading, one in manual.items()})
    parts = parts_of(made, by_hand, COLUMNS, Decimal(tolerance))
    return {one.heading: (one.verdict.value, one.ours) for one in parts}


def test_the_kinds_of_a_column_are_taken_together_and_earlier_payments_are_left_out() -> None:
    made = twin(
        record("earnings_pension", "1500.00"),
        record("earnings_pension", None),
        record("survivors_pension", "100.00"),
        record("earnings_pension", "900.00", person="spouse"),
        record("earnings_pension", "50.00", counts="not_counted"),
    )
    told = compared(made, Työeläkkeet="1600", Tulot="1600", Vähennykset="25")
    assert told["Työeläkkeet"] == ("agrees", 1600)
    assert told["Tulot"] == ("agrees", 1600)
    assert told["Vähennykset"] == ("differs", 20)
    assert "Kela" not in told, "neither side has any"


def test_the_spouses_count_only_where_the_rule_counts_them() -> None:
    both = (record("forest", "1.00"), record("forest", "2.00", person="spouse"))
    assert compared(twin(*both), Metsä="1")["Metsä"] == ("agrees", 1)
    assert compared(twin(*both, rule="joint_income"), Metsä="3")["Metsä"] == ("agrees", 3)
    assert compared(twin(*both, rule="undecided", complete=False), Metsä="3") == {}


@pytest.mark.parametrize(
    ("made", "manual", "verdict"),
    [
        (twin(), "700", PartVerdict.ONLY_MANUAL),
        (twin(), "0", PartVerdict.AGREES),
        (twin(state="failed"), "700", PartVerdict.NOT_ASKED),
        (twin(state="partial"), "700", PartVerdict.NOT_ASKED),
        (twin(state="not_permitted"), "700", PartVerdict.NOT_ASKED),
        (twin(state="not_needed"), "700", PartVerdict.ONLY_MANUAL),
        (twin(record("national_pension", "700.00"), state="failed"), "700", PartVerdict.AGREES),
        (twin(record("national_pension", "650.00")), "700", PartVerdict.DIFFERS),
        (twin(record("national_pension", "700.00", "officer")), "700", PartVerdict.OPEN),
        (twin(record("national_pension", "700.00", "officer")), "0", PartVerdict.OPEN),
    ],
)
def test_a_column_compares_by_what_is_known(
    made: dict[str, Any], manual: str, verdict: PartVerdict
) -> None:
    assert compared(made, Kela=manual)["Kela"][0] == verdict


def test_what_only_the_program_has_is_told_and_the_tolerance_holds() -> None:
    made = twin(record("national_pension", "700.00"), record("forest", "10.04"))
    told = compared(made, tolerance="0.05", Metsä="10")
    assert told["Kela"] == ("only_ours", 700)
    assert told["Metsä"] == ("agrees", Decimal("10.04"))


def test_without_a_total_the_totals_are_open_and_not_zero() -> None:
    told = compared(twin(complete=False), Tulot="1600", Vähennykset="0")
    assert told == {"Tulot": ("open", None), "Vähennykset": ("open", None)}


def test_a_kind_of_income_stands_in_one_column_only() -> None:
    columns = {"case": "a", "amount": "b", "incomes": {"x": ["wage"], "y": ["wage", "forest"]}}
    with pytest.raises(ValidationError, match="in two columns: wage"):
        ManualColumns.model_validate(columns)
    with pytest.raises(ValidationError):
        ManualColumns.model_validate({**columns, "incomes": {"x": ["palkka"]}})
