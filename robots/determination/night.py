"""Holds the night's cases back once their run is over, until the next one begins.

Nothing of the night begins after its end, in whatever worker: a case waits before its first step
and before its calls, and goes on where it was in the next run, without having ended. What needs
nobody any more (every answer is there) is finished. An officer's request goes on at any time.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection
from typing import Final

from robots.casework.errors import WorkerError

#: So long what was last heard of the run's end, and of what officers ask for, is believed.
HEARD_SECONDS: Final = 1.0
#: How often a case that waits looks whether the next run has begun, or an officer asks for it.
LOOK_EVERY_SECONDS: Final = 2.0


class Night:
    """The night of one county, as one of its workers sees it.

    A case that waits reads its own folder once, which may lie across a network. Whether an officer
    asks for it later it hears of what all workers share: one look serves all that wait.

    Args:
        is_run_over: asks what all workers share.
        is_urgent: whether the attempt's folder says that an officer waits for it.
        asked_for: the attempts in work for which an officer waits; told after the folder.
        seconds: of a clock that nobody sets.
        sleep: lets the other cases go on for so many seconds.
    """

    def __init__(
        self,
        is_run_over: Callable[[], bool],
        is_urgent: Callable[[str], bool],
        asked_for: Callable[[], Collection[str]] = frozenset,
        *,
        seconds: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._is_run_over = is_run_over
        self._is_urgent = is_urgent
        self._asked_for = asked_for
        self._seconds = seconds
        self._sleep = sleep
        self._looking = asyncio.Lock()
        self._heard_at = float("-inf")
        self._let_through: Collection[str] | None = None

    async def is_on_for(self, attempt: str) -> None:
        """Return when the attempt may go on: at once, while the night is on."""
        if await self._may_go_on(attempt):
            return
        if await asyncio.to_thread(said, self._is_urgent, attempt):
            return
        while True:
            await self._sleep(LOOK_EVERY_SECONDS)
            if await self._may_go_on(attempt):
                return

    async def _may_go_on(self, attempt: str) -> bool:
        async with self._looking:  # who comes while another looks hears what that one saw
            if self._seconds() - self._heard_at >= HEARD_SECONDS:
                self._let_through = await asyncio.to_thread(self._look)
                self._heard_at = self._seconds()
            return self._let_through is None or attempt in self._let_through

    def _look(self) -> Collection[str] | None:
        """The attempts that go on after the run's end; None before it: all of them."""
        if not said(self._is_run_over):
            return None
        try:
            return self._asked_for()
        except WorkerError:
            return ()  # they wait till the next look, as if nobody had asked yet


def said(question: Callable[..., bool], *about: str) -> bool:
    """The answer; no, where it cannot be told now: the step that needs it tells why."""
    try:
        return question(*about)
    except WorkerError:
        return False
