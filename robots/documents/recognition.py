"""Which kind of document it is: exactly one layout's marks stand in it, or nobody guesses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from robots.documents.labels import contains, normal
from robots.documents.layout import Layout, Phrase
from robots.documents.reading import Candidate
from robots.documents.text_layer import Line

_BEST_CANDIDATES: Final = 3


@dataclass(frozen=True, slots=True)
class Recognised:
    """The layouts whose marks all stand in the document, and those that come nearest."""

    layouts: tuple[Layout, ...]
    candidates: tuple[Candidate, ...] = ()


def recognise(lines: Sequence[Line], layouts: Sequence[Layout]) -> Recognised:
    """Compare the document's text with every layout's marks."""
    text = normal(" ".join(line.text for line in lines))
    fitting, near = [], []
    for layout in layouts:
        if any(contains(text, word) for word in layout.marks.never):
            continue
        missing = min((_missing(text, layout.marks.fi), _missing(text, layout.marks.sv)), key=len)
        if not missing:
            fitting.append(layout)
        elif len(missing) < len(layout.marks.fi):
            near.append(Candidate(layout.kind, str(layout.title), missing))
    if fitting:
        return Recognised(
            tuple(fitting), tuple(Candidate(one.kind, str(one.title), ()) for one in fitting)
        )
    near.sort(key=lambda candidate: (len(candidate.missing), candidate.kind))
    return Recognised((), tuple(near[:_BEST_CANDIDATES]))


def stands_in(lines: Sequence[Line], phrase: Phrase) -> bool:
    """Whether one of the phrase's wordings stands in the document."""
    text = normal(" ".join(line.text for line in lines))
    return any(contains(text, wording) for wording in phrase.any)


def _missing(text: str, phrases: Sequence[Phrase]) -> tuple[str, ...]:
    return tuple(
        " / ".join(phrase.any)
        for phrase in phrases
        if not any(contains(text, wording) for wording in phrase.any)
    )
