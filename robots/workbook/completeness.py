"""Under the table of sources: whether they tell enough, what they do not cover, what was expected
of them, and where they differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from robots.summary.coverage import Coverage, in_words
from robots.summary.differences import Difference
from robots.summary.expected import Expected
from robots.summary.model import Summary
from robots.workbook.layout import HAIRLINE, HEAD, LABEL, SECTION, Line, Look, Piece, Sheet, Value
from robots.workbook.places import Places
from robots.workbook.wording import Wording

_CELL: Final = Look(valign="top", bottom=HAIRLINE)
_STRONG: Final = replace(_CELL, bold=True)
_AMOUNT: Final = replace(_CELL, align="right", indent=1)
_GAP: Final = Line(space=10)
#: Which of the sheet's columns each part of a block's rows takes.
_THREE: Final = ((1, 1), (2, 2), (3, 7))
_EXPECTED: Final = ((1, 3), (4, 4), (5, 5), (6, 7))
_DIFFERENCES: Final = ((1, 1), (2, 2), (3, 3), (4, 4), (5, 5), (6, 6), (7, 7), (8, 10), (11, 11))


def with_completeness(sheet: Sheet, summary: Summary, places: Places, words: Wording) -> Sheet:
    """The sheet of sources with the blocks under it."""
    lines = (
        *_verdict(summary, len(sheet.widths), words),
        *_covered(summary.coverage, words),
        *_expected(summary.expected, places, words),
        *_differences(summary.differences, places, words),
    )
    return replace(sheet, lines=sheet.lines + lines)


def verdict_in_words(summary: Summary, words: Wording) -> str:
    """E.g. ``Tiedot ovat vajaat. Lähde ei vastannut: Kela (Asiakas).``"""
    verdict = summary.verdict
    sentences = (f"{words.word('verdict', verdict.state)}.", *map(words.reason, verdict.reasons))
    return " ".join(sentences)


def _verdict(summary: Summary, last: int, words: Wording) -> Iterator[Line]:
    yield _GAP
    yield _head(words("heading_verdict"))
    yield Line((Piece(1, last, f"{words.word('verdict', summary.verdict.state)}.", _STRONG),))
    for reason in summary.verdict.reasons:
        yield Line((Piece(1, last, words.reason(reason), _CELL),))


def _covered(coverage: Sequence[Coverage], words: Wording) -> Iterator[Line]:
    yield _GAP
    yield _head(words("heading_coverage"))
    told = [one for one in coverage if one.gaps or one.partial_months]
    if not told:
        yield _nothing(words)
    for one in told:
        gaps, partial = (", ".join(map(in_words, own)) for own in (one.gaps, one.partial_months))
        sentences = (
            words("days_missing", periods=gaps) if gaps else "",
            words("months_partial", periods=partial) if partial else "",
        )
        values = (
            words.word("source", one.source),
            words.word("role", one.role),
            " ".join(text for text in sentences if text),
        )
        yield _line(_THREE, values, [_CELL, _CELL, _STRONG if gaps else _CELL])


def _expected(expected: Sequence[Expected], places: Places, words: Wording) -> Iterator[Line]:
    yield _GAP
    yield _head(words("heading_expected"))
    if not expected:
        yield _nothing(words)
        return
    keys = ("what_expected", "person", "is_found", "refers_to")
    yield _line(_EXPECTED, [words(f"column_{key}") for key in keys], [HEAD] * 4)
    for one in expected:
        values: Sequence[Value] = (
            words.word("expected", one.code),
            words.word("role", one.role),
            words("found" if one.is_found else "not_found"),
            places.rows(one.found or one.declared_by),
        )
        yield _line(_EXPECTED, values, [_CELL, _CELL, _CELL if one.is_found else _STRONG, _CELL])


def _differences(
    differences: Sequence[Difference], places: Places, words: Wording
) -> Iterator[Line]:
    yield _GAP
    yield _head(words("heading_differences"))
    if not differences:
        yield _nothing(words)
        return
    keys = (
        *("payer_or_source", "person", "per", "name", "counted_amount", "other_amount"),
        *("other_source", "why", "refers_to"),
    )
    heads = [words(f"column_{key}") for key in keys]
    right = replace(HEAD, align="right", indent=1)
    yield _line(_DIFFERENCES, heads, [right if at in (4, 5) else HEAD for at in range(9)])
    for one in differences:
        per = words.word("per", one.per)
        values: Sequence[Value] = (
            one.payer or words.word("source", one.counted_source),
            words.word("role", one.role),
            f"{per}\n{words.day(one.on)}" if one.on else per,
            f"{one.name}\n{words.word('source', one.counted_source)}",
            one.counted,
            one.other,
            words.word("source", one.other_source),
            one.why_in_words(words.language),
            places.rows(one.ids),
        )
        looks = [_AMOUNT if at in (4, 5) else _CELL for at in range(9)]
        yield _line(_DIFFERENCES, values, looks)


def _line(spans: Sequence[tuple[int, int]], values: Sequence[Value], looks: Sequence[Look]) -> Line:
    return Line(
        tuple(
            Piece(first, last, value, look)
            for (first, last), value, look in zip(spans, values, looks, strict=True)
        )
    )


def _head(text: str) -> Line:
    return Line((Piece(1, 7, text, SECTION),))


def _nothing(words: Wording) -> Line:
    return Line((Piece(1, 7, words("nothing_here"), LABEL),))
