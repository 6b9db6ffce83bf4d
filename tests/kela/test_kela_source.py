"""The whole source against the stand-in site, in a real browser."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal

import psutil
import pytest
from kela_world import (
    ASKED,
    EMPTY,
    NOBODY,
    ODD,
    OTHER,
    PENSIONER,
    VETERAN,
    World,
    checked,
    permit,
    person,
)

from robots.casework.answer import Answer, Income
from robots.casework.period import Period
from robots.casework.texts import Language
from robots.casework.words import IncomeKind, Mark, Per, Role, Severity, Source, State
from robots.kela.browser import guarded
from robots.kela.errors import NoAnswer


def of_kind(answer: Answer, kind: IncomeKind) -> list[Income]:
    return [income for income in answer.incomes if income.kind is kind]


def test_every_payment_of_the_period_is_an_income_of_its_own(world: World) -> None:
    answer = world.ask(PENSIONER)
    pension = of_kind(answer, IncomeKind.NATIONAL_PENSION)
    assert answer.state is State.FOUND
    assert len(pension) == 13
    first = pension[0]
    assert (first.gross, first.tax, first.net) == (
        Decimal("1312.44"),
        Decimal("100.00"),
        Decimal("1212.44"),
    )
    assert first.per is Per.PAYMENT
    assert first.paid_on == date(2026, 3, 6)  # the 7th is a Saturday
    assert first.period == Period(date(2026, 3, 1), date(2026, 3, 31))
    assert (first.payer, first.payer_id) == ("Kela", "0246246-0")
    assert first.in_force_until is None
    assert first.marks == frozenset()


def test_a_tax_free_benefit_is_marked_and_tells_its_last_day(world: World) -> None:
    housing = of_kind(world.ask(PENSIONER), IncomeKind.PENSIONER_HOUSING_ALLOWANCE)
    assert len(housing) == 13
    assert housing[0].marks == {Mark.TAX_FREE}
    assert housing[0].in_force_until == date(2026, 8, 31)


def test_a_benefit_that_has_ended_is_known_by_its_payments(world: World) -> None:
    grant = of_kind(world.ask(PENSIONER), IncomeKind.STUDY_GRANT)
    assert [income.paid_on for income in grant] == [
        date(2025, 5, 2),
        date(2025, 4, 1),
        date(2025, 3, 3),
    ]
    assert {income.in_force_until for income in grant} == {date(2025, 5, 31)}


def test_a_benefit_in_force_that_has_not_been_paid_yet_is_told_a_month(world: World) -> None:
    (allowance,) = of_kind(world.ask(PENSIONER), IncomeKind.DISABILITY_ALLOWANCE)
    assert allowance.per is Per.MONTH
    assert allowance.gross == Decimal("110.49")
    assert allowance.paid_on is None
    assert allowance.period == Period(date(2026, 3, 1), None)


def test_a_pending_application_is_told(world: World) -> None:
    found = {one.code: one for one in world.ask(PENSIONER).findings}
    # The made-up national pension is above the most that the index gives, and says so.
    assert found.keys() == {"kela_pending_application", "kela_over_unchecked_maximum"}
    finding = found["kela_pending_application"]
    assert finding.severity is Severity.INFO
    assert finding.values == {"benefit": "Eläkettä saavan hoitotuki", "since": "20.2.2026"}


def test_every_income_has_evidence_in_a_file_of_the_answer(world: World) -> None:
    answer = world.ask(PENSIONER)
    by_id = {evidence.id: evidence for evidence in answer.evidence}
    files = {f"evidence/{attachment.name}" for attachment in answer.attachments}
    assert answer.incomes
    for income in answer.incomes:
        for evidence in income.evidence:
            assert by_id[evidence].file in files
            assert by_id[evidence].in_words(Language.FINNISH).startswith("Kela: ")
            assert by_id[evidence].in_words(Language.SWEDISH).startswith("FPA: ")
    assert len({income.id for income in answer.incomes}) == len(answer.incomes)


def test_the_decision_is_fetched_and_kept(world: World) -> None:
    answer = world.ask(PENSIONER)
    (decision,) = [one for one in answer.attachments if one.name.endswith(".pdf")]
    assert decision.name == "kela-client-decision-1.pdf"
    assert decision.content.startswith(b"%PDF-")
    assert any(evidence.file.endswith("decision-1.pdf") for evidence in answer.evidence)


def test_only_sealed_attachments_say_who_it_is(world: World) -> None:
    answer = world.ask(PENSIONER)
    assert any(
        one.sealed and checked(PENSIONER).encode() in one.content for one in answer.attachments
    )
    for attachment in answer.attachments:
        if not attachment.sealed:
            assert checked(PENSIONER).encode() not in attachment.content
            assert "Henkilö1".encode() not in attachment.content


def test_the_same_person_asked_twice_gives_the_same_figures(world: World) -> None:
    first, second = world.ask(PENSIONER), world.ask(PENSIONER)
    assert first.incomes == second.incomes
    assert first.evidence == second.evidence
    assert first.attachments == second.attachments


def test_a_veterans_supplement_is_split_from_the_care_allowance(world: World) -> None:
    answer = world.ask(VETERAN)
    care = of_kind(answer, IncomeKind.PENSIONER_CARE_ALLOWANCE)
    supplement = of_kind(answer, IncomeKind.VETERAN_SUPPLEMENT)
    assert {income.gross for income in care} == {Decimal("84.56")}
    assert {income.net for income in supplement} == {Decimal("60.00")}
    assert len(care) == len(supplement) == 13
    # The basic amount of 2026 is above the one of 2025, and says so.
    assert {one.code for one in answer.findings} == {"kela_over_unchecked_maximum"}


def test_parts_that_are_not_exactly_the_payment_are_the_officers_question(world: World) -> None:
    world.change("benefit", ('<td class="amount">60,00</td>', '<td class="amount">61,00</td>'))
    answer = world.ask(VETERAN)
    assert {income.kind for income in answer.incomes} == {IncomeKind.UNKNOWN}
    assert {income.gross for income in answer.incomes} == {Decimal("144.56")}
    (finding,) = answer.findings
    assert finding.code == "kela_components_not_known"
    assert finding.severity is Severity.QUESTION
    assert set(finding.refers_to) == {income.id for income in answer.incomes}


def test_an_unknown_benefit_goes_to_the_officer(world: World) -> None:
    answer = world.ask(ODD)
    assert {income.kind for income in answer.incomes} == {IncomeKind.UNKNOWN}
    (finding,) = answer.findings
    assert (finding.code, finding.severity) == ("kela_unknown_benefit", Severity.QUESTION)
    assert finding.values == {"benefit": "Kummallinen tuki"}


def test_somebody_without_benefits_is_none(world: World) -> None:
    answer = world.ask(EMPTY)
    assert answer.state is State.NONE
    assert answer.incomes == ()
    assert {row.outcome for row in world.log.answered} == {"found"}


def test_somebody_whom_kela_does_not_know_is_none_and_the_officer_is_told(world: World) -> None:
    answer = world.ask(NOBODY)
    assert answer.state is State.NONE
    assert [(one.code, one.severity) for one in answer.findings] == [
        ("kela_person_not_found", Severity.INFO)
    ]
    assert [row.outcome for row in world.log.rows] == ["asked", "none"]
    assert [one.name for one in answer.attachments if one.sealed] == ["raw-kela-client-search.html"]


def test_every_look_is_in_the_access_log(world: World) -> None:
    answer = world.ask(PENSIONER)
    services = [row.service for row in world.log.answered]
    assert services == [
        "Henkilön haku",
        "Etuuden tiedot",
        "Päätökset",
        "Etuuden tiedot",
        "Etuuden tiedot",
        "Maksut",
        "Maksut",
        "Maksut",
        "Maksut",
        "Perintätiedot",
        "Vireillä olevat hakemukset",
    ]
    assert [row.request_id for row in world.log.answered] == list(answer.request_ids)
    assert {row.case_id for row in world.log.rows} == {"T-0001"}
    assert all(row.bytes_received for row in world.log.answered)


def test_only_what_the_permit_covers_is_looked_at(world: World) -> None:
    answer = world.ask(PENSIONER, data_groups=frozenset({"benefits"}))
    assert {income.per for income in answer.incomes} == {Per.MONTH}
    assert len(answer.incomes) == 3
    assert not [one for one in answer.attachments if one.name.endswith(".pdf")]
    assert "Maksut" not in {row.service for row in world.log.rows}


def test_a_permit_for_another_question_asks_nobody(world: World) -> None:
    with pytest.raises(ValueError, match="another question"):
        world.ask(PENSIONER, source=Source.INCOMES_REGISTER)
    with pytest.raises(ValueError, match="another question"):
        world.ask(PENSIONER, role=Role.SPOUSE)
    assert world.log.rows == []


def test_many_threads_each_get_their_own_persons_answer(world: World) -> None:
    asked = [PENSIONER, VETERAN, OTHER, EMPTY] * 2
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(world.ask, asked))
    alone = {code: world.ask(code).incomes for code in set(asked)}
    assert [answer.incomes for answer in answers] == [alone[code] for code in asked]


def test_the_next_visit_goes_on_when_what_drives_the_browser_was_killed(world: World) -> None:
    """As a machine without memory does it; the browser itself goes on saying that it is there."""
    before = world.ask(PENSIONER)
    drivers = [one for one in psutil.Process().children() if "playwright" in "".join(one.cmdline())]
    assert drivers
    for driver in drivers:
        driver.kill()
        driver.wait()
    assert world.ask(PENSIONER).incomes == before.incomes


def test_a_step_that_never_ends_is_no_answer() -> None:
    """A browser that hangs says nothing at all; its visit must not hold its case for ever."""

    async def hang() -> None:
        await guarded(asyncio.Event().wait(), seconds=0.01)

    with pytest.raises(NoAnswer):
        asyncio.run(hang())


def test_a_closed_robot_asks_no_more(make_world: Callable[..., World]) -> None:
    own = make_world()
    assert own.ask(EMPTY).state is State.NONE
    own.robot.close()
    own.robot.close()
    with pytest.raises(RuntimeError):
        own.robot.ask(permit(), person(EMPTY), ASKED)
