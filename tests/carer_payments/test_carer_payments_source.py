"""The payments to carers: never a silent nought, and counted once with the Incomes Register."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook
from pydantic import ValidationError

from robots.carer_payments import (
    GROUP,
    CarerPayments,
    CarerPaymentsSettings,
    WithCarerPayments,
)
from robots.carer_payments.errors import CarerPaymentsRefused, CarerPaymentsUnavailable
from robots.casework.answer import Answer, Income
from robots.casework.case import ConsentState, Person
from robots.casework.checks import InterfaceCheck
from robots.casework.identity_code import IdentityCode
from robots.casework.period import Month, Period
from robots.casework.permit import Permit
from robots.casework.protocols import Access
from robots.casework.words import IncomeKind, Per, Purpose, Role, Source, State
from robots.summary.matching import matched

DAY = date(2026, 3, 16)
NOW = datetime(2026, 3, 16, 1, 0, tzinfo=UTC)
PERIOD = Period.months_before(DAY, 12)
CARER = IdentityCode.parse("010140-900T", test_range=True)
OTHER = IdentityCode.parse("240542-902E", test_range=True)
PERMIT = Permit(
    case_id="T-0001",
    role=Role.CLIENT,
    source=Source.DOCUMENTS,
    data_groups=frozenset({"handed_in", GROUP}),
    period=PERIOD,
    legal_basis="734/1992 14 a § 1 mom.",
    purpose=Purpose.FEE,
    requested_by="robotti",
    reason="vuositarkistus",
    told_on=None,
    consent=ConsentState.NOT_ASKED,
    granted_at=NOW,
)
FULL_YEAR = list(PERIOD.months())[:-1]
HEADINGS = ("Henkilötunnus", "Kuukausi", "Palkkio", "Vero", "Laji")


@dataclass
class Log:
    rows: list[Access] = field(default_factory=list)

    def record(self, access: Access) -> None:
        self.rows.append(access)


class Papers:
    """The client's own papers: what another room makes of them."""

    def __init__(self, state: State) -> None:
        self._state = state

    def ask(self, permit: Permit, person: Person, period: Period) -> Answer:
        return Answer(Source.DOCUMENTS, person.role, self._state, NOW, period)

    def check(self) -> tuple[InterfaceCheck, ...]:
        return ()

    def close(self) -> None:
        pass


