"""One person's deductions on the calculation's sheet, with their ceilings and times."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from robots.casework.words import CostKind, Per, Role, Service
from robots.feelaw.deductions import CEILINGS
from robots.feelaw.law import law
from robots.feelaw.model import Counts, DeductionItem, FeeCase, Line
from robots.feelaw.previous_home import PREVIOUS_HOMES
from robots.feelaw.treatment import treatment_of_cost
from robots.workbook.calculation.expressions import (
    NONE,
    NOTHING,
    Area,
    At,
    Expression,
    When,
    all_of,
    any_of,
    is_empty,
    is_text,
    last_day_of_months,
    least,
    month_end,
    never_below_zero,
    not_after,
    opposite,
    total_where,
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
from robots.workbook.calculation.incomes import Incomes
from robots.workbook.calculation.plan import (
    AMOUNT,
    BEFORE,
    COUNTS,
    KIND,
    NAME,
    NUMBER,
    RESULT,
    Cell,
    Choices,
    Content,
    Entry,
    Plan,
    key_of,
)
from robots.workbook.wording import Wording

_ALLOWANCE_NOT_KNOWN = "housing_allowance_not_known"
#: Reasons that the days of a previous home give, whatever the law says of the kind.
_BY_TIME = frozenset({"previous_home_out_of_time", "previous_home_days_missing"})


@dataclass(frozen=True, slots=True)
class Deductions:
    """Where a person's deductions stand."""

    kinds: Area
    counted: Area
    """Euros a month that each takes off."""
    statuses: Area


@dataclass(slots=True)
class _Block:
    """What every row of one person needs."""

    role: Role
    case: FeeCase
    incomes: Incomes
    plan: Plan
    words: Wording
    choices: Choices
    ceilings: Container[str]
    """Names of the ceilings that are known on the case's day."""
    may_deduct: bool
    rows: list[str] = field(default_factory=list)

    @property
    def has_housing_allowance(self) -> bool:
        """Whether something is taken off the housing costs that the law deducts."""
        case, kind = self.case, CostKind.HOUSING_COST
        by_law = treatment_of_cost(kind, case.service, case.day, self.role)
        has_any = self.incomes.lacks_housing_allowance is not None
        return has_any and by_law.counts is Counts.COUNTED

    def at(self, identifier: str, what: str) -> At:
        return At(key_of(self.role, identifier, what))

    def area(self, what: str, rows: Sequence[str] | None = None) -> Area:
        rows = self.rows if rows is None else rows
        return Area(tuple(key_of(self.role, one, what) for one in rows))

    def kind(self, kind: CostKind) -> str:
        return self.words.word("cost_kind", kind)


def deductions_of(
    role: Role,
    case: FeeCase,
    lines: Sequence[Line],
    items: Mapping[str, DeductionItem],
    incomes: Incomes,
    names: Mapping[str, Content],
    plan: Plan,
    words: Wording,
    choices: Choices,
    ceilings: Container[str],
    *,
    may_deduct: bool = True,
) -> Deductions:
    """Put a person's deductions on the sheet, in the order in which the ceilings take them.

    Args:
        may_deduct: whether anything is: not from a voucher's income, where the county says so.
    """
    block = _Block(role, case, incomes, plan, words, choices, ceilings, may_deduct)
    heads = (
        *("number", "what_cost", "kind", "amount_here", "per_here"),
        *("deducts_here", "before_limits", "deducted_here"),
    )
    head_row(plan, words, heads)
    for at, line in enumerate(lines, 1):
        _row(at, line.id, line, items[line.id], names.get(line.id, ""), block)
    for blank in range(1, BLANK_ROWS + 1):
        if may_deduct or not block.rows:
            _row(len(lines) + blank, f"added_deduction_{blank}", None, None, "", block)
    return Deductions(*(block.area(what) for what in ("kind", "counted", "status")))


def times_of_previous_homes(
    role: Role,
    items: Sequence[DeductionItem],
    names: Mapping[str, Content],
    plan: Plan,
    words: Wording,
    day: date,
) -> None:
    """10 c § 3 mom.: from leaving the home until its time is over; a row each."""
    heads = ("number", "what_cost", "kind", "left_on", "", "notice_on", "", "deducted_until")
    cells = [Cell(at, words(f"column_{key}") if key else "") for at, key in enumerate(heads, 1)]
    plan.add(*cells, kind="head")
    for at, item in enumerate(items, 1):
        left, notice = (At(key_of(role, item.id, what)) for what in ("left_on", "notice_on"))
        name = item.kind.value.replace("home", "home_months")
        months = int(law().amount(name, day).value)
        is_rented = item.kind is CostKind.PREVIOUS_HOME_RENTED
        until: Expression = last_day_of_months(left, months)
        if is_rented:
            until = month_end(notice, months)
        counted_from = notice if is_rented else left
        until = When(any_of(is_empty(left), is_empty(counted_from)), NOTHING, until)
        notice_cell = Cell(COUNTS, None)
        if is_rented:
            notice_key = key_of(role, item.id, "notice_on")
            notice_cell = Cell(
                COUNTS, Entry(item.notice_on, "day"), notice_key, "day", is_named=True
            )
        plan.add(
            Cell(NUMBER, at, shape="plain"),
            Cell(NAME, names.get(item.id, "")),
            Cell(KIND, words.word("cost_kind", item.kind)),
            Cell(AMOUNT, Entry(item.left_on, "day"), key_of(role, item.id, "left_on"), "day",
                 is_named=True),
            notice_cell,
            Cell(RESULT, until, key_of(role, item.id, "until"), "day"),
        )  # fmt: skip


