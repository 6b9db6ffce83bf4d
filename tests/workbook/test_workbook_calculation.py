"""The calculation's formulas against the fee law itself: before any change, and after each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from calculation_cases import (
    WORDS,
    inputs_of,
    other_values,
    previewed,
    sheets_of,
    summary_of_case,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_up_summary import alone, couple_at_worst, with_open_rows, without_a_source
from spreadsheet import Spreadsheet

from robots.casework.case import PriceUnit
from robots.casework.money import cents
from robots.casework.texts import texts_of
from robots.casework.words import CostKind, IncomeKind, Per, Purpose, Role, Service
from robots.feelaw.county_rules import ACT_ALONE, CountyRules
from robots.feelaw.deductions import HOUSING_ALLOWANCES
from robots.feelaw.exact import rounded
from robots.feelaw.model import (
    DeductionItem,
    FeeCase,
    ForestItem,
    IncomeItem,
    Means,
    Recipient,
)
from robots.summary.model import Summary
from robots.workbook.calculation import calculation_of
from robots.workbook.calculation.building import program_result
from robots.workbook.places import Places

DAY = date(2026, 3, 16)
D = Decimal
NONE = WORDS("result_none")

COUNTY = CountyRules.model_validate(
    {
        "fees": {
            "decisions": [
                {
                    "from": date(2026, 1, 1),
                    "decision": "Aluevaltuusto 15.12.2025 § 98",
                    "share_of_own_income": D("0.8"),
                    "share_of_joint_income": D("0.4"),
                    "personal_allowance": {"round_the_clock_housing": D(250)},
                    "payment_percentages": [
                        {"from_hours": 5, "percentages": [9, 8, 7, 6, 5, 4]},
                        {"from_hours": 20, "percentages": [20, 15, 11, 9, 8, 6]},
                    ],
                    "no_home_care_fee_under_income": D(700),
                    "fees_under_not_charged": D(5),
                    "cost_of_service": [
                        {"service": "home_care", "from_hours": 0, "amount": D(400)},
                        {"service": "home_care", "from_hours": 30, "amount": D(900)},
                        {"service": "round_the_clock_housing", "unit": "A", "amount": D(2500)},
                    ],
                    "rounding": "down",
                    "guardian_fee_rounding": "up",
                    "debt_recovery_deducted": True,
                    "weeks_in_month": "30/7",
                }
            ]
        },
        "voucher": {
            "home_care": {
                "from": date(2026, 1, 1),
                "decision": "Aluehallitus 17.11.2025 § 301",
                "floor": D("8.40"),
                "ceiling": D("40.80"),
                "rounding": {"to": D("0.05"), "way": "up"},
                "function": {
                    "shape": "linear_by_the_hour",
                    "full_value": D(34),
                    "percentages": [35, 22, 18, 15, 13, 11],
                    "percentage_less_for_more": 1,
                    "factor": D("1.20"),
                },
            },
            "round_the_clock_housing": {
                "from": date(2026, 1, 1),
                "decision": "Aluehallitus 17.11.2025 § 302",
                "income": {"definition": "own", "deductions": False},
                "function": {
                    "shape": "step_table",
                    "even": {"up_to": 900, "first": 3300, "width": 100, "less": 100, "last": 600},
                },
            },
        },
    }
)


def pension(
    identifier: str, net: str, kind: IncomeKind = IncomeKind.EARNINGS_PENSION
) -> IncomeItem:
    gross = D(net) if kind in HOUSING_ALLOWANCES else D(net) * D("1.25")
    return IncomeItem(identifier, kind, gross, D(net))


def cost(identifier: str, kind: CostKind, amount: str, per: Per = Per.MONTH) -> DeductionItem:
    return DeductionItem(identifier, kind, D(amount), per, recipient=Recipient.OTHER)


CLIENT = Means(
    (
        pension("i-01", "1500.33"),
        IncomeItem("i-02", IncomeKind.DIVIDEND, D("1000.01"), D("745.02"), Per.YEAR),
        pension("i-03", "210", IncomeKind.PENSIONER_HOUSING_ALLOWANCE),
        pension("i-04", "312.44", IncomeKind.NATIONAL_PENSION),
    ),
    (
        cost("c-01", CostKind.GUARDIAN_FEE, "620.50", Per.YEAR),
        cost("c-02", CostKind.HOUSING_COST, "480.90"),
        cost("c-03", CostKind.REIMBURSABLE_MEDICINE, "45.10"),
        cost("c-04", CostKind.REIMBURSABLE_MEDICINE, "40.20"),
        cost("c-05", CostKind.DEBT_RECOVERY, "100.00"),
        cost("c-06", CostKind.ACQUISITION_COST, "300.07", Per.YEAR),
        cost("c-07", CostKind.MAINTENANCE_PAID, "55.55"),
    ),
)
SPOUSE = Means(
    (pension("i-05", "800.10"), IncomeItem("i-06", IncomeKind.WAGE, D("600"), D("480.07"))),
    (cost("c-08", CostKind.GUARDIAN_FEE, "43.31"), cost("c-09", CostKind.ACQUISITION_COST, "20")),
)
HOUSING = FeeCase(Service.ROUND_THE_CLOCK_HOUSING, DAY, CLIENT)
COUPLE = replace(HOUSING, spouse=SPOUSE, shared_home_before_care=True)
BEFORE_CAP = replace(
    COUPLE,
    day=date(2022, 3, 16),
    client=Means(CLIENT.incomes[:2], CLIENT.deductions[5:]),
    spouse=Means(SPOUSE.incomes, SPOUSE.deductions[1:]),
)
HOME_CARE = FeeCase(
    Service.HOME_CARE, DAY, CLIENT, spouse=SPOUSE, hours=D("21.5"), family_size=2,
    in_supported_housing=True,
)  # fmt: skip
FOREST = replace(
    HOUSING,
    forests=(
        ForestItem("f-1", Role.CLIENT, "Espoo", D("20.25"), D("120.50")),
        ForestItem("f-2", Role.CLIENT, "Kuopio", D(7), cutting_value=D(300)),
    ),
)
LEFT_HOME = replace(
    HOUSING,
    client=Means(
        CLIENT.incomes,
        (
            DeductionItem("c-11", CostKind.PREVIOUS_HOME_OWNED, D(210), left_on=date(2025, 10, 31)),
            DeductionItem(
                "c-12", CostKind.PREVIOUS_HOME_RENTED, D(640),
                left_on=date(2026, 2, 3), notice_on=date(2026, 2, 20),
            ),
            DeductionItem(
                "c-13", CostKind.PREVIOUS_HOME_RIGHT_OF_OCCUPANCY, D(310),
                left_on=date(2025, 11, 1),
            ),
        ),
    ),
)  # fmt: skip
OPEN = replace(
    HOUSING,
    client=Means(
        (
            pension("i-01", "1500.33"),
            pension("i-07", "300", IncomeKind.MILITARY_INJURY_ANNUITY),
            IncomeItem("i-08", IncomeKind.WAGE, D(900), None),
            replace(pension("i-09", "211"), is_open=True),
        )
    ),
)


def voucher(case: FeeCase, **changes: Any) -> FeeCase:
    return replace(case, purpose=Purpose.VOUCHER, **changes)


#: Every rule of the law and of a county that the sheet counts by.
CASES: dict[str, tuple[FeeCase, CountyRules]] = {
    "housing": (HOUSING, ACT_ALONE),
    "housing, county": (HOUSING, COUNTY),
    "institution": (replace(HOUSING, service=Service.INSTITUTION), ACT_ALONE),
    "joint": (COUPLE, ACT_ALONE),
    "joint, county": (COUPLE, COUNTY),
    "joint, capped": (
        replace(COUPLE, client=SPOUSE, spouse=Means((pension("i-9", "1200"),))),
        ACT_ALONE,
    ),
    "spouse in care": (replace(COUPLE, spouse_in_long_term_care=True), ACT_ALONE),
    "spouse richer": (replace(COUPLE, client=SPOUSE, spouse=CLIENT), COUNTY),
    "before the cap": (BEFORE_CAP, ACT_ALONE),
    "unit's cost": (replace(HOUSING, unit="A", cost_of_service=D(1200)), COUNTY),
    "forest": (FOREST, ACT_ALONE),
    "previous homes": (LEFT_HOME, ACT_ALONE),
    "open rows": (OPEN, ACT_ALONE),
    "home care": (HOME_CARE, ACT_ALONE),
    "home care, county": (HOME_CARE, COUNTY),
    "home care, weekly": (replace(HOME_CARE, hours=None, weekly_hours=D("4.5")), COUNTY),
    "home care, no hours": (replace(HOME_CARE, hours=None), ACT_ALONE),
    "home care, eight": (replace(HOME_CARE, family_size=8, hours=D(3)), ACT_ALONE),
    "voucher by the hour": (voucher(HOME_CARE, price=D("38.5")), COUNTY),
    "voucher by a table": (voucher(HOUSING, price=D(3500), price_per=PriceUnit.MONTH), COUNTY),
    "voucher without a rule": (voucher(HOUSING), ACT_ALONE),
}
EVERY = pytest.mark.parametrize("name", CASES)


STEPS = {f"workbook.{key}" for key in texts_of("workbook") if key.startswith("step_")}


@cache
def summary(name: str) -> Summary:
    return summary_of_case(*CASES[name])


def result_on(book: Spreadsheet) -> Decimal | str:
    """The officer's result, to the cent."""
    shown = book.shown("officer_result")
    return shown if isinstance(shown, str) else cents(D(repr(shown)))


