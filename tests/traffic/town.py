"""The traffic of a county that is not there: a clock that the test moves, on both databases."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import URL

from robots.casework.words import Source
from robots.traffic import Limit, Traffic

#: A Monday, in Helsinki 12.00.
NOON = datetime(2026, 3, 16, 10, 0, tzinfo=UTC)


class Town:
    """Makes the traffic of one county for several workers, all on the same clock."""

    def __init__(self, database: URL) -> None:
        self.database = database
        self.at = NOON
        self.slept: list[float] = []
        self.signed_in_at: datetime | None = None
        self.while_sleeping: Callable[[], None] = lambda: None
        self._made: list[Traffic] = []
        self._ids = itertools.count(1)

    def pass_time(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)

    def worker(self, **limits: object) -> Traffic:
        """One worker, with these limits for every source."""
        number = len(self._made)
        made = Traffic(
            self.database,
            {source: Limit.model_validate({"at_once": 100, **limits}) for source in Source},
            clock=lambda: self.at,
            now=lambda: self.at.timestamp(),
            sleep=self._sleep,
            new_id=lambda: f"{number}-{next(self._ids)}",
            signed_in_at={Source.KELA: lambda: self.signed_in_at},
        )
        self._made.append(made)
        return made

    def close(self) -> None:
        for one in self._made:
            one.close()

    def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.pass_time(seconds)
        self.while_sleeping()


def in_a_file(folder: Path) -> URL:
    """The queue's address where a county has no PostgreSQL."""
    return URL.create("sqlite", database=(folder / "queue.sqlite").as_posix())
