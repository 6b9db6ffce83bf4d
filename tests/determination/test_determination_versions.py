"""From version to version: what makes a new one, what the officer wrote, and taking one out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from robots.access.errors import RequesterUnknown
from robots.access.log import about_case
from robots.casefolder import CaseFolder, Delivered
from robots.casefolder.errors import CaseFolderMissing, VersionRetracted, VersionUnknown
from robots.casework.answer import Answer, Income, PersonFacts
from robots.casework.case import Case
from robots.casework.period import Period
from robots.casework.texts import Language, text
from robots.casework.words import IncomeKind, Outcome, Per, Role, Source, State
from robots.county import County, open_county
from robots.determination import Request
from robots.determination.attempt import Attempt, CaseRecord, CaseState
from robots.determination.delivery import compile_and_deliver
from robots.determination.found import Found
from robots.determination.retracting import REASONS, ReasonNotClassed, class_of, retract

CASE = "T-0001"
ASKED = datetime(2026, 3, 16, 6, 15, tzinfo=UTC)
OFFICER = Request("virkailija-07", "väärä henkilö: liite kuului naapurille")


@pytest.fixture
def county(folder: Path, standins: tuple[dict[str, Any], Path]) -> Iterator[County]:
    with open_county(folder, standins=standins[0]) as opened:
        yield opened


def pension(net: str) -> Income:
    return Income(
        "i-pension", Role.CLIENT, Source.INCOMES_REGISTER, IncomeKind.EARNINGS_PENSION,
        "Vanhuuseläke", "Keva", Per.MONTH, Decimal(net) + 300, Decimal(300), Decimal(net),
        paid_on=date(2026, 3, 2),
    )  # fmt: skip


def found(net: str, *others: Income) -> Found:
    period = Period(date(2025, 3, 1), date(2026, 3, 16))

    def answer(source: Source, *incomes: Income, state: State = State.NONE) -> Answer:
        return Answer(source, Role.CLIENT, state, ASKED, period, incomes=incomes)

    register = replace(
        answer(Source.POPULATION_REGISTER, state=State.FOUND), person=PersonFacts("Aino Koskela")
    )
    answers = [
        register,
        answer(Source.INCOMES_REGISTER, pension(net), *others, state=State.FOUND),
        *(answer(one) for one in (Source.TAX_ADMINISTRATION, Source.KELA, Source.DOCUMENTS)),
    ]
    return Found({f"client-{one.source}": one for one in answers})


class Night:
    """One county's case, delivered again and again without asking anybody."""

    def __init__(self, county: County) -> None:
        self.county = county
        self.case: Case = county.worklist.case(CASE)
        self.folder: CaseFolder = county.case_folder(CASE)
        self.number = 0

    def deliver(self, net: str, *others: Income) -> CaseRecord:
        self.number += 1
        attempt = str(Attempt(self.case.determination, self.number))
        got = found(net, *others)
        return compile_and_deliver(self.county, self.case, self.folder, got, attempt, "run-1")

    @property
    def latest(self) -> Delivered:
        latest = self.folder.latest()
        assert latest is not None
        return latest

    @property
    def changes(self) -> Any:
        return self.latest.twin()["changes"]

    @property
    def notices(self) -> set[str]:
        return {one["code"] for one in self.latest.twin()["findings"]}

    def edit(self, version: Delivered, name: str, value: object) -> None:
        """As the officer does in the working copy."""
        book = openpyxl.load_workbook(version.working_copy)
        [(sheet, place)] = book.defined_names[name].destinations
        book[sheet][place.replace("$", "")] = value
        file = BytesIO()
        book.save(file)
        version.working_copy.write_bytes(file.getvalue())


@pytest.fixture
def night(county: County) -> Night:
    return Night(county)


def test_a_rerun_of_the_same_determination_makes_no_new_version(night: Night) -> None:
    first = night.deliver("1500.00")
    second = night.deliver("1500.00")
    assert (first.is_new_version, second.is_new_version) == (True, False)
    assert (second.version, second.outcome, second.questions) == (
        1, first.outcome, first.questions,
    )  # fmt: skip
    assert night.changes["since_version"] is None


def test_a_new_due_day_is_a_version_that_says_that_nothing_has_changed(night: Night) -> None:
    night.deliver("1500.00")
    night.case = replace(night.case, due=night.case.due + timedelta(days=365))
    assert night.deliver("1500.00").version == 2
    assert night.changes["another_determination"] is True
    assert night.changes["any"] is False
    assert {one["how"] for one in night.changes["figures"]} == {"unchanged"}


