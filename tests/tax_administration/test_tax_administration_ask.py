"""Asking over real TLS, and reading by the made-up county's own mapping."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from tax_administration_world import CODE, MAPPING, TAXATION

from robots.casework.errors import PersonMismatch, WorkerError
from robots.casework.period import Period
from robots.casework.texts import Language
from robots.casework.words import CostKind, IncomeKind, Mark, Per, Severity, State
from robots.tax_administration import TaxSecrets
from robots.tax_administration.errors import (
    TaxEnvironmentWrong,
    TaxRequestRefused,
    TaxYearTwice,
    TaxYearWrong,
)
from robots.transport.errors import (
    CertificateRefused,
    ReplyNotUnderstood,
    ServiceUnavailable,
    TooManyRequests,
)

World = Callable[..., Any]


def test_rents_come_with_their_costs_and_the_year_beside_them(world: World) -> None:
    answer = world(TAXATION).ask()

    assert answer.state is State.FOUND
    rent = answer.incomes[0]
    assert (rent.kind, rent.name, rent.per) == (IncomeKind.RENT_INCOME, "Vuokratulot", Per.YEAR)
    assert (rent.gross, rent.costs, rent.tax, rent.net) == (
        Decimal("7260.00"),
        Decimal("2652.00"),
        Decimal("1382.40"),
        Decimal("5877.60"),
    )
    assert rent.tax_year == 2024
    assert rent.period == Period(date(2024, 1, 1), date(2024, 12, 31))
    assert rent.marks == frozenset()


def test_every_kind_of_capital_income_is_read(world: World) -> None:
    answer = world(TAXATION).ask()

    assert [(one.kind, one.gross) for one in answer.incomes] == [
        (IncomeKind.RENT_INCOME, Decimal("7260.00")),
        (IncomeKind.DIVIDEND, Decimal("1845.00")),
        (IncomeKind.INTEREST, Decimal("120.00")),
        (IncomeKind.CAPITAL_GAIN, Decimal("60000.00")),
    ]
    assert answer.incomes[1].costs is None
    assert answer.incomes[3].marks == {Mark.ONE_OFF}
    assert answer.findings == ()


def test_forest_land_comes_with_municipality_hectares_and_interest(world: World) -> None:
    (forest,) = world(TAXATION).ask().forests

    assert (forest.municipality, forest.hectares, forest.interest, forest.tax_year) == (
        "Sulkava",
        Decimal("32.5"),
        Decimal("318.40"),
        2024,
    )


def test_each_figure_leads_to_its_place_in_the_answer(world: World) -> None:
    answer = world(TAXATION).ask()

    kept, raw = answer.attachments
    assert (kept.name, raw.name) == (
        "tax_administration-client.json",
        "raw-tax_administration-client.json",
    )
    assert raw.sealed
    assert not kept.sealed
    places = {one.id: one for one in answer.evidence}
    used = json.loads(kept.content)
    for income in answer.incomes:
        (evidence,) = (places[key] for key in income.evidence)
        assert used[f"{evidence.place}.gross"] == str(income.gross)
        assert evidence.sha256 == hashlib.sha256(raw.content).hexdigest()
        assert evidence.file == f"evidence/{kept.name}"
        year = income.tax_year
        finnish, swedish = (evidence.in_words(language) for language in Language)
        assert finnish == f"{income.name} verovuodelta {year} (verotuspäätös 28.8.2025)"
        assert swedish.endswith(f" för skatteåret {year} (beskattningsbeslut 28.8.2025)")
    assert CODE.encode() not in kept.content
    assert len({one.id for one in answer.evidence}) == len(answer.evidence)


def test_no_taxation_is_an_answer(world: World) -> None:
    answer = world({"answer": "none"}).ask()

    assert answer.state is State.NONE
    assert answer.evidence, "that nothing was found has its evidence, too"


def test_a_taxation_without_capital_income_or_forest_is_none(world: World) -> None:
    assert world({"tax_year": 2024, "items": [], "forests": []}).ask().state is State.NONE


@pytest.mark.parametrize(
    ("groups", "incomes", "forests"), [(("forest",), 0, 1), (("capital_income",), 4, 0)]
)
def test_only_the_permitted_groups_of_data_are_read(
    world: World, groups: tuple[str, ...], incomes: int, forests: int
) -> None:
    answer = world(TAXATION).ask(*groups)

    assert (len(answer.incomes), len(answer.forests)) == (incomes, forests)
    kept, _ = answer.attachments
    assert (b"capitalIncome" in kept.content) is bool(incomes)


def test_a_year_that_is_only_pre_completed_is_provisional(world: World) -> None:
    answer = world({**TAXATION, "stage": "PRE_COMPLETED"}).ask()

    assert all(Mark.PROVISIONAL in income.marks for income in answer.incomes)


def test_a_decided_year_goes_before_a_newer_pre_completed_one(world: World) -> None:
    answer = world(TAXATION).fail("newer_pre_completed").ask()

    assert {income.tax_year for income in answer.incomes} == {2024}
    assert [finding.code for finding in answer.findings] == ["tax_newer_provisional"]


def test_an_amended_decision_replaces_the_first(world: World) -> None:
    answer = world(TAXATION).fail("amended_too").ask()

    assert len(answer.incomes) == 4
    assert answer.forests == ()


def test_a_missing_amount_is_told_and_no_zero(world: World) -> None:
    answer = world(TAXATION).fail("no_gross").ask()

    rent = answer.incomes[0]
    assert (rent.gross, rent.net) == (None, None)
    (finding,) = answer.findings
    assert finding.code == "tax_amount_missing"
    assert finding.refers_to == (rent.id,)


def test_an_income_that_the_mapping_does_not_know_does_not_vanish(world: World) -> None:
    answer = world(TAXATION).fail("new_income").ask()

    assert answer.state is State.PARTIAL
    (finding,) = answer.findings
    assert (finding.code, finding.values["name"]) == ("tax_income_unknown", "cryptoAssets")


def test_forest_land_without_its_area_is_a_question(world: World) -> None:
    answer = world(TAXATION).fail("no_hectares").ask()

    assert answer.state is State.PARTIAL
    assert [finding.code for finding in answer.findings] == ["tax_forest_unclear"]


@pytest.mark.parametrize(
    ("word", "error"),
    [
        ("503", ServiceUnavailable),
        ("500", ServiceUnavailable),
        ("truncated", ServiceUnavailable),
        ("429", TooManyRequests),
        ("401", CertificateRefused),
        ("403", CertificateRefused),
        ("redirect", ReplyNotUnderstood),
        ("html_page", ReplyNotUnderstood),
        ("malformed", ReplyNotUnderstood),
        ("wrong_person", PersonMismatch),
        ("no_person", PersonMismatch),
        ("wrong_environment", TaxEnvironmentWrong),
        ("no_environment", TaxEnvironmentWrong),
        ("wrong_tax_year", TaxYearWrong),
        ("year_twice", TaxYearTwice),
        ("no_years", ReplyNotUnderstood),
        ("no_rents", ReplyNotUnderstood),
        ("unknown_stage", ReplyNotUnderstood),
    ],
)
def test_a_reply_that_is_not_right_gives_no_figure(
    world: World, word: str, error: type[WorkerError]
) -> None:
    asked = world(TAXATION).fail(word)

    with pytest.raises(error) as raised:
        asked.ask()

    assert CODE not in str(raised.value)
    assert all(raised.value.in_words(language) for language in Language)
    assert [access.outcome for access in asked.accesses[-2:]] == ["asked", error.code]


def test_an_operation_that_is_not_there_stops_the_source(world: World) -> None:
    with pytest.raises(TaxRequestRefused):
        world(TAXATION, operation_path="/Standin/Other/v1").ask()


def test_elements_that_nobody_knows_do_no_harm(world: World) -> None:
    answer = world(TAXATION).fail("new_element").ask()

    assert (answer.state, answer.findings) == (State.FOUND, ())
    assert len(answer.incomes) == 4


def test_a_group_that_may_be_missing_is_nothing_when_it_is(world: World) -> None:
    answer = world(TAXATION).fail("no_deductions").ask()

    assert (answer.state, answer.costs) == (State.FOUND, ())


def test_an_older_year_than_there_should_be_is_told(world: World) -> None:
    answer = world(TAXATION).fail("old_tax_year").ask()

    assert {income.tax_year for income in answer.incomes} == {2021}
    (finding,) = answer.findings
    assert (finding.code, finding.values) == (
        "tax_year_old",
        {"tax_year": "2021", "expected": "2024"},
    )


def test_an_answer_about_another_year_than_was_asked_for_is_refused(
    world: World, tmp_path: Path
) -> None:
    written = yaml.safe_load(MAPPING.read_text("utf-8"))
    written["request"]["year"] = "{tax_year}"
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(yaml.safe_dump(written), "utf-8")
    asked = world(TAXATION, mapping=mapping)

    assert asked.ask().state is State.FOUND
    with pytest.raises(TaxYearWrong) as refused:
        asked.fail("old_tax_year").ask()
    assert refused.value.context == {"tax_year": 2021}


def test_an_income_that_is_told_twice_to_the_cent_is_asked_about(world: World) -> None:
    answer = world(TAXATION).fail("item_twice").ask()

    assert len(answer.incomes) == 5
    assert len({income.id for income in answer.incomes}) == 5
    (finding,) = answer.findings
    assert (finding.code, finding.severity) == ("tax_item_twice", Severity.QUESTION)
    assert len(finding.refers_to) == 2


def test_what_the_fee_law_deducts_is_read_with_its_year(world: World) -> None:
    held = {**TAXATION, "deductions": [{"kind": "life_annuities", "amount": "1800.00"}]}
    (cost,) = world(held).ask().costs

    assert (cost.kind, cost.amount, cost.per) == (
        CostKind.LIFE_ANNUITY,
        Decimal("1800.00"),
        Per.YEAR,
    )
    assert cost.period == Period(date(2024, 1, 1), date(2024, 12, 31))


def test_every_attempt_is_in_the_access_log(world: World) -> None:
    asked = world(TAXATION).fail("503", times=1)

    assert asked.ask().state is State.FOUND
    assert [(access.attempt, access.outcome) for access in asked.accesses] == [
        (1, "asked"),
        (1, "service_unavailable"),
        (2, "asked"),
        (2, "found"),
    ]
    assert asked.accesses[-1].request_id == "request-1"
    assert [entry["outcome"] for entry in asked.journal.entries()] == ["503", "found"]


def test_a_wrong_software_key_is_refused(world: World) -> None:
    with pytest.raises(CertificateRefused):
        world(TAXATION, software_key="guessed").ask()


def test_the_software_key_is_never_shown() -> None:
    assert "standin" not in repr(TaxSecrets("standin-software-key"))


def test_the_same_answer_gives_the_same_ids(world: World) -> None:
    asked = world(TAXATION)
    first, second = asked.ask(), asked.ask()

    assert [one.id for one in first.incomes] == [one.id for one in second.incomes]
    assert [one.id for one in first.forests] == [one.id for one in second.forests]
