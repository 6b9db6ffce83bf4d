"""The sheet of months: what each income was paid month by month, and what is made of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from robots.casework.money import ZERO
from robots.casework.period import Month
from robots.summary.coverage import in_words
from robots.summary.model import Summary
from robots.summary.series import MonthSeries, window_of
from robots.workbook.layout import (
    HAIRLINE,
    HEAD,
    LABEL,
    NOTE,
    TITLE,
    Line,
    Look,
    Piece,
    Sheet,
    Value,
)
from robots.workbook.places import Places
from robots.workbook.wording import Wording

#: Whose, which income, how its months are used.
_FIRST: Final = (("person", 9.0), ("name_and_payer", 24.0), ("how", 12.0))
_MONTH_WIDTH: Final = 10.4
#: After the months: their sum, what is made of them a month, where the figure stands.
_LAST: Final = (("sum_of_months", 12.0), ("monthly", 11.0), ("refers_to", 11.0))
_CELL: Final = Look(valign="top", bottom=HAIRLINE)
_LINK: Final = replace(_CELL, indent=1)
_AMOUNT: Final = Look(valign="top", bottom=HAIRLINE, align="right", size=8)


def months_sheet(summary: Summary, places: Places, words: Wording) -> Sheet:
    """One row an income, one column a month, the day's own month last and marked as partial."""
    window = window_of(summary.day)
    months = len(window)
    widths = (
        *(width for _, width in _FIRST),
        *(_MONTH_WIDTH for _ in window),
        *(width for _, width in _LAST),
    )
    basis = words(f"basis_{summary.series[0].basis}") if summary.series else ""
    note = words("months_note", basis=basis, first=_named(window[0]), last=_named(window[-2]))
    heads = (
        *(words(f"column_{key}") for key, _ in _FIRST),
        *(_named(month) for month in window[:-1]),
        words("partial_month", month=_named(window[-1]), day=summary.day.day),
        *(words(f"column_{key}") for key, _ in _LAST),
    )
    top = (
        Line((Piece(1, len(widths), words("sheet_months"), TITLE),)),
        Line((Piece(1, len(widths), note, NOTE),)),
        Line(space=6),
        Line(tuple(_heads(heads, months)), heading=True),
    )
    monthly = {one.income.id: one.monthly for one in summary.incomes}
    body = tuple(
        _line(_row(one, monthly.get(one.id), window, places, words)) for one in summary.series
    )
    nothing = (Line((Piece(1, len(widths), words("nothing_here"), LABEL),)),)
    return Sheet(words("sheet_months"), widths, top + (body or nothing))


def _heads(heads: Sequence[str], months: int) -> Iterator[Piece]:
    for at, head in enumerate(heads, 1):
        is_amount = len(_FIRST) < at <= len(_FIRST) + months + 2
        yield Piece(at, at, head, replace(HEAD, align="right") if is_amount else HEAD)


def _row(
    one: MonthSeries,
    monthly: Decimal | None,
    window: Sequence[Month],
    places: Places,
    words: Wording,
) -> Sequence[Value]:
    about = one.about
    name = about.get("name_sv", about["name"]) if words.language == "sv" else about["name"]
    gaps = ", ".join(map(in_words, one.gaps))
    missing = words("not_paid_for", periods=gaps) if gaps else ""
    known = [one.months[month] for month in window[:-1] if month in one.months]
    amounts = [amount for amount in known if amount is not None]
    total = sum(amounts, ZERO) if len(amounts) == len(known) else None
    return (
        words.word("role", one.role),
        "\n".join(text for text in (name, about["payer"], missing) if text),
        words(f"how_{one.how}"),
        *(_paid(one, month, words) for month in window),
        total if known else None,
        monthly,
        places.rows((one.id,)),
    )


def _paid(one: MonthSeries, month: Month, words: Wording) -> Value:
    """The month's amount; a dash where nothing was paid, and a word where it is not known."""
    if month not in one.months:
        return "–"
    amount = one.months[month]
    return words("amount_unknown") if amount is None else amount


def _line(row: Sequence[Value]) -> Line:
    first, last = len(_FIRST), len(row)
    return Line(
        tuple(
            Piece(at, at, value, _AMOUNT if first < at < last else _CELL if at < last else _LINK)
            for at, value in enumerate(row, 1)
        )
    )


def _named(month: Month) -> str:
    return f"{month.month}/{month.year}"
