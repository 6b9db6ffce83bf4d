"""A summary of three hundred records of a couple: promised is a median under twenty
milliseconds.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from statistics import median
from time import process_time

from measuring import tell

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[1] / "summary"))

from summary_people import DAY
from summary_rows import IR, KELA, PAPERS, TAX, answer, case, income, monthly

from robots.casework.answer import Answer, Income
from robots.casework.case import Person
from robots.casework.period import Month, Period
from robots.casework.words import IncomeKind, Per, Role
from robots.summary import Summary, SummaryPolicy, summarise

RECORDS = 300
ROUNDS = 40
AT_MOST_MS = 20.0


def of_person(role: Role) -> list[Income]:
    """Half of the records: pensions in the register and at Kela, wages with slips, a taxation."""
    pension = IncomeKind.NATIONAL_PENSION
    span = "2025-03", "2026-03"
    rows = [
        *monthly(*span, role=role, gross=1800),
        *monthly(*span, role=role, payer="Elo", gross=230),
        *monthly(*span, role=role, kind=pension, payer="Kansaneläkelaitos", gross=300),
        *monthly(*span, role=role, kind=pension, payer="Kela", source=KELA, gross=300),
        *monthly(*span, role=role, kind=IncomeKind.PENSIONER_HOUSING_ALLOWANCE, payer="Kela",
                 source=KELA, gross=210, tax=0),
    ]  # fmt: skip
    for number in range(3):
        work = {"role": role, "kind": IncomeKind.WAGE, "payer": f"Kauppa {number}"}
        rows += monthly(*span, gross=400 + number, **work)
        rows += monthly(*span, gross=400 + number, source=PAPERS, **work)
    rows.append(
        income(
            IncomeKind.RENT_INCOME,
            role=role,
            source=TAX,
            per=Per.YEAR,
            payer="",
            gross=7200,
            tax=1440,
            costs=Decimal(900),
            tax_year=2024,
        )
    )
    rows += [
        income(
            IncomeKind.WAGE,
            role=role,
            payer="Keikat",
            gross=100 + number,
            paid_on=Month(2025, 3).shifted(number % 12).first + timedelta(days=number // 12),
        )
        for number in range(RECORDS // 2 - len(rows))
    ]
    return rows


def answers() -> list[Answer]:
    """Every source's answer about both."""
    asked = Period.months_before(DAY, 12)
    rows = {role: of_person(role) for role in Role}
    return [
        answer(source, *(one for one in rows[role] if one.source is source), period=asked)
        for role in Role
        for source in (IR, KELA, TAX, PAPERS)
    ]


def milliseconds(work: Callable[[], object]) -> float:
    """The processor's time of one round: nothing in it waits, and other work is not counted."""
    start = process_time()
    work()
    return (process_time() - start) * 1000


def main() -> int:
    """Exit status 1 where the median is more than promised."""
    row = case(
        spouse=Person(Role.SPOUSE, None),
        shared_home_before_care=True,
        spouse_in_long_term_care=False,
    )
    given, policy = answers(), SummaryPolicy()
    count = sum(len(one.incomes) for one in given)

    def ours() -> Summary:
        return summarise(row, given, (), DAY, policy)

    if not ours().preview.complete:
        raise RuntimeError("the bench's case is not complete, and so not the whole work")
    own = median(milliseconds(ours) for _ in range(ROUNDS))
    note = f"{count} records; promised: under {AT_MOST_MS:.0f} ms"
    tell("summary of 300 records", own, note=note)
    return 0 if own < AT_MOST_MS else 1


if __name__ == "__main__":
    sys.exit(main())
