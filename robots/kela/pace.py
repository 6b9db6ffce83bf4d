"""Politeness: visits begin at some distance from each other, however many may be under way."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable


class Pace:
    """Lets one visit after the other begin."""

    def __init__(
        self,
        pause_ms: int,
        *,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """``pause_ms``: from one beginning to the next, at least; ``now`` tells seconds."""
        self._pause = pause_ms / 1000
        self._now = now
        self._sleep = sleep
        self._next = now()
        self._gate = asyncio.Lock()

    async def turn(self) -> None:
        """Wait for one's turn to begin."""
        async with self._gate:
            wait = self._next - self._now()
            if wait > 0:
                await self._sleep(wait)
            self._next = self._now() + self._pause
