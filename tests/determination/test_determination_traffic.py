"""What becomes of a case whose source is closed, paused or down; and what a dry run tells."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from light_county import LightCounty, light_county
from light_runs import silently
from robocorp import vault

from robots.access.errors import RequesterUnknown
from robots.casework.texts import Language
from robots.casework.words import Outcome, Role, Source, State
from robots.county import County, open_county
from robots.county.county import helsinki_now
from robots.determination import (
    Request,
    pause,
    plan_as_json,
    plan_as_table,
    plan_nightly,
    plan_one,
    resume,
    run_nightly,
    run_one,
)
from robots.determination.asking import Asking
from robots.determination.due import due_attempt, requested_attempt
from robots.determination.figures import HELD, KEPT, OVER
from robots.determination.leave import end_of_run
from robots.determination.work import CaseWork
from robots.traffic import Traffic

Standins = tuple[dict[str, Any], Path]

WAGES = (Role.CLIENT, Source.INCOMES_REGISTER, "wages")
#: On which nobody listens.
NOWHERE = "https://127.0.0.1:9"
OFFICER = Request("virkailija-07", "puhelu")


class Clock:
    """Real time, with a step that the test makes."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return helsinki_now() + self.ahead


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def light(tmp_path: Path, standins: Standins, monkeypatch: pytest.MonkeyPatch) -> LightCounty:
    monkeypatch.delenv("RC_VAULT_SECRET_MANAGER", raising=False)
    monkeypatch.delenv("RC_VAULT_SECRETS_FILE", raising=False)
    vault._get_vault.cache_clear()  # robocorp-vault keeps the first one of the process
    return light_county(tmp_path / "county", standins)


def says(light: LightCounty, table: str, *lines: str, without: str = "") -> None:
    """Lines of a table of county.toml, in the place of those with the same keys."""
    file = light.folder / "county.toml"
    text = file.read_text("utf-8")
    if without:
        text = re.sub(rf"(?m)^{without} = .*$", "", text)
    file.write_text(text.replace(f"[{table}]\n", f"[{table}]\n" + "\n".join([*lines, ""])), "utf-8")


def opened(light: LightCounty, clock: Clock, *, down: bool = False) -> County:
    """The county; with the incomes register ``down``, which is asked once and not three times."""
    register = dict(light.standins["incomes_register"])
    if down:
        register["connection"] = {**register["connection"], "address": NOWHERE, "attempts": 1}
    given = {**light.standins, "incomes_register": register}
    return open_county(light.folder, standins=given, clock=clock)


def begun(county: County, case_id: str) -> str:
    attempt = due_attempt(county, county.worklist.case(case_id), lambda _: False)
    assert attempt is not None
    return str(attempt)


def requested(county: County, case_id: str) -> str:
    case = county.worklist.case(case_id)
    return str(requested_attempt(county, case, OFFICER, lambda _: False))


def fail_three(county: County) -> None:
    """Three cases' calls to the register that is down, without a further attempt."""
    for case_id in ("T-0001", "T-0002", "T-0003"):
        asked = Asking(county).ask(begun(county, case_id), *WAGES, tried=2)
        assert asked in (State.FAILED, HELD)


def test_a_call_that_failed_is_made_again_later_and_later_and_then_is_a_failed_answer(
    light: LightCounty, clock: Clock
) -> None:
    with opened(light, clock, down=True) as county:
        attempt, asking = begun(county, "T-0001"), Asking(county)
        code = "service_unavailable"
        for tried, seconds in ((0, 1.0), (1, 2.0)):
            again = asking.ask(attempt, *WAGES, tried=tried)
            assert again == {"again_in": seconds, "tried": tried + 1, "why": code}
        assert asking.found(attempt).answers == ()
        assert asking.ask(attempt, *WAGES, tried=2) == State.FAILED
        assert asking.found(attempt).ask_again


