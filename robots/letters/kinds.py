"""The kinds of letters of ``resources/letters/``, checked when they are read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from robots.casework.letter import Sending
from robots.casework.words import IncomeKind, Purpose, State
from robots.casework.yaml_reading import load_yaml

_FOLDER: Final = Path(__file__).parents[2] / "resources" / "letters"


class LetterKind(BaseModel):
    """One file; ``resources/letters/README.md`` says what its keys mean."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    statute: str
    checked_on: date
    file: str = Field(pattern="[a-z]+")
    recipient: Literal["client", "person", "authority", "payer"]
    contents: Literal["obtained_elsewhere", "questions"]
    sending: Sending
    section: Mapping[Purpose, str] = {}
    section_about_spouse: str = ""
    questions: Mapping[str, str] = {}
    of_the_household: Mapping[str, str] = {}
    states: Mapping[State, str] = {}
    of_kinds: frozenset[IncomeKind] = frozenset()


@cache
def letter_kinds() -> tuple[LetterKind, ...]:
    """Every kind, in the order of their names."""
    return tuple(
        LetterKind(name=file.stem, **load_yaml(file.read_text("utf-8")))
        for file in sorted(_FOLDER.glob("*.yaml"))
    )
