"""Words, days, times and lists of people as the workbook's reader reads them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from robots.casework.answer import Finding
from robots.casework.period import HELSINKI, Period
from robots.casework.reason import Reason
from robots.casework.texts import Language, has_text, section_in_words, text
from robots.feelaw.changes import Change
from robots.feelaw.model import Step, Treatment


@dataclass(frozen=True, slots=True)
class Wording:
    """One language's words."""

    language: Language

    def __call__(self, key: str, **values: object) -> str:
        """A text of the workbook's own."""
        return text(f"workbook.{key}", self.language, **values)

    def word(self, family: str, value: str) -> str:
        """The name of a word's value, e.g. ``income_kind`` and ``wage``."""
        return text(f"words.{family}_{value}", self.language)

    def words(self, family: str, values: Iterable[str]) -> str:
        """Names of several, in a fixed order."""
        return ", ".join(sorted(self.word(family, value) for value in values))

    def purpose(self, written: str) -> str:
        """The purpose's name, where a word of ours was written; else what was written."""
        has_name = has_text(f"words.purpose_{written}")
        return self.word("purpose", written) if has_name else written

    def finding(self, finding: Finding) -> str:
        return text(f"findings.{finding.code}", self.language, **finding.values)

    def reason(self, reason: Reason | None) -> str:
        return reason.in_words(self.language) if reason is not None else ""

    def law(self, treatment: Treatment) -> str:
        """Why a figure counts or not."""
        return text(f"law.{treatment.reason}", self.language)

    def act(self, number: str) -> str:
        """The act's name with its number; the number alone where it has no name here."""
        has_name = has_text(f"acts.{number}")
        return f"{text(f'acts.{number}', self.language)} {number}" if has_name else number

    def section(self, citation: str) -> str:
        """A citation of law as the language writes it; what is none, as it stands."""
        return section_in_words(citation, self.language)

    def step(self, step: Step) -> str:
        return text(f"steps.{step.code}", self.language, **step.values)

    def change(self, change: Change) -> str:
        """What makes a day one to look at the fee again."""
        return text(f"changes.{change.code}", self.language, **change.values)

    def ground(self, step: Step) -> str:
        """What a step rests on: the county's decision, or a section of law."""
        return step.decision or self.section(step.section)

    def day(self, day: date) -> str:
        return f"{day.day}.{day.month}.{day.year}"

    def time(self, at: datetime) -> str:
        """E.g. ``16.3.2026 klo 8.15``, in Helsinki's time."""
        there = at.astimezone(HELSINKI)
        return self("at_time", day=self.day(there.date()), hour=there.hour, minute=f"{there:%M}")

    def period(self, period: Period | None) -> str:
        """E.g. ``1.3.2025–16.3.2026``; open at the end when until further notice."""
        if period is None:
            return ""
        end = self.day(period.end) if period.end is not None else ""
        return (
            self.day(period.start)
            if period.start == period.end
            else (f"{self.day(period.start)}–{end}")
        )
