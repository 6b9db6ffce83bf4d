"""Lets the steps of all cases through, until the worker is to end: then what has begun is finished
and nothing else begins. What stands before the closed gate goes on in another worker, or later.
So does everything of a worker that others may believe gone."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from types import TracebackType


class Gate:
    """Open until it is closed; ``async with gate`` around everything that must not be cut."""

    def __init__(self, make_sure: Callable[[], None] = lambda: None) -> None:
        """``make_sure``: called before anything is let in; does not return where nothing may be."""
        self._make_sure = make_sure
        self._inside = 0
        self._is_open = True
        self._changed = threading.Condition()

    async def __aenter__(self) -> None:
        self._make_sure()
        with self._changed:
            if self._is_open:
                self._inside += 1
                return
        await asyncio.Future()  # until the worker's loop is stopped with everything in it

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        with self._changed:
            self._inside -= 1
            self._changed.notify_all()

    def close(self, longest_seconds: float) -> bool:
        """Let nothing more in, and wait for what is inside; False where some of it took longer."""
        with self._changed:
            self._is_open = False
            return self._changed.wait_for(lambda: self._inside == 0, timeout=longest_seconds)
