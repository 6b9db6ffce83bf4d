"""One place where the worker keeps something for a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from robots.casework.errors import TryAgain
from robots.casework.texts import Language, text


class Unit(StrEnum):
    """In what a time is counted."""

    DAYS = "days"
    MINUTES = "minutes"
    YEARS = "years"


@dataclass(frozen=True, slots=True)
class Rule:
    """How long something is kept, and who says so: a setting of the county's, or a section."""

    amount: int
    setting: str = ""
    section: str = ""
    """The annex of 703/2023, where no setting says it."""
    unit: Unit = Unit.DAYS

    def in_words(self, language: Language) -> str:
        """``30 days (setting case_folders.sealed_days)``, in the reader's language."""
        told = text(f"purge.{self.unit}", language, amount=self.amount)
        if self.setting:
            return text("purge.by_setting", language, time=told, setting=self.setting)
        return text("purge.by_annex", language, time=told)


@dataclass(frozen=True, slots=True)
class Kept:
    """One thing that is there now."""

    since: datetime
    """From when its time runs."""
    is_over: bool
    """Whether it should be gone."""


class NotAllReached(TryAgain):
    """Some of a store's folders could not be looked into or cleared; ``seen``: the others'."""

    code = "purge_not_all_reached"

    def __init__(self, seen: Sequence[Kept], count: int) -> None:
        super().__init__(count=count)
        self.seen = tuple(seen)


@dataclass(frozen=True, slots=True)
class Store:
    """One place, and the two things that can be done with it.

    Both functions look anew each time they are called, and may raise a WorkerError or an OSError.
    """

    name: str
    """Its words stand in ``resources/texts/purge.yaml``, as ``store_NAME``."""
    rule: Rule
    look: Callable[[], list[Kept]]
    """What is there."""
    destroy: Callable[[], None]
    """What is over, and nothing else."""
    spared: Callable[[], int] = lambda: 0
    """How many things are not looked at, however old, since somebody still works with them; its
    words stand beside the name's, as ``spared_NAME``."""


def by_age(since: list[datetime], limit: datetime) -> list[Kept]:
    """Things of which each is over when it is older than the limit."""
    return [Kept(one, one < limit) for one in since]


def files_by_age(
    name: str, rule: Rule, files: Callable[[], Iterator[Path]], limit: datetime
) -> Store:
    """A store of files, whose time runs from when each was last written."""

    def found() -> Iterator[tuple[Path, datetime]]:
        for file in files():
            try:
                written = file.stat().st_mtime
            except FileNotFoundError:  # somebody else has just removed it
                continue
            yield file, datetime.fromtimestamp(written, limit.tzinfo)

    def look() -> list[Kept]:
        return by_age([at for _, at in found()], limit)

    def destroy() -> None:
        for file, at in found():
            if at < limit:
                file.unlink(missing_ok=True)

    return Store(name, rule, look, destroy)


def days_before(now: datetime, rule: Rule) -> datetime:
    """The moment before which what the rule is about is over; of days and minutes."""
    if rule.unit is Unit.MINUTES:
        return now - timedelta(minutes=rule.amount)
    return now - timedelta(days=rule.amount)
