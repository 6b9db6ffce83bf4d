"""Rows become cases; what cannot be one is refused by row and column, and stops nobody else."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from worklist_office import COLUMNS, OTHER, ROW, Office

from robots.casework.case import (
    Capacity,
    Cause,
    Choice,
    Consent,
    ConsentState,
    FeeInForce,
    LongerLook,
    Price,
    PriceUnit,
)
from robots.casework.errors import CannotStart, TryAgain
from robots.casework.texts import Language
from robots.casework.words import Purpose, Role, Service, Source
from robots.worklist import CaseUnknown, RowRefused, Worklist, WorklistSettings, WorklistUnavailable
from robots.worklist.fields import Unreadable, as_text, day, number

MAIN = Path(__file__).parents[2]


@pytest.mark.parametrize("name", ["lista.xlsx", "lista.csv", "lista.xls"])
def test_a_row_reads_the_same_from_every_file_type(
    office_with: Callable[[str], Office], name: str
) -> None:
    office = office_with(name)
    office.save(
        ROW
        | {
            "service": "Tehostettu  palveluasuminen",
            "hours": "10,5",
            "family_size": 2,
            "unit_rent": 620.3,
            "fee_in_force.amount": "1 200,50",
            "fee_in_force.since": date(2025, 3, 1),
            "fee_in_force.on_joint_income": "KYLLÄ",
            "spouse.identity_code": "220539-901B",
            "shared_home_before_care": "ei",
            "told.client.on": date(2026, 2, 16),
            "consents.client.kela.state": "annettu",
            "consents.client.kela.valid_from": date(2026, 2, 16),
            "consents.client.kela.given_by": "edunvalvoja",
        },
        {},
        OTHER,
    )
    reading = office.worklist().read()
    assert reading.refused == ()
    case, other = reading.cases
    assert (case.id, case.row, other.id, other.row) == ("T-1", 2, "T-2", 4)
    assert case.client.identity_code is not None
    assert case.client.identity_code.reveal() == "140141-900E"
    assert (case.service, case.purpose) == (Service.ROUND_THE_CLOCK_HOUSING, Purpose.FEE)
    assert (case.cause, case.choice) == (Cause.YEARLY_REVIEW, Choice.AUTHORITIES_ASKED)
    assert (case.due, case.language) == (date(2026, 3, 31), Language.FINNISH)
    assert (case.hours, case.family_size, case.unit_rent) == (
        Decimal("10.5"),
        2,
        Decimal("620.30"),
    )
    assert case.fee_in_force == FeeInForce(Decimal("1200.50"), date(2025, 3, 1), True)
    assert case.spouse is not None
    assert case.shared_home_before_care is False
    assert case.spouse_in_long_term_care is None
    assert case.told[Role.CLIENT].on == date(2026, 2, 16)
    assert case.consents == (
        Consent(
            Role.CLIENT,
            Source.KELA,
            ConsentState.GIVEN,
            valid_from=date(2026, 2, 16),
            given_by=Capacity.GUARDIAN,
        ),
    )
    assert other.consents == ()
    assert other.told == {}


def test_unit_weekly_hours_and_a_providers_price_are_read_where_there_are_such_columns(
    office_with: Callable[[str], Office],
) -> None:
    office = office_with("lista.xlsx")
    more = {"unit": "Yksikkö", "weekly_hours": "Viikossa", "price.day": "Vuorokausihinta"}
    columns = {**office.settings.columns, **more}
    office = replace(office, settings=office.settings.model_copy(update={"columns": columns}))
    office.save(ROW | {"unit": "Koivukoti", "weekly_hours": "2,5", "price.day": 150}, OTHER)
    case, other = office.worklist().read().cases
    assert (case.unit, case.weekly_hours) == ("Koivukoti", Decimal("2.5"))
    assert case.price == Price(Decimal(150), PriceUnit.DAY)
    assert (other.unit, other.weekly_hours, other.price) == ("", None, None)


def test_a_look_further_back_needs_its_ground(office_with: Callable[[str], Office]) -> None:
    office = office_with("lista.xlsx")
    more = {"longer_look.months": "Kuukausia", "longer_look.ground": "Pidemmän ajan peruste"}
    columns = {**office.settings.columns, **more}
    office = replace(office, settings=office.settings.model_copy(update={"columns": columns}))
    longer = {"longer_look.months": 18, "longer_look.ground": "10 j §: maksun oikaisu"}
    office.save(ROW | longer, OTHER | {"longer_look.months": 18})
    worklist = office.worklist().read()
    [case] = worklist.cases
    assert case.longer_look == LongerLook(18, "10 j §: maksun oikaisu")
    [refused] = worklist.refused
    assert refused.error.code == "cell_empty"


BROKEN: list[tuple[dict[str, Any], str, str]] = [
    ({"identity_code": "140141-900F"}, "cell_not_an_identity_code", "identity_code"),
    ({"spouse.identity_code": "1"}, "cell_not_an_identity_code", "spouse.identity_code"),
    ({"spouse.identity_code": "140141-900E"}, "spouse_is_client", "spouse.identity_code"),
    ({"service": None}, "cell_empty", "service"),
    ({"service": "  "}, "cell_empty", "service"),
    ({"service": "kotipalvelu"}, "cell_not_a_word", "service"),
    ({"service": "#N/A"}, "cell_failed", "service"),
    ({"shared_home_before_care": "ehkä"}, "cell_not_a_word", "shared_home_before_care"),
    ({"due": "31.2.2026"}, "cell_not_a_day", "due"),
    ({"due": 46112}, "cell_not_a_day", "due"),
    ({"due": date(2206, 3, 31)}, "cell_not_a_day", "due"),
    ({"due": "pian"}, "cell_not_a_day", "due"),
    ({"unit_rent": -1}, "cell_not_a_number", "unit_rent"),
    ({"unit_rent": "noin 600"}, "cell_not_a_number", "unit_rent"),
    ({"unit_rent": "1.200"}, "cell_not_a_number", "unit_rent"),
    ({"unit_rent": True}, "cell_not_a_number", "unit_rent"),
    ({"family_size": 1.5}, "cell_not_a_number", "family_size"),
    ({"fee_in_force.amount": 100}, "cell_empty", "fee_in_force.since"),
    ({"id": "140141-900E"}, "cell_not_a_case_id", "id"),
    ({"id": "../T-1"}, "cell_not_a_case_id", "id"),
    ({"id": "Aux.2026"}, "cell_not_a_case_id", "id"),
    ({"id": None}, "cell_empty", "id"),
    (
        {
            "consents.client.kela.state": "annettu",
            "consents.client.kela.valid_from": date(2026, 3, 1),
            "consents.client.kela.valid_until": date(2026, 2, 1),
        },
        "days_backwards",
        "consents.client.kela.valid_until",
    ),
]


@pytest.mark.parametrize(("broken", "code", "field"), BROKEN)
def test_a_broken_row_is_named_without_its_value_and_the_others_are_read(
    office: Office, broken: dict[str, Any], code: str, field: str
) -> None:
    office.save(ROW | broken, OTHER)
    reading = office.worklist().read()
    assert [case.id for case in reading.cases] == ["T-2"]
    (refused,) = reading.refused
    assert refused.row == 2
    assert refused.reason.code == code
    assert refused.error.context == {"row": 2, "column": COLUMNS[field]}
    assert refused.case_id == (None if field == "id" else "T-1")
    for language in Language:
        sentence = refused.reason.in_words(language)
        assert "2" in sentence
        assert COLUMNS[field] in sentence


def test_a_test_code_is_refused_in_production(office: Office) -> None:
    office.save(ROW)
    worklist = Worklist(office.settings, test_range=False, journal=office.journal)
    (refused,) = worklist.read().refused
    assert refused.reason.code == "cell_not_an_identity_code"


def test_of_two_rows_with_one_case_id_neither_is_done(office: Office) -> None:
    office.save(ROW, OTHER, ROW | {"due": date(2026, 4, 30)})
    reading = office.worklist().read()
    assert [case.id for case in reading.cases] == ["T-2"]
    assert [(one.row, one.reason.code) for one in reading.refused] == [
        (2, "case_twice"),
        (4, "case_twice"),
    ]


def test_a_partner_by_declaration_needs_no_identity_code(office: Office) -> None:
    office.save(ROW | {"spouse_is_partner_by_declaration": "kyllä"})
    (case,) = office.worklist().read().cases
    assert case.spouse is not None
    assert case.spouse.identity_code is None


# As the file is now


def test_a_case_is_read_as_its_row_is_now(office: Office) -> None:
    office.save(ROW | {"consents.client.kela.state": "annettu"}, OTHER | {"service": None})
    worklist = office.worklist()
    before = worklist.case("T-1").consent(Role.CLIENT, Source.KELA)
    assert before.state is ConsentState.GIVEN
    with pytest.raises(RowRefused) as refusal:
        worklist.case("T-2")
    assert refusal.value.code == "cell_empty"
    office.save(OTHER, ROW | {"consents.client.kela.state": "withdrawn"})
    after = worklist.case("T-1").consent(Role.CLIENT, Source.KELA)
    assert after.state is ConsentState.WITHDRAWN
    assert worklist.case("T-2").row == 2


def test_a_case_that_no_row_has_is_unknown(office: Office) -> None:
    office.save(ROW)
    with pytest.raises(CaseUnknown) as refusal:
        office.worklist().case("140141-900E")
    assert "140141" not in str(refusal.value)


def test_an_unsaved_file_is_not_read_again(office: Office) -> None:
    office.save(ROW)
    worklist = office.worklist()
    assert worklist.read() is worklist.read()


# Files that cannot be read


@pytest.mark.parametrize("name", ["lista.xlsx", "lista.csv", "lista.xls"])
def test_a_missing_file_stops_the_start(office_with: Callable[[str], Office], name: str) -> None:
    with pytest.raises(CannotStart) as refusal:
        office_with(name).worklist().read()
    assert refusal.value.code == "worklist_missing"


@pytest.mark.parametrize("name", ["lista.xlsx", "lista.csv", "lista.xls"])
def test_a_file_that_is_not_what_its_name_says_stops_the_start(
    office_with: Callable[[str], Office], name: str
) -> None:
    office = office_with(name)
    office.file.write_bytes(b"\xff\xfe not that")
    with pytest.raises(CannotStart) as refusal:
        office.worklist().read()
    assert refusal.value.code == "worklist_damaged"
    for language in Language:
        assert name in refusal.value.in_words(language)


def test_a_file_that_cannot_be_read_just_now_is_tried_again(office: Office) -> None:
    office.file.mkdir()
    with pytest.raises(WorklistUnavailable) as refusal:
        office.worklist().read()
    assert isinstance(refusal.value, TryAgain)


def test_another_file_type_stops_the_start(office_with: Callable[[str], Office]) -> None:
    office = office_with("lista.ods")
    office.file.touch()
    with pytest.raises(CannotStart) as refusal:
        office.worklist().read()
    assert refusal.value.code == "worklist_type_unknown"


def test_a_missing_sheet_stops_the_start(office: Office) -> None:
    office.save(ROW)
    office.settings = office.settings.model_copy(update={"sheet": "Toinen"})
    with pytest.raises(CannotStart) as refusal:
        office.worklist().read()
    assert refusal.value.code == "sheet_missing"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("Määräpäivä", "Eräpäivä", "heading_missing"),
        ("Tila", "Status", "heading_missing"),
        ("Kieli", "Määräpäivä", "heading_twice"),
    ],
)
def test_a_heading_that_is_missing_or_stands_twice_stops_the_start_and_is_named(
    office: Office, old: str, new: str, code: str
) -> None:
    office.save(ROW)
    book = openpyxl.load_workbook(office.file)
    for cell in book.worksheets[0][1]:
        if cell.value == old:
            cell.value = new
    book.save(office.file)
    with pytest.raises(CannotStart) as refusal:
        office.worklist().read()
    assert refusal.value.code == code
    expected = "Määräpäivä" if old != "Tila" else "Tila"
    assert expected in refusal.value.in_words(Language.SWEDISH)


def test_headings_may_stand_below_a_title_and_in_any_order(office: Office) -> None:
    office.settings = office.settings.model_copy(update={"heading_row": 3})
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Työlista"])
    sheet.append([])
    headings = [*COLUMNS.values(), *office.settings.results.headings]
    sheet.append([f" {heading.upper()} " for heading in reversed(headings)])
    sheet.append([None] * 4 + [ROW.get(name) for name in reversed(COLUMNS)])
    book.save(office.file)
    (case,) = office.worklist().read().cases
    assert (case.id, case.row) == ("T-1", 4)


@pytest.mark.parametrize("delimiter", [";", ","])
def test_a_csv_file_may_be_split_either_way(
    office_with: Callable[[str], Office], delimiter: str
) -> None:
    office = office_with("lista.csv")
    headings = [*COLUMNS.values(), *office.settings.results.headings]
    row = [str(ROW.get(name, "")) for name in COLUMNS]
    lines = [
        delimiter.join(f'"{cell}"' if "," in cell else cell for cell in cells)
        for cells in (headings, row)
    ]
    office.file.write_text("\n".join(lines), "utf-8")
    assert office.worklist().case("T-1").service is Service.HOME_CARE


# Settings


@pytest.mark.parametrize(
    "wrong",
    [
        {"columns": {"id": "Tapaus"}},
        {"columns": COLUMNS | {"shoe_size": "Kengännumero"}},
        {"columns": COLUMNS | {"reason": "Tila"}},
        {"required": ["bill_to"]},
        {"words": {"service": {"gardening": "puutarha"}}},
        {"words": {"yes_no": {"yes": "x", "no": "X"}}},
        {"heading_row": 0},
    ],
)
def test_settings_that_cannot_be_meant_are_refused(office: Office, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        WorklistSettings.model_validate(office.settings.model_dump() | wrong)


def test_a_county_may_require_more(office: Office) -> None:
    values = office.settings.model_dump() | {"required": ["reason"]}
    office.settings = WorklistSettings.model_validate(values)
    office.save(ROW, OTHER | {"reason": "vuositarkistus"})
    reading = office.worklist().read()
    assert [case.id for case in reading.cases] == ["T-2"]
    assert reading.refused[0].reason.code == "cell_empty"


def test_the_made_up_countys_worklist_is_read_by_its_settings(tmp_path: Path) -> None:
    county = MAIN / "devdata" / "county"
    written = tomllib.loads((county / "county.toml").read_text("utf-8"))["worklist"]
    making = yaml.safe_load((MAIN / "devdata/making/columns.yaml").read_text("utf-8"))
    assert written["columns"] == making["columns"]
    assert written["words"] == making["words"]
    assert written["results"] == making["results"]
    settings = WorklistSettings.model_validate(written | {"file": county / written["file"]})
    worklist = Worklist(settings, test_range=True, journal=tmp_path / "results.jsonl")
    people = sorted((county / "people").glob("*.yaml"))
    described = {yaml.safe_load(file.read_text("utf-8"))["case"]["id"] for file in people}
    reading = worklist.read()
    assert {case.id for case in reading.cases} == described
    assert sorted(one.reason.code for one in reading.refused) == [
        "cell_empty",
        "cell_not_a_day",
        "cell_not_an_identity_code",
    ]


# Whatever stands in a cell


@given(st.one_of(st.text(), st.floats(), st.integers(), st.none(), st.booleans(), st.dates()))
def test_a_cell_is_read_or_refused_and_never_breaks_the_reading(cell: object) -> None:
    for read in (day, number, as_text):
        try:
            value = read(cell)
        except Unreadable:
            continue
        if isinstance(value, Decimal):
            assert value >= 0


@given(st.decimals(0, 10**7, places=2))
def test_an_amount_survives_the_binary_numbers_of_a_workbook(amount: Decimal) -> None:
    assert number(float(amount)) == amount
