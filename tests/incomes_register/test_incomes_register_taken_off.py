"""What is taken off a pay or taken back: tax, garnishments, insurance, recoveries."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from made_up_reports import Ask, amounts, codes, report, row

from robots.casework.period import Period
from robots.casework.words import Mark, Severity, State


def test_money_taken_back_belongs_to_the_payment_it_was_taken_back_from(wages: Ask) -> None:
    original = (
        "<RecoveryData><RecoveryDate>2025-06-01</RecoveryDate><Withhold>20.00</Withhold>"
        "<OrigPaymentPeriods><OrigPaymentPeriod><PaymentDate>2025-04-15</PaymentDate>"
        "<StartDate>2025-04-01</StartDate><EndDate>2025-04-30</EndDate></OrigPaymentPeriod>"
        "</OrigPaymentPeriods></RecoveryData>"
    )

    answer = wages(
        report(row(201, "1000.00"), row(201, "150.00", ["Recovery"], original), row(402, "180.00"))
    )

    paid, back = answer.incomes
    assert amounts(paid) == (Decimal("1000.00"), Decimal("180.00"), Decimal("820.00"))
    assert amounts(back) == (Decimal("150.00"), Decimal("20.00"), Decimal("130.00"))
    assert back.marks == {Mark.RECOVERY}
    assert back.paid_on == date(2025, 4, 15)
    assert back.period == Period(date(2025, 4, 1), date(2025, 4, 30))
    assert answer.findings == ()


@pytest.mark.parametrize("inside", ["", "<RecoveryData><Withhold>1.00</Withhold></RecoveryData>"])
def test_money_taken_back_from_an_unknown_payment_is_told_and_has_no_day(
    wages: Ask, inside: str
) -> None:
    answer = wages(report(row(201, "150.00", ["Recovery"], inside)))

    (back,) = answer.incomes
    assert (back.paid_on, back.period) == (None, None)
    assert codes(answer) == ["incomes_register_recovery_undated"]


def test_an_unknown_deduction_from_wages_is_asked_about_and_no_income(wages: Ask) -> None:
    answer = wages(report(row(201, "1000.00"), row(402, "100.00"), row(499, "50.00")))

    (income,) = answer.incomes
    assert amounts(income) == (Decimal("1000.00"), None, None), "it may be tax"
    assert codes(answer) == ["incomes_register_deduction_unknown"]


def test_a_withheld_tax_without_an_amount_leaves_the_net_unknown(wages: Ask) -> None:
    answer = wages(report(row(201, "1000.00"), row(402, None)))

    assert amounts(answer.incomes[0]) == (Decimal("1000.00"), None, None)
    assert codes(answer) == ["incomes_register_tax_unclear"]


def test_a_tax_that_no_income_of_the_report_bears_is_a_question(wages: Ask) -> None:
    answer = wages(report(row(201, "1000.00", ["UnjustEnrichment"]), row(402, "10.00")))

    assert [income.gross for income in answer.incomes] == [Decimal("1000.00")]
    assert codes(answer) == ["incomes_register_tax_unclear"]


def test_no_row_of_tax_means_no_tax_only_where_the_permission_covers_tax(wages: Ask) -> None:
    covered = wages(report(row(201, "1000.00")))
    not_covered = wages(report(row(201, "1000.00")), withheld_tax_in_profile=False)

    assert amounts(covered.incomes[0]) == (Decimal("1000.00"), Decimal(0), Decimal("1000.00"))
    assert amounts(not_covered.incomes[0]) == (Decimal("1000.00"), None, None)


def test_a_garnishment_is_told_and_the_gross_counts(benefits: Ask) -> None:
    deductions = (
        "<Deductions><Deduction><DeductionTransactionCode>9090</DeductionTransactionCode>"
        "<Amount>100.00</Amount></Deduction><Deduction>"
        "<DeductionTransactionCode>9091</DeductionTransactionCode><Amount>85.00</Amount>"
        "</Deduction></Deductions>"
    )

    answer = benefits(report(row(9001, "500.00", inside=deductions)))

    (income,) = answer.incomes
    assert amounts(income) == (Decimal("500.00"), Decimal("85.00"), Decimal("415.00"))
    (finding,) = answer.findings
    assert (finding.code, finding.severity) == ("incomes_register_deducted", Severity.INFO)
    assert finding.values == {
        "payer": "Kulman Kirjakauppa Oy",
        "name": "Ulosmittaus",
        "name_sv": "Utmätning",
    }


def test_a_deduction_that_may_be_tax_leaves_the_net_unknown(benefits: Ask) -> None:
    deductions = (
        "<Deductions><Deduction><DeductionTransactionCode>9999</DeductionTransactionCode>"
        "<Amount>100.00</Amount></Deduction></Deductions>"
    )

    answer = benefits(report(row(9001, "500.00", inside=deductions)))

    assert amounts(answer.incomes[0]) == (Decimal("500.00"), None, None)
    assert codes(answer) == ["incomes_register_deduction_unknown"]


@pytest.mark.parametrize("code", [402, 413, 406, 499])
def test_what_was_taken_from_a_pay_that_is_not_told_is_no_answer_of_nothing(
    wages: Ask, code: int
) -> None:
    alone = wages(report(row(code, "200.00")))
    assert (alone.state, alone.incomes) == (State.PARTIAL, ())
    assert Severity.QUESTION in {finding.severity for finding in alone.findings}

    beside_another = wages(report(row(code, "200.00")), report(row(201), number=2))
    assert beside_another.state is State.PARTIAL


def test_the_net_pay_and_what_is_paid_out_are_no_deductions(wages: Ask) -> None:
    answer = wages(report(row(201, "1000.00"), row(402, "200.00"), row(406, "800.00")))

    assert amounts(answer.incomes[0]) == (Decimal("1000.00"), Decimal("200.00"), Decimal("800.00"))
    assert answer.findings == ()


def test_insurance_contributions_are_told_once_and_taken_off_nothing(wages: Ask) -> None:
    answer = wages(report(row(201, "1000.00"), row(413, "71.50"), row(414, "5.90")))

    assert amounts(answer.incomes[0])[2] == Decimal("1000.00")
    assert codes(answer) == ["incomes_register_contributions"]


def test_what_was_taken_back_has_a_total_of_its_own(wages: Ask) -> None:
    original = (
        "<RecoveryData><OrigPaymentPeriods><OrigPaymentPeriod>"
        "<PaymentDate>2025-04-15</PaymentDate></OrigPaymentPeriod></OrigPaymentPeriods>"
        "</RecoveryData>"
    )

    answer = wages(
        report(row(201, "1000.00"), row(206, "50.00"), row(101, "80.00", ["Recovery"], original))
    )

    assert [income.gross for income in answer.incomes] == [
        Decimal("1000.00"),
        Decimal("50.00"),
        Decimal("80.00"),
    ]
    assert answer.findings == ()


def test_a_tax_paid_abroad_leaves_the_net_unknown(wages: Ask) -> None:
    answer = wages(report(row(201, "1000.00"), row(416, "50.00")))

    assert amounts(answer.incomes[0])[1:] == (None, None)
    assert codes(answer) == ["incomes_register_deduction_unknown"]