def expected_on(book: Spreadsheet, of: Summary) -> Decimal | str:
    """What the fee law says of the yellow cells."""
    assert of.workings is not None
    day = book.entered("start_day")
    if not book.entered("values_from") <= day <= book.entered("values_until"):
        return NONE  # the sheet's values do not reach as far as the law's
    found = previewed(book, of.workings)
    result = program_result(found) if found is not None else None
    return NONE if result is None else rounded(result)


@EVERY
def test_before_any_change_the_sheet_shows_the_programs_own_result_and_steps(name: str) -> None:
    of = summary(name)
    book = Spreadsheet.of_sheets(sheets_of(of))
    result = program_result(of.preview)
    assert result_on(book) == (NONE if result is None else rounded(result))
    compared = []
    for key in book.names:
        place = book.names[key]
        program = book.at(place[0], place[1].replace("H", "I"))
        if (
            place[1].startswith("H")
            and isinstance(program, float)
            and f"workbook.step_{key}" in STEPS
        ):
            shown = book.shown(key)
            assert abs(shown - program) < 1e-9, key
            compared.append(key)
    wanted = [
        one
        for one in of.preview.steps
        if one.value is not None and one.code != "voucher_corresponding_fee"
    ]
    assert len(compared) >= len(wanted), (compared, [one.code for one in wanted])


