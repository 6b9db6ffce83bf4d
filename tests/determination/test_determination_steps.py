"""One case's steps, and short runs, against the stand-ins of the authorities."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from light_runs import silently

from robots.access import AccessLogNotWritable
from robots.casework.reason import Reason
from robots.casework.words import Outcome, Role, Source, State
from robots.county import County, open_county
from robots.county.county import helsinki_now
from robots.determination import Request, RunRecord, run_nightly, run_one
from robots.determination.asking import Asking, Superseded
from robots.determination.attempt import Attempt, CaseState
from robots.determination.due import due_attempt
from robots.determination.figures import HELD, KEPT
from robots.determination.outcome_as_data import Broken, as_data, result_of
from robots.determination.work import CaseWork

Standins = tuple[dict[str, Any], Path]


def opened(folder: Path, standins: Standins) -> County:
    return open_county(folder, standins=standins[0])


def requests(standins: Standins) -> list[dict[str, str]]:
    file = standins[1]
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def begun(county: County, case_id: str) -> str:
    attempt = due_attempt(county, county.worklist.case(case_id), lambda _: False)
    assert attempt is not None
    return str(attempt)


def write(folder: Path, case_id: str, heading: str, value: str) -> None:
    """What an officer does in Excel: one cell of one row, saved."""
    file = folder / "tyolista.xlsx"
    book = openpyxl.load_workbook(file)
    sheet = book["Työlista"]
    column = next(cell.column for cell in sheet[1] if cell.value == heading)
    row = next(row for row in sheet.iter_rows(min_row=2) if row[0].value == case_id)
    row[column - 1].value = value
    book.save(file)


def heading_of(folder: Path, field: str) -> str:
    return next(
        line.split("=")[1].strip().strip('"')
        for line in (folder / "county.toml").read_text("utf-8").splitlines()
        if line.strip().startswith((f'"{field}"', f"{field} "))
    )


def outcomes(run: RunRecord) -> dict[str, Outcome]:
    return {case.case_id: case.outcome for case in run.cases}


def test_a_consent_withdrawn_in_the_middle_stops_the_very_next_request(
    folder: Path, standins: Standins
) -> None:
    with opened(folder, standins) as county:
        work = CaseWork(county)
        attempt = begun(county, "T-0001")
        assert work.open(attempt) is None
        call = work.asking.permitted_calls(attempt, Role.CLIENT, Source.TAX_ADMINISTRATION)[0]
        write(
            folder,
            "T-0001",
            heading_of(folder, "consents.client.tax_administration.state"),
            "peruutettu",
        )
        before = len(requests(standins))
        state = work.asking.ask(attempt, Role.CLIENT, Source.TAX_ADMINISTRATION, call)
    assert state == State.NOT_PERMITTED
    assert len(requests(standins)) == before


def test_a_consent_that_comes_in_the_middle_is_used_in_the_same_attempt(
    folder: Path, standins: Standins
) -> None:
    heading = heading_of(folder, "consents.client.tax_administration.state")
    with opened(folder, standins) as county:
        given = _cell(folder, "T-0001", heading)
        write(folder, "T-0001", heading, "peruutettu")
        work = CaseWork(county)
        attempt = begun(county, "T-0001")
        source = Source.TAX_ADMINISTRATION
        assert work.asking.permitted_calls(attempt, Role.CLIENT, source) == []
        write(folder, "T-0001", heading, given)
        (call,) = work.asking.permitted_calls(attempt, Role.CLIENT, source)
        assert work.asking.ask(attempt, Role.CLIENT, source, call) == State.NONE
        states = [one.state for one in work.asking.found(attempt).source_records()]
    assert states == [State.NONE]


def _cell(folder: Path, case_id: str, heading: str) -> str:
    sheet = openpyxl.load_workbook(folder / "tyolista.xlsx")["Työlista"]
    column = next(cell.column for cell in sheet[1] if cell.value == heading)
    row = next(row for row in sheet.iter_rows(min_row=2) if row[0].value == case_id)
    return str(row[column - 1].value)


def test_what_an_unfinished_attempt_has_got_is_not_asked_for_again(
    folder: Path, standins: Standins
) -> None:
    with opened(folder, standins) as county:
        attempt = begun(county, "T-0001")
        first = Asking(county).ask(attempt, Role.CLIENT, Source.INCOMES_REGISTER, "benefits")
        asked = len(requests(standins))
        again = Asking(county).ask(attempt, Role.CLIENT, Source.INCOMES_REGISTER, "benefits")
    assert (first, again) == (State.FOUND, KEPT)
    assert len(requests(standins)) == asked


def test_an_answer_that_is_there_serves_though_its_source_is_held_back(
    folder: Path, standins: Standins
) -> None:
    with opened(folder, standins) as county:
        attempt, asking = begun(county, "T-0001"), Asking(county)
        first = asking.ask(attempt, Role.CLIENT, Source.INCOMES_REGISTER, "benefits")
        county.traffic.pause(Source.INCOMES_REGISTER, "virkailija-07", "huolto")
        again = asking.ask(attempt, Role.CLIENT, Source.INCOMES_REGISTER, "benefits")
        other = asking.ask(attempt, Role.CLIENT, Source.INCOMES_REGISTER, "wages")
    assert (first, again, other) == (State.FOUND, KEPT, HELD)


def test_an_attempt_that_had_ended_ends_again_as_it_did_with_its_own_reason(
    folder: Path, standins: Standins
) -> None:
    """The queue knows less: it was restored from a backup."""
    why = Reason("source_paused", {"source": "words.source_kela"})
    with opened(folder, standins) as county:
        attempt = begun(county, "T-0001")
        ended = CaseWork(county).broken(attempt, why, ask_again=True)
        CaseWork(county).close(attempt, ended)
        assert CaseWork(county).open(attempt) == ended
        file = folder / "cases" / "T-0001" / "tuloselvitys" / "tila.json"
        state = json.loads(file.read_text("utf-8"))
        file.write_text(json.dumps({key: one for key, one in state.items() if key != "why"}))
        again = CaseWork(county).open(attempt)
    assert again == {**ended, "reason": None}, "as a program before this one has left it"


def test_a_run_record_of_another_version_stops_no_run(folder: Path, standins: Standins) -> None:
    with opened(folder, standins) as county:
        old = county.state / "runs" / "run-20250101T000000" / "run.json"
        old.parent.mkdir(parents=True)
        old.write_text('{"id": "of another form"}', "utf-8")
        run = run_one(county, "T-0017", Request("virkailija-07", "puhelu"), silently)
    assert outcomes(run) == {"T-0017": Outcome.HIGHEST_FEE_ACCEPTED}


def test_an_answer_about_a_changed_identity_code_does_not_serve(
    folder: Path, standins: Standins
) -> None:
    with opened(folder, standins) as county:
        attempt, asking = begun(county, "T-0001"), Asking(county)
        asking.ask(attempt, Role.CLIENT, Source.INCOMES_REGISTER, "benefits")
        case_folder = county.case_folder("T-0001")
        ((name, kept),) = case_folder.answers(attempt).items()
        case_folder.keep_answer(attempt, name, replace(kept, asked_with="another code"))
        asked = len(requests(standins))
        asking.ask(attempt, Role.CLIENT, Source.INCOMES_REGISTER, "benefits")
    assert len(requests(standins)) == asked + 1


def test_what_came_before_a_withdrawal_is_neither_shown_nor_delivered(
    folder: Path, standins: Standins
) -> None:
    with opened(folder, standins) as county:
        attempt, asking = begun(county, "T-0001"), Asking(county)
        asking.ask(attempt, Role.CLIENT, Source.INCOMES_REGISTER, "benefits")
        write(
            folder,
            "T-0001",
            heading_of(folder, "consents.client.incomes_register.state"),
            "peruutettu",
        )
        state = asking.ask(attempt, Role.CLIENT, Source.INCOMES_REGISTER, "wages")
        (answer,) = asking.found(attempt).answers
        kept = county.case_folder("T-0001").answers(attempt).values()
    assert state == answer.state == State.NOT_PERMITTED
    assert answer.incomes == ()
    assert [one.attachments for one in kept] == [()]


def test_a_row_that_is_about_another_determination_stops_the_attempt(
    folder: Path, standins: Standins
) -> None:
    with opened(folder, standins) as county:
        work, attempt = CaseWork(county), begun(county, "T-0001")
        file = folder / "tyolista.xlsx"
        book = openpyxl.load_workbook(file)
        sheet = book["Työlista"]
        column = next(cell.column for cell in sheet[1] if cell.value == heading_of(folder, "due"))
        row = next(row for row in sheet.iter_rows(min_row=2) if row[0].value == "T-0001")
        row[column - 1].value += timedelta(days=7)
        book.save(file)
        with pytest.raises(Superseded):
            work.asking.case(attempt)
        ended = work.open(attempt)
        later = begun(county, "T-0001")
        assert ended is not None
        work.close(attempt, ended)
        state = county.case_folder("T-0001").read_state(CaseState)
    assert state is not None
    assert state.is_of(Attempt.parse(later))
    assert not state.ended


def test_a_paper_that_comes_while_an_attempt_is_in_work_makes_a_new_one(
    folder: Path, standins: Standins
) -> None:
    with opened(folder, standins) as county:
        work, attempt = CaseWork(county), begun(county, "T-0001")
        (folder / "cases" / "T-0001" / "asiakirjat" / "uusi.pdf").write_bytes(b"%PDF-1.4 new")
        assert begun(county, "T-0001") == attempt
        work.close(attempt, work.broken(attempt, Reason("outcome_ready"), ask_again=False))
        again = due_attempt(county, county.worklist.case("T-0001"), lambda _: False)
    assert again is not None
    assert again.number == 2


def test_an_attempt_number_that_the_queue_remembers_is_not_used_again(
    folder: Path, standins: Standins
) -> None:
    with opened(folder, standins) as county:
        case = county.worklist.case("T-0001")
        attempt = due_attempt(county, case, lambda text: text.endswith((":1", ":2")))
    assert attempt is not None
    assert attempt.number == 3


def test_one_call_of_two_that_is_held_back_keeps_the_case_waiting(
    folder: Path, standins: Standins
) -> None:
    toml = folder / "county.toml"
    head, table, tail = toml.read_text("utf-8").partition("[interfaces.incomes_register.benefits]")
    wrong = tail.replace("StandinGetBenefitReports", "NoSuchOperation", 1)
    toml.write_text(head + table + wrong, "utf-8")
    with opened(folder, standins) as county:
        run = run_one(county, "T-0001", Request("virkailija-07", "puhelu"), silently)
        delivered = county.case_folder("T-0001").delivered_versions()
    assert outcomes(run) == {"T-0001": Outcome.WAITING_FOR_SOURCE}
    assert delivered == ()


def test_no_authority_is_asked_when_the_access_log_cannot_be_written(
    folder: Path, standins: Standins
) -> None:
    with opened(folder, standins) as county:
        county.access_log_folder.parent.mkdir()
        county.access_log_folder.touch()  # a file: nothing can be written in it
        before = len(requests(standins))
        with pytest.raises(AccessLogNotWritable):
            run_nightly(county, 6, silently)
    assert len(requests(standins)) == before


def test_a_stray_file_among_the_case_folders_stops_nothing(
    folder: Path, standins: Standins
) -> None:
    (folder / "cases" / "Thumbs.db").write_bytes(b"")
    with opened(folder, standins) as county:
        county.remove_old_sealed_replies()


def test_a_refused_password_stops_the_source_for_all_cases_and_no_other_source(
    folder: Path, standins: Standins
) -> None:
    vault = folder / "vault.yaml"
    vault.write_text(vault.read_text("utf-8").replace("salainen-testi", "vanhentunut"), "utf-8")
    before = len(requests(standins))
    with opened(folder, standins) as county:
        work = CaseWork(county)
        for case_id in ("T-0001", "T-0002", "T-0003"):
            attempt = begun(county, case_id)
            call = work.asking.permitted_calls(attempt, Role.CLIENT, Source.POPULATION_REGISTER)[0]
            assert work.asking.ask(attempt, Role.CLIENT, Source.POPULATION_REGISTER, call) == HELD
        assert work.asking.ask(attempt, Role.CLIENT, Source.INCOMES_REGISTER, "wages") == State.NONE
        ended = work.compile_and_deliver(attempt, "run", ["population_register"])
    assert ended["outcome"] == Outcome.WAITING_FOR_SOURCE
    assert ended["ask_again"] is True
    to_register = [one for one in requests(standins)[before:] if "population" in one["source"]]
    assert len(to_register) == 1


def test_a_run_of_one_makes_a_new_attempt_and_the_next_night_leaves_it_alone(
    folder: Path, standins: Standins
) -> None:
    request = Request("virkailija-07", "puhelu")
    with opened(folder, standins) as county:
        first = run_one(county, "T-0017", request, silently)
        second = run_one(county, "T-0017", request, silently)
        state = county.case_folder("T-0017").read_state(CaseState)
        assert due_attempt(county, county.worklist.case("T-0017"), lambda _: False) is None
    assert outcomes(first) == outcomes(second) == {"T-0017": Outcome.HIGHEST_FEE_ACCEPTED}
    assert state is not None
    assert state.attempt == 2


def test_a_case_is_due_again_when_its_row_changes(folder: Path, standins: Standins) -> None:
    with opened(folder, standins) as county:
        run_one(county, "T-0017", Request("virkailija-07", "puhelu"), silently)
        write(folder, "T-0017", heading_of(folder, "hours"), "14")
        again = due_attempt(county, county.worklist.case("T-0017"), lambda _: False)
    assert again is not None
    assert again.number == 2


def test_a_case_is_due_again_when_a_paper_comes(folder: Path, standins: Standins) -> None:
    with opened(folder, standins) as county:
        run_one(county, "T-0017", Request("virkailija-07", "puhelu"), silently)
        paper = folder / "cases" / "T-0017" / "asiakirjat" / "uusi.pdf"
        paper.parent.mkdir(exist_ok=True)
        paper.write_bytes(b"%PDF-1.4 something new")
        assert due_attempt(county, county.worklist.case("T-0017"), lambda _: False) is not None


def test_a_case_due_far_ahead_is_left_alone(folder: Path, standins: Standins) -> None:
    with opened(folder, standins) as county:
        case = county.worklist.case("T-0001")
        county.day = case.due - timedelta(days=county.settings.run.days_ahead + 1)
        assert due_attempt(county, case, lambda _: False) is None
        county.day += timedelta(days=1)
        assert due_attempt(county, case, lambda _: False) is not None


def test_a_case_without_a_folder_is_told_and_the_others_are_done(
    folder: Path, standins: Standins
) -> None:
    for case in sorted((folder / "cases").iterdir()):
        if case.name not in ("T-0017", "T-0018"):
            for file in sorted(case.rglob("*"), reverse=True):
                file.rmdir() if file.is_dir() else file.unlink()
            case.rmdir()
    with opened(folder, standins) as county:
        run = run_nightly(county, None, silently)
    ended = outcomes(run)
    assert ended["T-0017"] is Outcome.HIGHEST_FEE_ACCEPTED
    assert ended["T-0001"] is Outcome.FAILED
    reasons = {case.case_id: case.reason for case in run.cases}
    assert reasons["T-0001"] is not None
    assert reasons["T-0001"].code == "case_folder_missing"


def test_sealed_replies_are_removed_when_their_days_are_over(
    folder: Path, standins: Standins
) -> None:
    with opened(folder, standins) as county:
        Asking(county).ask(
            begun(county, "T-0001"), Role.CLIENT, Source.INCOMES_REGISTER, "benefits"
        )
        sealed = folder / "cases" / "T-0001"
        assert list(sealed.rglob("*.sealed"))
        county.remove_old_sealed_replies()
        assert list(sealed.rglob("*.sealed"))
        county.clock = lambda: helsinki_now() + timedelta(days=32)
        county.remove_old_sealed_replies()
        assert not list(sealed.rglob("*.sealed"))


def test_a_fault_nobody_foresaw_is_told_without_its_message(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fails() -> None:
        raise KeyError("131052-930V")

    data = as_data(fails)
    with pytest.raises(Broken) as broken:
        result_of(data)
    told = f"{data} {broken.value} {capsys.readouterr()}"
    assert "KeyError" in told
    assert "131052" not in told


def test_an_attempt_is_known_by_case_purpose_due_day_and_number() -> None:
    text = "T-0001:fee:2026-03-31:2"
    attempt = Attempt.parse(text)
    assert str(attempt) == text
    assert str(attempt.before) == "T-0001:fee:2026-03-31:1"
    assert Attempt.parse(str(attempt.before)).before is None
