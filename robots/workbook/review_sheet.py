"""The sheet that says when the fee must be looked at again, and what it would be from then on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from robots.feelaw.changes import Change
from robots.feelaw.timeline import Stretch
from robots.summary.model import Summary
from robots.workbook.layout import Sheet, Value
from robots.workbook.places import Places
from robots.workbook.table import Column, table
from robots.workbook.wording import Wording

_COLUMNS: Final = (
    Column("review_on", 20),
    Column("review_why", 62),
    Column("section", 40, indent=1),
    Column("amount_then", 17, "right"),
    Column("review_note", 50, indent=1),
    Column("refers_to", 18, indent=1),
)


def review_sheet(summary: Summary, places: Places, words: Wording) -> Sheet:
    """One row a day, the next one first."""
    reviews: dict[date, list[Change]] = {}
    for change in (*summary.reviews, *_of_timeline(summary.timeline)):
        known = reviews.setdefault(change.day, [])
        if change not in known:
            known.append(change)
    stretches = {stretch.since: stretch for stretch in summary.timeline}
    rows = [
        _row(day, changes, stretches.get(day), places, words)
        for day, changes in sorted(reviews.items())
    ]
    return table(words("sheet_reviews"), words("reviews_note"), _COLUMNS, rows, words)


def next_review(summary: Summary, words: Wording) -> str:
    """The next day to look again, with its reasons; empty where none is known."""
    if not summary.reviews:
        return ""
    day = summary.reviews[0].day
    reasons = (words.change(one) for one in summary.reviews if one.day == day)
    return f"{words.day(day)}: {'; '.join(dict.fromkeys(reasons))}"


def _of_timeline(stretches: Iterable[Stretch]) -> Iterable[Change]:
    return (change for stretch in stretches for change in stretch.changes)


def _row(
    day: date,
    changes: Sequence[Change],
    stretch: Stretch | None,
    places: Places,
    words: Wording,
) -> Sequence[Value]:
    ids = tuple(dict.fromkeys(one for change in changes for one in change.refers_to))
    sections = dict.fromkeys(words.section(change.section) for change in changes)
    return (
        day,
        "\n".join(dict.fromkeys(words.change(change) for change in changes)),
        "\n".join(sections),
        _amount(stretch),
        _note(stretch, words),
        places.rows(ids),
    )


def _amount(stretch: Stretch | None) -> Value:
    """The fee from the day on, or the voucher's value."""
    preview = stretch.preview if stretch is not None else None
    if preview is None:
        return None
    return preview.voucher.value if preview.voucher is not None else preview.fee


def _note(stretch: Stretch | None, words: Wording) -> str:
    if stretch is None:
        return ""
    if stretch.missing is not None:
        return words.reason(stretch.missing)
    return words("review_amounts_of_other_time") if stretch.amounts_of_other_time else ""
