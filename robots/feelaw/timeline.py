"""A case over time: from each day on which something changes, its own preview.

What a case is on a day is given by the caller, who knows what has been declared. Two neighbours
that say the same are one stretch, unless a pension's index lies between them whose amounts nobody
has told: then the day stands there, and what lies beyond it is marked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from robots.casework.errors import CaseRefused
from robots.casework.reason import Reason
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
    missing: Reason | None = None
    """Why there is no preview: e.g. an amount of the law that is not published yet."""
    amounts_of_other_time: bool = False
    """An income of the case has another amount then, which is not known here."""


def timeline(
    case_on: CaseOn,
    changes: Iterable[Change],
    since: date,
    until: date,
    figures_of: date,
    rules: CountyRules = ACT_ALONE,
) -> tuple[Stretch, ...]:
    """The stretches from ``since`` to ``until``, without a gap.

    Args:
        case_on: the case as it is on a day, with that day as its own.
        changes: what may change; those outside the time are not looked at.
        figures_of: the day whose incomes the case has.
    """
    by_day: dict[date, list[Change]] = {}
    for change in changes:
        if since < change.day <= until:
            by_day.setdefault(change.day, []).append(change)
    open_days = [day for day, on_day in by_day.items() if any(one.is_open for one in on_day)]
    stretches: list[Stretch] = [_stretch(case_on, since, until, (), rules)]
    for day, on_day in sorted(by_day.items()):
        here = _stretch(case_on, day, until, _told(on_day), rules)
        if _says(here) != _says(stretches[-1]) or day in open_days:
            stretches[-1] = replace(stretches[-1], until=day - timedelta(days=1))
            stretches.append(here)

    def is_of_other_time(stretch: Stretch) -> bool:
        first, last = sorted((stretch.since, figures_of))
        return any(first < day <= last for day in open_days)

    return tuple(replace(one, amounts_of_other_time=is_of_other_time(one)) for one in stretches)


def _stretch(
    case_on: CaseOn, since: date, until: date, changes: tuple[Change, ...], rules: CountyRules
) -> Stretch:
    result: Preview | None = None
    missing: Reason | None = None
    try:
        result = preview(case_on(since), rules)
    except CaseRefused as refused:
        missing = Reason.of(refused)
    return Stretch(since, until, changes, result, missing)


def _told(changes: Iterable[Change]) -> tuple[Change, ...]:
    """A day's changes; that some value of the law begins is said only where nothing else is."""
    in_words = {(one.code, *sorted(one.values.items())): one for one in changes}
    told = sorted(in_words.values(), key=lambda one: one.code)
    return tuple(one for one in told if one.code != "law") or tuple(told)


def _says(stretch: Stretch) -> object:
    """What two stretches must have in common to be one."""
    missing = stretch.missing and (stretch.missing.code, stretch.missing.values.get("parameter"))
    return _timeless(stretch.preview), missing


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
