"""The first page's last table: what state each source is in, for each person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from robots.casework.answer import Answer
from robots.casework.words import Source, State
from robots.summary.model import Summary
from robots.workbook.layout import HAIRLINE, HEAD, Line, Look, Piece
from robots.workbook.wording import Wording

_LAST: Final = 12
_CELL: Final = Look(bottom=HAIRLINE)
_GOOD: Final = (State.FOUND, State.NONE, State.NOT_NEEDED)


def sources(summary: Summary, words: Wording) -> Iterator[Line]:
    """One row a source; what is not as it should be stands out and says why."""
    roles = [person.role for person in summary.persons]
    spans = [(4, 8), (9, _LAST)] if len(roles) == 2 else [(4, _LAST)]
    answers = {(one.source, one.role): one for one in summary.answers}
    heads = [words.word("role", role) for role in roles]
    yield _line(words("heading_sources"), heads, spans, [HEAD] * len(roles), HEAD)
    for source in Source:
        found = [answers.get((source, role)) for role in roles]
        if any(found):
            texts = [_state(answer, words) for answer in found]
            yield _line(words.word("source", source), texts, spans, [_look(a) for a in found])


def _state(answer: Answer | None, words: Wording) -> str:
    """E.g. ``Saatu 16.3.2026 klo 8.12`` or ``Ei saatu: …``."""
    if answer is None:
        return ""
    text = words.word("state", answer.state)
    if answer.asked_at is not None:
        text = f"{text}, {words.time(answer.asked_at)}"
    reason = words.reason(answer.reason) if answer.state is not State.FOUND else ""
    return f"{text}. {reason}" if reason else text


def _look(answer: Answer | None) -> Look:
    lacks = answer is not None and answer.state not in _GOOD
    return Look(bold=lacks, bottom=HAIRLINE)


def _line(
    name: str,
    texts: Sequence[str],
    spans: Sequence[tuple[int, int]],
    looks: Sequence[Look],
    name_look: Look = _CELL,
) -> Line:
    cells = (
        Piece(first, last, text, look)
        for (first, last), text, look in zip(spans, texts, looks, strict=False)
    )
    return Line((Piece(1, 3, name, name_look), *cells))
