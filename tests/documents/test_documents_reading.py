from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from documents_world import OTHER_CODE, VALUES, amounts, paper, read, reprinted
from hypothesis import given, settings
from hypothesis import strategies as st

from robots.casework.period import Period
from robots.casework.words import Mark, Per
from robots.documents.reading import PageState, ReadState, from_wire, to_wire

TRUTHS = {
    "pension_decision": [
        ("earnings_pension", "1800.00", "306.00", "1494.00"),
        ("survivors_pension", "412.05", "70.05", "342.00"),
    ],
    "kela_decision": [
        ("national_pension", "312.44", "12.44", "300.00"),
        ("pensioner_care_allowance", "184.22", None, "184.22"),
        ("veteran_supplement", "123.13", None, "123.13"),
    ],
    "payslip": [("wage", "1200.00", "168.00", "1032.00")],
    "rent_notice": [
        ("housing_cost", "1590.00", None, None),
        ("housing_cost", "30.00", None, None),
    ],
    "medicine_summary": [
        ("reimbursable_medicine", "412.30", None, None),
        ("non_reimbursable_medicine", "96.40", None, None),
    ],
    "guardian_fee": [("guardian_fee", "480.00", None, None)],
    "bank_note": [
        ("interest", "120.00", "36.00", "84.00"),
        ("dividend", "300.00", "76.50", "223.50"),
    ],
    "maintenance_agreement": [("maintenance_paid", "210.00", None, None)],
    "pension_record": [],
    "tax_decision": [
        ("rent_income", "7260.00", "1382.40", "5877.60"),
        ("dividend", "1845.00", "470.48", "1374.52"),
        ("capital_gain", "60000.00", "18000.00", "42000.00"),
        ("acquisition_cost", "412.00", None, None),
        ("forest", None, None, None),
        ("forest", None, None, None),
    ],
    "pre_completed_tax_return": [("interest", "120.00", "36.00", "84.00")],
    "kela_payment_notice": [
        ("unemployment_benefit", "800.02", "160.00", "640.02"),
        ("housing_allowance", "214.10", None, "214.10"),
    ],
    "kela_daily_decision": [],
    "pension_payment_notice": [("earnings_pension", "1800.00", "306.00", "1494.00")],
    "incomes_register_extract": [],
    "rent_agreement": [
        ("housing_cost", "1590.00", None, None),
        ("housing_cost", "30.00", None, None),
    ],
    "housing_company_charge": [
        ("previous_home_owned", "212.40", None, None),
        ("previous_home_owned", "22.00", None, None),
    ],
    "cutting_value_statement": [],
}
NO_EVIDENCE = {
    "pension_record",
    "kela_daily_decision",
    "incomes_register_extract",
    "cutting_value_statement",
}


@pytest.mark.parametrize("language", ["fi", "sv"])
@pytest.mark.parametrize("template", VALUES)
def test_every_kind_gives_its_figures_in_both_languages(template: str, language: str) -> None:
    reading = read(paper(template, language))
    assert (reading.state, reading.kind) == (ReadState.READ, template)
    assert amounts(reading) == TRUTHS[template]
    assert reading.is_evidence == (template not in NO_EVIDENCE)


def test_a_figure_tells_its_time_its_payer_and_its_place() -> None:
    pension, survivors = read(paper("pension_decision")).records
    assert (pension.per, pension.payer) == (Per.MONTH, "Keva")
    assert pension.period == Period(date(2025, 3, 1), None)
    assert survivors.period == Period(date(2025, 3, 1), date(2026, 12, 31))
    assert pension.place.page == 1
    assert pension.place.bottom < survivors.place.top
    assert pension.place.left < pension.place.right


def test_a_payslip_gives_the_period_and_never_the_years_totals() -> None:
    (wage,) = read(paper("payslip")).records
    assert wage.per is Per.PAYMENT
    assert (wage.paid_on, wage.payer_id) == (date(2026, 1, 30), "9990001-1")
    assert wage.period == Period(date(2026, 1, 1), date(2026, 1, 31))
    assert wage.net == Decimal("1032.00")  # before the insurance contributions


def test_an_interim_decision_marks_its_figures_provisional() -> None:
    for language in ("fi", "sv"):
        reading = read(paper("pension_decision", language, provisional=True))
        assert [figure.marks for figure in reading.records] == [{Mark.PROVISIONAL}] * 2


def test_a_tax_decision_tells_its_year_costs_and_forest_land() -> None:
    for language in ("fi", "sv"):
        reading = read(paper("tax_decision", language))
        assert reading.told == {"tax_year": 2024, "decided_on": date(2025, 8, 28)}
        rent, dividend, gain, _, *forests = reading.records
        assert [rent.costs, dividend.costs, gain.costs] == [Decimal("2652.00"), None, Decimal(0)]
        assert [(one.name, one.hectares, one.interest) for one in forests] == [
            ("Sulkava", Decimal("32.5"), Decimal("318.40")),
            ("Kemiönsaari", Decimal(8), Decimal(0)),
        ]
        assert {figure.tax_year for figure in reading.records} == {2024}


def test_a_tax_return_that_is_only_filled_in_marks_its_figures_provisional() -> None:
    reading = read(paper("pre_completed_tax_return"))
    assert reading.told == {"tax_year": 2025}
    assert [figure.marks for figure in reading.records] == [{Mark.PROVISIONAL}]


def test_a_table_whose_heads_have_changed_is_a_doubt_and_not_an_absence() -> None:
    reading = read(reprinted("Pinta-ala", "Ala", "tax_decision"))
    assert reading.state is ReadState.DOUBTFUL
    assert reading.reason.code == "document_doubtful_missing"