def test_a_source_that_is_down_holds_its_cases_back_and_nothing_else(
    light: LightCounty, clock: Clock
) -> None:
    with opened(light, clock, down=True) as county:
        fail_three(county)
    before = len(light.requests())
    with opened(light, clock) as county:  # another worker: it is up again, and nobody knows yet
        work, attempt = CaseWork(county), begun(county, "T-0007")
        assert work.asking.ask(attempt, *WAGES) == HELD
        tax = work.asking.permitted_calls(attempt, Role.CLIENT, Source.TAX_ADMINISTRATION)[0]
        asked = work.asking.ask(attempt, Role.CLIENT, Source.TAX_ADMINISTRATION, tax)
        assert asked in (State.FOUND, State.NONE)
        ended = work.compile_and_deliver(attempt, "run", ["incomes_register"])
        assert {one["source"] for one in light.requests(before)} == {"tax_administration"}
        assert ended["outcome"] == Outcome.WAITING_FOR_SOURCE
        assert ended["reason"]["code"] == "source_does_not_answer"
        assert ended["ask_again"]
        clock.ahead = timedelta(seconds=61)
        assert work.asking.ask(attempt, *WAGES) in (State.FOUND, State.NONE)  # the one that tries
        assert county.traffic.paused() == []


def test_by_the_countys_policy_a_case_is_delivered_without_a_source_that_is_down(
    light: LightCounty, clock: Clock
) -> None:
    says(light, "limits.incomes_register", 'when_paused = "incomplete"')
    with opened(light, clock, down=True) as county:
        fail_three(county)
        attempt, asking = begun(county, "T-0007"), Asking(county)
        assert asking.ask(attempt, *WAGES) == State.FAILED
        (answer,) = asking.found(attempt).answers
        assert answer.reason is not None
        assert answer.reason.code == "source_paused"
        assert answer.ask_again
        county.traffic.resume(Source.INCOMES_REGISTER, "")
        county.traffic.pause(Source.INCOMES_REGISTER, "virkailija-07", "sovittu")
        assert asking.ask(begun(county, "T-0008"), *WAGES) == HELD  # what a person held back waits


def test_a_closed_source_is_waited_for_where_it_opens_before_the_runs_end(
    light: LightCounty, clock: Clock
) -> None:
    soon = (clock() + timedelta(minutes=30)).replace(tzinfo=None, microsecond=0)
    earlier = (clock() - timedelta(minutes=30)).replace(tzinfo=None, microsecond=0)
    pause_now = f'{{from = {earlier.isoformat()}, to = {soon.isoformat()}, why = "huolto"}}'
    says(light, "limits.incomes_register", f"breaks = [{pause_now}]")
    with opened(light, clock) as county:
        work, attempt = CaseWork(county), begun(county, "T-0001")
        assert work.asking.ask(attempt, *WAGES) == HELD  # no run that ends
        county.traffic.run_begins(clock() + timedelta(minutes=29))
        assert work.asking.ask(attempt, *WAGES) == HELD
        county.traffic.run_ended()
        county.traffic.run_begins(clock() + timedelta(hours=2))
        again = work.asking.ask(attempt, *WAGES, tried=1)
        assert isinstance(again, dict)
        assert again["again_in"] == pytest.approx(1800, abs=60)
        assert (again["tried"], again["why"]) == (1, "source_has_a_break")
        officers = requested(county, "T-0002")
        assert work.asking.ask(officers, *WAGES) == HELD  # an officer is told at once
        ended = work.compile_and_deliver(officers, "run", ["incomes_register"])
        assert ended["outcome"] == Outcome.WAITING_FOR_SOURCE
        assert ended["reason"]["values"]["why"] == "huolto"


def test_an_officers_case_says_that_the_source_is_paused_and_by_whom(
    light: LightCounty, clock: Clock
) -> None:
    before = len(light.requests())
    with opened(light, clock) as county:
        pause(county, Source.POPULATION_REGISTER, Request("virkailija-12", "huolto"))
        run = run_one(county, "T-0001", OFFICER, silently)
    assert [one for one in light.requests(before) if one["source"] == "population_register"] == []
    (case,) = run.cases
    assert case.outcome is Outcome.WAITING_FOR_SOURCE
    assert case.reason is not None
    for language in Language:
        assert "virkailija-12" in case.reason.in_words(language)
    (told,) = run.pauses
    assert (told.source, told.by, told.until) == (
        Source.POPULATION_REGISTER,
        "virkailija-12",
        None,
    )


