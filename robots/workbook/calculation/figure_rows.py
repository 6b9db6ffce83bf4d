"""What the rows of incomes and deductions on the calculation's sheet have in common.

The yellow cells, what counts of them, what the program counted, and whether the officer must settle
the row.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from robots.casework.money import ZERO
from robots.casework.words import Per, Role
from robots.feelaw.exact import MONTHS_A_YEAR
from robots.feelaw.model import Counts, Line
from robots.workbook.calculation.expressions import (
    NOTHING,
    At,
    Expression,
    Text,
    When,
    all_of,
    any_of,
    exceeds,
    is_empty,
    is_text,
    number,
    opposite,
    size_of,
)
from robots.workbook.calculation.plan import (
    AMOUNT,
    COUNTS,
    GROUND,
    NAME,
    PER,
    PROGRAM,
    RESULT,
    STATUS,
    Cell,
    Choices,
    Content,
    Entry,
    Plan,
    key_of,
)
from robots.workbook.wording import Wording

#: Blank rows for what the officer adds.
BLANK_ROWS: Final = 4
TWELVE: Final = number(MONTHS_A_YEAR)
#: Two figures that show the same cents differ by less.
_SHOWN: Final = number("0.006")


def head_row(plan: Plan, words: Wording, keys: Sequence[str]) -> None:
    """The headings of one person's figures."""
    texts = [words(f"column_{key}") if key else "" for key in (*keys, "program", "status")]
    cells = [Cell(at, written) for at, written in enumerate(texts, 1)]
    plan.add(*cells, Cell(GROUND, words("column_section")), kind="head")


def added_name(role: Role, identifier: str) -> Cell:
    """Where the officer writes what a row of his own is."""
    return Cell(NAME, Entry(None, "text"), key_of(role, identifier, "name"), is_named=True)


def entered(
    role: Role,
    identifier: str,
    amount: Decimal | None,
    per: Per,
    counts: Content,
    choices: Choices,
) -> tuple[Cell, Cell, Cell]:
    """The cells of a row that the officer may change: how much, in what time, whether it counts."""
    in_words = choices.year if per is Per.YEAR else choices.month
    time = Entry(in_words, "choice", (choices.month, choices.year))
    return (
        Cell(AMOUNT, Entry(amount, "amount"), key_of(role, identifier, "amount"), "euros",
             is_named=True),
        Cell(PER, time, key_of(role, identifier, "per"), is_named=True),
        Cell(COUNTS, counts, key_of(role, identifier, "counts"), is_named=True),
    )  # fmt: skip


def ends(
    role: Role,
    identifier: str,
    counted: Expression,
    line: Line | None,
    is_open: Expression,
    words: Wording,
    choices: Choices,
) -> tuple[Cell, ...]:
    """The last cells of a row: what counts, what the program counted, the row's state, the ground.

    Args:
        line: as the law treats it; None of a row of the officer's own.
        is_open: whether the officer must settle it.
    """
    program = program_amount(line)
    said = status(role, identifier, is_open, program is None, choices)
    return (
        Cell(RESULT, counted, key_of(role, identifier, "counted"), "euros"),
        Cell(PROGRAM, program, key_of(role, identifier, "program"), "euros"),
        Cell(STATUS, said, key_of(role, identifier, "status")),
        Cell(GROUND, words.section(line.treatment.section) if line is not None else ""),
    )


def monthly(role: Role, identifier: str, choices: Choices) -> Expression:
    """The amount a month of a row."""
    amount, per = (At(key_of(role, identifier, what)) for what in ("amount", "per"))
    return When(is_text(per, choices.year), amount / TWELVE, amount)


def counts_entry(line: Line, choices: Choices) -> Entry:
    """Yes, no, or empty where the officer must say it."""
    said = {Counts.COUNTED: choices.yes, Counts.NOT_COUNTED: choices.no, Counts.OFFICER: None}
    return Entry(said[line.treatment.counts], "choice", (choices.yes, choices.no))


def program_amount(line: Line | None) -> Decimal | None:
    """What the program counted of a row; None of one that it left to the officer."""
    if line is None:
        return ZERO
    if line.treatment.counts is Counts.NOT_COUNTED:
        return ZERO
    return line.monthly if line.treatment.counts is Counts.COUNTED else None


def status(
    role: Role, identifier: str, is_open: Expression, was_open: bool, choices: Choices
) -> Expression:
    """Whether the officer must settle the row, or has changed it."""
    counted, program = (At(key_of(role, identifier, what)) for what in ("counted", "program"))
    if was_open:
        return When(is_open, Text(choices.open), Text(choices.settled))
    has_changed = exceeds(size_of(counted - program), _SHOWN)
    changed = When(has_changed, Text(choices.changed), NOTHING)
    return When(is_open, Text(choices.open), changed)


def is_unsettled(role: Role, identifier: str, choices: Choices) -> Expression:
    """Whether nobody has said that the row counts, or it counts and has no amount."""
    amount, counts = (At(key_of(role, identifier, what)) for what in ("amount", "counts"))
    without_amount = all_of(is_text(counts, choices.yes), is_empty(amount))
    if identifier.startswith("added_"):
        said_nothing = all_of(is_empty(counts), opposite(is_empty(amount)))
    else:
        said_nothing = is_empty(counts)
    return any_of(said_nothing, without_amount)
