"""Where a county's worklist is and how it is written: ``[worklist]``."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Self

from pydantic import Field, model_validator

from robots.casework.settings import RoomSettings
from robots.casework.texts import Language
from robots.worklist.fields import ESSENTIAL, FIELDS, VALUES, WordKind, folded


class ResultColumns(RoomSettings):
    """Headings of the columns that the worker fills; they must be in the file."""

    status: str
    updated: str
    workbook: str
    why: str

    @property
    def headings(self) -> tuple[str, str, str, str]:
        return self.status, self.updated, self.workbook, self.why


class WorklistSettings(RoomSettings):
    """One county's worklist: an .xlsx, .xlsm, .xls or .csv file, one row a case."""

    file: Path
    sheet: str | None = None
    """The first one, where none is named; without meaning for .csv."""
    heading_row: int = Field(default=1, ge=1)
    columns: dict[str, str]
    """Field of a case → heading. What a county does not keep is left out."""
    required: frozenset[str] = frozenset()
    """Fields that may not be empty, besides those that no case can be without."""
    words: dict[WordKind, dict[str, str | tuple[str, ...]]] = Field(default_factory=dict)
    """Kind of word → the project's word → the county's word or words for it."""
    results: ResultColumns
    language: Language = Language.FINNISH
    """In which the results are written."""

    @model_validator(mode="after")
    def _names_what_there_is(self) -> Self:
        if unknown := sorted(self.columns.keys() - FIELDS.keys()):
            raise ValueError(f"columns: no such field: {', '.join(unknown)}")
        if absent := sorted((ESSENTIAL | self.required) - self.columns.keys()):
            raise ValueError(f"columns: no heading for {', '.join(absent)}")
        headings = Counter([*self.columns.values(), *self.results.headings])
        if twice := sorted(heading for heading, count in headings.items() if count > 1):
            raise ValueError(f"columns: the same heading twice: {', '.join(twice)}")
        for kind, words in self.words.items():
            if unknown := sorted(words.keys() - VALUES[kind].keys()):
                raise ValueError(f"words.{kind}: no such word: {', '.join(unknown)}")
        for kind in WordKind:
            self.meanings(kind)
        return self

    def is_required(self, field: str) -> bool:
        return field in ESSENTIAL or field in self.required

    def meanings(self, kind: WordKind) -> dict[str, object]:
        """The words of one kind as they are written in this county → what they mean; the project's
        own words are always understood."""
        meanings = {folded(word): value for word, value in VALUES[kind].items()}
        for word, written in self.words.get(kind, {}).items():
            for one in (written,) if isinstance(written, str) else written:
                value = VALUES[kind][word]
                if meanings.setdefault(folded(one), value) != value:
                    raise ValueError(f"words.{kind}: {one} means two things")
        return meanings
