"""How a shadow run compares with the manual work: cases and columns by how they compare, with case
ids; amounts stand only in the comparison's own workbook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from lxml.html import builder as html

from robots.casework.texts import text
from robots.determination.record import ShadowInRun, ShadowPartInRun
from robots.reports.markup import section, table
from robots.reports.overview import Overview
from robots.reports.words import Words, number

ANCHOR: Final = "shadow"
#: As :class:`robots.shadow.parts.PartVerdict` names them, what is well first.
PART_VERDICTS: Final = ("agrees", "differs", "only_manual", "only_ours", "open", "not_asked")
#: So many ids stand in one cell; the workbook has all of them.
_MOST_IDS: Final = 40


def told_first(shadow: ShadowInRun, words: Words) -> str:
    """That nothing was delivered, and how it compares, in one sentence."""
    if shadow.why_not is not None:
        return word("not_compared", words, why=shadow.why_not.in_words(words.language))
    counts = {name: number(count) for name, count, _ in verdicts(shadow)}
    return word("compared", words, **{_COUNTS[name]: count for name, count in counts.items()})


def shadow_section(view: Overview, words: Words) -> Iterator[Any]:
    """Nothing where what is done is delivered, or there is no comparison."""
    shadow = view.run.shadow
    if shadow is None or shadow.why_not is not None:
        return
    heading = word("heading", words)
    rows = [
        (word(name, words), number(count), _some(ids, words))
        for name, count, ids in verdicts(shadow)
    ]
    heads = (word("column_verdict", words), word("cases", words), word("which_cases", words))
    content = [
        html.P(word("about_page", words, book=shadow.book)),
        table(heading, heads, rows, numbers=(1,)),
    ]
    if shadow.parts:
        told = word("column_part", words)
        part_heads = (
            told,
            *(word(f"part_{one}", words) for one in PART_VERDICTS),
            word("apart_cases", words),
        )
        parts = [(*part_row(one), _some(one.differing_cases, words)) for one in shadow.parts]
        content += [
            html.H3(told),
            table(told, part_heads, parts, numbers=range(1, 1 + len(PART_VERDICTS))),
            html.P(word("about_parts", words), html.CLASS("small")),
        ]
    yield section(ANCHOR, heading, *content)


def verdicts(shadow: ShadowInRun) -> Sequence[tuple[str, int, tuple[str, ...]]]:
    """Each way to compare: its name, how many cases, and their ids where somebody must look."""
    return (
        ("agrees", shadow.agreeing, ()),
        ("differs", shadow.differing, shadow.differing_cases),
        ("not_computed", shadow.not_computed, shadow.not_computed_cases),
        ("not_decided", shadow.not_decided, shadow.not_decided_cases),
        ("unreadable", shadow.unreadable, shadow.unreadable_cases),
    )


def part_row(part: ShadowPartInRun) -> tuple[str, ...]:
    """A column of the county's, and how many cases compare how."""
    return (part.heading, *(number(part.counts.get(one, 0)) for one in PART_VERDICTS))


def word(key: str, words: Words, **values: object) -> str:
    """A text of ``shadow.yaml``."""
    return text(f"shadow.{key}", words.language, **values)


_COUNTS: Final = {
    "agrees": "agreeing",
    "differs": "differing",
    "not_computed": "not_computed",
    "not_decided": "not_decided",
    "unreadable": "unreadable",
}


def _some(ids: tuple[str, ...], words: Words) -> str:
    shown = ", ".join(ids[:_MOST_IDS])
    more = len(ids) - _MOST_IDS
    return f"{shown} {words('and_more', count=more)}" if more > 0 else shown or "–"
