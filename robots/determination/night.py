"""Holds the night's cases back once their run is over, until the next one begins.

Nothing of the night begins after its end, in whatever worker: a case waits before its first step
and before its calls, and goes on where it was in the next run, without having ended. What needs
nobody any more (every answer is there) is finished. An officer's request goes on at any time.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Final

from robots.casework.errors import WorkerError

#: So long what was last heard of the run's end is believed.
HEARD_SECONDS: Final = 1.0
#: How often a case that waits looks whether the next run has begun, or an officer asks for it.
LOOK_EVERY_SECONDS: Final = 2.0


class Night:
    """The night of one county, as one of its workers sees it.

    Args:
        is_run_over: asks what all workers share.
        is_urgent: whether an officer waits for the attempt.
        seconds: of a clock that nobody sets.
        sleep: lets the other cases go on for so many seconds.
    """

    def __init__(
        self,
        is_run_over: Callable[[], bool],
        is_urgent: Callable[[str], bool],
        *,
        seconds: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._is_run_over = is_run_over
        self._is_urgent = is_urgent
        self._seconds = seconds
        self._sleep = sleep
        self._heard_at = float("-inf")
        self._is_over = False

    async def is_on_for(self, attempt: str) -> None:
        """Return when the attempt may go on: at once, while the night is on."""
        while await self._heard() and not await asyncio.to_thread(said, self._is_urgent, attempt):
            await self._sleep(LOOK_EVERY_SECONDS)

    async def _heard(self) -> bool:
        if self._seconds() - self._heard_at >= HEARD_SECONDS:
            self._heard_at = self._seconds()
            self._is_over = await asyncio.to_thread(said, self._is_run_over)
        return self._is_over


def said(question: Callable[..., bool], *about: str) -> bool:
    """The answer; no, where it cannot be told now: the step that needs it tells why."""
    try:
        return question(*about)
    except WorkerError:
        return False
