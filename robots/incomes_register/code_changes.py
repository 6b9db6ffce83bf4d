"""What a year's code workbook changes in the table of income types, and the table after it.

A name never says what a code is to the fee law: a code that is new, or has got another name, is the
officer's until a person of the county has looked at it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Final

from robots.casework.period import Period
from robots.casework.words import IncomeKind
from robots.incomes_register.code_workbook import Layout, Listed
from robots.incomes_register.income_types import Confirmation, IncomeType, Use
from robots.incomes_register.income_types_file import OFFICER, Line
from robots.incomes_register.kinds import Kind

TRANSLATED: Final = "sv translated"
"""In the column source: the Swedish name is ours."""

_ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Edition:
    """A year's code set: what it lists, and from which day of payment it holds."""

    register: Kind
    first_day: date
    finnish: Mapping[int, Listed]
    swedish: Mapping[int, Listed]
    source: str
    """What stands in the table beside what is taken from it."""


@dataclass(slots=True)
class Changes:
    """What an edition changes; each entry with its code, for a person to read."""

    added: list[dict[str, object]] = field(default_factory=list)
    named: list[dict[str, object]] = field(default_factory=list)
    """Known by number alone before."""
    changed: list[dict[str, object]] = field(default_factory=list)
    """Another name than before; what the code was is told, so that a person can say it again."""
    ended: list[dict[str, object]] = field(default_factory=list)
    unchanged: int = 0
    types: list[IncomeType] = field(default_factory=list)
    """The register's table after it, by code and time."""


def changes_of(
    edition: Edition,
    known: Mapping[int, tuple[IncomeType, ...]],
    layout: Layout,
    *,
    same: Collection[int] = (),
) -> Changes:
    """Compare an edition with what is known.

    Args:
        known: the register's codes until now, with all their times.
        same: codes of which a person has said that they mean the same under another name.
    """
    changes = Changes()
    for code in sorted({*known, *edition.finnish}):
        rows = list(known.get(code, ()))
        now = next((one for one in rows if one.valid.contains(edition.first_day)), None)
        listed = edition.finnish.get(code)
        if listed is None or (listed.valid_to and listed.valid_to < edition.first_day):
            after = _ended(now, listed, edition, changes)
        elif now is None:
            after = [_new(listed, edition, layout)]
            changes.added.append({"code": code, "name_fi": listed.name})
        else:
            after = _kept(now, listed, edition, layout, changes, is_same=code in same)
        others = [one for one in rows if one is not now]
        changes.types += sorted([*others, *after], key=lambda one: one.valid.start)
    return changes


def line_of(one: IncomeType) -> Line:
    """The table's line of an income type."""
    kind = "" if one.kind is None else str(one.kind)
    return {
        "register": str(one.register),
        "code": str(one.code),
        "name_fi": one.name_fi,
        "name_sv": one.name_sv,
        "group": one.group,
        "use": str(one.use),
        "kind": OFFICER if one.kind is IncomeKind.UNKNOWN else kind,
        "valid_from": "" if one.valid.start == date.min else one.valid.start.isoformat(),
        "valid_to": "" if one.valid.end is None else one.valid.end.isoformat(),
        "confirmation": str(one.confirmation),
        "source": one.source,
    }


def _ended(
    now: IncomeType | None, listed: Listed | None, edition: Edition, changes: Changes
) -> list[IncomeType]:
    if now is None:
        return []
    last = listed.valid_to if listed and listed.valid_to else edition.first_day - _ONE_DAY
    changes.ended.append({"code": now.code, "name_fi": now.name_fi, "last_day": last.isoformat()})
    return [replace(now, valid=Period(now.valid.start, last))] if last >= now.valid.start else []


def _new(listed: Listed, edition: Edition, layout: Layout) -> IncomeType:
    is_deduction = layout.is_deduction(edition.register, listed.code, listed.group)
    return IncomeType(
        register=edition.register,
        code=listed.code,
        name_fi=listed.name,
        name_sv=_swedish(listed.code, edition),
        group=listed.group,
        use=Use.OFFICER if is_deduction else Use.INCOME,
        kind=None if is_deduction else IncomeKind.UNKNOWN,
        valid=Period(listed.valid_from or edition.first_day, listed.valid_to),
        confirmation=Confirmation.IMPORTED,
        source=edition.source,
    )


def _kept(
    now: IncomeType,
    listed: Listed,
    edition: Edition,
    layout: Layout,
    changes: Changes,
    *,
    is_same: bool,
) -> list[IncomeType]:
    """The code's rows from its present one on, when it is listed still."""
    swedish = _swedish(now.code, edition) or now.name_sv
    until = listed.valid_to or now.valid.end
    if _plain(now.name_fi) == _plain(listed.name):
        changes.unchanged += 1
        valid = Period(now.valid.start, until)
        source = now.source
        if now.code in edition.swedish:
            source = source.replace(TRANSLATED, f"sv {edition.source}")
        group = listed.group or now.group
        return [replace(now, name_sv=swedish, group=group, valid=valid, source=source)]
    renamed = replace(
        _new(listed, edition, layout),
        name_sv=swedish,
        valid=Period(max(edition.first_day, now.valid.start), until),
    )
    if not now.name_fi:
        changes.named.append({"code": now.code, "name_fi": listed.name})
        return [replace(renamed, valid=Period(now.valid.start, until))]
    entry: dict[str, object] = {"code": now.code, "was": now.name_fi, "is": listed.name}
    before = line_of(now)
    entry |= {"use_was": before["use"], "kind_was": before["kind"], "kept": is_same}
    changes.changed.append(entry)
    if is_same:
        renamed = replace(renamed, use=now.use, kind=now.kind, confirmation=Confirmation.COUNTY)
    if now.valid.start >= edition.first_day:
        return [renamed]
    return [replace(now, valid=Period(now.valid.start, edition.first_day - _ONE_DAY)), renamed]


def _swedish(code: int, edition: Edition) -> str:
    listed = edition.swedish.get(code)
    return listed.name if listed else ""


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
