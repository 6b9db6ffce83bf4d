"""One income told twice: by two copies of a paper, or by a paper under another payer's name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from decimal import Decimal

from robots.casework.answer import Evidence, Income
from robots.casework.words import Source
from robots.summary.claims import EARNED, STEADY
from robots.summary.groups import Group, Reconciled
from robots.summary.payers import plain


def copies_of(incomes: Iterable[Income], evidence: Iterable[Evidence]) -> dict[str, str]:
    """Figures of a paper that another file holds too: id → the id of the one that is kept.

    Equal figures of one and the same file are payments of their own.
    """
    files = {one.id: one.file or "" for one in evidence}
    by_key: dict[Hashable, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for one in incomes:
        file = min((files.get(piece, "") for piece in one.evidence), default="")
        if one.source is Source.DOCUMENTS and file:
            by_key[_key(one)][file].append(one.id)
    copies: dict[str, str] = {}
    for by_file in by_key.values():
        kept, *others = sorted(by_file.values(), key=lambda ids: (-len(ids), min(ids)))
        for ids in others:
            copies.update(zip(sorted(ids), sorted(kept), strict=False))
    return copies


def perhaps_same(
    results: Sequence[tuple[Group, Reconciled]],
) -> Mapping[str, tuple[str, ...]]:
    """Claims made of papers alone whose amount the register pays too, as the same kind, under a
    payer that no paper names: id of the paper's claim → ids of the register's."""
    twins = {}
    for group, result in results:
        if _sources(group) != {Source.DOCUMENTS} or group.kind not in EARNED | STEADY:
            continue
        for claim in result.counted:
            amounts = _amounts(claim.parts)
            others = [
                theirs.carrier.id
                for other, their_result in results
                if (other.role, other.kind) == (group.role, group.kind)
                and Source.INCOMES_REGISTER in _sources(other)
                and Source.DOCUMENTS not in _sources(other)
                for theirs in their_result.counted
                if _amounts(theirs.parts) & amounts
            ]
            if others:
                twins[claim.carrier.id] = tuple(sorted(others))
    return twins


def _key(income: Income) -> Hashable:
    who: tuple[Hashable, ...] = (income.role, income.kind, plain(income.payer), income.name)
    when = income.per, income.paid_on, income.period, income.tax_year
    return (*who, *when, income.gross, income.tax, income.marks)


def _sources(group: Group) -> set[Source]:
    return {one.source for one in group.figures}


def _amounts(parts: Iterable[Income]) -> set[Decimal]:
    return {one.gross for one in parts if one.gross}