def test_only_who_is_known_pauses_and_resumes(light: LightCounty, clock: Clock) -> None:
    with opened(light, clock) as county:
        for door in (pause, resume):
            with pytest.raises(RequesterUnknown):
                door(county, Source.KELA, Request("kuka-lie"))
        assert resume(county, Source.KELA, Request()) is None
        pause(county, Source.KELA, Request())
        ended = resume(county, Source.KELA, OFFICER)
        assert ended is not None
        assert county.traffic.paused() == []


def test_a_consent_withdrawn_while_a_call_waits_for_its_turn_stops_it(
    light: LightCounty, clock: Clock
) -> None:
    now = 0.0

    def withdraw(seconds: float) -> None:
        nonlocal now
        now += seconds
        book = openpyxl.load_workbook(light.folder / "tyolista.xlsx")
        sheet = book["Työlista"]
        heading = "Asiakas, Tulorekisteri: suostumus"
        column = next(cell.column for cell in sheet[1] if cell.value == heading)
        row = next(row for row in sheet.iter_rows(min_row=2) if row[0].value == "T-0001")
        row[column - 1].value = "peruutettu"
        book.save(light.folder / "tyolista.xlsx")

    with opened(light, clock) as county:
        ids = iter(range(100))
        county.__dict__["traffic"] = slow = Traffic(
            county.database,
            {
                source: limit.model_copy(update={"a_minute": 60})
                for source, limit in county.settings.limits.items()
            },
            clock=clock,
            now=lambda: now,
            sleep=withdraw,
            new_id=lambda: str(next(ids)),
        )
        with slow.request(Source.INCOMES_REGISTER):
            pass
        attempt, before = begun(county, "T-0001"), len(light.requests())
        assert Asking(county).ask(attempt, *WAGES) == State.NOT_PERMITTED
    assert now > 0
    assert len(light.requests()) == before


def test_one_source_down_for_the_whole_run_and_the_next_run_asks_only_it(
    light: LightCounty, clock: Clock
) -> None:
    says(light, "run", "retries = 0", without="retries")
    before = len(light.requests())
    with opened(light, clock, down=True) as county:
        night = run_nightly(county, 5, silently)
    asked = {(one["source"], one["person"]) for one in light.requests(before)}
    assert {source for source, _ in asked} == {"population_register", "tax_administration"}
    outcomes = {one.outcome for one in night.cases if one.row is None}
    assert Outcome.WAITING_FOR_SOURCE in outcomes
    assert Outcome.READY not in outcomes
    (told,) = [one for one in night.pauses if one.source is Source.INCOMES_REGISTER]
    assert told.why.code == "source_does_not_answer"
    assert told.until is None

    between = len(light.requests())
    with opened(light, clock) as county:
        next_night = run_nightly(county, 5, silently)
        assert county.traffic.paused() == []
    again = {(one["source"], one["person"]) for one in light.requests(between)}
    assert again & asked == set()
    assert Outcome.WAITING_FOR_SOURCE not in {one.outcome for one in next_night.cases}


def test_a_run_that_is_over_begins_nothing_and_leaves_its_cases_in_the_queue(
    light: LightCounty, clock: Clock
) -> None:
    before = len(light.requests())
    with opened(light, clock) as county:
        county.traffic.run_begins(clock() + timedelta(seconds=1))
        clock.ahead = timedelta(seconds=2)
        attempt = begun(county, "T-0001")
        assert Asking(county).ask(attempt, *WAGES) == OVER
        assert Asking(county).ask(requested(county, "T-0002"), *WAGES) in (State.FOUND, State.NONE)
    asked = {one["person"] for one in light.requests(before)}
    assert asked == {"T-0002/client"}