def test_changes_alone_never_make_a_version_and_a_change_makes_one(night: Night) -> None:
    night.deliver("1500.00")
    assert night.deliver("1560.00").version == 2
    [change] = [one for one in night.changes["figures"] if one["how"] != "unchanged"]
    assert (change["how"], change["before"], change["now"], change["by"], change["percent"]) == (
        "changed", "1500.00", "1560.00", "60.00", "4.0",
    )  # fmt: skip
    assert night.deliver("1560.00").is_new_version is False


def test_what_the_officer_accepted_is_the_baseline_and_is_asked_about(night: Night) -> None:
    night.deliver("1500.00")
    first = night.latest
    night.edit(first, "client_i_pension_amount", 1400)
    night.edit(first, "client_added_income_1_name", "Vuokratulo veljeltä")
    edited = first.working_copy.read_bytes()
    assert night.deliver("1500.00").is_new_version is False
    record = night.deliver("1560.00")
    [change] = [one for one in night.changes["figures"] if one["how"] != "unchanged"]
    assert (change["before"], change["now"], change["before_is_officers"]) == (
        "1400.00", "1560.00", True,
    )  # fmt: skip
    assert "officers_figures_before" in night.notices
    assert record.outcome is Outcome.QUESTIONS
    assert first.working_copy.read_bytes() == edited
    book = openpyxl.load_workbook(night.latest.working_copy)
    shown = {cell.value for row in book["Muutokset"].iter_rows() for cell in row}
    assert "Vuokratulo veljeltä" in shown
    assert "veljeltä" not in (night.latest.folder / "tuloselvitys.json").read_text("utf-8")
    again = night.deliver("1560.00")
    assert (again.is_new_version, again.outcome, again.questions) == (
        False, Outcome.QUESTIONS, record.questions,
    )  # fmt: skip


def test_what_the_officer_wrote_long_ago_is_carried_until_it_is_settled(night: Night) -> None:
    night.deliver("1500.00")
    night.edit(night.latest, "client_added_income_1_amount", 250)
    for net in ("1510.00", "1520.00"):
        night.deliver(net)
        assert "officers_figures_before" in night.notices
        assert [one["version"] for one in night.changes["officer"]] == [1]


@pytest.mark.parametrize(
    ("file", "notice"),
    [
        ("tuloselvitys.xlsx", "sealed_version_changed"),
        ("tuloselvitys.json", "version_before_unreadable"),
    ],
)
def test_a_sealed_file_that_somebody_has_changed_is_told_in_a_new_version(
    night: Night, file: str, notice: str
) -> None:
    night.deliver("1500.00")
    sealed = night.latest.folder / file
    sealed.chmod(0o600)
    sealed.write_bytes(sealed.read_bytes() + b" ")
    record = night.deliver("1500.00")
    assert (record.version, record.is_new_version) == (2, True)
    assert {notice, "sealed_version_changed"} <= night.notices
    assert night.deliver("1500.00").is_new_version is False


def test_a_spoilt_version_before_is_passed_over_for_the_one_before_it(night: Night) -> None:
    night.deliver("1500.00")
    night.deliver("1560.00")
    twin = night.latest.folder / "tuloselvitys.json"
    twin.chmod(0o600)
    twin.write_text(json.dumps({**night.latest.twin(), "version": 9}))
    night.deliver("1600.00")
    assert night.changes["since_version"] == 1


def test_a_working_copy_that_cannot_be_used_is_told_and_stops_nothing(night: Night) -> None:
    night.deliver("1500.00")
    night.latest.working_copy.write_bytes(b"no workbook")
    night.deliver("1510.00")
    assert "working_copy_unreadable" in night.notices
    night.latest.working_copy.unlink()
    night.deliver("1520.00")
    assert "working_copy_missing" in night.notices
    copy = night.latest.working_copy
    copy.with_name(f"~${copy.name}").touch()
    night.deliver("1530.00")
    assert "working_copy_open" in night.notices
    assert night.changes["since_version"] == 3


def test_a_version_of_a_program_that_made_no_working_copies_is_compared_with(night: Night) -> None:
    night.folder.deliver(
        str(Attempt(night.case.determination, 9)),
        lambda number: {"tuloselvitys.xlsx": b"", "tuloselvitys.json": b"{}"},
        at=ASKED,
    )
    assert night.deliver("1500.00").version == 2
    assert "working_copy_missing" not in night.notices
    assert "version_before_unreadable" in night.notices


def test_who_has_the_retracted_version_open_is_asked_to_close_it(night: Night) -> None:
    night.deliver("1500.00")
    copy = night.latest.working_copy
    copy.with_name(f".~lock.{copy.name}#").touch()
    told = retract(night.county, CASE, 1, OFFICER)
    assert copy.name in told.in_words(Language.SWEDISH)
    copy.write_bytes(b"saved once more")
    again = retract(night.county, CASE, 1, OFFICER)
    assert not copy.exists()
    assert again.retracted == told.retracted


