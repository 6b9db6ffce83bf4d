"""The tables that stand in the papers between marks, in Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from devdata.data_protection.facts import Facts
from robots.casework.texts import section_in_words
from robots.casework.words import Role, Source

_MARKED: Final = re.compile(r"(<!-- (\w+) -->\n).*?(<!-- /\2 -->)", re.S)


def filled(paper: str, facts: Facts) -> str:
    """The paper with its marked tables as they are now.

    Raises:
        KeyError: a mark that no table has.
    """
    made = {"groups": groups, "bases": bases, "stores": stores, "list": plain_list}
    return _MARKED.sub(lambda found: f"{found[1]}{made[found[2]](facts)}\n{found[3]}", paper)


def groups(facts: Facts) -> str:
    """Which groups of data from which source, about whom."""
    rows = [
        (
            facts.name(source),
            ", ".join(facts.groups(source, Role.CLIENT)),
            ", ".join(facts.groups(source, Role.SPOUSE)) or facts("not_used"),
            _months_back(facts, source),
        )
        for source in facts.sources()
    ]
    heads = [facts(key) for key in ("source", "client", "spouse", "back")]
    return _table(heads, rows) + "\n\n" + facts("spouse_only_when")


def _months_back(facts: Facts, source: Source) -> str:
    right = facts.right(source)
    if right.months_back_with_ground is None:
        return facts("months", months=right.months_back)
    most = right.months_back_with_ground
    return facts("more_months", months=right.months_back, most=most)


def bases(facts: Facts) -> str:
    """On which ground each source is asked, and whether a notice comes first by law."""
    rows = []
    for source in facts.sources():
        told = facts("yes" if facts.right(source).told_first.required else "no")
        cited = (section_in_words(basis, facts.language) for basis in facts.basis(source))
        rows.append((facts.name(source), " / ".join(cited), told))
    return _table([facts(key) for key in ("source", "basis", "told_first")], rows)


def stores(facts: Facts) -> str:
    """Where what lies, and how long."""
    keys = ("name", "holds", "personal", "kept")
    rows = [[store[key] for key in keys] for store in facts.stores()]
    return _table([facts(key) for key in ("store", "holds", "personal", "kept")], rows)


def plain_list(facts: Facts) -> str:
    """For clients: from whom what is asked."""
    lines = []
    for source in facts.sources():
        about = ", ".join(facts.groups(source, Role.CLIENT))
        lines.append(f"- **{facts.name(source)}**: {about}")
    return "\n".join(lines) + "\n\n" + facts("spouse_only_when")


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
