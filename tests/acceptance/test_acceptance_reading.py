"""How an officer's workbook is read: nothing that stands there is passed over in silence."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook

from robots.feelaw.written_cases import block_of
from robots.feelaw.written_workbook import NameUnknown, WorkbookNotReadable, columns_of


def book(*rows: tuple[Any, ...]) -> bytes:
    made = Workbook()
    for row in rows:
        made.worksheets[0].append(row)
    file = BytesIO()
    made.save(file)
    return file.getvalue()


BASIC = (
    ("# heading",),
    ("name", "Nimi", "Eläkeläinen"),
    ("service", "Palvelu", "Pitkäaikainen laitoshoito"),
    ("day", "Päivä", datetime(2026, 3, 1)),  # noqa: DTZ001
    ("client.incomes.earnings_pension.net", "", 950),
)


def test_words_days_and_numbers_are_understood_as_an_officer_writes_them() -> None:
    (one,) = columns_of(
        book(
            *BASIC,
            ("client.incomes.earnings_pension.2.net.year", "", "1 200,60"),
            ("client.deductions.non_reimbursable_medicine.amount", "", 12.35),
            ("client.deductions.non_reimbursable_medicine.applied", "", "kyllä"),
            ("spouse", "", "kyllä"),
            ("shared_home_before_care", "", "EI"),
            ("expect.fee", "", 807.5),
            ("expect.counts.client.earnings_pension", "", "Luetaan"),
        )
    )
    assert one.case == {
        "name": "Eläkeläinen",
        "service": "institution",
        "day": datetime(2026, 3, 1).date(),  # noqa: DTZ001
        "shared_home_before_care": False,
        "client": {
            "incomes": [
                {"kind": "earnings_pension", "net": 950},
                {"kind": "earnings_pension", "net": Decimal("1200.60"), "per": "year"},
            ],
            "deductions": [
                {
                    "kind": "non_reimbursable_medicine",
                    "amount": Decimal("12.35"),
                    "applied": True,
                }
            ],
        },
        "spouse": {},
        "expect": {
            "fee": Decimal("807.5"),
            "counts": {"client": {"earnings_pension": "counted"}},
        },
    }
    assert one.column == "C"


def test_an_empty_cell_is_no_nought_and_an_empty_column_no_case() -> None:
    first, second = columns_of(
        book(
            ("name", "", "A", None, "B"),
            ("client.incomes.wage.net", "", None, None, 0),
        )
    )
    assert first.case == {"name": "A", "client": {}}
    assert second.case == {"name": "B", "client": {"incomes": [{"kind": "wage", "net": 0}]}}
    assert second.column == "E"


@pytest.mark.parametrize(
    "name",
    [
        "client.incomes.earning_pension.net",
        "client.income.wage.net",
        "clients.incomes.wage.net",
        "client.deductions.wage.amount",
        "forest.client.hectare",
        "expect.maksu",
        "expect.counts.client.sigar",
        "palvelu",
    ],
)
def test_a_name_that_no_case_has_is_told_with_its_cell(name: str) -> None:
    with pytest.raises(NameUnknown) as refused:
        columns_of(book(*BASIC, (name, "", 1)))
    assert refused.value.context["cell"] == "A6"


def test_a_name_that_stands_twice_is_refused() -> None:
    with pytest.raises(NameUnknown):
        columns_of(book(*BASIC, BASIC[-1]))


@pytest.mark.parametrize(("cell", "skipped"), [("kesken", "kesken"), ("ei", ""), (None, "")])
def test_a_case_is_passed_over_with_its_reason(cell: str | None, skipped: str) -> None:
    (one,) = columns_of(book(*BASIC, ("skip", "", cell)))
    assert one.skipped == skipped


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"name;A"])
def test_what_is_no_workbook_is_told_so(content: bytes) -> None:
    with pytest.raises(WorkbookNotReadable):
        columns_of(content)


def test_a_workbook_without_cases_is_told_so() -> None:
    with pytest.raises(WorkbookNotReadable):
        columns_of(book(("name", "Nimi")))


def test_a_wrong_expectation_does_not_match() -> None:
    wrong = (
        ("expect.fee", "", 807.49),
        ("expect.counts.client.earnings_pension", "", "Ei lueta"),
        ("expect.counts.spouse.wage", "", "Luetaan"),
    )
    for row in wrong:
        (one,) = columns_of(book(*BASIC, row))
        assert block_of(one.case)["matches"] is False
    (right,) = columns_of(book(*BASIC, ("expect.fee", "", 807.5)))
    assert block_of(right.case)["matches"] is True
