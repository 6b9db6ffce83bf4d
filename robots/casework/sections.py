"""Sections of law: one written form in our files, read and written in the reader's language.

In files a citation is Finnish: ``10 c § 1 mom. 4 kohta``, several with a semicolon between, an act
other than the Client Fees Act by its number before the section: ``10 b § 2 mom.; 1535/1992 92 §``.
That form is stable: it stands in ``tuloselvitys.json``. People read it in their own language, with
the act's name.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

_CITATION: Final = re.compile(
    r"(?:(?P<act>\d+/\d{4}) )?"
    r"(?:(?P<chapter>\d+) luku )?"
    r"(?P<number>\d+(?: [a-z])?(?:–\d+(?: [a-z])?)?) §"
    r"(?: (?P<subsection>\d+(?:–\d+)?) mom\.)?"
    r"(?: (?P<point>\d+(?: [a-z])?) kohta)?"
)
#: As officers write it in a decision or a worklist: ``21c §:n 1 mom.``, ``21 c``.
_AS_WRITTEN: Final = re.compile(
    r"(?P<number>\d+)\s*(?P<letter>[a-z]\b)?\s*(?:§(?::\w+)?)?"
    r"(?:\s*,?\s*(?P<subsection>\d+)\s*\.?\s*mom\w*\.?)?"
    r"(?:\s*,?\s*(?P<point>\d+)\s*\.?\s*(?:kohta|kohda\w*|punkt\w*|p\.))?\.?",
    re.IGNORECASE,
)

#: Gives an act's name as the language has it after a section, or its number where it has none.
NameOfAct = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Section:
    """One place in an act; an empty ``act`` is the Client Fees Act 734/1992."""

    number: str
    """E.g. ``10 b``, or a range: ``28–29``."""
    subsection: str = ""
    point: str = ""
    chapter: str = ""
    act: str = ""

    def __str__(self) -> str:
        """The form that stands in files."""
        act = f"{self.act} " if self.act else ""
        return f"{act}{self._place('luku', 'kohta')}"

    def in_finnish(self, name_of: NameOfAct) -> str:
        """E.g. ``tuloverolaki 92 §``."""
        act = f"{name_of(self.act)} " if self.act else ""
        return f"{act}{self._place('luku', 'kohta')}"

    def in_swedish(self, name_of: NameOfAct) -> str:
        """E.g. ``92 § i inkomstskattelagen``, ``10 c § 1 mom. 4 punkten``."""
        act = f" i {name_of(self.act)}" if self.act else ""
        return f"{self._place('kap.', 'punkten')}{act}"

    def _place(self, chapter: str, point: str) -> str:
        parts = [f"{self.chapter} {chapter}"] if self.chapter else []
        parts.append(f"{self.number} §")
        parts += [f"{self.subsection} mom."] if self.subsection else []
        parts += [f"{self.point} {point}"] if self.point else []
        return " ".join(parts)


def parse(citation: str) -> tuple[Section, ...]:
    """The sections of a citation of ours.

    Raises:
        ValueError: it is not in the form.
    """
    sections = []
    for part in citation.split("; "):
        match = _CITATION.fullmatch(part)
        if match is None:
            raise ValueError(f"no section of law: {part}")
        sections.append(Section(**{key: found or "" for key, found in match.groupdict().items()}))
    return tuple(sections)


def as_officers_write(written: str) -> Section | None:
    """The section that somebody wrote by hand, or None where the text is not one section."""
    match = _AS_WRITTEN.fullmatch(written.strip())
    if match is None:
        return None
    letter = f" {match['letter'].lower()}" if match["letter"] else ""
    return Section(match["number"] + letter, match["subsection"] or "", match["point"] or "")