def texts_under(path: Path) -> str:
    files = (file for file in path.rglob("*") if file.is_file())
    return "\n".join(file.read_bytes().decode("utf-8", "replace") for file in files)


def test_a_retracted_version_is_logged_quarantined_and_told(night: Night, folder: Path) -> None:
    county = night.county
    night.deliver("1500.00")
    night.folder.write_state(CaseState(str(night.case.determination), 1, ended=True, version=1))
    told = retract(county, CASE, 1, OFFICER)
    assert night.folder.latest() is None
    [row] = about_case(county.access_log_folder, county.log_keys, CASE).retractions
    assert (row.requested_by, row.version, row.reason) == ("virkailija-07", 1, OFFICER.reason)
    assert row.person
    assert "naapurille" not in texts_under(night.folder.path)
    note = (night.folder.path / "tuloselvitys" / "v1-vedetty-pois.txt").read_text("utf-8-sig")
    assert "väärä henkilö" in note
    assert "fel person" in note
    assert "Keva" not in texts_under(night.folder.path)
    state = night.folder.read_state(CaseState)
    assert state is not None
    assert (state.version, state.outcome, state.ask_again) == (
        None, Outcome.WAITING_FOR_PERSON, False,
    )  # fmt: skip
    shown = openpyxl.load_workbook(folder / "tyolista.xlsx")["Työlista"]
    [cells] = [row for row in shown.iter_rows(values_only=True) if row[0] == CASE]
    assert any("Versio 1 on vedetty pois" in str(cell) for cell in cells)
    for language, words in ((Language.FINNISH, "72 tunnin"), (Language.SWEDISH, "72 timmar")):
        said = told.in_words(language)
        assert words in said
        assert f"run.py case {CASE}" in said


def test_the_attempt_after_a_retraction_has_a_new_number_and_no_trace_of_it(night: Night) -> None:
    night.deliver("1500.00")
    night.deliver("9100.00")
    night.edit(night.latest, "client_added_income_1_amount", 250)
    retract(night.county, CASE, 2, OFFICER)
    assert night.deliver("1500.00").version == 3
    assert night.changes["since_version"] == 1
    assert night.changes["any"] is False
    assert night.changes["officer"] == []
    assert "version_before_retracted" in night.notices
    assert night.deliver("1500.00").is_new_version is False
    night.number = 1
    with pytest.raises(VersionRetracted):
        night.deliver("9200.00")


def test_a_later_version_that_shows_something_of_it_is_named(night: Night) -> None:
    for net in ("9100.00", "1500.00", "1510.00"):
        night.deliver(net)
    told = retract(night.county, CASE, 1, Request("tietosuojavastaava", "muu syy: tarkistettu"))
    assert told.later == (2,)
    assert (told.retracted.by_role, told.retracted.why) == ("log_reader", "other")
    assert "Versio 2 näyttää" in told.in_words(Language.FINNISH)
    assert night.latest.number == 3


def test_who_may_not_or_names_nothing_retracts_nothing(night: Night) -> None:
    night.deliver("1500.00")
    for case_id, version, request, refusal in (
        (CASE, 1, Request("joku", "muu syy"), RequesterUnknown),
        (CASE, 1, Request("", "muu syy"), RequesterUnknown),
        (CASE, 1, Request("virkailija-07", " "), ReasonNotClassed),
        (CASE, 1, Request("virkailija-07", "poistetaan, väärä henkilö"), ReasonNotClassed),
        (CASE, 7, OFFICER, VersionUnknown),
        ("T-9999", 1, OFFICER, CaseFolderMissing),
        (f"../cases/{CASE}", 1, OFFICER, CaseFolderMissing),
    ):
        with pytest.raises(refusal):
            retract(night.county, case_id, version, request)
    assert night.latest.number == 1
    assert not night.county.access_log_folder.exists()


@pytest.mark.parametrize(
    ("reason", "why"),
    [
        ("wrong_person", "wrong_person"),
        ("Väärä henkilö: liite", "wrong_person"),
        ("fel dokument", "wrong_document"),
        ("ei lupaa, peruttu", "not_permitted"),
        ("Annan orsak: dubblett", "other"),
    ],
)
def test_a_reason_begins_with_its_class(reason: str, why: str) -> None:
    assert class_of(reason) == why


@pytest.mark.parametrize(
    "reason", ["", "muuten vain", "otherwise", "ei väärä henkilö vaan asiakirja", "fel personal"]
)
def test_a_class_is_never_guessed(reason: str) -> None:
    with pytest.raises(ReasonNotClassed) as refused:
        class_of(reason)
    for language in Language:
        told = refused.value.in_words(language)
        for one in REASONS:
            assert text(f"retract.why_{one}", language) in told
