"""One case's parts beside each other: incomes by kind, all incomes, all deductions, a month each.

No amount of ours is ever taken for zero because we have none: where a source did not bring all, or
a figure waits for the officer, that is the part's verdict.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from robots.casework.words import Role, Source, State
from robots.county.shadow import Kinds, ManualColumns
from robots.feelaw.model import Counts
from robots.shadow.manual import Manual

_OWN_INCOME: Final = "own_income"
_UNDECIDED: Final = "undecided"
_NOT_ALL: Final = (State.FAILED, State.PARTIAL, State.NOT_PERMITTED)


class PartVerdict(StrEnum):
    """How one part compares; in the order in which a reader looks at them."""

    DIFFERS = "differs"
    ONLY_MANUAL = "only_manual"
    """Every source has answered, and none has such an income."""
    ONLY_OURS = "only_ours"
    OPEN = "open"
    """A figure of ours waits for the officer: whether it counts, or how much of it."""
    NOT_ASKED = "not_asked"
    """A source did not bring all, so ours may lack something."""
    AGREES = "agrees"


@dataclass(frozen=True, slots=True)
class Part:
    """One column of one case, in euros a month."""

    heading: str
    verdict: PartVerdict
    manual: Decimal | None
    ours: Decimal | None

    @property
    def difference(self) -> Decimal | None:
        """Ours less the manual one."""
        return difference(self.manual, self.ours)


def difference(manual: Decimal | None, ours: Decimal | None) -> Decimal | None:
    """Ours less the manual one; None where there are not both."""
    return None if manual is None or ours is None else ours - manual


@dataclass(frozen=True, slots=True)
class _Ours:
    amount: Decimal | None
    is_open: bool = False


def parts_of(
    twin: Mapping[str, Any], manual: Manual, columns: ManualColumns, tolerance: Decimal
) -> tuple[Part, ...]:
    """Every part that either side has something in; none where it is not known whose income
    counts, the client's alone or the spouse's too."""
    if not twin or not manual.parts:
        return ()
    roles = _whose(twin)
    if roles is None:
        return ()
    lacks = _lacks_answers(twin, roles)
    found = []
    for heading, ours in _ours(twin, columns, roles):
        by_hand = manual.parts.get(heading)
        if by_hand is None and not ours.amount and not ours.is_open:
            continue
        verdict = _verdict(by_hand, ours, tolerance, lacks)
        found.append(Part(heading, verdict, by_hand, ours.amount))
    return tuple(found)


def _ours(
    twin: Mapping[str, Any], columns: ManualColumns, roles: frozenset[Role]
) -> Iterator[tuple[str, _Ours]]:
    records = [one for one in twin["records"] if one["person"] in roles]
    for heading, kinds in columns.incomes.items():
        yield heading, _of_kinds(records, kinds)
    preview = twin.get("preview") or {}
    is_open = not preview.get("complete")
    for total, key in ((columns.income, "income"), (columns.deductions, "deductions")):
        if total is not None:
            written = None if is_open else preview.get(key)
            yield total, _Ours(None if written is None else Decimal(written), is_open)


def _of_kinds(records: list[Mapping[str, Any]], kinds: Kinds) -> _Ours:
    of_them = [one for one in records if one["kind"] in kinds]
    counted = [
        Decimal(one["monthly"])
        for one in of_them
        if one["counts"] == Counts.COUNTED and one["monthly"] is not None
    ]
    is_open = any(one["counts"] == Counts.OFFICER for one in of_them)
    return _Ours(sum(counted, Decimal(0)) if counted else None, is_open)


def _verdict(manual: Decimal | None, ours: _Ours, tolerance: Decimal, lacks: bool) -> PartVerdict:
    both = manual is not None and ours.amount is not None
    apart = abs((ours.amount or Decimal(0)) - (manual or Decimal(0)))
    if apart <= tolerance and (both or not ours.is_open):
        # What nobody has found and the officer has written as 0 is the same, too.
        return PartVerdict.AGREES
    if ours.is_open:
        return PartVerdict.OPEN
    if lacks:
        return PartVerdict.NOT_ASKED
    if both:
        return PartVerdict.DIFFERS
    return PartVerdict.ONLY_OURS if manual is None else PartVerdict.ONLY_MANUAL


def _whose(twin: Mapping[str, Any]) -> frozenset[Role] | None:
    rule = (twin.get("preview") or {}).get("rule") or _UNDECIDED
    has_spouse = any(one["role"] == Role.SPOUSE for one in twin["persons"])
    if rule == _OWN_INCOME or not has_spouse:
        return frozenset({Role.CLIENT})
    return None if rule == _UNDECIDED else frozenset(Role)


def _lacks_answers(twin: Mapping[str, Any], roles: frozenset[Role]) -> bool:
    return any(
        one["state"] in _NOT_ALL and one["source"] != Source.POPULATION_REGISTER
        for one in twin["sources"]
        if one["person"] in roles
    )