def has_time(item: DeductionItem, line: Line) -> bool:
    """Whether the days of a previous home decide over the row: they do not where it is settled
    without them (10 g § 1 mom.)."""
    return item.kind in PREVIOUS_HOMES and line.treatment.reason != "no_such_move"


def _row(
    at: int,
    identifier: str,
    line: Line | None,
    item: DeductionItem | None,
    name: Content,
    block: _Block,
) -> None:
    choices, role = block.choices, block.role
    amount, counts, kind = (block.at(identifier, what) for what in ("amount", "counts", "kind"))
    kind_content: Content = Entry(None, "choice", named_list=kinds_name(role))
    counts_content: Content = choices.no
    if block.may_deduct:
        counts_content = Entry(None, "choice", (choices.yes, choices.no))
    name_cell = added_name(role, identifier)
    conditions = [is_text(counts, choices.yes), opposite(is_empty(amount))]
    is_open = is_unsettled(role, identifier, choices)
    if line is None or item is None:
        is_open = any_of(is_open, all_of(opposite(is_empty(amount)), is_empty(kind)))
    else:
        kind_content, name_cell = block.kind(item.kind), Cell(NAME, name)
        counts_content = _counts(line, block)
        if has_time(item, line):
            left, until = block.at(identifier, "left_on"), block.at(identifier, "until")
            conditions += [
                opposite(is_empty(until)),
                When(is_empty(until), NONE, not_after(left, At("start_day"))),
                When(is_empty(until), NONE, not_after(At("start_day"), until)),
            ]
            is_open = any_of(is_open, all_of(is_text(counts, choices.yes), is_empty(until)))
    is_housing = item is None or item.kind is CostKind.HOUSING_COST
    if is_housing and block.has_housing_allowance:
        by_allowance = all_of(
            is_text(kind, block.kind(CostKind.HOUSING_COST)),
            is_text(counts, choices.yes),
            block.incomes.lacks_housing_allowance or NONE,
        )
        is_open = any_of(is_open, by_allowance)
    before = When(all_of(*conditions), monthly(role, identifier, choices), NONE)
    amount_and_per = (item.amount, item.per) if item is not None else (None, Per.MONTH)
    limited = _within_limits(identifier, item, block)
    block.plan.add(
        Cell(NUMBER, at, shape="plain"),
        name_cell,
        Cell(KIND, kind_content, key_of(role, identifier, "kind"), is_named=line is None),
        *entered(role, identifier, *amount_and_per, counts_content, choices),
        Cell(BEFORE, before, key_of(role, identifier, "before"), "euros"),
        *ends(role, identifier, limited, line, is_open, block.words, choices),
    )
    block.rows.append(identifier)


def _counts(line: Line, block: _Block) -> Content:
    """As the law treats the kind: what a time or a housing allowance changes, is worked out."""
    case, choices, reason = block.case, block.choices, line.treatment.reason
    yes_or_no = choices.yes, choices.no
    if not block.may_deduct:
        return choices.no
    if reason == _ALLOWANCE_NOT_KNOWN:
        return Entry(choices.yes, "choice", yes_or_no)
    if reason in _BY_TIME and (case.service is not Service.HOME_CARE or case.in_supported_housing):
        return Entry(choices.yes, "choice", yes_or_no)
    return counts_entry(line, choices)


def kinds_name(role: Role) -> str:
    """The name of the cells that hold :func:`kinds_to_choose`."""
    return f"{role}_deduction_kinds"


def kinds_to_choose(
    role: Role, case: FeeCase, ceilings: Container[str], words: Wording
) -> tuple[str, ...]:
    """What the law lets deduct of the person, to choose from in a row of the officer's own."""
    return tuple(
        words.word("cost_kind", kind)
        for kind in CostKind
        if kind not in PREVIOUS_HOMES
        and (kind not in CEILINGS or CEILINGS[kind] in ceilings)
        and treatment_of_cost(kind, case.service, case.day, role).counts is Counts.COUNTED
    )


def _within_limits(identifier: str, item: DeductionItem | None, block: _Block) -> Expression:
    """10 c § 1 mom. 4 kohta, 10 d § 1 and 2 mom.: what the rows of the kind above leave of its
    ceiling; of housing costs, what the housing allowance does not cover."""
    before, kind = block.at(identifier, "before"), block.at(identifier, "kind")
    taken: Expression = NONE
    if block.rows:
        taken = total_where(block.area("kind"), kind, block.area("before"))
    limited: dict[CostKind, Expression] = {}
    for limited_kind, ceiling in CEILINGS.items():
        if ceiling in block.ceilings:
            left = never_below_zero(At(ceiling) / TWELVE - taken)
            limited[limited_kind] = least(before, left)
    if block.has_housing_allowance:
        covered = never_below_zero(block.incomes.housing_allowance - taken)
        limited[CostKind.HOUSING_COST] = never_below_zero(before - covered)
    if item is not None:
        return limited.get(item.kind, before)
    result: Expression = before
    for limited_kind, expression in limited.items():
        result = When(is_text(kind, block.kind(limited_kind)), expression, result)
    return result
