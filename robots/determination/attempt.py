"""One attempt at one determination, and what it leaves behind.

Nothing here holds personal data: these are what the queue's database and the run report carry.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from robots.casework.case import Determination
from robots.casework.reason import Reason
from robots.casework.words import Outcome, Purpose, Role, Source, State


@dataclass(frozen=True, slots=True)
class Attempt:
    """A determination is done once; each attempt at it has a number of its own, from 1."""

    determination: Determination
    number: int

    def __str__(self) -> str:
        return f"{self.determination}:{self.number}"

    @classmethod
    def parse(cls, text: str) -> Attempt:
        case_id, purpose, due, number = text.rsplit(":", 3)
        return cls(Determination(case_id, Purpose(purpose), date.fromisoformat(due)), int(number))

    @property
    def before(self) -> Attempt | None:
        """The attempt before this one at the same determination."""
        return Attempt(self.determination, self.number - 1) if self.number > 1 else None


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """How one source answered about one person."""

    role: Role
    source: Source
    state: State
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class AskedAgain:
    """A call that had to be made more than once: a source's trouble that passed, or did not."""

    role: Role
    source: Source
    call: str
    result: str
    """The answer's state, ``held`` where nobody was asked in the end."""
    times: int


class Last(StrEnum):
    """What is done with a case after it has ended."""

    WORKLIST = "worklist"
    """Its result is told to the worklist."""
    FOLDER = "folder"
    """How it ended is remembered in its folder."""


@dataclass(frozen=True, slots=True)
class LeftUndone:
    """What could not be done with a case that had ended, and why."""

    what: Last
    why: Reason


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """How one attempt ended: what the worklist, the run report and the next night need."""

    attempt: str
    outcome: Outcome
    reason: Reason | None = None
    version: int | None = None
    """Of the delivered summary; None where nothing is delivered."""
    is_new_version: bool = False
    ask_again: bool = False
    """Whether the next night should try again without anything in the case having changed."""
    sources: tuple[SourceRecord, ...] = ()
    questions: int = 0
    asked_again: tuple[AskedAgain, ...] = ()
    left_undone: tuple[LeftUndone, ...] = ()
    """What could not be written down when it had ended; the next run does it."""

    @property
    def case_id(self) -> str:
        return Attempt.parse(self.attempt).determination.case_id


@dataclass(frozen=True, slots=True)
class CaseState:
    """What the case folder remembers between runs (``tuloselvitys/tila.json``)."""

    determination: str
    attempt: int
    inputs: str = ""
    """A keyed hash over the row and the papers: whether anything in the case is new."""
    permits: str = ""
    """The same over what the row permits on the day: whether more may be asked by now."""
    ended: bool = False
    outcome: Outcome | None = None
    ask_again: bool = False
    version: int | None = None
    requested_by: str = ""
    reason: str = ""
    """The officer's, for asking."""
    why: Reason | None = None
    """Of the outcome, as the worklist was told it."""

    def is_of(self, attempt: Attempt) -> bool:
        """Whether this is what was remembered of that attempt."""
        return self.determination == str(attempt.determination) and self.attempt == attempt.number


@dataclass(frozen=True, slots=True)
class Request:
    """An officer's request for one case now."""

    requested_by: str = ""
    reason: str = ""