@pytest.mark.parametrize(
    ("lines", "started", "ends"),
    [
        ([], "2026-03-16T20:00", None),
        (["ends_at = 06:30:00"], "2026-03-16T20:00", "2026-03-17T06:30"),
        (["ends_at = 06:30:00"], "2026-03-16T05:00", "2026-03-16T06:30"),
        (["ends_at = 06:30:00"], "2026-03-16T06:30", "2026-03-17T06:30"),
        (["longest_minutes = 90"], "2026-03-28T23:30", "2026-03-29T01:00"),
        (["ends_at = 06:30:00", "longest_minutes = 90"], "2026-03-16T06:00", "2026-03-16T06:30"),
        (["ends_at = 06:30:00"], "2026-03-28T20:00", "2026-03-29T06:30"),
    ],
)
def test_the_end_of_a_run(
    light: LightCounty, clock: Clock, lines: list[str], started: str, ends: str | None
) -> None:
    says(light, "run", *lines)
    with opened(light, clock) as county:
        zone = clock().tzinfo
        begins = datetime.fromisoformat(started).replace(tzinfo=zone)
        expected = datetime.fromisoformat(ends).replace(tzinfo=zone) if ends else None
        assert end_of_run(county.settings.run, begins) == expected


def files(folder: Path) -> dict[str, bytes]:
    found = (one for one in folder.rglob("*") if one.is_file())
    return {one.relative_to(folder).as_posix(): one.read_bytes() for one in found}


def test_a_dry_run_asks_nobody_and_writes_nothing(light: LightCounty, clock: Clock) -> None:
    requests, before = len(light.requests()), files(light.folder)
    with opened(light, clock) as county:
        plan = plan_nightly(county, None)
        one = plan_one(county, "T-0001", OFFICER)
        with pytest.raises(RequesterUnknown):
            plan_one(county, "T-0001", Request("kuka-lie"))
        told = [plan_as_table(plan, "Kuusiranta", language) for language in Language]
        data = json.loads(plan_as_json(plan, "Kuusiranta", Language.FINNISH))
    assert len(light.requests()) == requests
    assert files(light.folder) == before
    assert len(data["cases"]) == len(plan) > 40
    permits = [call["permit"] for case in data["cases"] for call in case["calls"]]
    assert {permit["requested_by"] for permit in permits if permit} == {"tuloselvitys-robotti"}
    assert {call.permit.requested_by for call in one.calls if call.permit} == {"virkailija-07"}
    for table in told:
        assert not re.search(r"\d{6}[-+A-Y]\d{3}[0-9A-Y]", table)
        assert "T-0017" in table


def test_a_dry_run_tells_whose_answer_serves_whom_nobody_may_ask_and_what_waits(
    light: LightCounty, clock: Clock
) -> None:
    with opened(light, clock) as county:
        attempt = begun(county, "T-0001")
        assert Asking(county).ask(attempt, *WAGES) in (State.FOUND, State.NONE)
        assert Asking(county).ask(attempt, *WAGES) == KEPT
        county.traffic.pause(Source.TAX_ADMINISTRATION, "virkailija-12", "huolto")
        plan = {one.case_id: one for one in plan_nightly(county, None)}
    of_client = {
        (call.source.value, *sorted(call.permit.data_groups if call.permit else ())): call.would
        for call in plan["T-0001"].calls
        if call.role is Role.CLIENT
    }
    assert of_client["incomes_register", "wages"] == "kept"
    assert of_client["incomes_register", "benefits"] == "ask"
    waits = [call for call in plan["T-0001"].calls if call.would == "wait"]
    assert {call.source for call in waits} == {Source.TAX_ADMINISTRATION}
    assert waits[0].reason is not None
    assert "virkailija-12" in waits[0].reason.in_words(Language.SWEDISH)
    assert plan["T-0017"].ends_as is Outcome.HIGHEST_FEE_ACCEPTED
    not_permitted = [
        call for one in plan.values() for call in one.calls if call.would == "not_permitted"
    ]
    assert not_permitted
    assert all(call.reason is not None and call.permit is None for call in not_permitted)
