"""What each row of a report is, over the whole way: reports written out, signed, sent and read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from robots.casework.answer import Answer, Income
from robots.casework.errors import PersonMismatch
from robots.casework.period import Period
from robots.casework.words import IncomeKind, Mark, Severity, State
from robots.transport.errors import ReplyNotUnderstood

World = Callable[..., Any]


def row(
    code: int | None = 201,
    amount: str | None = "1000.00",
    flags: Sequence[str] = (),
    inside: str = "",
) -> str:
    """One transaction."""
    basic = "" if code is None else f"<TransactionCode>{code}</TransactionCode>"
    basic += "" if amount is None else f"<Amount>{amount}</Amount>"
    basic += "".join(f"<{flag}>true</{flag}>" for flag in flags)
    return f"<Transaction><TransactionBasic>{basic}</TransactionBasic>{inside}</Transaction>"


def report(
    *rows: str,
    number: int = 1,
    version: int = 1,
    status: int = 1,
    paid_on: str = "<PaymentDate>2025-06-13</PaymentDate>",
    earner: str = "{code}",
    payer: str = "<CompanyName>Kulman Kirjakauppa Oy</CompanyName>",
) -> str:
    """One wage report about the person who was asked about."""
    transactions = f"<Transactions>{''.join(rows)}</Transactions>" if rows else ""
    return f"""<Report><DeliveryData><Timestamp>2025-06-13T06:00:00+03:00</Timestamp>
      <PaymentPeriod>{paid_on}<StartDate>2025-06-01</StartDate><EndDate>2025-06-30</EndDate>
      </PaymentPeriod><Payer><PayerIds><Id><Type>1</Type><Code>9990001-1</Code></Id></PayerIds>
      <PayerBasic>{payer}</PayerBasic></Payer></DeliveryData>
      <ReportData><IRReportId>{number:032d}</IRReportId><ReportStatus>{status}</ReportStatus>
      <ReportVersion>{version}</ReportVersion></ReportData>
      <IncomeEarner><IncomeEarnerIds><Id><Type>2</Type><Code>{earner}</Code></Id></IncomeEarnerIds>
      </IncomeEarner>{transactions}</Report>"""


@pytest.fixture
def wages(world: World) -> Callable[..., Answer]:
    def ask(*reports: str, **settings: Any) -> Answer:
        return world({"verbatim": {"wages": list(reports)}}, **settings).ask("wages")

    return ask


@pytest.fixture
def benefits(world: World) -> Callable[..., Answer]:
    def ask(*reports: str, **settings: Any) -> Answer:
        return world({"verbatim": {"benefits": list(reports)}}, **settings).ask("benefits")

    return ask


Ask = Callable[..., Answer]


def amounts(income: Income) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    return income.gross, income.tax, income.net


def codes(answer: Answer) -> list[str]:
    return [finding.code for finding in answer.findings]


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


def test_an_unknown_deduction_from_wages_is_asked_about_and_no_income(wages: Ask) -> None:
    answer = wages(report(row(201, "1000.00"), row(402, "100.00"), row(499, "50.00")))

    (income,) = answer.incomes
    assert amounts(income) == (Decimal("1000.00"), None, None), "it may be tax"
    assert codes(answer) == ["incomes_register_deduction_unknown"]


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


@pytest.mark.parametrize(
    "flag", ["Recourse", "PaymentReallocation", "UnpromptedRefund", "DelayIncrease"]
)
def test_money_moved_between_others_is_the_officers_to_judge(benefits: Ask, flag: str) -> None:
    answer = benefits(report(row(9001, "500.00", [flag])))

    (income,) = answer.incomes
    assert (income.kind, income.gross) == (IncomeKind.UNKNOWN, Decimal("500.00"))
    assert codes(answer) == ["incomes_register_special_payment"]


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


def test_the_earning_periods_of_a_row_go_before_the_payment_period(wages: Ask) -> None:
    periods = (
        "<EarningPeriods><EarningPeriod><StartDate>2025-05-01</StartDate>"
        "<EndDate>2025-05-10</EndDate></EarningPeriod><EarningPeriod>"
        "<StartDate>2025-05-20</StartDate><EndDate>2025-05-31</EndDate></EarningPeriod>"
        "</EarningPeriods>"
    )

    answer = wages(report(row(inside=periods)))

    assert answer.incomes[0].period == Period(date(2025, 5, 1), date(2025, 5, 31))


def test_the_highest_version_of_a_report_counts(wages: Ask) -> None:
    answer = wages(
        report(row(amount="1000.00"), version=1),
        report(row(amount="1300.00"), version=3),
        report(row(amount="1200.00"), version=2),
    )

    assert [income.gross for income in answer.incomes] == [Decimal("1300.00")]


def test_a_report_cancelled_in_its_newest_version_is_gone(wages: Ask) -> None:
    answer = wages(report(row(), version=1), report(row(), version=2, status=9))

    assert (answer.state, answer.incomes, answer.findings) == (State.NONE, (), ())


def test_a_report_of_unknown_status_is_not_used_and_leaves_the_answer_partial(wages: Ask) -> None:
    answer = wages(report(row()), report(row(), number=2, status=5))

    assert answer.state is State.PARTIAL
    assert len(answer.incomes) == 1
    assert codes(answer) == ["incomes_register_status_unknown"]


def test_a_report_without_rows_leaves_the_answer_partial(wages: Ask) -> None:
    answer = wages(report())

    assert (answer.state, answer.incomes) == (State.PARTIAL, ())
    assert codes(answer) == ["incomes_register_report_empty"]


def test_a_payment_outside_the_permitted_time_is_not_used(wages: Ask) -> None:
    answer = wages(report(row(), paid_on="<PaymentDate>2019-06-13</PaymentDate>"))

    assert (answer.state, answer.incomes) == (State.NONE, ())
    assert codes(answer) == ["incomes_register_outside_period"]


def test_a_payment_without_a_day_is_told_and_gets_none(wages: Ask) -> None:
    answer = wages(report(row(), paid_on=""))

    assert answer.incomes[0].paid_on is None
    assert codes(answer) == ["incomes_register_payment_undated"]


def test_one_report_about_somebody_else_spoils_the_whole_answer(wages: Ask) -> None:
    with pytest.raises(PersonMismatch):
        wages(report(row()), report(row(), number=2, earner="130255-9018"))


def test_a_report_that_does_not_say_whom_it_is_about_is_not_used(wages: Ask) -> None:
    nobody = report(row()).replace("<Type>2</Type>", "<Type>6</Type>")

    with pytest.raises(PersonMismatch):
        wages(nobody)


def test_a_household_is_named_as_the_payer_and_its_identity_code_is_not(wages: Ask) -> None:
    household = report(
        row(), payer="<LastName>Lehtokallio</LastName><FirstName>Irma</FirstName>"
    ).replace("<Type>1</Type><Code>9990001-1</Code>", "<Type>2</Type><Code>130255-9018</Code>")

    answer = wages(household)

    assert (answer.incomes[0].payer, answer.incomes[0].payer_id) == ("Lehtokallio Irma", "")
    assert b"130255-9018" not in answer.attachments[0].content


def test_what_is_new_in_the_schema_does_not_matter(wages: Ask) -> None:
    newer = report(row(inside="<SomethingNew><Deep>1</Deep></SomethingNew>"))

    assert len(wages(newer).incomes) == 1


@pytest.mark.parametrize(
    "broken",
    [
        report(row(amount="1.000,00")),
        report(row(amount="1e3")),
        report(row()).replace("2025-06-13</PaymentDate>", "13.6.2025</PaymentDate>"),
        report(row()).replace("<ReportVersion>1<", "<ReportVersion>first<"),
        report(row()).replace(f"{1:032d}", ""),
        report(row()).replace("<EndDate>2025-06-30<", "<EndDate>2024-06-30<"),
    ],
    ids=["amount", "exponent", "date", "version", "report id", "period"],
)
def test_a_value_in_another_form_is_not_guessed_at(wages: Ask, broken: str) -> None:
    with pytest.raises(ReplyNotUnderstood):
        wages(broken)


def test_two_different_reports_of_one_id_and_version_are_not_chosen_between(wages: Ask) -> None:
    with pytest.raises(ReplyNotUnderstood):
        wages(report(row(amount="1.00")), report(row(amount="2.00")))


def test_parts_of_the_pay_told_for_insurance_are_not_added_to_it(wages: Ask) -> None:
    answer = wages(report(row(101, "1500.00"), row(102, "1500.00"), row(103, "1400.00")))

    assert [income.gross for income in answer.incomes] == [Decimal("1500.00")]
    assert answer.findings == ()


def test_parts_of_a_pay_without_the_pay_are_asked_about(wages: Ask) -> None:
    answer = wages(report(row(102, "1500.00")))

    assert (answer.state, answer.incomes) == (State.PARTIAL, ())
    assert codes(answer) == ["incomes_register_pay_missing"]


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


def test_a_tax_paid_abroad_leaves_the_net_unknown(wages: Ask) -> None:
    answer = wages(report(row(201, "1000.00"), row(416, "50.00")))

    assert amounts(answer.incomes[0])[1:] == (None, None)
    assert codes(answer) == ["incomes_register_deduction_unknown"]


def test_a_known_element_that_stands_twice_is_neither_of_the_two(wages: Ask) -> None:
    twice = report(row()).replace("<Amount>1000.00</Amount>", "<Amount>1.00</Amount>" * 2)

    with pytest.raises(ReplyNotUnderstood):
        wages(twice)