@EVERY
def test_changing_each_yellow_cell_in_turn_gives_what_the_fee_law_gives(name: str) -> None:
    of = summary(name)
    sheets = sheets_of(of)
    book = Spreadsheet.of_sheets(sheets)
    changed = 0
    for cell, held in inputs_of(sheets).items():
        start = book.entered(cell)
        for value in other_values(cell, held, book):
            book.set(cell, value)
            assert result_on(book) == expected_on(book, of), (cell, value)
            changed += 1
        book.set(cell, start)
    assert changed > 10


#: Amounts whose shares and twelfths lie on and beside half cents.
EUROS = st.integers(0, 500_000).map(lambda number: D(number) / 100)
PERS = st.sampled_from([Per.MONTH, Per.YEAR])
KINDS = st.sampled_from(
    [CostKind.GUARDIAN_FEE, CostKind.HOUSING_COST, CostKind.REIMBURSABLE_MEDICINE,
     CostKind.ACQUISITION_COST, CostKind.DEBT_RECOVERY, CostKind.LIFE_ANNUITY]
)  # fmt: skip


@st.composite
def means(draw: st.DrawFn) -> Means:
    incomes = draw(st.lists(st.tuples(EUROS, PERS), max_size=3))
    costs = draw(st.lists(st.tuples(KINDS, EUROS, PERS), max_size=3))
    return Means(
        tuple(
            IncomeItem(f"i-{at}", IncomeKind.EARNINGS_PENSION, amount, amount, per)
            for at, (amount, per) in enumerate(incomes)
        ),
        tuple(
            DeductionItem(f"c-{at}", kind, amount / 10, per)
            for at, (kind, amount, per) in enumerate(costs)
        ),
    )


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    client=means(),
    spouse=st.none() | means(),
    service=st.sampled_from(Service),
    hours=st.integers(1, 160).map(lambda quarters: D(quarters) / 4),
    family_size=st.integers(1, 9),
    shared=st.booleans(),
    rules=st.sampled_from([ACT_ALONE, COUNTY]),
    purpose=st.sampled_from(Purpose),
)
def test_binary_numbers_give_the_exact_result_to_the_cent(
    client: Means,
    spouse: Means | None,
    service: Service,
    hours: Decimal,
    family_size: int,
    shared: bool,
    rules: CountyRules,
    purpose: Purpose,
) -> None:
    case = FeeCase(
        service, DAY, client, spouse=spouse, shared_home_before_care=shared, purpose=purpose,
        hours=hours, family_size=family_size, in_supported_housing=True,
    )  # fmt: skip
    of = summary_of_case(case, rules)
    result = program_result(of.preview)
    calculation = calculation_of(of, Places(of, WORDS), WORDS)
    assert calculation is not None
    exact = calculation.cells.value_of("officer_result")
    exact = rounded(exact) if isinstance(exact, Decimal) else exact
    assert exact == (NONE if result is None else rounded(result))
    assert result_on(Spreadsheet.of_sheets(sheets_of(of))) == (
        NONE if result is None else rounded(result)
    )