def test_marks_of_medicine_are_those_that_the_paper_says() -> None:
    reading = read(paper("medicine_summary", applied=False))
    assert [figure.marks for figure in reading.records] == [set(), {Mark.PRESCRIBED}]


def test_a_benefit_that_no_layout_knows_is_an_income_of_unknown_kind() -> None:
    row = {"name": "Uusi etuus", "from": date(2026, 1, 1), "gross": Decimal("100.00")}
    reading = read(paper("kela_decision", benefits=[row]))
    assert amounts(reading) == [("unknown", "100.00", None, "100.00")]


def test_a_charge_that_no_layout_knows_makes_the_notice_doubtful() -> None:
    reading = read(reprinted("Saunavuoro", "Tuntematon", "rent_notice"))
    assert (reading.state, reading.records) == (ReadState.DOUBTFUL, ())
    assert reading.reason.code == "document_doubtful_row"


@pytest.mark.parametrize(
    ("template", "printed", "changed"),
    [
        ("rent_notice", "12,00", "12,10"),  # the rows and the total
        ("pension_decision", "342,00", "432,00"),  # gross - tax and net
        ("payslip", "928,80", "982,80"),
    ],
)
def test_sums_that_do_not_hold_make_a_paper_doubtful(
    template: str, printed: str, changed: str
) -> None:
    reading = read(reprinted(printed, changed, template))
    assert (reading.state, reading.reason.code) == (ReadState.DOUBTFUL, "document_doubtful_sum")
    assert reading.records == ()


def test_an_amount_in_an_odd_grammar_is_a_doubt_and_not_another_amount() -> None:
    reading = read(reprinted("480,00", "4.80,0", "guardian_fee"))
    assert (reading.state, reading.reason.code) == (ReadState.DOUBTFUL, "document_doubtful_grammar")
    assert "”Palkkio yhteensä / Arvode sammanlagt”" in reading.as_json()["reason_fi"]


def test_a_year_that_is_not_twelve_months_is_a_doubt() -> None:
    half = {"from": date(2025, 7, 1), "to": date(2025, 12, 31)}
    reading = read(paper("medicine_summary", period=half))
    assert reading.reason.code == "document_doubtful_year"


@pytest.mark.parametrize(
    ("damage", "state", "page_states"),
    [
        ("locked", ReadState.LOCKED, ()),
        ("scanned", ReadState.SCANNED, (PageState.PICTURE,)),
        ("half_scanned", ReadState.PARTIAL, (PageState.TEXT, PageState.PICTURE)),
        ("doubled", ReadState.DOUBTFUL, (PageState.DOUBLED,)),
    ],
)
def test_a_damaged_paper_has_its_own_state(
    damage: str, state: ReadState, page_states: tuple[PageState, ...]
) -> None:
    for template in VALUES:
        reading = read(paper(template, damage=damage))
        assert (reading.state, reading.page_states) == (state, page_states)


def test_a_locked_paper_opens_with_its_password_and_with_no_other() -> None:
    locked = paper("rent_notice", damage="locked")
    assert amounts(read(locked, "salainen")) == TRUTHS["rent_notice"]
    assert read(locked, "wrong").state is ReadState.LOCKED


def test_a_letter_of_no_known_kind_says_what_was_missing() -> None:
    reading = read(reprinted("Palkkion saaja", "Jotain muuta", "guardian_fee"))
    assert (reading.state, reading.records) == (ReadState.UNKNOWN, ())
    assert reading.candidates[0].kind == "guardian_fee"
    assert reading.candidates[0].missing == ("Palkkion saaja",)


def test_a_letter_of_two_kinds_is_of_none() -> None:
    payee = "Edunvalvontatoimisto Esimerkki"
    two = read(paper("guardian_fee", payee=f"Työeläkeote, {payee}"))
    assert two.state is ReadState.UNKNOWN
    assert {one.kind for one in two.candidates} == {"guardian_fee", "pension_record"}


def test_the_identity_codes_on_the_paper_are_found_and_not_shown() -> None:
    reading = read(paper("payslip", identity_code=OTHER_CODE))
    assert reading.identity_codes == (OTHER_CODE,)
    assert OTHER_CODE not in repr(reading)
    assert OTHER_CODE not in str(reading.as_json())
    assert read(paper("payslip", identity_code="none")).identity_codes == ()


@pytest.mark.parametrize("content", [b"", b"no document", b"%PDF-1.7 and nothing more"])
def test_what_is_no_document_is_damaged(content: bytes) -> None:
    assert read(content).state is ReadState.DAMAGED


def test_a_photograph_is_a_scan() -> None:
    assert read(b"\xff\xd8\xff\xe0 a photograph of a letter").state is ReadState.SCANNED


def test_a_reading_crosses_the_wire_unchanged() -> None:
    reading = read(paper("kela_decision"))
    assert from_wire(to_wire(reading)) == reading


_MONEY = st.decimals(min_value="0.01", max_value="99999.99", places=2)


@settings(max_examples=40, deadline=None)
@given(
    rows=st.lists(st.tuples(_MONEY, st.none() | _MONEY), min_size=1, max_size=8),
    language=st.sampled_from(["fi", "sv"]),
)
def test_whatever_the_amounts_each_is_read_right(
    rows: list[tuple[Decimal, Decimal | None]], language: str
) -> None:
    benefits = [
        {"benefit": "disability_allowance", "from": date(2026, 1, 1), "gross": gross, "tax": tax}
        for gross, tax in rows
    ]
    reading = read(paper("kela_decision", language, benefits=benefits))
    assert reading.state is ReadState.READ
    assert [(figure.gross, figure.tax) for figure in reading.records] == rows
