"""The client's own tax decision as the source: which paper holds, whose it is, what is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tax_administration_world import CODE, PERIOD, PERSON, TAXATION, in_words, permit

from devdata.making.documents import make_document
from robots.casework.answer import Answer
from robots.casework.errors import PersonMismatch
from robots.casework.texts import Language
from robots.casework.words import Mark, Severity, State
from robots.documents import Limits
from robots.documents.errors import DocumentsUnavailable
from robots.tax_administration.errors import (
    TaxDecisionNotHandedIn,
    TaxDecisionNotRead,
    TaxYearTwice,
)
from robots.tax_administration.papers import TaxDecisionPapers

OTHER = "010140-955D"
HELD = {**TAXATION, "decided_on": date(2025, 8, 28)}

Ask = Callable[..., Answer]


@pytest.fixture(scope="module")
def handed_in() -> list[Path]:
    return []


@pytest.fixture(scope="module")
def source(handed_in: list[Path]) -> Iterator[TaxDecisionPapers]:
    papers = TaxDecisionPapers(
        handed_in=lambda case_id, role: handed_in,
        limits=Limits(megabytes=1),
        clock=lambda: datetime(2026, 3, 16, 9, 0, tzinfo=UTC),
        new_id=lambda: "request-1",
    )
    yield papers
    papers.close()


@pytest.fixture
def ask(tmp_path: Path, handed_in: list[Path], source: TaxDecisionPapers) -> Ask:
    """Lays papers into the case folder and asks."""

    def lay_and_ask(*papers: bytes) -> Answer:
        handed_in.clear()
        for number, content in enumerate(papers):
            handed_in.append(tmp_path / f"paperi-{number}.pdf")
            handed_in[-1].write_bytes(content)
        return in_words(source.ask(permit(), PERSON, PERIOD))

    return lay_and_ask


def decision(damage: str = "none", language: str = "fi", **changed: Any) -> bytes:
    person = {"identity_code": CODE, "first_names": "Helvi", "last_name": "Suonsilmä"}
    template = changed.pop("template", "tax_decision")
    return make_document(person, template, language, HELD | changed, damage)


def codes(answer: Answer) -> list[str]:
    return [finding.code for finding in answer.findings]


def test_the_officer_is_always_told_that_it_is_the_clients_paper(ask: Ask) -> None:
    rent_notice = make_document(
        {"identity_code": CODE, "first_names": "Helvi", "last_name": "Suonsilmä"},
        "rent_notice",
        "fi",
        {"landlord": "Kuusikodit Oy", "from": date(2026, 1, 1), "rows": []},
    )
    answer = ask(rent_notice, decision())

    assert answer.state is State.FOUND
    (finding,) = answer.findings
    assert (finding.code, finding.severity) == ("tax_from_document", Severity.INFO)
    assert finding.values == {"number": "2"}
    assert [one.name for one in answer.attachments] == [
        "tax_administration-client.json",
        "tax_administration-client-2.pdf",
    ]


def test_the_latest_final_year_holds_and_a_newer_filled_in_return_is_told(ask: Ask) -> None:
    newer = decision(template="pre_completed_tax_return", tax_year=2025)
    answer = ask(decision(tax_year=2023), newer, decision())

    assert {one.tax_year for one in answer.incomes} == {2024}
    assert codes(answer) == ["tax_from_document", "tax_newer_provisional"]
    assert answer.findings[0].values == {"number": "3"}


def test_a_return_that_is_only_filled_in_is_provisional(ask: Ask) -> None:
    answer = ask(decision(template="pre_completed_tax_return", tax_year=2025))

    assert all(Mark.PROVISIONAL in one.marks for one in answer.incomes)
    assert "tax_year_not_final" in codes(answer)


def test_an_older_decision_than_there_should_be_is_told(ask: Ask) -> None:
    answer = ask(decision(tax_year=2022))

    assert {one.tax_year for one in answer.incomes} == {2022}
    assert codes(answer) == ["tax_from_document", "tax_year_old"]


def test_a_later_decision_on_the_same_year_replaces_the_first(ask: Ask) -> None:
    items = [{"kind": "interest", "gross": "150.00", "tax": "45.00"}]
    amended = decision(decided_on=date(2025, 12, 1), items=items)

    answer = ask(decision(), amended)

    assert [one.gross for one in answer.incomes] == [Decimal("150.00")]


def test_two_decisions_of_one_day_are_for_a_person_to_settle(ask: Ask) -> None:
    items = [{"kind": "interest", "gross": "150.00", "tax": "45.00"}]
    with pytest.raises(TaxYearTwice):
        ask(decision(), decision(items=items))


def test_the_same_file_twice_is_one(ask: Ask) -> None:
    assert ask(decision(), decision()).state is State.FOUND


def test_a_decision_without_capital_income_or_forest_is_none(ask: Ask) -> None:
    answer = ask(decision(items=[], forests=[]))

    assert answer.state is State.NONE
    assert codes(answer) == ["tax_from_document"]


def test_a_swedish_decision_is_read_the_same(ask: Ask) -> None:
    answer = ask(decision(language="sv"))

    assert [one.gross for one in answer.incomes] == [
        Decimal(one) for one in ("7260", "1845", "120", "60000")
    ]
    assert answer.incomes[0].name == "Hyresinkomster"
    assert answer.forests[0].hectares == Decimal("32.5")


@pytest.mark.parametrize("code", [OTHER, "none"])
def test_a_decision_that_is_not_surely_the_persons_is_not_used(ask: Ask, code: str) -> None:
    with pytest.raises(PersonMismatch):
        ask(decision(identity_code=code))


def test_another_persons_decision_beside_the_own_is_told(ask: Ask) -> None:
    answer = ask(decision(identity_code=OTHER), decision())

    assert answer.state is State.FOUND
    assert set(codes(answer)) == {"tax_from_document", "tax_decision_of_another"}


def test_where_there_is_no_decision_that_is_not_nothing(ask: Ask) -> None:
    for papers in ((), (decision("scanned"),), (decision("locked"),)):
        with pytest.raises(TaxDecisionNotHandedIn) as refused:
            ask(*papers)
        assert all(refused.value.in_words(language) for language in Language)


def test_a_decision_that_cannot_be_read_with_certainty_is_not_used(ask: Ask) -> None:
    unsure = decision().replace(b"(Pinta-ala) Tj", b"(Ala) Tj      ")

    with pytest.raises(TaxDecisionNotRead):
        ask(unsure)
    answer = ask(decision(tax_year=2023), unsure)
    assert answer.state is State.PARTIAL, "the one that was not read may be newer"
    assert "tax_decision_not_read" in codes(answer)


def test_a_row_that_the_layout_does_not_know_does_not_vanish(ask: Ask) -> None:
    odd = decision().replace(b"(Korkotulot) Tj", b"(Kryptotulo) Tj")

    answer = ask(odd)

    assert answer.state is State.PARTIAL
    unknown = next(one for one in answer.findings if one.code == "tax_income_unknown")
    assert unknown.values["name"] == "Kryptotulo"


def test_a_file_that_is_gone_is_asked_for_again_later(
    ask: Ask, tmp_path: Path, handed_in: list[Path], source: TaxDecisionPapers
) -> None:
    handed_in[:] = [tmp_path / "poissa.pdf"]
    with pytest.raises(DocumentsUnavailable):
        source.ask(permit(), PERSON, PERIOD)
