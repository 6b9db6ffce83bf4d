"""The sheet of values: the law's and the county's amounts that the calculation's formulas use."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from robots.casework.texts import has_text, text
from robots.casework.words import Purpose, Service
from robots.feelaw.law import law
from robots.feelaw.model import FeeCase
from robots.feelaw.voucher_rules import VoucherRule
from robots.summary.model import Workings
from robots.workbook.calculation.dated import SIZES, Stage
from robots.workbook.calculation.expressions import Area, At, last_begun, picked
from robots.workbook.calculation.plan import Cell, Content, Plan
from robots.workbook.calculation.vouchers import tables_of
from robots.workbook.wording import Wording

#: What it is, where it stands, the value of the first day, then the values of each stage.
_WHAT, _GROUND, _NOW, _STAGES = 1, 2, 3, 4
_FEWEST_COLUMNS = 8


def values_plan(
    case: FeeCase,
    workings: Workings,
    stages: Sequence[Stage],
    rule: VoucherRule | None,
    words: Wording,
) -> Plan:
    """Every value by its name; where several stages hang together, that of the officer's first
    day is taken."""
    columns = max(_FEWEST_COLUMNS, _STAGES + len(stages) - 1)
    plan = Plan(words("sheet_values"), (46, 34, *([15] * (columns - 2))))
    plan.add(Cell(1, plan.name, last=columns), kind="title")
    plan.add(Cell(1, words("values_note"), last=columns), kind="note")
    plan.add(kind="space")
    heads = [Cell(_WHAT, words("column_value")), Cell(_GROUND, words("column_ground")),
             Cell(_NOW, words("column_now"))]  # fmt: skip
    for at, stage in enumerate(stages):
        days = f"{words.day(stage.first)}–{words.day(stage.last)}"
        heads.append(Cell(_STAGES + at, days))
    plan.add(*heads, kind="head", heading=True)
    _stages(plan, stages, words)
    for name, known in stages[0].values.items():
        row = [stage.values[name].value for stage in stages]
        _value(plan, name, known.ground, row, words)
    if case.service is Service.HOME_CARE:
        _percentages(plan, case, workings, words)
    for group, cells in tables_of(rule) if case.purpose is Purpose.VOUCHER else []:
        plan.add(kind="space")
        ground = rule.decision if rule is not None else ""
        plan.add(Cell(1, words(f"values_{group}"), last=1), Cell(2, ground, last=columns),
                 kind="section")  # fmt: skip
        if group.startswith("voucher_rows"):
            for at, (key, value) in enumerate(cells, 1):
                plan.add(Cell(_WHAT, at, shape="plain"), Cell(_NOW, value, key, "euros"))
        else:
            plan.add(*(Cell(_NOW + at, value, key, "quantity")
                       for at, (key, value) in enumerate(cells)))  # fmt: skip
    return plan


def _stages(plan: Plan, stages: Sequence[Stage], words: Wording) -> None:
    """The first and the last day of each stage, and which of them the first day lies in."""
    firsts = Area(tuple(f"stage_{at}_first" for at in range(1, len(stages) + 1)))
    plan.add(
        Cell(_WHAT, words("values_from")),
        Cell(_NOW, stages[0].first, "values_from", "day", is_named=True),
        *(
            Cell(_STAGES + at, stage.first, f"stage_{at + 1}_first", "day")
            for at, stage in enumerate(stages)
        ),
    )
    plan.add(
        Cell(_WHAT, words("values_until")),
        Cell(_NOW, stages[-1].last, "values_until", "day", is_named=True),
        *(Cell(_STAGES + at, stage.last, shape="day") for at, stage in enumerate(stages)),
    )
    if len(stages) > 1:
        plan.add(
            Cell(_WHAT, words("values_stage")),
            Cell(_NOW, last_begun(firsts, At("start_day")), "stage", "plain", is_named=True),
        )


def _value(plan: Plan, name: str, ground: str, row: Sequence[Decimal], words: Wording) -> None:
    key = name.replace("-", "_")
    area = Area(tuple(f"{key}_in_stage_{at}" for at in range(1, len(row) + 1)))
    now: Content = row[0]
    if len(row) > 1:
        now = picked(area, At("stage"))
    shape = "quantity" if all(one < 1 for one in row) else "euros"
    cells = [
        Cell(_STAGES + at, value, area.keys[at], shape)  # type: ignore[arg-type]
        for at, value in enumerate(row)
    ]
    plan.add(
        Cell(_WHAT, _named(name, words)),
        Cell(_GROUND, words.section(ground)),
        Cell(_NOW, now, key, shape, is_named=True),  # type: ignore[arg-type]
        *cells,
    )


def _percentages(plan: Plan, case: FeeCase, workings: Workings, words: Wording) -> None:
    """10 e § 5 mom., and the county's own bands of hours."""
    rows = law().payment_percentages(case.day)
    first = law().tables.payment_percentages.first_row
    _table_head(plan, words("values_percentages"), words.section(rows.section), words)
    for at, row in enumerate(rows.rows):
        _table_row(plan, first + at, f"hours_{first + at}", f"percent_{first + at}", row)
    bands = workings.rules.fees.on(case.day).of("payment_percentages")
    if bands is not None:
        _table_head(plan, words("values_county_percentages"), bands.decision, words)
        for band in bands.value:
            key, name = f"county_band_{band.from_hours}", f"county_percent_{band.from_hours}"
            _table_row(plan, band.from_hours, key, name, band.percentages)


def _table_head(plan: Plan, heading: str, ground: str, words: Wording) -> None:
    plan.add(kind="space")
    plan.add(Cell(1, heading), Cell(2, ground, last=_FEWEST_COLUMNS), kind="section")
    sizes = (Cell(_NOW + at, words("persons", size=size)) for at, size in enumerate(SIZES))
    plan.add(Cell(_WHAT, ""), Cell(_GROUND, words("hours_from")), *sizes, kind="head")


def _table_row(plan: Plan, hours: int, key: str, name: str, row: Sequence[Decimal]) -> None:
    plan.add(
        Cell(_GROUND, Decimal(hours), key, "plain"),
        *(
            Cell(_NOW + at, value, f"{name}_{size}", "quantity")
            for at, (size, value) in enumerate(zip(SIZES, row, strict=True))
        ),
    )


def _named(name: str, words: Wording) -> str:
    """As the law's pages call it."""
    if name.startswith("income_limit_") and name.removeprefix("income_limit_").isdecimal():
        return words("income_limit_of", size=name[-1])
    if name.startswith("forest_yield_"):
        return words("forest_yield")
    known = f"parameters.{name}"
    return text(known, words.language) if has_text(known) else words(f"value_{name}")
