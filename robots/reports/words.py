"""The report's words in one language: texts, names of our words, days, times, numbers."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from robots.casework.period import HELSINKI
from robots.casework.texts import Language, text
from robots.casework.words import Outcome, Role, Source, State
from robots.determination import RunRecord


class Words:
    """Texts of ``report.yaml`` and its neighbours, and names of our words."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def __call__(self, key: str, **values: object) -> str:
        return text(f"report.{key}", self.language, **values)

    def name(self, word: Outcome | Source | State | Role) -> str:
        kind = type(word).__name__.lower()
        return text(f"words.{kind}_{word.value}", self.language)

    def county(self, run: RunRecord) -> str:
        return run.county_fi if self.language is Language.FINNISH else run.county_sv

    def counted(self, key: str, count: int, **values: object) -> str:
        """A text that is said otherwise of one than of many: ``KEY_one`` and ``KEY_many``."""
        form = "one" if count == 1 else "many"
        return self(f"{key}_{form}", count=number(count), **values)


def day(one: date) -> str:
    """A calendar day as it is written in Finland: ``16.3.2026``."""
    return f"{one.day}.{one.month}.{one.year}"


def clock_time(moment: datetime) -> str:
    """A time of day in Helsinki: ``2.05``."""
    here = moment.astimezone(HELSINKI)
    return f"{here.hour}.{here:%M}"


def moment(at: datetime) -> str:
    """A day and a time: ``16.3.2026 2.05``."""
    return f"{day(at.astimezone(HELSINKI).date())}\u00a0{clock_time(at)}"


def seconds(duration: Decimal) -> str:
    """A duration with one decimal: ``1,2 s``."""
    return f"{duration:.1f}".replace(".", ",") + "\u00a0s"


def number(count: float) -> str:
    """A count, with spaces between thousands; half where a median is."""
    written = f"{count:,.0f}" if count == int(count) else f"{count:,.1f}"
    return written.replace(",", "\u00a0").replace(".", ",")


def percent(share: Fraction) -> str:
    """A share in whole per cent: ``12 %``."""
    return f"{round(share * 100)}\u00a0%"


def minutes(duration: float) -> str:
    """A duration of a run: ``3 h 5 min``, ``4 min``, ``20 s``."""
    whole = int(duration)
    hours, minutes_left = divmod(whole // 60, 60)
    if hours:
        return f"{hours}\u00a0h {minutes_left}\u00a0min"
    return f"{minutes_left}\u00a0min" if minutes_left else f"{whole}\u00a0s"
