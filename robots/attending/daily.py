"""What is done once a day, by Helsinki's time, also by a worker that was started in between."""

from __future__ import annotations

import json
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Final

from robots.casework.period import HELSINKI
from robots.casework.wrong_clock import is_of_wrong_clock

FILE: Final = "worker-daily.json"


class Daily:
    """One thing a day. When it was last begun is remembered in the worker's folder before it is
    done: what fails is told once, and not again at each restart.

    Args:
        name: of the thing, in the file.
        at: the time of the day; None: never.
        state: the worker's folder.
    """

    def __init__(self, name: str, at: time | None, state: Path) -> None:
        self._name = name
        self._at = at
        self._file = state / FILE

    def is_due(self, now: datetime) -> bool:
        """Whether it has not been begun since its time last came. Where a clock far ahead began
        it, it is begun once more: what was done then was done for another day."""
        if self._at is None:
            return False
        begun = self._read().get(self._name)
        if begun is None:
            return True
        at = datetime.fromisoformat(begun)
        return at < self.last_time(now) or is_of_wrong_clock(at, now)

    def is_first(self) -> bool:
        """Whether it has never been begun on this machine."""
        return self._name not in self._read()

    def begin(self, now: datetime) -> None:
        """Remember that it is begun now."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        half = self._file.with_name(f".{FILE}.new")
        half.write_text(json.dumps({**self._read(), self._name: now.isoformat()}), "utf-8")
        half.replace(self._file)

    def last_time(self, now: datetime) -> datetime:
        """When its time last came; its own clock in summer and in winter."""
        assert self._at is not None  # or it would never be due
        today = now.astimezone(HELSINKI).date()
        moment = datetime.combine(today, self._at, HELSINKI)
        if moment <= now:
            return moment
        return datetime.combine(today - timedelta(days=1), self._at, HELSINKI)

    def _read(self) -> dict[str, str]:
        """Empty where nothing was begun, or somebody has spoilt the file: then it is begun anew."""
        try:
            said = json.loads(self._file.read_bytes())
        except (FileNotFoundError, ValueError):
            return {}
        return said if isinstance(said, dict) else {}
