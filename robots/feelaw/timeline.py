"""A case over time: from each day on which something changes, its own preview.

What a case is on a day is given by the caller, who knows what has been declared. Two neighbours
that say the same are one stretch, unless an amount of theirs is not known yet: then the day stands
there, and the figures after it are marked as computed with the old amounts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from robots.casework.errors import CaseRefused
from robots.feelaw.calculation import preview
from robots.feelaw.changes import Change
from robots.feelaw.county_rules import ACT_ALONE, CountyRules
from robots.feelaw.model import FeeCase, Preview

_NO_DAY: Final = date.min

CaseOn = Callable[[date], FeeCase]


@dataclass(frozen=True, slots=True)
class Stretch:
    """From a day to a day, both included: nothing changes between them."""

    since: date
    until: date
    changes: tuple[Change, ...] = ()
    """What changed on its first day; none for the first stretch."""
    preview: Preview | None = None
    error: CaseRefused | None = None
    """Why there is no preview: e.g. an amount of the law that is not published yet."""
    with_old_amounts: bool = False
    """An income of the case has changed by then, to an amount that is not known here."""


def timeline(
    case_on: CaseOn,
    changes: Iterable[Change],
    since: date,
    until: date,
    rules: CountyRules = ACT_ALONE,
) -> tuple[Stretch, ...]:
    """The stretches from ``since`` to ``until``, without a gap.

    Args:
        case_on: the case as it is on a day, with that day as its own.
        changes: what may change; those outside the time are not looked at.
    """
    by_day: dict[date, list[Change]] = {}
    for change in changes:
        if since < change.day <= until:
            by_day.setdefault(change.day, []).append(change)
    stretches: list[Stretch] = [_stretch(case_on, since, until, (), False, rules)]
    for day, on_day in sorted(by_day.items()):
        last = stretches[-1]
        is_old = last.with_old_amounts or any(change.is_open for change in on_day)
        here = _stretch(case_on, day, until, _told(on_day), is_old, rules)
        if _says(here) == _says(last) and not any(change.is_open for change in on_day):
            continue
        stretches[-1] = replace(last, until=day - timedelta(days=1))
        stretches.append(here)
    return tuple(stretches)


def _stretch(
    case_on: CaseOn,
    since: date,
    until: date,
    changes: tuple[Change, ...],
    with_old_amounts: bool,
    rules: CountyRules,
) -> Stretch:
    result: Preview | None = None
    error: CaseRefused | None = None
    try:
        result = preview(case_on(since), rules)
    except CaseRefused as refused:
        error = refused
    return Stretch(since, until, changes, result, error, with_old_amounts)


def _told(changes: Iterable[Change]) -> tuple[Change, ...]:
    """A day's changes; that some value of the law begins is said only where nothing else is."""
    own = tuple(change for change in changes if change.code != "law")
    return own or tuple(changes)


def _says(stretch: Stretch) -> object:
    """What two stretches must have in common to be one."""
    error = stretch.error and (stretch.error.code, str(stretch.error.context.get("parameter")))
    return _timeless(stretch.preview), error


def _timeless(preview: Preview | None) -> Preview | None:
    """The preview without its day, those in it too."""
    if preview is None:
        return None
    voucher = preview.voucher
    if voucher is not None:
        voucher = replace(voucher, corresponding=_timeless(voucher.corresponding))
    return replace(
        preview,
        day=_NO_DAY,
        without_open=_timeless(preview.without_open),
        with_open=_timeless(preview.with_open),
        voucher=voucher,
    )
