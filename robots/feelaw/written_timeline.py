"""The timeline that a written case asks for: from its start, with the changes it declares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from robots.casework.money import cents
from robots.casework.period import day_in_finnish
from robots.casework.reason import Reason
from robots.casework.texts import Language
from robots.casework.words import IncomeKind
from robots.feelaw.block import change_block, preview_block
from robots.feelaw.changes import CIRCUMSTANCES, PENSIONS, Change, changes_of
from robots.feelaw.county_rules import CountyRules
from robots.feelaw.model import FeeCase
from robots.feelaw.reviews import corrected_from
from robots.feelaw.timeline import Stretch, timeline
from robots.feelaw.written_errors import RetroactiveNotAsked, TimelineTurned
from robots.feelaw.written_forms import (
    WrittenCase,
    WrittenChange,
    WrittenIncome,
    WrittenMeans,
    WrittenTimeline,
)

#: What a change says of itself, and not of the case.
_OF_THE_CHANGE: Final = frozenset({"first_day", "raised"})


def stretches_of(written: WrittenCase, rules: CountyRules) -> tuple[Stretch, ...]:
    """The stretches of the timeline that the case asks for; none, where it asks for none.

    Raises:
        TimelineTurned, RetroactiveNotAsked: the days do not fit.
    """
    asked = written.timeline
    if asked is None:
        return ()
    since, until = _days(written, asked)
    declared = sorted(asked.changes, key=lambda change: change.first_day)

    def case_on(day: date) -> FeeCase:
        now = written
        for change in declared:
            if change.first_day <= day:
                now = _changed(now, change)
        return replace(now.fee_case(), day=day)

    by_themselves = [
        change
        for day in (since, *(one.first_day for one in declared))
        for change in changes_of(case_on(day), since, until, rules)
    ]
    told = [Change(one.first_day, "declared", CIRCUMSTANCES) for one in declared]
    raised = {one.first_day for one in declared if _tells_pensions(one)}
    known = {
        (change.day, change.code, change.refers_to): replace(
            change, is_open=change.is_open and change.day not in raised
        )
        for change in (*by_themselves, *told)
    }
    return timeline(case_on, known.values(), since, until, written.day, rules)


def timeline_block(stretches: tuple[Stretch, ...]) -> list[dict[str, Any]]:
    """The stretches as the fee door shows them: each with its preview, or why there is none."""
    return [
        {
            "from": stretch.since.isoformat(),
            "until": stretch.until.isoformat(),
            "changes": [change_block(change) for change in stretch.changes],
            "amounts_of_other_time": stretch.amounts_of_other_time,
            **(
                preview_block(stretch.preview)
                if stretch.preview is not None
                else {"error": _error(stretch.missing) if stretch.missing else None}
            ),
        }
        for stretch in stretches
    ]


def _error(missing: Reason) -> dict[str, Any]:
    said = {f"text_{language.value}": missing.in_words(language) for language in Language}
    return {"code": missing.code, **said}


def _days(written: WrittenCase, asked: WrittenTimeline) -> tuple[date, date]:
    """The first and the last day. Without a first: the service's start, or the case's day where it
    started before and nobody asks for a retroactive time."""
    starts = written.service_starts or written.day
    since = asked.first_day or (starts if asked.retroactive else max(starts, written.day))
    until = asked.until or date(max(since, written.day).year + 1, 12, 31)
    if until < since:
        raise TimelineTurned(since=day_in_finnish(since), until=day_in_finnish(until))
    if since < written.day and not asked.retroactive:
        raise RetroactiveNotAsked(since=day_in_finnish(since), day=day_in_finnish(written.day))
    if asked.wrong_information:
        since = max(since, corrected_from(written.day))
    return since, until


def _changed(case: WrittenCase, change: WrittenChange) -> WrittenCase:
    """The case from the change's day on."""
    update = {key: getattr(change, key) for key in change.model_fields_set - _OF_THE_CHANGE}
    changed = case.model_copy(update=update)
    if not change.raised:
        return changed
    spouse = changed.spouse and _raised(changed.spouse, change.raised)
    return changed.model_copy(
        update={"client": _raised(changed.client, change.raised), "spouse": spouse}
    )


def _raised(means: WrittenMeans, percents: Mapping[IncomeKind, Decimal]) -> WrittenMeans:
    """The incomes of these kinds so many per cent higher, to the cent; tax by the same share."""
    incomes = tuple(_raised_income(one, percents.get(one.kind)) for one in means.incomes)
    return means.model_copy(update={"incomes": incomes})


def _raised_income(income: WrittenIncome, percent: Decimal | None) -> WrittenIncome:
    if percent is None:
        return income
    factor = 1 + percent / 100
    update = {
        key: None if amount is None else cents(amount * factor)
        for key, amount in (("gross", income.gross), ("net", income.net))
    }
    return income.model_copy(update=update)


def _tells_pensions(change: WrittenChange) -> bool:
    """Whether the change gives the pensions' new amounts."""
    return "client" in change.model_fields_set or bool(PENSIONS & set(change.raised))