class County:
    """A county with an export file."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "omaishoito.csv"
        self.log = Log()

    def write(self, *rows: tuple[str, ...]) -> None:
        lines = [";".join(row) for row in (HEADINGS, *rows)]
        self.file.write_text("\r\n".join(lines) + "\r\n", "utf-8-sig")

    def settings(self, **changed: object) -> CarerPaymentsSettings:
        columns = {
            "payee": "Henkilötunnus",
            "month": "Kuukausi",
            "fee": "Palkkio",
            "tax": "Vero",
            "kind": "Laji",
        }
        return CarerPaymentsSettings.model_validate(
            {
                "file": self.file,
                "columns": columns,
                "kinds": {
                    "omaishoidon palkkio": "family_care_fee",
                    "kulukorvaus": "other_tax_free",
                },
                "payer": "Kuusirannan hyvinvointialue",
                "payer_id": "9990000-8",
                "pay_day": 15,
            }
            | changed
        )

    def payments(self, **changed: object) -> CarerPayments:
        return CarerPayments(
            self.settings(**changed),
            access_log=self.log,
            clock=lambda: NOW,
            new_id=lambda: "req-1",
            test_range=True,
        )

    def ask(self, code: IdentityCode = CARER, permit: Permit = PERMIT, **changed: object) -> Answer:
        return self.payments(**changed).ask(permit, Person(Role.CLIENT, code), PERIOD)


@pytest.fixture
def county(tmp_path: Path) -> County:
    return County(tmp_path)


def paid(month: Month, payee: IdentityCode = CARER, kind: str = "omaishoidon palkkio"):
    return (payee.reveal(), f"{month.month:02d}/{month.year}", "472,20", "47,20", kind)


def a_year(payee: IdentityCode = CARER) -> list[tuple[str, ...]]:
    return [paid(month, payee) for month in FULL_YEAR]


def test_each_payment_is_a_figure_with_file_row_month_and_day(county: County) -> None:
    county.write(*a_year(OTHER), *a_year())
    answer = county.ask()
    assert answer.state is State.FOUND
    assert len(answer.incomes) == 12
    last = max(answer.incomes, key=lambda one: one.paid_on or date.min)
    assert (last.kind, last.gross, last.tax, last.net) == (
        IncomeKind.FAMILY_CARE_FEE,
        Decimal("472.20"),
        Decimal("47.20"),
        Decimal("425.00"),
    )
    assert last.paid_on == date(2026, 2, 15)
    assert last.period == Period(date(2026, 2, 1), date(2026, 2, 28))
    evidence = {one.id: one for one in answer.evidence}[last.evidence[0]]
    assert evidence.place == "rivi 25"
    assert evidence.file == "evidence/carer_payments-client.json"


def test_the_extract_holds_the_persons_rows_alone_and_no_identity_code(county: County) -> None:
    county.write(*a_year(OTHER), *a_year())
    (extract,) = county.ask().attachments
    assert len(json.loads(extract.content)["payments"]) == 12
    for code in (CARER, OTHER):
        assert code.reveal() not in extract.content.decode()


def test_nobody_is_without_payments_unless_the_file_covers_the_months(county: County) -> None:
    county.write(*a_year(OTHER))
    assert county.ask().state is State.NONE
    county.write(*a_year(OTHER)[:-2])
    answer = county.ask()
    assert answer.state is State.PARTIAL
    assert answer.reason is not None
    assert answer.reason.values == {"months": "1/2026, 2/2026"}


def test_payments_of_a_file_with_missing_months_are_partial_too(county: County) -> None:
    county.write(*a_year()[1:])
    assert county.ask().state is State.PARTIAL


def test_fees_that_are_paid_a_month_later_are_waited_for_no_longer_than_that(
    county: County,
) -> None:
    county.write(*a_year(OTHER)[:-1])
    assert county.ask(paid_in_next_month=True).state is State.NONE
    assert county.ask().state is State.PARTIAL


def test_a_file_that_is_not_there_is_no_nought(county: County) -> None:
    with pytest.raises(CarerPaymentsUnavailable):
        county.ask()
    assert [row.outcome for row in county.log.rows] == ["asked", "carer_payments_unavailable"]


@pytest.mark.parametrize(
    ("column", "cell"),
    [(0, "Yhteensä"), (0, "010140-9001"), (1, "13/2025"), (1, "helmikuu"), (2, "4,7.2"),
     (2, ""), (2, "472.20"), (3, "x"), (4, "")],
)  # fmt: skip
def test_a_cell_that_cannot_be_understood_refuses_the_whole_file(
    county: County, column: int, cell: str
) -> None:
    broken = list(paid(FULL_YEAR[0], OTHER))
    broken[column] = cell
    county.write(*a_year(), tuple(broken))
    with pytest.raises(CarerPaymentsRefused) as refused:
        county.ask()
    assert refused.value.context == {"heading": HEADINGS[column], "row": 14}


def test_empty_lines_are_no_payments(county: County) -> None:
    county.write(*a_year(), ("", "", "5666,40", "", "Yhteensä"))
    assert len(county.ask().incomes) == 12


def test_a_heading_that_is_missing_is_named(county: County) -> None:
    county.write(*a_year())
    columns = {"payee": "Hetu", "month": "Kuukausi", "fee": "Palkkio", "kind": "Laji"}
    with pytest.raises(CarerPaymentsRefused) as refused:
        county.ask(columns=columns)
    assert refused.value.context["heading"] == "Hetu"


def test_a_kind_that_the_county_has_not_named_is_the_officers(county: County) -> None:
    county.write(*a_year(), paid(FULL_YEAR[-1], kind="lisäpalkkio"))
    kinds = {one.name: one.kind for one in county.ask().incomes}
    assert kinds["lisäpalkkio"] is IncomeKind.UNKNOWN


def test_a_workbook_is_read_like_a_csv_file(county: County, tmp_path: Path) -> None:
    county.write(*a_year())
    of_csv = county.ask()
    book = Workbook()
    book.worksheets[0].append(HEADINGS)
    for month in FULL_YEAR:
        row = (CARER.reveal(), month.first, 472.2, 47.2, "omaishoidon palkkio")
        book.worksheets[0].append(row)
    book.save(tmp_path / "omaishoito.xlsx")
    of_book = county.ask(file=tmp_path / "omaishoito.xlsx")
    assert of_book.incomes == of_csv.incomes


def test_the_same_payment_in_the_register_is_counted_once(county: County) -> None:
    """The register tells the day on the account, a day or two from the county's own pay day."""
    county.write(*a_year())
    own = county.ask().incomes
    register = [
        replace(
            one,
            id=f"i-register-{at}",
            source=Source.INCOMES_REGISTER,
            paid_on=one.paid_on and one.paid_on.replace(day=17),
        )
        for at, one in enumerate(own)
    ]

    def gross(income: Income) -> Decimal | None:
        return income.gross

    met = matched([register, own], gross)
    assert len(met.kept) == 12
    assert set(met.same) == {one.id for one in own}
    assert all(one.per is Per.PAYMENT and one.payer_id == "9990000-8" for one in own)


