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


@dataclass(frozen=True, slots=True)
class Fit:
    """How one layout's marks stand beside the document."""

    kind: str
    title: str
    missing: tuple[str, ...]
    """Marks of the language that fits better; each with its wordings."""
    forbidden: tuple[str, ...]
    """Words that stand in the document and never stand in this kind."""
    marks: int
    """How many marks the layout has."""

    @property
    def is_whole(self) -> bool:
        """Whether the document is of this kind."""
        return not self.missing and not self.forbidden

    @property
    def is_near(self) -> bool:
        """Whether at least one mark stands in the document, and no forbidden word."""
        return not self.forbidden and len(self.missing) < self.marks

    def order(self) -> tuple[bool, bool, int, str]:
        """The best first."""
        has_none = len(self.missing) == self.marks
        return bool(self.forbidden), has_none, len(self.missing), self.kind


def fits(lines: Sequence[Line], layouts: Sequence[Layout]) -> list[Fit]:
    """Compare the document's text with every layout's marks."""
    text = normal(" ".join(line.text for line in lines))
    return [_fit(text, layout) for layout in layouts]


def recognise(lines: Sequence[Line], layouts: Sequence[Layout]) -> Recognised:
    """The layouts that the document is of, or those that come nearest."""
    compared = fits(lines, layouts)
    whole = [fit for fit in compared if fit.is_whole]
    near = sorted((fit for fit in compared if fit.is_near), key=Fit.order)
    kinds = {fit.kind for fit in whole}
    return Recognised(
        tuple(layout for layout in layouts if layout.kind in kinds),
        tuple(
            Candidate(fit.kind, fit.title, fit.missing) for fit in whole or near[:_BEST_CANDIDATES]
        ),
    )


def stands_in(lines: Sequence[Line], phrase: Phrase) -> bool:
    """Whether one of the phrase's wordings stands in the document."""
    text = normal(" ".join(line.text for line in lines))
    return any(contains(text, wording) for wording in phrase.any)


def _fit(text: str, layout: Layout) -> Fit:
    languages = [
        (_missing(text, marks), len(marks)) for marks in (layout.marks.fi, layout.marks.sv)
    ]
    missing, count = min(languages, key=lambda one: len(one[0]) / one[1])
    forbidden = tuple(word for word in layout.marks.never if contains(text, word))
    return Fit(layout.kind, str(layout.title), missing, forbidden, count)


def _missing(text: str, phrases: Sequence[Phrase]) -> tuple[str, ...]:
    return tuple(
        " / ".join(phrase.any)
        for phrase in phrases
        if not any(contains(text, wording) for wording in phrase.any)
    )