def test_what_is_incomplete_shows_no_result_until_the_officer_says_that_nothing_lacks() -> None:
    of = summary_of_case(HOUSING, is_known=False)
    book = Spreadsheet.of_sheets(sheets_of(of))
    assert result_on(book) == NONE
    assert {book.shown(key) for key in ("client_income", "own_share", "act_maximum", "fee")} == {""}
    book.set("client_i_01_amount", D(9999))
    assert result_on(book) == NONE
    book.set("missing_found", WORDS("choice_yes"))
    assert isinstance(result_on(book), Decimal)


def test_rows_of_the_officers_own_count_like_any_other() -> None:
    of = summary("housing")
    book = Spreadsheet.of_sheets(sheets_of(of))
    before = book.shown("client_income")
    book.set("client_added_income_1_amount", D("100.10"))
    assert result_on(book) == NONE
    book.set("client_added_income_1_counts", WORDS("choice_yes"))
    assert abs(book.shown("client_income") - before - 100.10) < 1e-9
    deducted = book.shown("client_deductions")
    book.set(
        "client_added_deduction_2_kind", WORDS.word("cost_kind", CostKind.REIMBURSABLE_MEDICINE)
    )
    book.set("client_added_deduction_2_amount", D(40))
    book.set("client_added_deduction_2_counts", WORDS("choice_yes"))
    # The year's ceiling is used up by the medicines above.
    assert abs(book.shown("client_deductions") - deducted) < 1e-9
    assert result_on(book) == expected_on(book, of)


@pytest.mark.parametrize("made", [alone, couple_at_worst, without_a_source, with_open_rows])
def test_every_made_up_summary_has_a_calculation(made: Callable[[], Summary]) -> None:
    of = made()
    book = Spreadsheet.of_sheets(sheets_of(of))
    result = program_result(of.preview)
    assert result_on(book) == (NONE if result is None else rounded(result))