def test_without_a_permit_that_names_them_nothing_is_looked_up(county: County) -> None:
    county.write(*a_year())
    with pytest.raises(ValueError, match="does not name"):
        county.ask(permit=replace(PERMIT, data_groups=frozenset({"handed_in"})))
    with pytest.raises(ValueError, match="another question"):
        county.ask(permit=replace(PERMIT, role=Role.SPOUSE))
    assert county.log.rows == []


def test_the_use_of_the_countys_own_data_is_logged(county: County) -> None:
    county.write(*a_year())
    county.ask()
    assert [(row.service, row.outcome) for row in county.log.rows] == [
        (GROUP, "asked"),
        (GROUP, "found"),
    ]


@pytest.mark.parametrize(
    ("papers", "file", "state"),
    [
        (State.NONE, "paid", State.FOUND),
        (State.FOUND, "others", State.FOUND),
        (State.NONE, "others", State.NONE),
        (State.FOUND, "missing", State.PARTIAL),
        (State.NONE, "missing", State.FAILED),
        (State.PARTIAL, "paid", State.PARTIAL),
    ],
)
def test_papers_and_payments_are_one_answer_and_neither_hides_the_other(
    county: County, papers: State, file: str, state: State
) -> None:
    if file != "missing":
        county.write(*a_year(CARER if file == "paid" else OTHER))
    both = WithCarerPayments(Papers(papers), county.payments(), lambda: NOW)
    answer = both.ask(PERMIT, Person(Role.CLIENT, CARER), PERIOD)
    assert answer.state is state
    assert (answer.reason is None) is (state is State.FOUND or papers is State.PARTIAL)


def test_a_person_without_a_code_is_not_taken_for_one_without_payments(county: County) -> None:
    county.write(*a_year())
    both = WithCarerPayments(Papers(State.NONE), county.payments(), lambda: NOW)
    assert both.ask(PERMIT, Person(Role.CLIENT, None), PERIOD).state is State.PARTIAL


def test_only_the_papers_are_read_where_the_permit_names_nothing_else(county: County) -> None:
    both = WithCarerPayments(Papers(State.NONE), county.payments(), lambda: NOW)
    permit = replace(PERMIT, data_groups=frozenset({"handed_in"}))
    assert both.ask(permit, Person(Role.CLIENT, CARER), PERIOD).state is State.NONE


def test_a_file_written_again_is_read_again(county: County) -> None:
    payments = county.payments()
    county.write(*a_year(OTHER))
    assert payments.ask(PERMIT, Person(Role.CLIENT, CARER), PERIOD).state is State.NONE
    county.write(*a_year(OTHER), *a_year())
    assert payments.ask(PERMIT, Person(Role.CLIENT, CARER), PERIOD).state is State.FOUND


@pytest.mark.parametrize(
    "wrong",
    [
        {"pay_day": None},
        {"pay_day": 32},
        {"kinds": {}},
        {"kinds": {"palkkio": "salary"}},
        {"encoding": "utf-99"},
        {"columns": {"payee": "a", "month": "b", "fee": "c", "kind": "d", "paid_on": "e"}},
    ],
)
def test_settings_that_cannot_be_are_refused(county: County, wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        county.settings(**wrong)
