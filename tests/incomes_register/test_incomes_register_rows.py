"""What each row of a report becomes: an income, its tax, or a question."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from made_up_reports import Ask, amounts, codes, report, row

from robots.casework.period import Period
from robots.casework.words import IncomeKind, Mark, Severity, State


def test_withheld_tax_is_no_income_and_gives_the_net(wages: Ask) -> None:
    answer = wages(report(row(201, "1200.00"), row(402, "168.00")))

    (income,) = answer.incomes
    assert amounts(income) == (Decimal("1200.00"), Decimal("168.00"), Decimal("1032.00"))
    assert income.paid_on == date(2025, 6, 13)
    assert income.period == Period(date(2025, 6, 1), date(2025, 6, 30))
    assert answer.findings == ()


def test_the_tax_of_a_report_is_shared_in_proportion_and_comes_to_itself(wages: Ask) -> None:
    answer = wages(
        report(row(201, "1000.00"), row(206, "1000.00"), row(206, "1000.00"), row(402, "100.00"))
    )

    taxes = [income.tax for income in answer.incomes]
    assert taxes == [Decimal("33.33"), Decimal("33.33"), Decimal("33.34")]


def test_items_of_a_wage_replace_the_total_of_the_same_report(wages: Ask) -> None:
    answer = wages(report(row(101, "1500.00"), row(201, "1200.00"), row(206, "300.00")))

    assert [income.gross for income in answer.incomes] == [Decimal("1200.00"), Decimal("300.00")]
    assert answer.findings == ()


def test_a_total_that_its_items_do_not_come_to_is_a_question(wages: Ask) -> None:
    answer = wages(report(row(101, "1700.00"), row(201, "1200.00")))

    assert [income.gross for income in answer.incomes] == [Decimal("1200.00")]
    assert codes(answer) == ["incomes_register_total_differs"]


def test_a_total_alone_is_the_wage_and_items_of_another_report_do_not_matter(wages: Ask) -> None:
    answer = wages(report(row(101, "1500.00")), report(row(201, "1200.00"), number=2))

    assert [income.gross for income in answer.incomes] == [Decimal("1500.00"), Decimal("1200.00")]
    assert {income.kind for income in answer.incomes} == {IncomeKind.WAGE}


def test_the_marks_of_the_register_are_kept(wages: Ask) -> None:
    answer = wages(
        report(row(flags=["OneOff"]), row(flags=["NoMoney"]), row(flags=["UnjustEnrichment"]))
    )

    assert [income.marks for income in answer.incomes] == [
        {Mark.ONE_OFF},
        {Mark.IN_KIND},
        {Mark.UNJUST_ENRICHMENT},
    ]


def test_an_unknown_code_is_shown_and_told_once(wages: Ask) -> None:
    answer = wages(report(row(399, "50.00")), report(row(399, "60.00"), number=2))

    assert [(one.kind, one.name, one.gross) for one in answer.incomes] == [
        (IncomeKind.UNKNOWN, "Tulorekisterin tulolaji 399", Decimal("50.00")),
        (IncomeKind.UNKNOWN, "Tulorekisterin tulolaji 399", Decimal("60.00")),
    ]
    (finding,) = answer.findings
    assert finding.code == "incomes_register_code_unknown"
    assert finding.severity is Severity.INFO, "the figure itself is asked about in the summary"
    assert finding.values == {"payer": "Kulman Kirjakauppa Oy", "income_type": "399"}
    assert finding.refers_to == tuple(one.id for one in answer.incomes)


def test_a_missing_amount_is_told_and_no_zero(wages: Ask) -> None:
    answer = wages(report(row(201, None)))

    (income,) = answer.incomes
    assert (income.gross, income.net) == (None, None)
    assert codes(answer) == ["incomes_register_amount_missing"]


def test_a_missing_code_is_told_and_the_amount_shown(wages: Ask) -> None:
    answer = wages(report(row(None, "70.00")))

    (income,) = answer.incomes
    assert (income.kind, income.gross) == (IncomeKind.UNKNOWN, Decimal("70.00"))
    assert codes(answer) == ["incomes_register_code_missing"]


@pytest.mark.parametrize(
    "flag", ["Recourse", "PaymentReallocation", "UnpromptedRefund", "DelayIncrease"]
)
def test_money_moved_between_others_is_the_officers_to_judge(benefits: Ask, flag: str) -> None:
    answer = benefits(report(row(9001, "500.00", [flag])))

    (income,) = answer.incomes
    assert (income.kind, income.gross) == (IncomeKind.UNKNOWN, Decimal("500.00"))
    assert codes(answer) == ["incomes_register_special_payment"]


def test_the_earning_periods_of_a_row_go_before_the_payment_period(wages: Ask) -> None:
    periods = (
        "<EarningPeriods><EarningPeriod><StartDate>2025-05-01</StartDate>"
        "<EndDate>2025-05-10</EndDate></EarningPeriod><EarningPeriod>"
        "<StartDate>2025-05-20</StartDate><EndDate>2025-05-31</EndDate></EarningPeriod>"
        "</EarningPeriods>"
    )

    answer = wages(report(row(inside=periods)))

    assert answer.incomes[0].period == Period(date(2025, 5, 1), date(2025, 5, 31))


def test_parts_of_the_pay_told_for_insurance_are_not_added_to_it(wages: Ask) -> None:
    answer = wages(report(row(101, "1500.00"), row(102, "1500.00"), row(103, "1400.00")))

    assert [income.gross for income in answer.incomes] == [Decimal("1500.00")]
    assert answer.findings == ()


def test_parts_of_a_pay_without_the_pay_are_asked_about(wages: Ask) -> None:
    answer = wages(report(row(102, "1500.00")))

    assert (answer.state, answer.incomes) == (State.PARTIAL, ())
    assert codes(answer) == ["incomes_register_pay_missing"]


def test_a_fringe_benefit_is_income_in_kind_and_what_was_paid_for_it_a_question(
    wages: Ask,
) -> None:
    answer = wages(report(row(201, "2000.00"), row(304, "500.00"), row(401, "100.00")))

    pay, car = answer.incomes
    assert (car.kind, car.gross, car.marks) == (
        IncomeKind.WAGE,
        Decimal("500.00"),
        {Mark.IN_KIND},
    )
    assert (car.name, car.name_sv) == ("Autoetu", "Bilförmån")
    assert pay.marks == frozenset()
    told = {finding.code: finding.severity for finding in answer.findings}
    assert told == {
        "incomes_register_in_kind": Severity.INFO,
        "incomes_register_charged": Severity.QUESTION,
    }


def test_costs_paid_back_free_of_tax_bear_no_tax_of_the_report(wages: Ask) -> None:
    answer = wages(report(row(201, "2000.00"), row(311, "300.00"), row(402, "400.00")))

    pay, travel = answer.incomes
    assert amounts(pay) == (Decimal("2000.00"), Decimal("400.00"), Decimal("1600.00"))
    assert amounts(travel) == (Decimal("300.00"), Decimal(0), Decimal("300.00"))
    assert (travel.kind, travel.marks) == (IncomeKind.OTHER_TAX_FREE, {Mark.TAX_FREE})


def test_a_benefit_that_the_register_says_is_not_taxed_has_its_gross_as_net(benefits: Ask) -> None:
    untaxed = report(row(9001, "100.00")).replace(
        "<Amount>100.00</Amount>", "<Amount>100.00</Amount><TaxTreatment>7</TaxTreatment>"
    )

    answer = benefits(untaxed, withheld_tax_in_profile=False)

    (income,) = answer.incomes
    assert amounts(income) == (Decimal("100.00"), Decimal(0), Decimal("100.00"))
    assert income.marks == {Mark.TAX_FREE}


def test_an_income_that_got_another_code_afterwards_is_the_officers(benefits: Ask) -> None:
    changed = report(row(9001, "100.00")).replace(
        "<TransactionCode>9001</TransactionCode>",
        "<TransactionCode>9001</TransactionCode>"
        "<RetroactiveTransactionCode>9002</RetroactiveTransactionCode>",
    )

    answer = benefits(changed)

    assert answer.incomes[0].kind is IncomeKind.UNKNOWN
    assert codes(answer) == ["incomes_register_code_changed"]


def test_a_code_known_from_another_law_alone_is_the_officers(benefits: Ask) -> None:
    answer = benefits(report(row(1026, "700.00")))

    (income,) = answer.incomes
    assert (income.kind, income.name) == (IncomeKind.UNKNOWN, "Tulorekisterin tulolaji 1026")
    assert income.name_sv == "Inkomstregistrets inkomstslag 1026"
    assert codes(answer) == ["incomes_register_code_unknown"]
