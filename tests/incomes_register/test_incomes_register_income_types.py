"""The table of income type codes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from incomes_register_world import INCOME_TYPES

from robots.casework.texts import Language
from robots.casework.words import IncomeKind
from robots.incomes_register.errors import IncomeTypesUnreadable
from robots.incomes_register.income_types import IncomeTypes, Use
from robots.incomes_register.kinds import Kind

HEADER = "register,code,name_fi,name_sv,group,use,kind,valid_from,valid_to,confirmation,source\n"
DAY = date(2026, 3, 16)


def written(tmp_path: Path, *lines: str, header: str = HEADER) -> Path:
    file = tmp_path / "types.csv"
    file.write_text("# a remark\n" + header + "\n".join(lines) + "\n", "utf-8")
    return file


def test_the_made_up_countys_table_is_read() -> None:
    types = IncomeTypes.shipped_with(INCOME_TYPES)

    pension = types.find(Kind.BENEFITS, 9002, DAY)
    assert pension is not None
    assert (pension.kind, pension.name_fi, pension.name_sv, pension.use) == (
        IncomeKind.NATIONAL_PENSION,
        "Kansaneläke",
        "Folkpension",
        Use.INCOME,
    )
    tax = types.find(Kind.WAGES, 402, DAY)
    assert tax is not None
    assert (tax.use, tax.kind) == (Use.WITHHELD_TAX, None)
    assert types.find(Kind.WAGES, 9002, DAY) is None


def test_a_code_means_what_it_meant_on_the_day_of_payment(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        "wages,301,Vanha,Gammal,G,income,wage,2019-01-01,2024-12-31,county,S",
        "wages,301,Uusi,Ny,G,income,other_taxable,2025-01-01,,county,S",
    )
    types = IncomeTypes.read([file])

    names = [
        one.name_fi if (one := types.find(Kind.WAGES, 301, day)) else None
        for day in (
            date(2018, 12, 31),
            date(2019, 1, 1),
            date(2024, 12, 31),
            date(2025, 1, 1),
            date(2099, 1, 1),
        )
    ]
    assert names == [None, "Vanha", "Vanha", "Uusi", "Uusi"]


@pytest.mark.parametrize(
    "line",
    [
        "wages,x,A,B,G,income,wage,,,county,S",
        "pay,301,A,B,G,income,wage,,,county,S",
        "wages,301,A,B,G,perhaps,wage,,,county,S",
        "wages,301,A,B,G,income,salary,,,county,S",
        "wages,301,A,B,G,income,,,,county,S",
        "wages,301,A,B,G,deduction,wage,,,county,S",
        "wages,301,A,B,G,income,wage,1.1.2025,,county,S",
        "wages,301,A,B,G,income,wage,2025-02-01,2025-01-01,county,S",
        "wages,301,A,B,G,income,wage",
        "wages,301,A,B,G,income,wage,,,county,S,more",
        "wages,300,A,B,G,income,wage,2026-01-01,,county,S",
        "wages,301,A,B,G,income,wage,,,surely,S",
        "wages,301,A,B,G,income,wage,,,county,",
        # What is not confirmed may not be classified.
        "wages,301,A,B,G,income,wage,,,imported,S",
        "wages,301,A,B,G,in_kind,officer,,,assumed,S",
        "wages,301,A,B,G,withheld_tax,,,,other_law,S",
    ],
)
def test_a_wrong_line_is_refused_at_start_with_its_number(tmp_path: Path, line: str) -> None:
    file = written(tmp_path, "wages,300,A,B,G,income,wage,,,county,S", line)

    with pytest.raises(IncomeTypesUnreadable) as refused:
        IncomeTypes.read([file])

    assert refused.value.in_words(Language.SWEDISH)
    assert refused.value.context == {"file": "types.csv", "line": 4}


def test_a_missing_file_and_other_columns_are_refused(tmp_path: Path) -> None:
    with pytest.raises(IncomeTypesUnreadable):
        IncomeTypes.read([tmp_path / "missing.csv"])
    with pytest.raises(IncomeTypesUnreadable):
        IncomeTypes.read([written(tmp_path, header="code,name\n")])
    with pytest.raises(IncomeTypesUnreadable):
        IncomeTypes.read([written(tmp_path, header="")])


def test_the_shipped_tables_know_every_wage_code_of_the_published_list() -> None:
    types = IncomeTypes.shipped_with(None)

    codes = {code for register, code in types.by_code if register is Kind.WAGES}
    assert {101, 102, 103, 104, 105, 106, 201, 239, 301, 368, 401, 420} <= codes
    assert len(codes) == 120
    known = [types.find(Kind.WAGES, code, DAY) for code in codes]
    assert all(one and one.name_fi and one.name_sv and one.group for one in known)


def test_a_code_that_leaves_the_register_means_nothing_afterwards() -> None:
    types = IncomeTypes.shipped_with(None)

    assert types.find(Kind.WAGES, 410, date(2026, 12, 31)) is not None
    assert types.find(Kind.WAGES, 410, date(2027, 1, 1)) is None
    assert types.find(Kind.WAGES, 366, date(2023, 12, 31)) is None


def test_no_shipped_benefit_code_is_classified_without_a_published_name() -> None:
    types = IncomeTypes.shipped_with(None)

    benefits = [
        one for key, known in types.by_code.items() if key[0] is Kind.BENEFITS for one in known
    ]
    assert {one.code for one in benefits if one.name_fi} == {1197, 1269}
    assert {one.kind for one in benefits} == {None, IncomeKind.UNKNOWN}


def test_the_countys_own_table_lies_over_the_shipped_ones() -> None:
    shipped, laid_over = IncomeTypes.shipped_with(None), IncomeTypes.shipped_with(INCOME_TYPES)

    names = [
        one.name_fi if (one := types.find(Kind.WAGES, 206, DAY)) else None
        for types in (shipped, laid_over)
    ]
    assert names == ["Iltatyökorvaus", "Iltatyölisä"]
    assert laid_over.find(Kind.WAGES, 201, DAY) == shipped.find(Kind.WAGES, 201, DAY)
