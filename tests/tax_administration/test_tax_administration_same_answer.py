"""One made-up person, told by each of the sources: the same records, whatever the evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tax_administration_world import CODE, REGISTERS, TAXATION, World

from devdata.making.documents import make_document
from devdata.standins.people import People
from devdata.standins.tax_administration_delivery import deliver_json, deliver_rows
from robots.casework.answer import Answer
from robots.casework.words import State

HELD = {
    **TAXATION,
    "items": [
        *TAXATION["items"],  # type: ignore[misc]
        {"kind": "unlisted_dividends", "gross": "500.00", "tax": "37.50"},
        {"kind": "timber_sales", "gross": "4000.00", "deductions": "250.00", "tax": "1125.00"},
        {"kind": "other", "gross": "90.00", "tax": "27.00"},
    ],
    "deductions": [
        {"kind": "acquisition_costs", "amount": "412.00"},
        {"kind": "life_annuities", "amount": "1800.00"},
    ],
}
DELIVERED = date(2026, 2, 20)

Answers = dict[str, Answer]


def records(answer: Answer) -> list[Any]:
    """Everything that an answer tells of the person; where it stands is left out."""
    told = (*answer.incomes, *answer.costs, *answer.forests)
    return [replace(one, evidence=()) for one in told]


@pytest.fixture
def by_each(
    world: Callable[..., World],
    connected: Callable[..., World],
    people: Callable[..., People],
    tmp_path: Path,
) -> Iterator[Callable[[dict[str, Any]], Answers]]:
    def ask(held: dict[str, Any]) -> Answers:
        everybody = people(held)
        deliver_rows(everybody, tmp_path, DELIVERED)
        deliver_json(everybody, tmp_path, DELIVERED)
        file = {"source": "file", "folder": tmp_path, "oldest_days": 60}
        of_rows = file | {"layout": REGISTERS / "tax-administration-file.yaml"}
        of_json = file | {"layout": REGISTERS / "tax-administration-file-json.yaml"}
        return {
            "api": world(held).ask(),
            "rows": connected(of_rows).ask(),
            "json": connected(of_json).ask(),
            "paper": connected({"source": "document"}, papers=(paper(tmp_path, held),)).ask(),
        }

    return ask


def paper(folder: Path, held: dict[str, Any]) -> Path:
    person = {"identity_code": CODE, "first_names": "Helvi", "last_name": "Suonsilmä"}
    is_final = held.get("stage", "DECIDED") != "PRE_COMPLETED"
    template = "tax_decision" if is_final else "pre_completed_tax_return"
    decided = {key: date.fromisoformat(held[key]) for key in ("decided_on",) if key in held}
    file = folder / "verotus.pdf"
    file.write_bytes(make_document(person, template, "fi", held | decided))
    return file


def test_each_source_gives_the_same_records(by_each: Callable[..., Answers]) -> None:
    answers = by_each(HELD)

    first = answers["api"]
    assert first.state is State.FOUND
    assert [one.gross for one in first.incomes] == [
        Decimal(one) for one in ("7260", "1845", "500", "120", "60000", "4000", "90")
    ]
    assert [cost.amount for cost in first.costs] == [Decimal(412), Decimal(1800)]
    for way, answer in answers.items():
        assert answer.state is State.FOUND, way
        assert sorted(records(answer), key=repr) == sorted(records(first), key=repr), way
        assert {one.tax_year for one in (*answer.incomes, *answer.forests)} == {2024}


def test_each_figure_of_each_source_has_its_place_year_and_day(
    by_each: Callable[..., Answers],
) -> None:
    for way, answer in by_each(HELD).items():
        by_id = {one.id: one for one in answer.evidence}
        files = {attachment.name for attachment in answer.attachments}
        for figure in (*answer.incomes, *answer.costs, *answer.forests):
            proof = by_id[figure.evidence[0]]
            assert proof.place, way
            assert proof.values["tax_year"] == "2024"
            assert proof.values["decided_on"] == "28.8.2025"
            assert proof.file is not None
            assert proof.file.removeprefix("evidence/") in files
            assert (proof.page == 1) is (way == "paper")


def test_a_year_that_is_not_final_is_provisional_by_each(by_each: Callable[..., Answers]) -> None:
    held = {**HELD, "stage": "PRE_COMPLETED"}
    del held["decided_on"]
    answers = by_each(held)

    first = answers["api"]
    for way, answer in answers.items():
        assert sorted(records(answer), key=repr) == sorted(records(first), key=repr), way
        assert "tax_year_not_final" in {finding.code for finding in answer.findings}


def test_only_the_permitted_groups_are_read_from_each(
    by_each: Callable[..., Answers],
    connected: Callable[..., World],
    tmp_path: Path,
) -> None:
    by_each(HELD)
    file = {"source": "file", "folder": tmp_path, "oldest_days": 60}
    of_rows = file | {"layout": REGISTERS / "tax-administration-file.yaml"}
    for asked in (
        connected(of_rows),
        connected({"source": "document"}, papers=(tmp_path / "verotus.pdf",)),
    ):
        answer = asked.ask("forest")
        assert (answer.incomes, answer.costs, len(answer.forests)) == ((), (), 1)
        used = answer.attachments[0].content
        assert b"7260" not in used
        assert b"32" in used
