"""One answer for each person and source, in a fixed order, whatever came in how many parts.

Splitting an answer, repeating it or changing the order of anything in it never changes the result.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import replace
from typing import Final, TypeVar

from robots.casework.answer import Answer, Evidence, Finding, joined
from robots.casework.words import Role, Severity, Source

T = TypeVar("T")

_DIGITS: Final = re.compile(r"([0-9]+)")


def merged(answers: Iterable[Answer]) -> tuple[Answer, ...]:
    """The answers, joined by person and source, each in the order of its ids."""
    received = list(answers)
    return tuple(
        _in_order(joined(parts))
        for role in Role
        for source in Source
        if (parts := _parts(received, role, source))
    )


def findings_in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Each finding once; questions first, then warnings, then what is only told."""
    rank = {severity: number for number, severity in enumerate(Severity)}

    def order(finding: Finding) -> tuple[object, ...]:
        whose = finding.role or ""
        values = tuple(sorted(finding.values.items()))
        return rank[finding.severity], finding.code, whose, values, finding.refers_to

    return once(findings, order)


def evidence_in_order(
    evidence: Iterable[Evidence], figures: Iterable[Sequence[str]]
) -> tuple[Evidence, ...]:
    """Each piece once, as a reader looks for it: by source, person and file, the whole first.

    Args:
        figures: the evidence of each figure in the order in which the figures are shown; the
            pieces of one file follow it.
    """
    shown = dict.fromkeys(identifier for own in figures for identifier in own)
    position = {identifier: at for at, identifier in enumerate(shown)}
    sources, roles = list(Source), list(Role)

    def order(one: Evidence) -> tuple[object, ...]:
        place = sources.index(one.source), roles.index(one.role), _natural(one.file or "")
        in_file = bool(one.place), position.get(one.id, len(position)), _natural(one.place)
        return (*place, *in_file, one.id)

    return once(evidence, order)


def once(things: Iterable[T], key: Callable[[T], Hashable]) -> tuple[T, ...]:
    """The things in the order of their keys, one for each key."""
    by_key = {key(thing): thing for thing in things}
    return tuple(by_key[one] for one in sorted(by_key))  # type: ignore[type-var]


def _natural(text: str) -> tuple[str | int, ...]:
    """Sorts ``document 2`` before ``document 10``: texts at even places, numbers at odd ones."""
    return tuple(int(part) if at % 2 else part for at, part in enumerate(_DIGITS.split(text)))


def _parts(answers: Iterable[Answer], role: Role, source: Source) -> list[Answer]:
    parts = [one for one in answers if one.role is role and one.source is source]
    return sorted(parts, key=lambda one: (one.state, str(one.reason), str(one.period)))


def _in_order(answer: Answer) -> Answer:
    return replace(
        answer,
        request_ids=tuple(sorted(set(answer.request_ids))),
        incomes=once(answer.incomes, lambda one: one.id),
        costs=once(answer.costs, lambda one: one.id),
        forests=once(answer.forests, lambda one: one.id),
        findings=findings_in_order(answer.findings),
        evidence=once(answer.evidence, lambda one: one.id),
        attachments=once(answer.attachments, lambda one: one.name),
    )
