"""Words, days and amounts as a letter's reader reads them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from robots.casework.answer import Income
from robots.casework.money import in_finnish
from robots.casework.period import Period
from robots.casework.texts import Language, section_in_words, text


@dataclass(frozen=True, slots=True)
class Words:
    """One language's words."""

    language: Language

    def __call__(self, key: str, **values: object) -> str:
        """A text of ``resources/texts/letters.yaml``."""
        return text(f"letters.{key}", self.language, **values)

    def word(self, family: str, value: str) -> str:
        return text(f"words.{family}_{value}", self.language)

    def said(self, name: str) -> str:
        """A name that is one of our words, such as ``words.source_kela``; any other as it is."""
        return text(name, self.language) if name.startswith("words.") else name

    def section(self, citation: str) -> str:
        return section_in_words(citation, self.language)

    def day(self, day: date) -> str:
        return f"{day.day}.{day.month}.{day.year}"

    def period(self, period: Period) -> str:
        """E.g. ``1.3.2025–16.3.2026``; open at the end when until further notice."""
        if period.start == period.end:
            return self.day(period.start)
        end = self.day(period.end) if period.end is not None else ""
        return f"{self.day(period.start)}–{end}"

    def amount(self, amount: Decimal | None) -> str:
        """An amount that the source did not tell is said to be so, never left as a nought."""
        return self("not_told") if amount is None else in_finnish(amount)

    def when(self, income: Income) -> str:
        """For what time, and when it was paid."""
        parts = [
            self.period(income.period) if income.period is not None else "",
            self("paid_on", day=self.day(income.paid_on)) if income.paid_on is not None else "",
            self("tax_year", year=income.tax_year) if income.tax_year is not None else "",
        ]
        return ", ".join(part for part in parts if part)
