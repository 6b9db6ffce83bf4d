"""More than the law allows, and paid on another day: told, and nothing is changed by it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from devdata.standins.kela_records import paid_by
from robots.casework.answer import Finding, Income
from robots.casework.period import Month, Period
from robots.casework.words import IncomeKind, Per, Role, Severity, Source
from robots.kela.catalogue import Catalogue
from robots.kela.payment_days import is_banking_day, payment_day
from robots.kela.plausibility import Known, implausible

TODAY = date(2026, 3, 16)
CATALOGUE = Catalogue()


def told(name: str, gross: str, *, paid_on: date | None = None, months: int = 1) -> list[Finding]:
    last = Month.of(paid_on or TODAY)
    benefit = CATALOGUE.benefit(name)
    assert benefit is not None
    income = Income(
        "i-1",
        Role.CLIENT,
        Source.KELA,
        IncomeKind.GUARANTEE_PENSION,
        name,
        "Kela",
        Per.PAYMENT if paid_on else Per.MONTH,
        gross=Decimal(gross),
        tax=Decimal(0),
        net=Decimal(gross),
        period=Period(last.shifted(1 - months).first, last.last),
        paid_on=paid_on,
    )
    return list(implausible([Known(income, benefit, name, benefit.payment_day)], TODAY))


@pytest.mark.parametrize(
    ("name", "gross", "paid_on", "code", "severity"),
    [
        ("Takuueläke", "986.31", date(2025, 4, 22), "kela_over_maximum", Severity.QUESTION),
        ("Takuueläke", "990.96", None, "kela_over_unchecked_maximum", Severity.WARNING),
        ("Folkpension", "787.12", None, "kela_over_unchecked_maximum", Severity.WARNING),
        ("Työmarkkinatuki", "855.84", None, "kela_over_maximum", Severity.QUESTION),
    ],
)
def test_more_than_the_statutory_maximum_of_the_day_is_told(
    name: str, gross: str, paid_on: date | None, code: str, severity: Severity
) -> None:
    (finding,) = told(name, gross, paid_on=paid_on)
    assert (finding.code, finding.severity) == (code, severity)
    assert finding.refers_to == ("i-1",)


@pytest.mark.parametrize(
    ("name", "gross", "paid_on"),
    [
        ("Takuueläke", "986.30", date(2025, 4, 22)),
        ("Takuueläke", "990.90", None),
        ("Kansaneläke", "787.08", None),
        ("Työmarkkinatuki", "800.02", date(2026, 2, 12)),
        ("Opintoraha", "5000.00", None),
        ("Takuueläke", "5000.00", date(2023, 12, 22)),
    ],
    ids=["at it", "at it now", "cents of reckoning", "a mean month", "has none", "before its day"],
)
def test_up_to_the_maximum_nothing_is_told(name: str, gross: str, paid_on: date | None) -> None:
    assert told(name, gross, paid_on=paid_on) == []


def test_a_payment_for_three_months_has_three_maxima() -> None:
    assert told("Takuueläke", "2958.90", paid_on=date(2025, 10, 22), months=3) == []
    assert told("Takuueläke", "2958.91", paid_on=date(2025, 10, 22), months=3)


def test_another_payment_day_is_told_for_information() -> None:
    assert told("Kansaneläke", "500.00", paid_on=date(2026, 3, 6)) == []
    (finding,) = told("Kansaneläke", "500.00", paid_on=date(2026, 3, 9))
    assert (finding.code, finding.severity) == ("kela_payment_day_off", Severity.INFO)
    assert finding.values == {"benefit": "Kansaneläke", "day": "9.3.2026"}


@pytest.mark.parametrize(
    ("day", "open_"),
    [
        (date(2026, 4, 3), False),  # Good Friday
        (date(2026, 4, 6), False),  # Easter Monday
        (date(2026, 5, 14), False),  # Ascension Day
        (date(2026, 6, 19), False),  # the eve of midsummer
        (date(2025, 12, 24), False),
        (date(2025, 12, 31), True),
        (date(2026, 3, 14), False),  # Saturday
        (date(2024, 3, 29), False),  # Good Friday
    ],
)
def test_the_banks_are_closed_on_holidays_and_weekends(day: date, open_: bool) -> None:
    assert is_banking_day(day) is open_


def test_payment_days_agree_with_the_banks_own_list_of_closed_days() -> None:
    for month in Period(date(2025, 1, 1), date(2026, 12, 31)).months():
        for day in (1, 4, 7, 10, 22, 26):
            due = date(month.year, month.month, day)
            assert payment_day(due.year, due.month, due.day) == paid_by(due)
