"""Which reports may be used: the newest version, of the right person and time."""

from __future__ import annotations

from decimal import Decimal

import pytest
from made_up_reports import Ask, codes, report, row

from robots.casework.errors import PersonMismatch
from robots.casework.words import State
from robots.transport.errors import ReplyNotUnderstood


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


def test_a_known_element_that_stands_twice_is_neither_of_the_two(wages: Ask) -> None:
    twice = report(row()).replace("<Amount>1000.00</Amount>", "<Amount>1.00</Amount>" * 2)

    with pytest.raises(ReplyNotUnderstood):
        wages(twice)
