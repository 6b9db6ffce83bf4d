"""What only one of a county's workers does at a time, besides the nightly run itself."""

from __future__ import annotations

from typing import Final

from robots.determination.engine import Engine

#: Looking after the drop folder.
REQUESTS: Final = 2
#: Looking at the clock: when the night begins, when it is time to look whether all is well.
CLOCK: Final = 3


class Duty:
    """One duty, as one process of the county's sees it."""

    def __init__(self, number: int) -> None:
        self._number = number
        self._engine: Engine | None = None
        self._is_mine = False

    def is_mine(self, engine: Engine) -> bool:
        """Whether it is this worker's; it is taken where nobody has it, and ends with the engine's
        presence."""
        if engine is not self._engine:
            self._engine, self._is_mine = engine, False
        if not self._is_mine:
            self._is_mine = engine.presence.take_duty(self._number)
        return self._is_mine
