"""The voucher system's file, out of the delivered versions: each determination once, until what is
in it changes, wherever the export was cut off."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from robots.casework.answer import Answer, Income, PersonFacts
from robots.casework.case import Case
from robots.casework.period import Period
from robots.casework.words import IncomeKind, Outcome, Per, PersonFlag, Role, Source, State
from robots.county import County, open_county
from robots.determination import Request
from robots.determination.attempt import Attempt
from robots.determination.delivery import compile_and_deliver
from robots.determination.found import Found
from robots.determination.retracting import retract
from robots.determination.vouchers import export_vouchers

CASE = "T-0024"
ASKED = datetime(2026, 3, 16, 6, 15, tzinfo=UTC)
PERIOD = Period(date(2025, 3, 1), date(2026, 3, 16))


class Vouchers:
    """The voucher case, delivered without asking anybody, and the files that came of it."""

    def __init__(self, county: County, folder: Path) -> None:
        self.county = county
        self.folder = folder / "palvelusetelit"
        self.case: Case = county.worklist.case(CASE)
        self.number = 0

    def deliver(
        self,
        gross: str = "2000.00",
        *,
        kela: State = State.NONE,
        flags: frozenset[PersonFlag] = frozenset(),
        case: Case | None = None,
    ) -> Outcome:
        self.number += 1
        case = case or self.case
        pension = Income(
            "i-pension", Role.CLIENT, Source.INCOMES_REGISTER, IncomeKind.EARNINGS_PENSION,
            "Vanhuuseläke", "Elo", Per.MONTH, Decimal(gross), Decimal(300), Decimal(gross) - 300,
            paid_on=date(2026, 3, 2),
        )  # fmt: skip
        answers = [
            Answer(Source.POPULATION_REGISTER, Role.CLIENT, State.FOUND, ASKED, PERIOD,
                   person=PersonFacts("Ritva Keltasirkku", flags=flags)),
            Answer(Source.INCOMES_REGISTER, Role.CLIENT, State.FOUND, ASKED, PERIOD,
                   incomes=(pension,)),
            Answer(Source.TAX_ADMINISTRATION, Role.CLIENT, State.NONE, ASKED, PERIOD),
            Answer(Source.KELA, Role.CLIENT, kela, ASKED, PERIOD),
            Answer(Source.DOCUMENTS, Role.CLIENT, State.NONE, ASKED, PERIOD),
        ]  # fmt: skip
        attempt = str(Attempt(case.determination, self.number))
        found = Found({str(one.source): one for one in answers})
        folder = self.county.case_folder(CASE)
        return compile_and_deliver(self.county, case, folder, found, attempt, "run-1").outcome

    def export(self) -> tuple[int, int, int]:
        """Of our case: new, changed, unchanged."""
        done, _ = export_vouchers(self.county)
        return done.new, done.changed, done.unchanged

    def why_left_out(self) -> str:
        done, left_out = export_vouchers(self.county)
        assert done.file is None
        [why] = [one.why for one in left_out if one.case_id == CASE]
        return why

    def rows(self) -> list[dict[str, str]]:
        """Of all files that are not hidden, the first one first."""
        return [
            row
            for file in sorted(self.folder.glob("palvelusetelit-*.csv"), key=lambda one: one.stem)
            for row in csv.DictReader(io.StringIO(file.read_text("utf-8")), delimiter=";")
        ]


@pytest.fixture
def vouchers(folder: Path, standins: tuple[dict[str, Any], Path]) -> Iterator[Vouchers]:
    with open_county(folder, standins=standins[0]) as county:
        yield Vouchers(county, folder)


def test_a_ready_determination_is_exported_once_and_again_when_it_changes(
    vouchers: Vouchers,
) -> None:
    assert vouchers.why_left_out() == "not_delivered"
    assert vouchers.deliver() is Outcome.READY
    assert vouchers.export() == (1, 0, 0)
    [row] = vouchers.rows()
    twin = vouchers.county.case_folder(CASE).latest().twin()  # type: ignore[union-attr]
    assert row["Asiakastapaus"] == CASE
    assert row["Henkilötunnus"] == "160554-9243"
    assert row["Palvelu"] == "kotihoito"
    assert row["Setelin arvo"] == twin["preview"]["voucher"]["value"].replace(".", ",")
    assert row["Tulot kuukaudessa"] == twin["preview"]["income"].replace(".", ",")
    assert row["Rivi"] == "uusi"
    assert vouchers.export() == (0, 0, 1)
    assert vouchers.deliver("2100.00") is Outcome.READY
    assert vouchers.export() == (0, 1, 0)
    assert [one["Rivi"] for one in vouchers.rows()] == ["uusi", "muuttunut"]
    assert vouchers.rows()[0]["Setelin arvo"] != vouchers.rows()[1]["Setelin arvo"]


def test_what_is_not_ready_or_not_of_this_determination_is_left_out_with_its_reason(
    vouchers: Vouchers,
) -> None:
    assert vouchers.deliver(kela=State.FAILED) is Outcome.INCOMPLETE
    assert vouchers.why_left_out() == "outcome"
    before = replace(vouchers.case, due=vouchers.case.due.replace(year=2025))
    assert vouchers.deliver(case=before) is Outcome.READY
    assert vouchers.why_left_out() == "another_determination"
    vouchers.deliver(flags=frozenset({PersonFlag.CHANGED_IDENTITY_CODE}))
    assert vouchers.why_left_out() == "identity_code_changed"
    assert vouchers.rows() == []


def test_a_retracted_version_is_never_exported(vouchers: Vouchers) -> None:
    vouchers.deliver()
    retract(vouchers.county, CASE, 1, Request("virkailija-07", "väärä henkilö"))
    assert vouchers.why_left_out() == "not_delivered"


class Killed(BaseException):
    """The machine stops here."""


@pytest.mark.parametrize("step", range(3))
def test_an_export_that_was_cut_off_loses_nothing_and_gives_nothing_twice(
    vouchers: Vouchers, step: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before each of the three moves: of the coming file's name, of the file, of what was done."""
    vouchers.deliver()
    real, moves = os.replace, iter(range(99))

    def replace_until_killed(*places: Any) -> None:
        if next(moves) == step:
            raise Killed
        real(*places)

    with monkeypatch.context() as system:
        system.setattr(os, "replace", replace_until_killed)
        with pytest.raises(Killed):
            export_vouchers(vouchers.county)
    vouchers.export()
    assert [one["Asiakastapaus"] for one in vouchers.rows()] == [CASE]
    assert vouchers.export() == (0, 0, 1)
    assert not list(vouchers.folder.glob(".*.kesken"))
