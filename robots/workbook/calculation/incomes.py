"""One person's incomes on the calculation's sheet, and blank rows for the officer's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from robots.casework.money import ZERO
from robots.casework.words import Per, Role
from robots.feelaw.deductions import HOUSING_ALLOWANCES
from robots.feelaw.exact import a_month
from robots.feelaw.model import ForestItem, IncomeItem, Line
from robots.workbook.calculation.expressions import (
    NONE,
    NOTHING,
    Area,
    At,
    Expression,
    Number,
    When,
    all_of,
    any_of,
    exceeds,
    greatest,
    is_empty,
    is_text,
    never_below_zero,
    number,
    opposite,
)
from robots.workbook.calculation.figure_rows import (
    BLANK_ROWS,
    TWELVE,
    added_name,
    counts_entry,
    ends,
    entered,
    head_row,
    is_unsettled,
    monthly,
)
from robots.workbook.calculation.plan import (
    AMOUNT,
    BEFORE,
    COUNTS,
    KIND,
    NAME,
    NUMBER,
    PER,
    Cell,
    Choices,
    Content,
    Entry,
    Plan,
    key_of,
)
from robots.workbook.wording import Wording


@dataclass(frozen=True, slots=True)
class Incomes:
    """Where a person's incomes stand."""

    counted: Area
    """Euros a month that each adds."""
    statuses: Area
    housing_allowance: Expression
    """Euros a month, whether it counts as income or not (10 d § 1 mom.)."""
    lacks_housing_allowance: Expression | None
    """Whether one of the housing allowances has no amount; None where the person has none."""


def incomes_of(
    role: Role,
    lines: Sequence[Line],
    items: Mapping[str, IncomeItem],
    forests: Mapping[str, ForestItem],
    names: Mapping[str, Content],
    plan: Plan,
    words: Wording,
    choices: Choices,
) -> Incomes:
    """Put a person's incomes on the sheet.

    Args:
        lines: as the law treats them; of forests too.
        names: what each is called, by its id.
    """
    heads = (
        "number",
        "what_income",
        "kind",
        "amount_here",
        "per_here",
        "counts_here",
        "",
        "counted_here",
    )
    head_row(plan, words, heads)
    keys, allowances = [], []
    for at, line in enumerate(lines, 1):
        item = items.get(line.id)
        kind = words.word("income_kind", line.kind)
        if line.id in forests:
            _forest_row(at, role, line, forests[line.id], names, plan, words, choices)
        else:
            per = item.per if item is not None else Per.MONTH
            is_allowance = item is not None and item.kind in HOUSING_ALLOWANCES
            start = _amount(line, item)
            if is_allowance and item is not None and item.is_open:
                start = None  # its own amount is what the officer must settle
            cells = (
                Cell(NAME, names.get(line.id, kind)),
                Cell(KIND, kind),
                *entered(role, line.id, start, per, counts_entry(line, choices), choices),
            )
            _row(at, role, line.id, cells, line, plan, words, choices)
            if is_allowance:
                allowances.append(line.id)
        keys.append(line.id)
    for blank in range(1, BLANK_ROWS + 1):
        identifier = f"added_income_{blank}"
        counts = Entry(None, "choice", (choices.yes, choices.no))
        cells = (
            added_name(role, identifier),
            Cell(KIND, words("added_by_officer")),
            *entered(role, identifier, None, Per.MONTH, counts, choices),
        )
        _row(len(lines) + blank, role, identifier, cells, None, plan, words, choices)
        keys.append(identifier)
    amounts = [At(key_of(role, one, "amount")) for one in allowances]
    return Incomes(
        counted=Area(tuple(key_of(role, one, "counted") for one in keys)),
        statuses=Area(tuple(key_of(role, one, "status") for one in keys)),
        housing_allowance=_sum(
            [_allowance(role, items[one], lines, choices) for one in allowances]
        ),
        lacks_housing_allowance=any_of(*(is_empty(one) for one in amounts)) if amounts else None,
    )


def _row(
    at: int,
    role: Role,
    identifier: str,
    cells: Sequence[Cell],
    line: Line | None,
    plan: Plan,
    words: Wording,
    choices: Choices,
) -> None:
    amount, counts = (At(key_of(role, identifier, what)) for what in ("amount", "counts"))
    counted = When(
        all_of(is_text(counts, choices.yes), opposite(is_empty(amount))),
        monthly(role, identifier, choices),
        NONE,
    )
    is_open = is_unsettled(role, identifier, choices)
    plan.add(
        Cell(NUMBER, at, shape="plain"),
        *cells,
        Cell(BEFORE, None),
        *ends(role, identifier, counted, line, is_open, words, choices),
    )


def _forest_row(
    at: int,
    role: Role,
    line: Line,
    forest: ForestItem,
    names: Mapping[str, Content],
    plan: Plan,
    words: Wording,
    choices: Choices,
) -> None:
    """10 i §: the year's computed income is worked out in a block of its own."""
    year = At(key_of(role, line.id, "amount"))
    counts = At(key_of(role, line.id, "counts"))
    counted = When(
        all_of(is_text(counts, choices.yes), opposite(is_empty(year))), year / TWELVE, NONE
    )
    entry = counts_entry(line, choices)
    if forest.is_open:
        entry = Entry(choices.yes, "choice", (choices.yes, choices.no))
    plan.add(
        Cell(NUMBER, at, shape="plain"),
        Cell(NAME, names.get(line.id, forest.municipality)),
        Cell(KIND, words.word("income_kind", "forest")),
        Cell(AMOUNT, forest_year(role, forest), key_of(role, line.id, "amount"), "euros"),
        Cell(PER, choices.year),
        Cell(COUNTS, entry, key_of(role, line.id, "counts"), is_named=True),
        Cell(BEFORE, None),
        *ends(role, line.id, counted, line, is_unsettled(role, line.id, choices), words, choices),
    )


def forest_year(role: Role, forest: ForestItem) -> Expression:
    """10 i §: what a holding is reckoned to bring in a year; nothing where the yield is lacking."""
    hectares, yields, interest, cutting = (
        At(key_of(role, forest.id, what)) for what in ("hectares", "yield", "interest", "cutting")
    )
    full = never_below_zero(At("forest_share") * hectares * yields - interest)
    at_most = full * (number(1) - At("forest_reduction_threshold"))
    is_lower = all_of(opposite(is_empty(cutting)), opposite(exceeds(cutting, at_most)))
    return When(is_empty(yields), NOTHING, When(is_lower, greatest(cutting, NONE), full))


def _amount(line: Line, item: IncomeItem | None) -> Decimal | None:
    """The figure of which the line's month was made."""
    if item is None or line.monthly is None:
        return None
    figures = (one for one in (item.net, item.gross) if one is not None)
    return next((one for one in figures if a_month(one, item.per) == line.monthly), None)


def _allowance(role: Role, item: IncomeItem, lines: Sequence[Line], choices: Choices) -> Expression:
    """What a housing allowance takes off the rent: its gross amount, where the two differ."""
    line = next(one for one in lines if one.id == item.id)
    shown = _amount(line, item)
    if shown is None or item.gross is None or item.gross == shown:
        return monthly(role, item.id, choices)
    return monthly(role, item.id, choices) + number(a_month(item.gross - shown, item.per))


def _sum(parts: Sequence[Expression]) -> Expression:
    together: Expression = Number(ZERO)
    for at, part in enumerate(parts):
        together = part if at == 0 else together + part
    return together
