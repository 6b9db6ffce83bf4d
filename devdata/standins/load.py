"""How much a stand-in was asked: the most at the same time, and the most in any 60 seconds.

Measured where the authority would measure it, at its own door: from a request's arrival to its
reply, and by the moments of arrival.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock

MINUTE = 60.0
#: Whether a request is counted, by its method and path.
Counts = Callable[[str, str], bool]


def every_request(method: str, path: str) -> bool:
    """Each request is one call."""
    return True


class Load:
    """What has arrived so far."""

    def __init__(
        self,
        *,
        is_seen: Counts = every_request,
        is_call: Counts = every_request,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """``is_seen``: what counts as under way; ``is_call``: what counts among those of a
        minute. ``now`` tells seconds."""
        self._is_seen = is_seen
        self._is_call = is_call
        self._now = now
        self._under_way = 0
        self._at_once = 0
        self._arrivals: list[float] = []
        self._lock = Lock()

    @contextmanager
    def request(self, method: str, path: str) -> Iterator[bool]:
        """Around one request, from its arrival to its reply; gives whether it is counted."""
        seen = self._is_seen(method, path)
        with self._lock:
            if seen and self._is_call(method, path):
                self._arrivals.append(self._now())
            self._under_way += seen
            self._at_once = max(self._at_once, self._under_way)
        try:
            yield seen
        finally:
            with self._lock:
                self._under_way -= seen

    def begin_anew(self) -> None:
        """Forget what has been."""
        with self._lock:
            self._at_once = self._under_way
            self._arrivals.clear()

    def measured(self) -> dict[str, int]:
        """``calls`` in all, the most ``at_once``, and the most in any minute: ``a_minute``."""
        with self._lock:
            return {
                "calls": len(self._arrivals),
                "at_once": self._at_once,
                "a_minute": most_within(self._arrivals, MINUTE),
            }


def most_within(moments: list[float], seconds: float) -> int:
    """The most of the moments, in order, that lie within one span; its end is not in it."""
    most = first = 0
    for last, moment in enumerate(moments):
        while moments[first] <= moment - seconds:
            first += 1
        most = max(most, last - first + 1)
    return most
