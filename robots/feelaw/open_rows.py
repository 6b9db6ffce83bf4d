"""Rows that wait for the officer: no fee, and what would come out without and with them.

Each way is the whole preview of the case with its open rows settled that way, since one row may
change the rule (7 c § 2 mom.) and what another takes off (a ceiling, a housing allowance). A row
whose amount nobody knows can be left out, but not counted: then there is no figure with it. Two
ways are always tried, none and all; they need not be the lowest and the highest fee, because a cost
lowers it, and with the joint rule more income can mean a lower fee. So every way is tried, up to
:data:`MOST_ROWS` rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import product
from typing import Final

from robots.casework.money import in_finnish
from robots.feelaw.lines import key_of
from robots.feelaw.model import Counts, FeeCase, Line, Preview, RowKey, Step

#: Of so many open rows every way is tried: 256 of them, in a third of a second.
MOST_ROWS: Final = 8

Previewing = Callable[[FeeCase], Preview]


def waiting_for_officer(
    case: FeeCase, open_lines: Sequence[Line], without_amounts: Preview, preview: Previewing
) -> Preview:
    """The incomplete preview of a case with open rows, and what it would be without and with them.

    Args:
        case: as it is.
        open_lines: of those whose figures the fee depends on; at least one.
        without_amounts: the preview that gives no amount.
        preview: makes the preview of a case whose rows are settled.
    """
    rows = tuple(key_of(line) for line in open_lines)
    is_known = all(line.monthly is not None for line in open_lines)
    without = preview(_settled(case, rows, [Counts.NOT_COUNTED] * len(rows)))
    with_all = preview(_settled(case, rows, [Counts.COUNTED] * len(rows))) if is_known else None
    between = _between(case, rows, preview) if is_known else None
    return replace(
        without_amounts,
        steps=tuple(_steps(len(rows), without, with_all, between)),
        open_rows=rows,
        without_open=_as_supposed(without, "fee_without_open"),
        with_open=_as_supposed(with_all, "fee_with_open") if with_all else None,
        between=between,
    )


def _settled(case: FeeCase, rows: Sequence[RowKey], ways: Iterable[Counts]) -> FeeCase:
    return replace(case, settled={**case.settled, **dict(zip(rows, ways, strict=True))})


def _between(
    case: FeeCase, rows: Sequence[RowKey], preview: Previewing
) -> tuple[Decimal, Decimal] | None:
    """The lowest and the highest fee over every way; None for too many rows, or for a voucher."""
    if len(rows) > MOST_ROWS:
        return None
    ways = product((Counts.NOT_COUNTED, Counts.COUNTED), repeat=len(rows))
    fees = [preview(_settled(case, rows, way)).fee for way in ways]
    known = [fee for fee in fees if fee is not None]
    return (min(known), max(known)) if known else None


def _steps(
    count: int, without: Preview, with_all: Preview | None, between: tuple[Decimal, Decimal] | None
) -> Iterable[Step]:
    yield Step("open_lines", "", None, {"count": str(count)})
    if with_all is None:
        yield Step("open_amount_not_known", "")
    elif between is None:
        if count > MOST_ROWS:
            yield Step("open_ways_too_many", "")
    elif between[0] == between[1]:
        yield Step("open_rows_change_nothing", "")
    elif set(between) != {without.fee, with_all.fee}:
        lowest, highest = (in_finnish(fee) for fee in between)
        yield Step("open_rows_between", "", None, {"lowest": lowest, "highest": highest})


def _as_supposed(preview: Preview, code: str) -> Preview:
    """The preview with its last step saying that it is supposed, and no fee."""
    steps = tuple(
        replace(step, code=code) if step.code == "fee" else step for step in preview.steps
    )
    return replace(preview, steps=steps)
